// What has one right answer in the files of a submission, and which of those lines the pull request brought.

import type { CheckInput } from "../../core/checks/run.ts";
import { PLAIN_FILE_MODE, type ListingChange, type Submission } from "../../core/listing/changes.ts";
import { lineFixes } from "../../core/listing/line-fixes.ts";
import { LISTING_BYTES_MAX } from "../../core/listing/schema.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { SUGGESTIONS_MAX, type SeenFix, type SeenFixes } from "../../core/review/suggest.ts";
import type { Forge } from "../../ports/forge.ts";
import { entryAt } from "../facts/trees.ts";

/** Real listings are a tenth of it; every try parses the text anew, and nobody may keep us busy with that. */
const BYTES_MAX = 16 * 1024;
const TRIES_MAX = 40;
/** A file made of nothing but mistakes is another kind of file. */
const PROBLEMS_MAX = 40;
/** Of all listings of a submission; a bulk change is fixed with `steward check --fix`. */
const LISTINGS_MAX = 5;

/** `baseSha`: what the pull request is compared with. */
export async function fixesOf(
  forge: Pick<Forge, "tree" | "blob">,
  baseSha: string,
  submission: Extract<Submission, { kind: "listings" }>,
  judgements: readonly CheckInput[],
  policy: Policy,
): Promise<SeenFixes> {
  const wrong = submission.listings.filter(({ id }) => {
    const listing = judgements.find((checkInput) => checkInput.id === id)?.listing;
    return (listing?.problems.length ?? 0) > 0;
  });
  const fixes: SeenFix[] = [];
  // Listings that were not judged, beyond the most that are, may hold more.
  let complete = wrong.length <= LISTINGS_MAX && judgements.length >= submission.listings.length;
  for (const change of wrong.slice(0, LISTINGS_MAX)) {
    if (fixes.length >= SUGGESTIONS_MAX) return { fixes, complete: false };
    const text = await headText(forge, change, judgements);
    if (text === undefined) complete = false;
    else {
      const found = lineFixes(text, change.id, policy, TRIES_MAX);
      const stoodBefore = await linesBefore(forge, baseSha, change, found.fixes.length > 0);
      complete &&= found.complete;
      // A line in words that stood in the file before may be one of its old lines: GitHub takes no comment there.
      for (const fix of found.fixes)
        fixes.push({ ...fix, path: change.path, added: !stoodBefore(fix.before) });
    }
  }
  return { fixes, complete };
}

/** undefined: too large, too much wrong, no text, or not this pull request's. The review has read it already, so it costs nothing. */
async function headText(
  forge: Pick<Forge, "blob">,
  { id, files, path }: ListingChange,
  judgements: readonly CheckInput[],
): Promise<string | undefined> {
  const own = files.find((file) => file.path === path)?.after;
  const problems = judgements.find((checkInput) => checkInput.id === id)?.listing?.problems ?? [];
  if (own?.mode !== PLAIN_FILE_MODE || problems.length > PROBLEMS_MAX) return undefined;
  // What the review did not read for its size is not read here either.
  if (problems.some(({ rule }) => rule === "too-large")) return undefined;
  const bytes = await forge.blob(own.sha);
  if (bytes.byteLength > BYTES_MAX) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function linesBefore(
  forge: Pick<Forge, "tree" | "blob">,
  baseSha: string,
  { path }: ListingChange,
  wanted: boolean,
): Promise<(line: string) => boolean> {
  const entry = wanted ? await entryAt(forge, baseSha, path) : undefined;
  if (entry?.type !== "blob") return () => false;
  // What cannot be compared is all taken for old.
  if ((entry.size ?? 0) > LISTING_BYTES_MAX) return () => true;
  const text = new TextDecoder().decode(await forge.blob(entry.sha));
  const lines = new Set(text.split("\n").map((line) => line.replace(/\r$/, "")));
  return (line) => lines.has(line);
}
