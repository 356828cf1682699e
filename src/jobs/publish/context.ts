// What the steps of a publish hand to each other, as types.

import type { Digests, Published } from "../../core/catalog/assemble.ts";
import type { Site } from "../../core/catalog/entry.ts";
import type { Pages } from "../../core/catalog/pages.ts";
import type { RemovedInCase } from "../../core/catalog/memory.ts";
import type { HeldListing } from "../../core/catalog/report.ts";
import type { CatalogFile } from "../../core/catalog/schema.ts";
import type { ServedAt } from "../../core/catalog/site.ts";
import type { PublicCase } from "../../core/catalog/under-review.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { LogoLost, SeenWork, SourceTrees } from "../../core/publication/seen.ts";
import type { Seal } from "../../core/seal.ts";
import type { SeenCommit, TreeEntry } from "../../ports/forge.ts";
import type { ImageEncoder } from "../../ports/images.ts";
import type { Bytes, CatalogForge, PublishState } from "../../ports/publish.ts";
import type { ReviewPorts } from "../review/review.ts";
import type { UploadHints } from "./upload-hints.ts";
import type { OwnCommit } from "./published.ts";

export interface CatalogCases {
  readonly running: readonly PublicCase[];
  /** What cases took out and that have not ended. */
  readonly removed: readonly RemovedInCase[];
}

export interface PublishPorts extends ReviewPorts {
  readonly forge: CatalogForge;
  readonly encoder: ImageEncoder;
  readonly bytes: Bytes;
  readonly digests: Digests;
  readonly digestBytes: (bytes: Uint8Array) => string;
  /** As git names a file. */
  readonly blobName: (bytes: Uint8Array) => string;
  readonly pages: Pages;
  /** Cases of this catalog, as far as it may be told in public. Throws `JobError` when that cannot be told. */
  readonly openCases: (ports: {
    readonly forge: CatalogForge;
    readonly repositoryId: number;
    readonly seal: Seal;
  }) => Promise<CatalogCases>;
  /** Where people see the repository: "https://github.com/owner/name". */
  readonly repositoryUrl: string;
  /** Since when what is named could not be told; a hint of this process, that a restart begins anew. */
  readonly since: Map<string, number>;
  /** Where the pages of a catalog are served, as GitHub said last; a hint of this process. */
  readonly served: Map<number, ServedAt>;
  /** Whether GitHub serves pages of a catalog at all; a hint of this process. */
  readonly servedSomewhere: Map<number, boolean>;
  /** What waits in each catalog, as it was looked at last, the longest ago first; a hint of this process. */
  readonly looked: Map<number, Map<string, LastLook>>;
  /** How pictures went to GitHub, by catalog and the repository that it is published in; a hint of this process. */
  readonly uploads: Map<string, UploadHints>;
}

/** The last look at a listing that waits. */
export interface LastLook {
  /** Of the default branch: after a push everything that waits is looked at again. */
  readonly tipSha: string;
  /** What was said of it; undefined: something could not be told yet. */
  readonly held: HeldListing | undefined;
}

export interface PublishSnapshot {
  readonly state: PublishState;
  /** The repository that holds the publish branch: the catalog's own, or another of its owner. */
  readonly out: CatalogForge;
  /** What all pages share. */
  readonly site: Omit<Site, "generation" | "source">;
  /** The policy's logo, drawn, where it is still to be put on the branch. */
  readonly logo: DrawnLogo | undefined;
  /** Why the policy's logo is not shown, while that is news: its policy or its file changed since the last publish. */
  readonly logoLost: LogoLost | undefined;
  readonly policy: Policy;
  readonly source: SourceTrees;
  /** What the next commit stands on: the branch's tip, or what the newest deployment names when the branch is gone. */
  readonly base: SeenCommit | undefined;
  /** Where the branch stands now; undefined: there is none. */
  readonly branchTip: string | undefined;
  /** Our newest commit; what was published before is read from it. */
  readonly own: OwnCommit | undefined;
  /** Our commits on the branch, newest first. */
  readonly ours: readonly OwnCommit[];
  /** Our newest commit, where somebody put the branch back to an older one. */
  readonly rolledBackFrom: string | undefined;
  /** Of the newest publish that any deployment tells of; 0: of none. */
  readonly generationFloor: number;
  /** Commits of others on top of ours. */
  readonly foreign: readonly string[];
  readonly head: CatalogFile | undefined;
}

export interface DrawnLogo {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface PendingWork extends SeenWork {
  /** Ids to be looked at now, sorted. */
  readonly ids: readonly string[];
  /** Listings on the default branch, by id. */
  readonly listings: ReadonlyMap<string, TreeEntry>;
  /** Ledger files on the default branch, by id. */
  readonly ledgerFiles: ReadonlyMap<string, TreeEntry>;
  /** Reads the parts that a change of these entries needs; `anew`: all of them. */
  readonly load: (orders: readonly number[], countAfter: number, anew?: boolean) => Promise<Published>;
}
