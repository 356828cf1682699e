// Files that a listing names must be there, and small enough to be shown.

import { LISTING_FIELDS } from "./fields.ts";
import type { ParsedListing } from "./parse.ts";
import type { Problem } from "./problems.ts";
import { quote } from "./quote.ts";

export const FILE_BYTES_MAX = 5_242_880;

/** The listing with a problem for each named screenshot that is missing or too large. `sizeOf` undefined: not there. */
export function withOwnFiles(
  listing: ParsedListing,
  sizeOf: (path: string) => number | undefined,
): ParsedListing {
  const problems: Problem[] = [];
  for (const [index, path] of (listing.fields.screenshots ?? []).entries()) {
    if (/^https:/i.test(path)) continue;
    const size = sizeOf(path);
    const at = {
      path: ["screenshots", index],
      place: listing.place(["screenshots", index]),
      why: LISTING_FIELDS.screenshots.why,
    };
    if (size === undefined) {
      problems.push({
        ...at,
        rule: "missing-file",
        message: `${quote(path)} is not in the repository.`,
        fix: "Add the file at that path, or remove the line.",
      });
    } else if (size > FILE_BYTES_MAX) {
      problems.push({
        ...at,
        rule: "file-too-large",
        message: `${quote(path)} is larger than 5 MB.`,
        fix: "Export it smaller; a width of 1,600 pixels is plenty.",
      });
    }
  }
  return problems.length === 0 ? listing : { ...listing, problems: [...listing.problems, ...problems] };
}
