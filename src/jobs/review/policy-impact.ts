// A proposed policy against the one in force, over everything that is published: read from the catalog's own parts.

import type { Entry } from "../../core/catalog/entry.ts";
import { parseCatalog, parsePart } from "../../core/catalog/schema.ts";
import { impactOf, type RecordedListing } from "../../core/policy/impact.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { PolicyReport } from "../../core/review/policy-report.ts";
import type { PublishedAt } from "../publish/published.ts";
import { entryAt } from "../facts/trees.ts";

/** Parts read side by side; a large catalog has a hundred. */
const PARTS_AT_ONCE = 8;

/** One question for each part that is not known yet, whatever the number of listings. `today`: ISO date, UTC. */
export async function policyImpact(
  { out, root }: PublishedAt,
  before: Policy,
  after: Policy,
  today: string,
): Promise<PolicyReport["impact"]> {
  const file = root === undefined ? undefined : await entryAt(out, root, "catalog.json");
  if (file === undefined) return "nothing";
  const text = async (sha: string): Promise<string> => new TextDecoder().decode(await out.blob(sha));
  const catalog = parseCatalog(await text(file.sha));
  // A report that leaves listings out would be read as "no effect"; one that fails would keep out the policy that fixes it.
  if (catalog === undefined) return "unreadable";
  const listings: RecordedListing[] = (catalog.entries ?? []).map(recordedOf);
  const parts = catalog.entries === undefined ? catalog.parts : [];
  for (let from = 0; from < parts.length; from += PARTS_AT_ONCE) {
    const some = parts.slice(from, from + PARTS_AT_ONCE).map(async ({ blob }) => parsePart(await text(blob)));
    for (const entries of await Promise.all(some)) {
      if (entries === undefined) return "unreadable";
      listings.push(...entries.map(recordedOf));
    }
  }
  return impactOf(listings, before, after, today);
}

function recordedOf({ id, type, image, checks }: Entry): RecordedListing {
  return {
    id,
    type,
    // What is published was in order, and only the types differ from policy to policy.
    inOrder: true,
    imageBytes: image?.sourceBytes,
    checks: new Map(
      checks.map((check) => [check.id, { status: check.status, evidence: check.evidence.length > 0 }]),
    ),
  };
}
