// What merging would do beyond what was judged, in sentences: for the check of a submission and for pull requests without one.

import { quote } from "./quote.ts";

/** What merging would do, beside what was judged. */
export type Merging =
  /** What was judged, and nothing else. */
  | { readonly state: "judged" }
  /** Paths that it would change too, and paths that it would leave otherwise than they were judged. */
  | { readonly state: "more"; readonly others: readonly string[]; readonly otherwise: readonly string[] }
  /** It was merged, and the merge of that pull request changed these paths beside its own; undefined: nobody knows whose. */
  | { readonly state: "did-more"; readonly paths: readonly string[]; readonly pull: number | undefined }
  /** It cannot be merged as it stands. */
  | { readonly state: "conflicts" }
  /** GitHub has not told. */
  | { readonly state: "unknown" };

const PATHS_SHOWN_MAX = 10;
export const CONFLICTS = "The branch conflicts with the default branch.";
export const MERGE_UNKNOWN = "GitHub has not told yet what merging this would change.";

export function moreThanJudged({
  others,
  otherwise,
}: Extract<Merging, { state: "more" }>): readonly string[] {
  return [
    ...(others.length > 0 ? [`Merging this would also change ${pathList(others)}.`] : []),
    ...(otherwise.length > 0
      ? [
          `The default branch has changed ${pathList(otherwise)} too: merging this would leave there something that was not judged.`,
        ]
      : []),
  ];
}

export function pathList(paths: readonly string[]): string {
  const shown = paths.slice(0, PATHS_SHOWN_MAX).map((path) => quote(path));
  const more = paths.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}

/** What a merge did beyond what was judged of its pull request. */
export function didMore({ paths, pull }: Extract<Merging, { state: "did-more" }>): string {
  return pull === undefined
    ? `An older state of ${pathList(paths)} came back, and by which merge could not be told.`
    : `Merging #${pull} also changed ${pathList(paths)}, for which it was not judged.`;
}
