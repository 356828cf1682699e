// Whose turn it is to be judged where more waits than one run takes: what is held keeps nobody behind it from being looked at.

import type {
  LastLook,
  PublishPorts,
  Result,
  PublishSnapshot,
  HeldDiscussion,
  PendingWork,
} from "./context.ts";
import { parseReportCommand } from "../../core/catalog/report.ts";

/** More are judged by the next run, which starts at once: one run stays small in time and memory. */
const JUDGED_PER_RUN_MAX = 100;

export interface Batch {
  readonly work: PendingWork;
  /** Ids that a later run looks at. */
  readonly later: readonly string[];
}

/** First what somebody let through, then what was not looked at yet, then what could not be told, then the longest ago. */
export function nextBatch(
  { looked }: PublishPorts,
  { state }: PublishSnapshot,
  work: PendingWork,
  { comments }: Pick<HeldDiscussion, "comments">,
): Batch {
  const known = looked.get(state.repositoryId) ?? new Map<string, LastLook>();
  looked.set(state.repositoryId, known);
  const asked = new Set(work.ids);
  for (const id of known.keys()) if (!asked.has(id)) known.delete(id);
  const accepted = new Set(
    comments.flatMap(({ body }) => {
      const command = parseReportCommand(body);
      return command?.name === "accept" ? [command.id] : [];
    }),
  );
  const places = new Map([...known.keys()].map((id, place) => [id, place]));
  const rank = (id: string): number => {
    const last = known.get(id);
    if (accepted.has(id)) return 0;
    if (last?.tipSha !== state.tipSha) return 1;
    return last.held === undefined ? 2 : 3 + (places.get(id) ?? 0);
  };
  const ranked = work.ids
    .filter((id) => work.listings.has(id))
    .map((id) => ({ id, rank: rank(id) }))
    .sort((a, b) => a.rank - b.rank);
  const later = new Set(ranked.slice(JUDGED_PER_RUN_MAX).map(({ id }) => id));
  // What goes is said in one run, however much it is: the guard must see it whole.
  return { work: { ...work, ids: work.ids.filter((id) => !later.has(id)) }, later: [...later] };
}

/** What waits for a later run goes on waiting, and is reported as it was. true: some of it was not looked at yet. */
export function recordBatch(
  { looked }: PublishPorts,
  { state: { repositoryId, tipSha } }: PublishSnapshot,
  { work, later }: Batch,
  { held, waiting }: Pick<Result, "held" | "waiting">,
): boolean {
  const known = looked.get(repositoryId) ?? new Map<string, LastLook>();
  for (const id of work.ids) {
    known.delete(id);
    if (waiting.has(id)) known.set(id, { tipSha, held: held.find((one) => one.id === id) });
  }
  for (const id of later) {
    waiting.add(id);
    held.push(...[known.get(id)?.held ?? []].flat());
  }
  held.sort((a, b) => (a.id < b.id ? -1 : 1));
  return later.some((id) => known.get(id)?.tipSha !== tipSha);
}
