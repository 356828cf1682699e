// A catalog folder's listings as they are recorded for a comparison of policies: by their files alone, nothing is asked.

import type { CheckId } from "../../core/checks/check.ts";
import { CHECK_IDS } from "../../core/checks/ids.ts";
import { parseListing } from "../../core/listing/parse.ts";
import { LISTING_BYTES_MAX, listingSchema } from "../../core/listing/schema.ts";
import { impactOf, type Impact, type RecordedCheck, type RecordedListing } from "../../core/policy/impact.ts";
import type { Policy } from "../../core/policy/policy.ts";

/** A folder, as far as a comparison reads it. */
export interface ComparedFolder {
  listings(): Promise<
    readonly { readonly id: string; readonly path: string; readonly shape: readonly unknown[] }[]
  >;
  sizeOf(path: string): Promise<number | undefined>;
  /** At most one byte more than `bytesMax`. */
  readStart(path: string, bytesMax: number): Promise<Uint8Array>;
}

/**
 * `today`: ISO date, UTC. What `before` asks for is taken to have passed where the file does not say otherwise, so that
 * only what `after` asks beyond it shows.
 */
export async function folderImpact(
  folder: ComparedFolder,
  before: Policy,
  after: Policy,
  today: string,
): Promise<Impact> {
  // One schema that takes the types of both: which of the two takes a type is compared below.
  const schema = listingSchema([...new Set([...before.types, ...after.types])]);
  const records: RecordedListing[] = [];
  for (const { id, path, shape } of await folder.listings()) {
    const bytes = shape.length > 0 ? undefined : await folder.readStart(path, LISTING_BYTES_MAX);
    const listing = bytes === undefined ? undefined : parseListing(bytes, id, schema);
    const { type, image } = listing?.fields ?? {};
    records.push({
      id,
      type,
      inOrder: listing !== undefined && listing.problems.length === 0,
      imageBytes: image === undefined || /^https:/i.test(image) ? undefined : await folder.sizeOf(image),
      checks: new Map(CHECK_IDS.map((check) => [check, recordOf(check, id, before)])),
    });
  }
  return impactOf(records, before, after, today);
}

function recordOf(check: CheckId, id: string, { levels, waivers }: Policy): RecordedCheck {
  if (levels[check] !== "required") return { status: "not-run", evidence: false };
  const waived = waivers.some((waiver) => waiver.check === check && waiver.listing === id);
  return waived ? { status: "waived", evidence: false } : { status: "pass", evidence: true };
}
