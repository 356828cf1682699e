// What the questions of `steward doctor --live` share: what they are asked with, and the words for their answers.

import type { Octokit } from "@octokit/rest";
import type { LiveAnswer } from "../../../core/setup/live.ts";
import type { GitHub } from "../base/client.ts";

/** How long GitHub may take to show what was just written. */
export const SHOWN_MS = 1_500;
export const TRIES = 6;

export interface LiveOptions {
  readonly github: GitHub;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
  /** "owner/name" of a public repository without the App, with a release and issue forms. */
  readonly elsewhere: string;
  /** Whether it may write to the repository. */
  readonly writes: boolean;
  pause(ms: number): Promise<void>;
  /** Names what its writes are called, so that two runs do not meet. */
  readonly mark: string;
}

export interface Asking extends LiveOptions {
  /** As the installation, with a token of its own: asked once, nothing added to the answers. */
  readonly octokit: Octokit;
  /** What has to be taken away again, newest first. */
  readonly leftovers: { readonly what: string; readonly take: () => Promise<unknown> }[];
}

export const EXPECTED: LiveAnswer = { is: "expected" };
export const otherwise = (seen: string): LiveAnswer => ({ is: "otherwise", seen });
export const couldNotCheck = (because: string): LiveAnswer => ({ is: "unknown", because });

/** Never a body: the status and GitHub's short message. */
export function wordsOf(error: unknown): string {
  const { status, message } = error as { status?: number; message?: string };
  return `${status ?? ""} ${(message ?? String(error)).split("\n", 1)[0]?.slice(0, 120) ?? ""}`.trim();
}
