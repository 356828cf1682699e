// One published listing and the whole catalog, as they are written to the publish branch and read back from it.

import { z } from "zod";
import { CHECK_IDS } from "../checks/ids.ts";
import { ID_PATTERN } from "../listing/ids.ts";
import type { RemovalReason } from "../listing/ledger.ts";
import type { FeedState } from "./feed-state.ts";
import { listedFields, type Listing } from "../listing/schema.ts";

const time = z.iso.datetime();
const day = z.iso.date();
const side = z.int().positive();
const sha = z.string().regex(/^[0-9a-f]{40}$|^[0-9a-f]{64}$/);

/** What a newer version wrote beside it is kept; whoever reads it here knows of the keys that are named. */
const open = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject(shape) as unknown as z.ZodObject<Shape>;

/** One re-encoded picture. Paths are relative to the site's root and carry a hash of the bytes. */
const imageSchema = open({
  /** SHA-256 (hex) of the bytes that were submitted: what was judged is what is shown. */
  source: z.string().regex(/^[0-9a-f]{64}$/),
  sourceBytes: z.int().positive(),
  /** As the listing names it: an address, or a path in the catalog repository. */
  from: z.string(),
  width: side,
  height: side,
  /** Largest first, PNG before WebP of the same size. */
  files: z.array(
    open({
      path: z.string(),
      type: z.enum(["image/png", "image/webp", "image/avif"]),
      width: side,
      height: side,
      bytes: z.int().positive(),
      /** As git names the file: a restored entry shows it again without drawing it anew. */
      blob: sha,
    }),
  ),
});

/** What one check came to when this version was let out. */
const checkSchema = open({
  id: z.enum(CHECK_IDS),
  title: z.string(),
  /** `not-run`: only in what `steward build` writes, whose network checks do not run. */
  status: z.enum(["pass", "waived", "released", "recommended", "grace", "not-run"]),
  evidence: z.array(z.string()),
  /** ISO date-time (UTC) of the look that said so. */
  at: time,
  waivedUntil: day.exactOptional(),
  releasedBy: open({
    id: z.int().nonnegative(),
    login: z.string(),
    reason: z.string(),
    pull: z.int().positive().exactOptional(),
  }).exactOptional(),
  /** A policy that tightened fails it; it stays until that day. */
  graceUntil: day.exactOptional(),
});

/** Fields of a listing that its entry does not carry as they are: pictures are drawn anew, and owners stand beside maintainers. */
export const FIELDS_IN_OTHER_FORM = [
  "image",
  "screenshots",
  "maintainers",
] as const satisfies readonly (keyof Listing)[];
type CarriedField = Exclude<keyof Listing, (typeof FIELDS_IN_OTHER_FORM)[number]>;
type Carried = {
  [K in CarriedField]: undefined extends Listing[K]
    ? z.ZodExactOptional<z.ZodType<Exclude<Listing[K], undefined>>>
    : z.ZodType<Listing[K]>;
};

/** Every other field of the format, as loose as a reader of old catalogs must be: the shape counts, no rule of today. */
const CARRIED = Object.fromEntries(
  listedFields()
    .filter(({ name }) => !(FIELDS_IN_OTHER_FORM as readonly string[]).includes(name))
    .map(({ name, isList, isRequired }) => {
      const loose: z.ZodType = isList ? z.array(z.string()) : z.string();
      return [name, isRequired ? loose : (loose as z.ZodString).exactOptional()];
    }),
) as unknown as Carried;
export const CARRIED_FIELDS = Object.keys(CARRIED) as readonly CarriedField[];

export const entrySchema = open({
  id: z.string().regex(ID_PATTERN),
  /** Its number in the order of addition: it never changes, and says in which part of the catalog the entry stands. */
  order: z.int().nonnegative(),
  /** `under-review`: a public case runs. `removed` and `withdrawn` entries stand in `removed.json`, not among the entries. */
  status: z.enum(["active", "under-review"]),
  ...CARRIED,
  /** None given is none, never absent. */
  tags: z.array(z.string()),
  /** Logins as the file names them, in its order. */
  maintainers: z.array(z.string()),
  /** Who owns the entry: account numbers, with the login each had when it was recorded. */
  owners: z.array(open({ id: z.int().positive(), login: z.string() })),
  /** Absent: the picture could not be had within 30 minutes; the page shows a placeholder. */
  image: imageSchema.exactOptional(),
  screenshots: z.array(imageSchema),
  /** ISO date-times, UTC. */
  added: time,
  updated: time,
  /** When its checks last ran. */
  verified: time,
  checks: z.array(checkSchema),
  /** Where it came from: the pull request, and the blobs it was judged by (path → SHA). */
  source: open({
    pull: z.int().positive().exactOptional(),
    blobs: z.record(z.string(), sha),
  }),
  /** While `under-review`: the earliest deadline of its public cases, and that issue's number. */
  review: open({ deadline: time, issue: z.int().positive().exactOptional() }).exactOptional(),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type Entry = Frozen<z.output<typeof entrySchema>>;
export type EntryStatus = Entry["status"];
export type PublishedImage = Frozen<z.output<typeof imageSchema>>;
export type PublishedCheck = Frozen<z.output<typeof checkSchema>>;

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
    readonly security?: string;
    readonly guide?: string;
  };
  /** Scheme and host where the site is served ("https://example.github.io"); its path is `basePath`. undefined: not known, no absolute links. */
  readonly origin?: string;
  /** Starts and ends with "/". */
  readonly basePath: string;
  readonly themeColor: string;
  /** Path of the policy's logo on the site, drawn anew, if it has one. */
  readonly logo?: string;
  /** Path of the picture that other sites show of a marketplace whose policy names no logo. */
  readonly share?: string;
  /** "https://github.com/owner/name"; undefined: a folder that was never pushed. */
  readonly repositoryUrl?: string;
  readonly types: readonly string[];
  readonly generation: number;
  /** Absent: nothing was published from this yet; the feed is then what its entries say. */
  readonly feed?: FeedState;
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
