// What a submission changes of what is published: the entry as visitors see it today, against the file of the head.

import type { Entry } from "../../core/catalog/entry.ts";
import { parseEntry } from "../../core/catalog/schema.ts";
import type { CheckInput } from "../../core/checks/run.ts";
import type { ListingChange, Submission } from "../../core/listing/changes.ts";
import { FIELD_NAMES } from "../../core/listing/fields.ts";
import { parseListing } from "../../core/listing/parse.ts";
import { LISTING_BYTES_MAX } from "../../core/listing/schema.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { FieldTexts, ListingDifference } from "../../core/review/differences.ts";
import type { Forge } from "../../ports/forge.ts";
import type { PublishedAt } from "../publish/published.ts";
import { entryAt } from "../facts/trees.ts";

/** A bulk change is read listing by listing under “Files changed”. */
const LISTINGS_MAX = 10;

export interface DifferencesInput {
  readonly forge: Pick<Forge, "tree" | "blob">;
  /** The tip of the default branch. */
  readonly tipSha: string;
  readonly published: PublishedAt;
  readonly policy: Policy;
  readonly submission: Extract<Submission, { kind: "listings" }>;
  readonly judgements: readonly CheckInput[];
}

export async function differencesOf(input: DifferencesInput): Promise<readonly ListingDifference[]> {
  const { submission, judgements } = input;
  const changed = submission.listings.filter(({ kind }) => kind === "change").slice(0, LISTINGS_MAX);
  const found = changed.map(async (change): Promise<ListingDifference[]> => {
    const listing = judgements.find(({ id }) => id === change.id)?.listing;
    const before = listing === undefined ? undefined : await beforeOf(input, change);
    if (listing === undefined || before === undefined) return [];
    return [
      {
        id: change.id,
        ...before,
        after: listing.fields,
        unclear: FIELD_NAMES.filter((field) => listing.problems.some(({ path }) => path[0] === field)),
        files: change.files
          .filter(
            (file) => file.path !== change.path && file.before !== undefined && file.after !== undefined,
          )
          .map(({ path }) => path),
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** undefined: there is nothing to compare with. */
async function beforeOf(
  { forge, tipSha, published, policy }: DifferencesInput,
  { id, path }: ListingChange,
): Promise<Pick<ListingDifference, "since" | "before"> | undefined> {
  const { out, root } = published;
  const file = root === undefined ? undefined : await entryAt(out, root, `listings/${id}.json`);
  if (file !== undefined) {
    const entry = parseEntry(new TextDecoder().decode(await out.blob(file.sha)));
    if (entry !== undefined) return { since: "published", before: textsOfEntry(entry) };
  }
  const own = await entryAt(forge, tipSha, path);
  if (own?.type !== "blob" || (own.size ?? 0) > LISTING_BYTES_MAX) return undefined;
  const { fields } = parseListing(await forge.blob(own.sha), id, policy.schema);
  return { since: "default-branch", before: fields };
}

function textsOfEntry(entry: Entry): FieldTexts {
  const { image, screenshots } = entry;
  const own: FieldTexts = { ...entry, image: image?.from, screenshots: screenshots.map(({ from }) => from) };
  return Object.fromEntries(FIELD_NAMES.map((field) => [field, own[field]]));
}
