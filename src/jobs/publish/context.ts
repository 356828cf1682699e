// What the steps of a publish hand to each other, as types.

import type { Seal } from "../../core/seal.ts";
import type { Digests, Published } from "../../core/catalog/assemble.ts";
import type { Entry, Site } from "../../core/catalog/entry.ts";
import type { Pages } from "../../core/catalog/pages.ts";
import type { CatalogFile, RemovedLine } from "../../core/catalog/schema.ts";
import type { ServedAt } from "../../core/catalog/site.ts";
import type { PublicCase } from "../../core/catalog/under-review.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { ImageEncoder } from "../../ports/images.ts";
import type { SeenCommit, TreeEntry } from "../../ports/forge.ts";
import type { Bytes, CatalogForge, FileWrite, PublishState } from "../../ports/publish.ts";
import type { OwnCommit } from "./published.ts";
import type { ReviewPorts } from "../review/review.ts";
import type { LedgerLine } from "../../core/listing/ledger.ts";
import type { CheckInput } from "../../core/checks/run.ts";
import type { CheckId } from "../../core/checks/check.ts";
import type { HeldListing, Reported } from "../../core/catalog/report.ts";
import type { RecordedOverride, PublishDecision } from "../../core/catalog/publication.ts";
import type { Account } from "../../core/facts.ts";
import type { LookAlikes } from "../../core/listing/ids.ts";
import type { SeenComment, SeenPull } from "../../core/review/seen.ts";
import type { Going } from "../../core/catalog/removal.ts";

export interface PublishPorts extends ReviewPorts {
  readonly forge: CatalogForge;
  readonly encoder: ImageEncoder;
  readonly bytes: Bytes;
  readonly digests: Digests;
  readonly digestBytes: (bytes: Uint8Array) => string;
  /** As git names a file. */
  readonly blobName: (bytes: Uint8Array) => string;
  readonly pages: Pages;
  /** Public cases that run in this catalog. Throws `Trouble` when that cannot be told. */
  readonly openCases: (ports: {
    readonly forge: CatalogForge;
    readonly repositoryId: number;
    readonly seal: Seal;
  }) => Promise<readonly PublicCase[]>;
  /** Where people see the repository: "https://github.com/owner/name". */
  readonly repositoryUrl: string;
  /** Since when what is named could not be told; a hint of this process, that a restart begins anew. */
  readonly since: Map<string, number>;
  /** Where the pages of a catalog are served, as GitHub said last; a hint of this process. */
  readonly served: Map<number, ServedAt>;
  /** What waits in each catalog, as it was looked at last, the longest ago first; a hint of this process. */
  readonly looked: Map<number, Map<string, LastLook>>;
}

/** Git names of the three folders; null: there is none. */
export interface SourceTrees {
  readonly listings: string | null;
  readonly images: string | null;
  readonly removed: string | null;
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
  /** Commits of others on top of ours. */
  readonly foreign: readonly string[];
  readonly head: CatalogFile | undefined;
}

export interface LogoLost {
  readonly path: string;
  readonly why: "missing" | "large" | "undrawable";
}

export interface DrawnLogo {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface PendingWork {
  /** Ids to be looked at now, sorted. */
  readonly ids: readonly string[];
  /** Listings on the default branch, by id. */
  readonly listings: ReadonlyMap<string, TreeEntry>;
  /** Ledger files on the default branch, by id. */
  readonly ledgerFiles: ReadonlyMap<string, TreeEntry>;
  /** Ledger lines that changed since the last publish; undefined as value: the file is gone. */
  readonly ledger: ReadonlyMap<string, LedgerLine | undefined>;
  /** Lines of the published removed.json. */
  readonly lines: readonly RemovedLine[];
  /** What is published of each id in `ids`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** All pages look otherwise. */
  readonly everything: boolean;
  /** The default branch or the policy says something new. */
  readonly sourceChanged: boolean;
  /** Reads the parts that a change of these entries needs; `anew`: all of them. */
  readonly load: (orders: readonly number[], countAfter: number, anew?: boolean) => Promise<Published>;
}

export type ChangeKind = "add" | "change" | "again" | "remove";

export interface EvaluatedListing {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly checkInput: CheckInput;
  readonly settled: PublishDecision;
  readonly releases: ReadonlyMap<CheckId, RecordedOverride>;
  readonly before: Entry | undefined;
  /** Path → git name of the files that were judged. */
  readonly blobs: Readonly<Record<string, string>>;
  /** The pull request it came by; undefined: it was pushed. */
  readonly pull: SeenPull | undefined;
  readonly imageBytes: Uint8Array | undefined;
  /** Since when something could not be told; undefined: all could. */
  readonly sinceMs: number | undefined;
  /** The picture's address gives nothing any more, and what is published stays. */
  readonly pictureLost: boolean;
}

/** What maintainers said on the newest report of what is not published. */
export interface HeldDiscussion {
  readonly reported: readonly Reported[];
  readonly comments: readonly SeenComment[];
}

export interface EvaluationContext {
  readonly ports: PublishPorts;
  readonly standing: PublishSnapshot;
  readonly work: PendingWork;
  readonly talk: HeldDiscussion;
  readonly lookAlikes: LookAlikes;
  readonly today: string;
  /** Answers by account number and login, asked once each. */
  readonly mayWrite: (account: Account | { id: number; login: string }) => Promise<boolean>;
}

/** What came of judging: what goes out, what goes, what waits. */
export interface Result {
  readonly put: Entry[];
  readonly going: Going[];
  readonly held: HeldListing[];
  readonly waiting: Set<string>;
  readonly pictures: FileWrite[];
  readonly requeues: number[];
  /** Pull requests as they were seen, by number. */
  readonly pulls: Map<number, SeenPull>;
  /** Ids that go without a ledger line or a removal somebody answers for. */
  readonly lost: string[];
}

/** The last look at a listing that waits. */
export interface LastLook {
  /** Of the default branch: after a push everything that waits is looked at again. */
  readonly tipSha: string;
  /** What was said of it; undefined: something could not be told yet. */
  readonly held: HeldListing | undefined;
}
