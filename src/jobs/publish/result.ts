// Every listing that differs, judged and put in its place: what goes out, what goes, what waits, what is held.

import { isoSecond } from "../../core/time.ts";
import type { EvaluationContext, EvaluatedListing, Result, PendingWork } from "./context.ts";
import type { Entry, PublishedCheck } from "../../core/catalog/entry.ts";
import { canonicalJson } from "../../core/catalog/json.ts";
import { makeEntry, ownersFor, sameBlobs } from "../../core/catalog/make-entry.ts";
import { isShrinking, reasonFor } from "../../core/catalog/removal.ts";
import type { RemovedLine } from "../../core/catalog/schema.ts";
import { publishedChecks } from "../../core/catalog/publication.ts";
import type { Listing } from "../../core/listing/schema.ts";
import { nextAskMs } from "../../core/review/retry.ts";
import { picturesOf, pictureWrites } from "./images.ts";
import { blobsOf, evaluateListing } from "./evaluate.ts";
import { blobsDigest } from "./conclude.ts";

const AT_ONCE = 8;
const REMOVALS_ASKED_MAX = 40;

export async function evaluateAll(context: EvaluationContext): Promise<Result> {
  const result: Result = {
    put: [],
    going: [],
    held: [],
    waiting: new Set(),
    pictures: [],
    requeues: [],
    pulls: new Map(),
    lost: [],
  };
  const { work } = context;
  const open = work.ids.filter((id) => !isExplained(work, id));
  const leaving = open.filter((id) => !work.listings.has(id) && work.entries.has(id));
  // When a great many go at once, a person is asked anyway: nobody needs to look up who took each of them off.
  const unasked = new Set(
    isShrinking(leaving.length, context.standing.head?.count ?? 0) ? leaving.slice(REMOVALS_ASKED_MAX) : [],
  );
  for (const id of unasked) {
    const entry = work.entries.get(id);
    if (entry !== undefined) result.going.push({ entry, reason: "policy" });
    result.lost.push(id);
  }
  const ids = open.filter((id) => !unasked.has(id));
  for (const id of work.ids.filter((one) => isExplained(work, one))) {
    const entry = work.entries.get(id);
    const line = work.ledger.get(id) ?? work.lines.find((one) => one.id === id);
    if (entry !== undefined) result.going.push({ entry, reason: line?.reason ?? "policy" });
  }
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    // Of one listing the trouble is its own; the order of what goes out is the ids', not that of the answers.
    for (const looked of await Promise.all(some.map((id) => judgeOrRestore(context, id))))
      if (looked !== undefined) await place(context, looked, result);
  }
  return result;
}

/** The ledger has the removal: somebody has decided, and nothing is left to judge. */
function isExplained({ listings, ledgerFiles, entries }: PendingWork, id: string): boolean {
  return !listings.has(id) && ledgerFiles.has(id) && entries.has(id);
}

type LookedOrKept = EvaluatedListing | { readonly kept: Entry };

/** The identical files come back, and no ledger line holds them: what was recorded of them counts as before. */
async function judgeOrRestore(context: EvaluationContext, id: string): Promise<LookedOrKept | undefined> {
  const { work } = context;
  const line = work.lines.find((one) => one.id === id);
  const file = work.listings.get(id);
  if (
    file !== undefined &&
    line?.kept !== undefined &&
    line.marked !== true &&
    line.lapsed !== true &&
    !work.ledgerFiles.has(id)
  ) {
    const { kept } = line;
    const named = Object.keys(kept.source.blobs).filter((path) => path !== `listings/${id}.yml`);
    if (sameBlobs(kept.source.blobs, await blobsOf(context, id, file, named))) return { kept };
  }
  return evaluateListing(context, id);
}

