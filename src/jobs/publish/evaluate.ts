// One listing at publish, observed: where its change came from, the facts of every check, who may have let it through.

import type { Entry } from "../../core/catalog/entry.ts";
import { sameBlobs } from "../../core/catalog/make-entry.ts";
import {
  firstLook,
  NOBODY,
  peopleToAsk,
  weigh,
  type FirstLook,
  type ListingFacts,
  type ObservedListing,
  type AskedPeople,
  type RestoredListing,
} from "../../core/publication/listing.ts";
import { blobsOf, hasThese } from "./blobs.ts";
import type { PublishSnapshot } from "./context.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { picturesOf } from "./images.ts";
import { listingFacts } from "./listing-facts.ts";

/** undefined: there is nothing of that id, neither on the default branch nor published. */
export async function observeListing(
  context: EvaluationContext,
  id: string,
): Promise<ObservedListing | RestoredListing | undefined> {
  const restored = await restoredEntry(context, id);
  if (restored !== undefined) return { restored };
  const facts = await listingFacts(context, id);
  if (facts === undefined) return undefined;
  const sinceMs = context.ports.since.get(sinceKey(context.snapshot, facts));
  const look = firstLook(facts, sinceMs, context.scales);
  remember(context, look);
  const weighed = weigh(look, await askPeople(context, look), context.scales);
  const { ports, snapshot, uploads } = context;
  const pictures = await picturesOf({ ports, uploads, tipTree: snapshot.state.tipTree }, weighed);
  // The submitted bytes of a hundred pictures need not be held until the last listing is observed.
  return { ...weighed, facts: { ...facts, imageBytes: undefined }, pictures };
}

/** `/restore` let it back, and the identical files have come: what was recorded of them counts as before. */
async function restoredEntry(
  { ports, snapshot, work }: EvaluationContext,
  id: string,
): Promise<Entry | undefined> {
  const line = work.memory.find((one) => one.id === id);
  const file = work.listings.get(id);
  if (file === undefined || line?.kept === undefined || line.lifted !== true) return undefined;
  const { kept } = line;
  const named = Object.keys(kept.source.blobs).filter((path) => path !== `listings/${id}.yml`);
  const blobs = await blobsOf(ports.forge, snapshot.state.tipTree, { id, file, named });
  return sameBlobs(kept.source.blobs, blobs) ? kept : undefined;
}

/** A hint of this process: since when something could not be told of these files. */
function remember({ ports, snapshot }: EvaluationContext, { facts, sinceMs }: FirstLook): void {
  const key = sinceKey(snapshot, facts);
  if (sinceMs === undefined) ports.since.delete(key);
  else ports.since.set(key, sinceMs);
}

function sinceKey({ state }: PublishSnapshot, { id, blobs }: Pick<ListingFacts, "id" | "blobs">): string {
  return `${state.repositoryId} ${id} ${JSON.stringify(blobs)}`;
}

async function askPeople(context: EvaluationContext, look: FirstLook): Promise<AskedPeople> {
  const { pull, blobs, kind } = look.facts;
  const mayWrite = new Set<number>();
  for (const person of peopleToAsk(look, context.scales))
    if (await context.mayWrite({ ...person, type: "User" })) mayWrite.add(person.id);
  if (look.held.length === 0) return { ...NOBODY, mayWrite };
  const headHolds = pull !== undefined && (await hasThese(context.ports.forge, pull.headSha, blobs, kind));
  return { mayWrite, headHolds };
}
