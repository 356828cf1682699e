// One listing, in its place, as a plain file that fits the schema, under an id nobody could take for another.

import { exampleFor, LISTING_FIELDS, type FieldName } from "../listing/fields.ts";
import { FIRST_VERSION, defineCheck } from "./check.ts";
import { exampleListing, exampleSubmission } from "./example-facts.ts";
import { quote } from "../listing/quote.ts";
import { CONFLICTS, didMore, MERGE_UNKNOWN, moreThanJudged, type Merging } from "../listing/merging.ts";

/** Problems of a file whose text was never looked at. */
const UNREAD: ReadonlySet<string> = new Set(["not-utf8", "too-large"]);

const SCHEMA_WHY = "The catalog is read by programs; what they cannot read would be lost.";

export const submissionCheck = defineCheck({
  id: "submission",
  order: 10,
  since: FIRST_VERSION,
  title: "Listing file",
  item: "One listing, in its place and well formed",
  why: "A listing is one file that people and programs read alike; its name is its permanent address.",
  fix: "Change one listing in a pull request, and keep its file to the format.",
  needs: ["submission"],
  fixed: true,
  policy: {
    level: "required",
    words: "Listing file: always required.",
  },
  rules: {
    "bad-path": {
      level: "fail",
      why: "Only `listings/<id>.yml`, `images/<id>.png` (`.jpg`, `.svg`) and `images/<id>/<name>.png` (`.jpg`) are published.",
      fix: "Move the file to one of those places, or take it out of the pull request.",
    },
    "bad-id": {
      level: "fail",
      why: "The id becomes part of addresses, file names and commands.",
      fix: "Rename the file; small letters, digits and hyphens work everywhere.",
    },
    "reserved-id": {
      level: "fail",
      why: "The name is used by the storefront itself or is reserved on some systems.",
      fix: "Choose another id, such as the product's own name.",
    },
    "id-taken": {
      level: "fail",
      why: "An id stands for one listing; two cannot share an address.",
      fix: "Choose another id. If it is the same listing, merge the default branch into yours, so that only your change is left.",
    },
    "not-a-plain-file": {
      level: "fail",
      why: "Symbolic links, submodules and executables could show something other than what was reviewed.",
      fix: "Commit it as a regular file (mode 100644).",
    },
    "image-without-listing": {
      level: "fail",
      why: "An image is published only with its listing.",
      fix: "Add the listing's file, or remove the image.",
    },
    mixed: {
      level: "fail",
      why: "A listing is reviewed and published on its own; other changes need another review.",
      fix: "Please split it: keep the listing here and open another pull request for the rest.",
    },
    "too-many-files": {
      level: "fail",
      why: "Files that were not read cannot pass.",
      fix: "Please split it into smaller pull requests.",
    },
    "too-many-listings": {
      level: "fail",
      why: "More than that cannot be reviewed together.",
      fix: "Please split it into smaller pull requests.",
    },
    several: {
      level: "fail",
      why: "Each listing gets its own review, owner and history.",
      fix: "Please split it: one pull request for each listing.",
    },
    rename: {
      level: "held",
      why: "A rename is a removal and an addition: addresses break, and the name changes hands.",
      fix: "Nothing to do if that is intended; a maintainer decides.",
    },
    "looks-like": {
      level: "held",
      why: "Visitors could confuse the two; that is how fakes spread.",
      fix: "If it is a variant of yours, say so in the pull request; otherwise choose a more distinct name.",
    },
    "also-changes": {
      level: "held",
      why: "Only what was checked may reach the catalog, and merging would change more.",
      fix: "Bring the branch up to date with the default branch, so that only your change is left; otherwise a maintainer decides.",
    },
    "also-changed": {
      level: "held",
      why: "Only what was checked may be published, and the merge changed more.",
      fix: "If it is right, a maintainer accepts it; otherwise restore the previous content with a separate pull request.",
    },
    conflict: {
      level: "fail",
      why: "GitHub cannot merge it, so the result cannot be checked.",
      fix: "Merge the default branch into yours, resolve the conflict and push.",
    },
    "merge-unknown": {
      level: "unknown",
      why: "Only what was checked may reach the catalog.",
      fix: "Nothing for you to do: we ask again automatically.",
    },
    recommended: {
      level: "suggestion",
      why: "People choose listings with these fields more often.",
      fix: "Add it when you can.",
    },
    remark: { level: "suggestion", why: SCHEMA_WHY, fix: "Change the value where it was meant otherwise." },
    schema: { level: "fail", why: SCHEMA_WHY, fix: "Fix the value." },
    "not-readable": { level: "fail", why: SCHEMA_WHY, fix: "Commit the listing as a plain text file." },
  },
  examples: {
    pass: [{ name: "a complete listing", facts: { submission: exampleSubmission() } }],
    fail: [
      {
        name: "a field nobody knows",
        facts: {
          submission: exampleSubmission({
            listing: exampleListing((text) => text.replace("link:", "homepage:")),
          }),
        },
      },
      {
        name: "an id that another pull request took meanwhile",
        facts: { submission: exampleSubmission({ taken: true }) },
      },
      {
        name: "a branch that conflicts with the default branch",
        facts: { submission: exampleSubmission({ merging: { state: "conflicts" } }) },
      },
      {
        name: "two listings by somebody without write access",
        facts: { submission: exampleSubmission({ listingsInSubmission: 2 }) },
      },
    ],
    held: [
      {
        name: "an id one letter away from another's",
        facts: {
          submission: exampleSubmission({
            lookAlikes: [{ id: "poll-makers", where: "live", how: "one-edit-away" }],
          }),
        },
      },
      {
        name: "a branch that undoes what others have merged",
        facts: {
          submission: exampleSubmission({
            merging: { state: "more", others: ["listings/chess-club.yml"], otherwise: [] },
          }),
        },
      },
      {
        name: "a merge that undid what others had merged",
        facts: {
          submission: exampleSubmission({
            merging: { state: "did-more", paths: ["listings/poll-maker.yml"], pull: 7 },
          }),
        },
      },
    ],
  },
  *evaluate({ submission }) {
    if (submission.state !== "known") return;
    for (const { rule, message } of mergingFaults(submission.value.merging)) yield { rule, message };
    const { id, kind, listing, shape, lookAlikes, listingsInSubmission, rename, taken, authorMayWrite } =
      submission.value;
    for (const { file, ...problem } of shape) yield { ...problem, at: { file, line: 1, column: 1 } };
    if (rename) {
      yield { rule: "rename", message: "One listing goes and another comes: this looks like a rename." };
    } else if (listingsInSubmission > 1 && !authorMayWrite) {
      yield { rule: "several", message: `The pull request changes ${listingsInSubmission} listings.` };
    }
    if (taken === true)
      yield {
        rule: "id-taken",
        message: `The default branch has a listing ${quote(id)} by now; it came after this branch was made.`,
      };
    for (const other of lookAlikes) {
      const how = other.how === "looks-the-same" ? "looks like" : "is one letter away from";
      const where = other.where === "live" ? "a listing of this marketplace" : "a listing that was removed";
      yield { rule: "looks-like", message: `The id ${quote(id)} ${how} ${quote(other.id)}, ${where}.` };
    }
    if (kind === "remove") {
      if (shape.length === 0)
        yield { evidence: `${quote(`listings/${id}.yml`)} goes, and nothing but its own files.` };
      return;
    }
    if (listing === undefined) {
      if (shape.length === 0)
        yield { rule: "not-readable", message: "The listing's file could not be read as a plain file." };
      return;
    }
    for (const problem of listing.problems) {
      yield {
        rule: "schema",
        message: problem.message,
        why: problem.why,
        fix: problem.fix,
        path: problem.path,
        at: problem.place,
        named: problem.rule,
      };
    }
    // Of a file that could not be read nobody knows what it lacks.
    if (listing.problems.some(({ rule, path }) => path.length === 0 && UNREAD.has(rule))) return;
    const missing = (Object.keys(LISTING_FIELDS) as FieldName[]).filter(
      (name) =>
        LISTING_FIELDS[name].need === "recommended" &&
        listing.fields[name] === undefined &&
        !listing.unread.has(name) &&
        !listing.problems.some(({ path }) => path[0] === name),
    );
    for (const name of missing) {
      yield {
        rule: "recommended",
        message: `The listing has no \`${name}\`: ${LISTING_FIELDS[name].what}`,
        why: LISTING_FIELDS[name].why,
        fix: `Add \`${exampleFor(name, id)}\`.`,
        path: [name],
      };
    }
    for (const { rule, message, why, fix, path, place } of listing.remarks)
      yield { rule: "remark", message, why, fix, path, at: place, named: rule };
    if (listing.problems.length === 0 && shape.length === 0) {
      yield { evidence: `${quote(`listings/${id}.yml`)} fits the format, version 1.` };
    }
  },
});

/** Of the pull request as a whole. */
function mergingFaults(merging: Merging | undefined): readonly {
  readonly rule: "also-changed" | "also-changes" | "conflict" | "merge-unknown";
  readonly message: string;
}[] {
  switch (merging?.state) {
    case "conflicts":
      return [{ rule: "conflict", message: CONFLICTS }];
    case "did-more":
      return [{ rule: "also-changed", message: didMore(merging) }];
    case "unknown":
      return [{ rule: "merge-unknown", message: MERGE_UNKNOWN }];
    case "more":
      return moreThanJudged(merging).map((message) => ({ rule: "also-changes", message }));
    default:
      return [];
  }
}