async function place(context: EvaluationContext, looked: LookedOrKept, result: Result): Promise<void> {
  const { ports, work } = context;
  const put = (entry: Entry): void => {
    result.pictures.push(...pictureWrites(entry, work.entries.get(entry.id)));
    result.put.push(entry);
  };
  if ("kept" in looked) return put(looked.kept);
  const { id, kind, settled, before, pull, blobs } = looked;
  if (pull !== undefined) result.pulls.set(pull.number, pull);
  const nowMs = ports.clock.nowMs();
  if (looked.sinceMs !== undefined) result.requeues.push(nextAskMs(looked.sinceMs, nowMs));
  const hold = (pictureOnly: boolean): void => {
    result.waiting.add(id);
    result.held.push({
      id,
      verdict: settled.verdict,
      blobs: blobsDigest(ports, blobs),
      pull: pull?.number,
      published: work.entries.has(id),
      removal: kind === "remove",
      pictureOnly,
    });
  };
  if (settled.state === "wait") {
    result.waiting.add(id);
    return;
  }
  if (settled.state === "held") {
    // A grace that is over takes the listing off, for its files no longer pass; the report goes on.
    const published = work.entries.get(id);
    if (kind === "again" && published !== undefined && isGraceOver(published, context.today))
      result.going.push({ entry: published, reason: "policy", lapsed: true });
    hold(false);
    return;
  }
  if (kind === "remove") {
    if (before === undefined) return;
    result.going.push({ entry: before, reason: reasonFor(before, pull?.author?.id, pull?.body ?? "") });
    if (pull === undefined) result.lost.push(id);
    return;
  }
  const checks = publishedChecks(settled, looked.releases, isoSecond(nowMs));
  // In its days of grace a file that no longer fits the policy goes on saying what it said.
  const unfit = kind === "again" && (looked.checkInput.listing?.problems.length ?? 1) > 0;
  const entry =
    unfit && before !== undefined
      ? { ...before, checks, verified: isoSecond(nowMs) }
      : await entryOf(context, looked, checks);
  if (looked.pictureLost && entry.image === undefined) hold(true);
  // A second look that finds the same leaves the entry as it is, dates included.
  const published = work.entries.get(id);
  if (kind === "again" && published !== undefined && says(published, entry)) return;
  put(entry);
}

async function entryOf(
  context: EvaluationContext,
  looked: EvaluatedListing,
  checks: readonly PublishedCheck[],
): Promise<Entry> {
  const { ports, standing, work } = context;
  const { id, checkInput, before, blobs, pull } = looked;
  const fields = checkInput.listing?.fields as Listing;
  const pictures = await picturesOf(context, looked);
  const accounts = checkInput.facts.ownership;
  return makeEntry({
    id,
    fields,
    before: before ?? keptOf(work.lines, id),
    owners: ownersFor(
      fields.maintainers,
      before?.owners ?? ownersKept(work.lines, id),
      accounts.state === "known" ? accounts.value.accounts : new Map(),
      pull?.author,
    ),
    image: pictures.image,
    screenshots: pictures.screenshots,
    checks,
    blobs,
    pull: pull?.number,
    nowMs: ports.clock.nowMs(),
    sourceAtMs: standing.state.tipAtMs,
  });
}

function says(before: Entry, now: Entry): boolean {
  const bare = ({ verified: _verified, checks, ...rest }: Entry): string =>
    canonicalJson([
      rest,
      checks.map(({ id, status, graceUntil, waivedUntil }) => [id, status, graceUntil, waivedUntil]),
    ]);
  return bare(before) === bare(now);
}

function isGraceOver({ checks }: Entry, today: string): boolean {
  return checks.some(({ graceUntil }) => graceUntil !== undefined && graceUntil < today);
}

function keptOf(lines: readonly RemovedLine[], id: string): Entry | undefined {
  return lines.find((line) => line.id === id)?.kept;
}

function ownersKept(lines: readonly RemovedLine[], id: string): Entry["owners"] {
  return keptOf(lines, id)?.owners ?? [];
}
