// What a pull request changed, told from two trees: which listings, and what else. Diffs are never parsed.

import { ID_PATTERN, isReservedId } from "./ids.ts";
import { placeFix } from "./renames.ts";
import { quote } from "./quote.ts";

/** A blob (or link, or submodule) at a path, as the tree has it. */
export interface TreeFile {
  readonly mode: string;
  readonly sha: string;
}

export interface ChangedPath {
  readonly path: string;
  readonly before: TreeFile | undefined;
  readonly after: TreeFile | undefined;
}

/** More changed paths than this are not read to the end; 200 listings with all their images stay below. */
export const CHANGED_PATHS_MAX = 2_000;
export const LISTINGS_PER_SUBMISSION_MAX = 200;
export const PLAIN_FILE_MODE = "100644";
export const POLICY_PATH = ".github/steward.yml";

export interface ListingChange {
  readonly id: string;
  readonly kind: "add" | "change" | "remove";
  readonly path: string;
  readonly files: readonly ChangedPath[];
}

export interface ShapeProblem {
  readonly rule:
    | "bad-path"
    | "bad-id"
    | "reserved-id"
    | "not-a-plain-file"
    | "image-without-listing"
    | "mixed"
    | "too-many-files"
    | "too-many-listings";
  readonly message: string;
  readonly file: string;
  /** Where the rule's own words would mislead. */
  readonly why?: string;
  readonly fix?: string;
}

/** What kind of pull request this is. */
export type Submission =
  | { readonly kind: "nothing"; readonly policyChanged: boolean; readonly paths: readonly string[] }
  | { readonly kind: "ledger"; readonly paths: readonly string[] }
  | {
      readonly kind: "listings";
      readonly listings: readonly ListingChange[];
      readonly problems: readonly ShapeProblem[];
      /** Exactly one listing goes and one comes: perhaps a rename, which a person looks at. */
      readonly rename: boolean;
    };

const LISTING_PATH = /^listings\/([^/]+)\.yml$/;
const IMAGE_PATH = /^images\/([^/]+)\.(?:png|jpg|svg)$/;
const SCREENSHOT_PATH = /^images\/([^/]+)\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(?:png|jpg)$/;

/**
 * Sorts changed paths into listings and the rest. `complete` is false when there were more changes than were read;
 * `isLive` says whether a listing's file stands in the head tree (for changes to images alone).
 */
export function classify(
  changes: readonly ChangedPath[],
  complete: boolean,
  isLive: (id: string) => boolean,
): Submission {
  const paths = changes.map((change) => change.path);
  const ours = changes.filter(
    ({ path }) => /^(?:listings|images|removed)\//.test(path) && !path.endsWith("/.gitkeep"),
  );
  const others = changes.filter((change) => !ours.includes(change));
  if (ours.length === 0 && complete) {
    return { kind: "nothing", policyChanged: paths.includes(POLICY_PATH), paths };
  }
  if (ours.some(({ path }) => path.startsWith("removed/"))) return { kind: "ledger", paths };

  const problems: ShapeProblem[] = [];
  const there = new Set(changes.filter(({ after }) => after !== undefined).map(({ path }) => path));
  const isTaken = (path: string): boolean =>
    there.has(path) || (path.startsWith("listings/") && isLive(ownerOf(path) ?? ""));
  const groups = new Map<string, ChangedPath[]>();
  for (const change of ours) {
    const id = ownerOf(change.path);
    if (id === undefined) {
      if (change.after !== undefined) problems.push(badPath(change.path, isTaken));
      else groups.set("", [...(groups.get("") ?? []), change]);
      continue;
    }
    if (change.after !== undefined && change.after.mode !== PLAIN_FILE_MODE)
      problems.push(notPlain(change.path, change.after.mode));
    groups.set(id, [...(groups.get(id) ?? []), change]);
  }
  groups.delete("");
  const listings: ListingChange[] = [];
  for (const [id, files] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = files.find(({ path }) => path === `listings/${id}.yml`);
    const kind =
      own === undefined
        ? "change"
        : own.before === undefined
          ? "add"
          : own.after === undefined
            ? "remove"
            : "change";
    if (own === undefined && !isLive(id)) {
      if (files.some(({ after }) => after !== undefined)) problems.push(orphan(files[0]?.path ?? "", id));
      continue;
    }
    if (kind === "add") problems.push(...idProblems(id, isTaken));
    listings.push({ id, kind, path: `listings/${id}.yml`, files });
  }
  // Only stray files go: nothing of any listing changes, and nothing is out of place.
  if (listings.length === 0 && problems.length === 0 && complete) {
    return { kind: "nothing", policyChanged: paths.includes(POLICY_PATH), paths };
  }
  if (others.length > 0) problems.push(mixed(others));
  if (!complete) {
    problems.push({
      rule: "too-many-files",
      message: `The pull request changes more than ${CHANGED_PATHS_MAX} files; not all of them were read.`,
      file: paths[0] ?? "listings",
    });
  }
  if (listings.length > LISTINGS_PER_SUBMISSION_MAX) {
    problems.push({
      rule: "too-many-listings",
      message: `The pull request changes ${listings.length} listings; at most ${LISTINGS_PER_SUBMISSION_MAX} can be judged together.`,
      file: listings[0]?.path ?? "",
    });
  }
  const kinds = listings.map(({ kind }) => kind).sort();
  return {
    kind: "listings",
    listings,
    problems,
    rename: kinds.length === 2 && kinds[0] === "add" && kinds[1] === "remove",
  };
}

function ownerOf(path: string): string | undefined {
  return (LISTING_PATH.exec(path) ?? IMAGE_PATH.exec(path) ?? SCREENSHOT_PATH.exec(path))?.[1];
}

function badPath(path: string, isTaken: (path: string) => boolean): ShapeProblem {
  const near = /^listings\/[^/]+\.ya?ml$/i.test(path)
    ? " A listing is one file `listings/<id>.yml`, in small letters."
    : "";
  return {
    rule: "bad-path",
    message: `There is no place for ${quote(path)} in a catalog.${near}`,
    file: path,
    ...placeFix(path, isTaken),
  };
}

function notPlain(path: string, mode: string): ShapeProblem {
  const what =
    mode === "120000"
      ? "a symbolic link"
      : mode === "160000"
        ? "a submodule"
        : mode === "100755"
          ? "marked as executable"
          : "not a plain file";
  return {
    rule: "not-a-plain-file",
    message: `${quote(path)} is ${what}; only plain files are read.`,
    file: path,
  };
}

function orphan(path: string, id: string): ShapeProblem {
  return {
    rule: "image-without-listing",
    message: `${quote(path)} belongs to no listing: there is no ${quote(`listings/${id}.yml`)}.`,
    file: path,
  };
}

function mixed(others: readonly ChangedPath[]): ShapeProblem {
  const shown = others
    .slice(0, 3)
    .map(({ path }) => quote(path))
    .join(", ");
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  return {
    rule: "mixed",
    message: `The pull request changes a listing together with ${shown}${more}.`,
    file: others[0]?.path ?? "",
  };
}

function idProblems(id: string, isTaken: (path: string) => boolean): ShapeProblem[] {
  const file = `listings/${id}.yml`;
  if (!ID_PATTERN.test(id)) {
    return [
      {
        rule: "bad-id",
        message: `${quote(id)} cannot be an id: 2–50 small letters, digits and hyphens, with a letter or digit at both ends.`,
        file,
        ...placeFix(file, isTaken),
      },
    ];
  }
  return isReservedId(id) ? [{ rule: "reserved-id", message: `${quote(id)} is a reserved name.`, file }] : [];
}
