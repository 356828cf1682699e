// Which listings are evaluated now, where more wait than one run takes: what is held keeps nobody behind it from its turn.

import { parseReportCommand } from "../../core/catalog/report.ts";
import type { HeldDiscussion } from "../../core/publication/listing.ts";
import type { PublishPlan } from "../../core/publication/plan.ts";
import type { LaterListing } from "../../core/publication/seen.ts";
import type { LastLook, PublishPorts, PublishSnapshot, PendingWork } from "./context.ts";

/** More are evaluated by the next run, which starts at once: one run stays small in time and memory. */
const EVALUATED_PER_RUN_MAX = 100;
/** Their pictures are what may be written one by one in a minute. */
const SINGLY_PER_RUN_MAX = 12;

export interface Batch {
  /** Ids of this run. */
  readonly ids: readonly string[];
  /** What a later run looks at. */
  readonly later: readonly LaterListing[];
}

/** First what somebody let through, then what was not looked at yet, then what could not be told, then the longest ago. */
export function nextBatch(
  looked: PublishPorts["looked"],
  { repositoryId, tipSha }: Pick<PublishSnapshot["state"], "repositoryId" | "tipSha">,
  work: Pick<PendingWork, "ids" | "listings">,
  { comments }: Pick<HeldDiscussion, "comments">,
  /** Pictures go to GitHub one by one. */
  isSingly = false,
): Batch {
  const known = looked.get(repositoryId) ?? new Map<string, LastLook>();
  const accepted = new Set(
    comments.flatMap(({ body }) => {
      const command = parseReportCommand(body);
      // The policy's own names of checks are not read here: an order is not a release.
      return command === undefined ? [] : [command.id];
    }),
  );
  const places = new Map([...known.keys()].map((id, place) => [id, place]));
  const rank = (id: string): number => {
    const last = known.get(id);
    if (accepted.has(id)) return 0;
    if (last?.tipSha !== tipSha) return 1;
    return last.held === undefined ? 2 : 3 + (places.get(id) ?? 0);
  };
  const ranked = work.ids
    .filter((id) => work.listings.has(id))
    .map((id) => ({ id, rank: rank(id) }))
    .sort((a, b) => a.rank - b.rank);
  const later = ranked
    .slice(isSingly ? SINGLY_PER_RUN_MAX : EVALUATED_PER_RUN_MAX)
    .map(({ id }): LaterListing => ({
      id,
      held: known.get(id)?.held,
      isOfThisTip: known.get(id)?.tipSha === tipSha,
    }));
  const waiting = new Set(later.map(({ id }) => id));
  // What goes is said in one run, however much it is: the guard must see it whole.
  return { ids: work.ids.filter((id) => !waiting.has(id)), later };
}

/** Remembers what came of a run, for whose turn it is next; ids that wait no longer are forgotten. */
export function recordBatch(
  looked: PublishPorts["looked"],
  { repositoryId, tipSha }: Pick<PublishSnapshot["state"], "repositoryId" | "tipSha">,
  { ids, later }: Batch,
  { held, waiting }: PublishPlan["looks"],
): void {
  const known = looked.get(repositoryId) ?? new Map<string, LastLook>();
  looked.set(repositoryId, known);
  const asked = new Set([...ids, ...later.map(({ id }) => id)]);
  for (const id of known.keys()) if (!asked.has(id)) known.delete(id);
  for (const id of ids) {
    known.delete(id);
    if (waiting.includes(id)) known.set(id, { tipSha, held: held.find((one) => one.id === id) });
  }
}
