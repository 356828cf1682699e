// One published listing and the whole catalog, as they are written to the publish branch and read back from it.

import type { CheckId } from "../checks/check.ts";
import type { RemovalReason } from "../listing/ledger.ts";

/** `under-review`: a public case runs. `removed` and `withdrawn` entries stand in `removed.json`, not among the entries. */
export type EntryStatus = "active" | "under-review";

/** One re-encoded picture. Paths are relative to the site's root and carry a hash of the bytes. */
export interface PublishedImage {
  /** SHA-256 (hex) of the bytes that were submitted: what was judged is what is shown. */
  readonly source: string;
  readonly sourceBytes: number;
  /** As the listing names it: an address, or a path in the catalog repository. */
  readonly from: string;
  readonly width: number;
  readonly height: number;
  /** Largest first, PNG before WebP of the same size. */
  readonly files: readonly {
    readonly path: string;
    readonly type: "image/png" | "image/webp" | "image/avif";
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
    /** As git names the file: a restored entry shows it again without drawing it anew. */
    readonly blob: string;
  }[];
}

/** What one check came to when this version was let out. */
export interface PublishedCheck {
  readonly id: CheckId;
  readonly title: string;
  /** `not-run`: only in what `steward build` writes, whose network checks do not run. */
  readonly status: "pass" | "waived" | "released" | "recommended" | "grace" | "not-run";
  readonly evidence: readonly string[];
  /** ISO date-time (UTC) of the look that said so. */
  readonly at: string;
  readonly waivedUntil?: string;
  readonly releasedBy?: {
    readonly id: number;
    readonly login: string;
    readonly reason: string;
    readonly pull?: number;
  };
  /** A policy that tightened fails it; it stays until that day. */
  readonly graceUntil?: string;
}

export interface Entry {
  readonly id: string;
  /** Its number in the order of addition: it never changes, and says in which part of the catalog the entry stands. */
  readonly order: number;
  readonly status: EntryStatus;
  readonly name: string;
  readonly type: string;
  readonly summary: string;
  /** Markdown, as submitted. */
  readonly description?: string;
  readonly link: string;
  readonly documentation: string;
  readonly issues: string;
  readonly security?: string;
  readonly license?: string;
  readonly tags: readonly string[];
  readonly compatibility?: string;
  /** Logins as the file names them, in its order. */
  readonly maintainers: readonly string[];
  /** Who owns the entry: account numbers, with the login each had when it was recorded. */
  readonly owners: readonly { readonly id: number; readonly login: string }[];
  /** Absent: the picture could not be had within 30 minutes; the page shows a placeholder. */
  readonly image?: PublishedImage;
  readonly screenshots: readonly PublishedImage[];
  /** ISO date-times, UTC. */
  readonly added: string;
  readonly updated: string;
  /** When its checks last ran. */
  readonly verified: string;
  readonly checks: readonly PublishedCheck[];
  /** Where it came from: the pull request, and the blobs it was judged by (path → SHA). */
  readonly source: { readonly pull?: number; readonly blobs: Readonly<Record<string, string>> };
  /** While `under-review`: the earliest deadline of its public cases, and that issue's number. */
  readonly review?: { readonly deadline: string; readonly issue?: number };
}

/** A removed listing as `removed.json` and its tombstone page tell it. */
export interface RemovedEntry {
  readonly id: string;
  readonly name?: string;
  /** `withdrawn` by its owners, or removed for another reason. */
  readonly status: "removed" | "withdrawn";
  readonly reason: RemovalReason;
  readonly removed: string;
  readonly severity?: string;
  /** Numbers of public case issues. */
  readonly issues: readonly number[];
}

/** Everything the storefront shows; equal sites render to equal bytes. */
export interface Site {
  /** Policy's words. `security` and `contact` are `mailto:` or https addresses. */
  readonly marketplace: {
    readonly name: string;
    readonly url?: string;
    readonly about: string;
    readonly contact?: string;
    readonly security: string;
    readonly guide?: string;
  };
  /** Scheme and host where the site is served ("https://example.github.io"); its path is `basePath`. undefined: not known, no absolute links. */
  readonly origin?: string;
  /** Starts and ends with "/". */
  readonly basePath: string;
  readonly themeColor: string;
  /** Path of the policy's logo on the site, drawn anew, if it has one. */
  readonly logo?: string;
  /** "https://github.com/owner/name". */
  readonly repositoryUrl: string;
  readonly types: readonly string[];
  readonly generation: number;
  /** The source commit, and its time as an ISO date-time (UTC): the only "now" that pages know. */
  readonly source: { readonly commit: string; readonly at: string };
}

export interface Catalog {
  readonly site: Site;
  /** In order of addition. */
  readonly entries: readonly Entry[];
  /** Newest removal first. */
  readonly removed: readonly RemovedEntry[];
}
