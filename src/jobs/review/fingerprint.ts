// What a verdict holds for, in short digests: when one of them differs, the verdict is reached anew.

import type { Submission } from "../../core/listing/changes.ts";
import { lookAlikes } from "../../core/listing/ids.ts";
import type { Fingerprint, Judged } from "../../core/review/run-state.ts";
import type { Forge, Lineage } from "../../ports/forge.ts";
import { folder } from "../facts/trees.ts";
import type { CatalogIds } from "../facts/catalog.ts";

export interface BasisInput {
  readonly policySha: string;
  /** The pull request's text. */
  readonly text: string;
  readonly ids: CatalogIds;
  /** Ids that the pull request changes. */
  readonly submission: readonly string[];
  readonly digest: (text: string) => string;
  /** absent: where the branches parted is not part of the basis. */
  readonly judged?: Judged;
}

export const SEVERAL = "*";
export const MANY = "*";
const FIRST_MAX = 2;

/** Ids of the listings that it changes. */
export function idsIn(submission: Submission): readonly string[] {
  return submission.kind === "listings" ? submission.listings.map(({ id }) => id) : [];
}

type Digest = BasisInput["digest"];

/** What a verdict remembers of the default branch. `id` as in a fingerprint; `files`: of the tip, as `filesAt` lists them. */
export function judgedOn(
  tipSha: string,
  { first, isLinear }: Pick<Lineage, "first" | "isLinear">,
  id: string,
  files: TipFiles,
  digest: Digest,
): Judged {
  // A branch with merges may have left the default branch in several places: what merging it does may change with any push.
  const isFew = isLinear && first !== undefined && first.length > 0 && first.length <= FIRST_MAX;
  return {
    tip: base64url(tipSha),
    listings: listingsOf(id, files, digest),
    first: isFew ? first.map(shortCommit).sort().join("") : MANY,
  };
}

/** Equal as long as the files of those listings are, pictures included. */
export function listingsOf(id: string, files: TipFiles, digest: Digest): string {
  const about = [...files].filter(([path]) => id === SEVERAL || listingOf(path) === id);
  const text = about.map(([path, sha]) => `${path} ${sha}\n`).sort();
  return shortCommit(digest(text.join("")).padEnd(6, "0"));
}

/** "images/demo.png" and "images/demo" are of the listing "demo". */
function listingOf(path: string): string {
  return path.replace(/^[^/]*\//, "").replace(/\.[^.]*$/, "");
}

/** Path → git name of what stands in `listings/` and `images/`; a folder in there by its own. */
export type TipFiles = ReadonlyMap<string, string>;

export async function filesAt(forge: Pick<Forge, "tree">, root: string): Promise<TipFiles> {
  const files = new Map<string, string>();
  for (const path of ["listings", "images"])
    for (const { name, sha } of await folder(forge, root, path)) files.set(`${path}/${name}`, sha);
  return files;
}

export function tipOf({ tip }: Judged): string {
  return Buffer.from(tip, "base64url").toString("hex");
}

/** Four characters: where two are the same by chance, a pull request is looked at once more. */
export function shortCommit(sha: string): string {
  return base64url(sha.slice(0, 6));
}

function base64url(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64url");
}

export function basisOf({ policySha, text, ids, submission, digest, judged }: BasisInput): Fingerprint {
  const id = idOf(submission);
  return {
    policy: digest(policySha),
    text: digest(text.replaceAll("\r\n", "\n")),
    ids: digest(compared(id, ids)),
    id,
    ...(judged === undefined ? {} : { judged }),
  };
}

/** As a fingerprint names what a pull request is about. */
export function idOf(submission: readonly string[]): string {
  if (submission.length > 1) return SEVERAL;
  const [id = ""] = submission;
  // An id outside the grammar is refused whatever the catalog holds, and must not break the format of the state.
  return /^[a-z0-9*-]{0,50}$/.test(id) ? id : "";
}

/** The ids that a submission was compared with, as far as they could change its verdict. */
function compared(id: string, ids: CatalogIds): string {
  if (id === "") return "";
  // Several listings are compared with everything; any change of ids re-judges them.
  if (id === SEVERAL) return JSON.stringify([[...ids.live].sort(), [...ids.removed].sort()]);
  return JSON.stringify([
    ids.live.has(id),
    ids.removed.has(id),
    lookAlikes(id, ids.live, ids.removed, Number.POSITIVE_INFINITY).map(
      (other) => `${other.where} ${other.id}`,
    ),
  ]);
}

/** The basis an open pull request would have today, from what the sweep reads without opening it. */
export function basisToday(before: Fingerprint, input: Omit<BasisInput, "submission">): Fingerprint {
  const today = basisOf({
    ...input,
    submission: before.id === "" ? [] : before.id === SEVERAL ? ["a", "b"] : [before.id],
  });
  return today;
}
