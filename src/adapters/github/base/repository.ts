// What every part of the adapter is given to reach one repository, and how it reads "there is none".

import type { Octokit } from "@octokit/rest";
import type { Seal } from "../../../core/seal.ts";
import type { TreeEntry } from "../../../ports/forge.ts";
import type { Cache } from "./cache.ts";
import { statusOf } from "./client.ts";

export interface ForgeOptions {
  readonly octokit: Octokit;
  /** The same, allowed to ask who is in a team; not every installation may. */
  readonly members?: Octokit;
  /** The same, allowed to resolve conversations on lines. */
  readonly resolver?: Octokit;
  readonly appId: number;
  /** Apps that this one took over from. */
  readonly formerAppIds: readonly number[];
  readonly seal: Seal;
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
  readonly trees: Cache<readonly TreeEntry[]>;
  readonly blobs: Cache<Uint8Array>;
  /** What we reacted to comments with, by number: GitHub's readers lag, and whether they show an App its own reactions, nothing tells. */
  readonly reacted?: Reacted;
  /** Reads under way, by the same keys. */
  readonly reading: Map<string, Promise<unknown>>;
}

export interface Reacted {
  get(commentId: number): string | undefined;
  set(commentId: number, content: string): unknown;
}

/** undefined for 404 and 410: the answer is that there is none. */
export async function found<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}
