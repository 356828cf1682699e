// One catalog: see what stands on the default branch and what is published, judge what differs, publish, follow up.

import { assemble } from "../core/catalog/assemble.ts";
import type { Entry } from "../core/catalog/entry.ts";
import { canonicalJson } from "../core/catalog/json.ts";
import { makeEntry, ownersFor, sameBlobs } from "../core/catalog/make-entry.ts";
import { isShrinking, nextLines, reasonFor } from "../core/catalog/removal.ts";
import type { HeldListing } from "../core/catalog/report.ts";
import type { RemovedLine } from "../core/catalog/schema.ts";
import { publishedChecks } from "../core/catalog/settle.ts";
import { siteOf } from "../core/catalog/site.ts";
import { createLookAlikes } from "../core/listing/ids.ts";
import type { RemovalReason } from "../core/listing/ledger.ts";
import type { Listing } from "../core/listing/schema.ts";
import { nextAskMs } from "../core/review/retry.ts";
import { Trouble } from "../core/trouble.ts";
import type { FileWrite } from "../ports.ts";
import { afterPush, followUp, type Ledger } from "./publish-after.ts";
import { picturesOf, imagePaths } from "./publish-images.ts";
import {
  closeStopped,
  keepHeldIssue,
  mayPublishOn,
  NO_HELD_ISSUE,
  noteForeign,
  readHeldIssue,
  type HeldIssue,
} from "./publish-issues.ts";
import { filesOf, judgeOne, type JudgeContext, type Looked } from "./publish-judge.ts";
import { seePublish, type PublishPorts, type Standing } from "./publish-seen.ts";
import { digestOf } from "./publish-verdict.ts";
import { seeWork, type Work } from "./publish-work.ts";
import { addedOf, writePublish } from "./publish-write.ts";
import { mayWriteWith } from "./review.ts";

const ATTEMPTS_MAX = 4;
const AT_ONCE = 8;

export interface PublishResult {
  readonly outcome: "ignored" | "unchanged" | "published" | "stopped";
  readonly because?: string;
  readonly wakeAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export async function publishCatalog(ports: PublishPorts): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await publishOnce(ports);
    if (result !== "behind") return result;
  }
  throw new Trouble("retry", "the publish branch moves faster than we can follow");
}

async function publishOnce(ports: PublishPorts): Promise<PublishResult | "behind"> {
  let seen = await seePublish(ports, false);
  if (seen.kind === "stopped") {
    const { stop } = seen;
    if (!(await mayPublishOn(ports, stop)))
      return { outcome: "stopped", because: stop.why, wakeAtMs: undefined };
    seen = await seePublish(ports, true);
    if (seen.kind === "stopped") return { outcome: "stopped", because: seen.stop.why, wakeAtMs: undefined };
    await closeStopped(ports);
  }
  if (seen.kind === "ignored") return { outcome: "ignored", because: seen.because, wakeAtMs: undefined };
  return publishStanding(ports, seen.standing);
}

/** What came of judging: what goes out, what goes, what waits. */
interface Result {
  readonly put: Entry[];
  readonly going: { readonly entry: Entry; readonly reason: RemovalReason }[];
  readonly held: HeldListing[];
  readonly waiting: Set<string>;
  readonly pictures: FileWrite[];
  readonly wakes: number[];
  /** Ids that go without a ledger line or a removal somebody answers for. */
  readonly lost: string[];
}

async function publishStanding(ports: PublishPorts, standing: Standing): Promise<PublishResult | "behind"> {
  const { clock, forge } = ports;
  const nowMs = clock.nowMs();
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const { state, head, own } = standing;
  await noteForeign(ports, standing.policy.publish.branch, standing.foreign);
  const work = await seeWork(ports, standing, today);
  const heldIssue = (head?.waiting.length ?? 0) > 0 ? await readHeldIssue(ports) : NO_HELD_ISSUE;
  const roles = new Map<number, Promise<boolean>>();
  const written = new Map<number, boolean>();
  const context: JudgeContext = {
    ports,
    standing,
    work,
    talk: heldIssue,
    today,
    lookAlikes: createLookAlikes(new Set(work.listings.keys()), new Set(work.ledgerFiles.keys())),
    mayWrite({ id, login }) {
      const asked =
        roles.get(id) ??
        forge.roleOf(login).then((found) => found?.accountId === id && mayWriteWith(found.role));
      roles.set(id, asked);
      void asked.then((may) => written.set(id, may)).catch(() => undefined);
      return asked;
    },
  };
  let result = await judgeAll(context);
  for (const id of work.later) result.waiting.add(id);
  const published = head?.count ?? 0;
  let source = {
    ...standing.source,
    commit: state.tipSha,
    atMs: state.tipAtMs,
    policy: state.policy?.sha ?? "",
  };
  let stopped = false;
  const guarded = head !== undefined && isShrinking(result.lost.length, published);
  if (guarded) {
    stopped = !(await mayPublishOn(ports, { why: "shrinking", lost: result.lost.sort(), published }));
    if (stopped) {
      // Only what the ledger speaks of goes; the rest stays as published, and is looked at again from there.
      const explained = result.going.filter(({ entry }) => work.ledgerFiles.has(entry.id));
      if (explained.length === 0) return { outcome: "stopped", because: "shrinking", wakeAtMs: undefined };
      result = {
        ...result,
        put: [],
        held: [],
        pictures: [],
        going: explained,
        waiting: new Set(head.waiting),
      };
      const { at, commit, policy, listings, images } = head.source;
      source = { commit, atMs: Date.parse(at), policy, listings, images, removed: standing.source.removed };
    } else await closeStopped(ports);
  }
  const back = new Set(
    result.put.filter(({ id }) => work.lines.some((line) => line.id === id)).map(({ id }) => id),
  );
  const lines = nextLines({
    before: work.lines,
    ledger: work.ledger,
    going: result.going,
    back,
    atMs: source.atMs,
  });
  const ledger = ledgerOf(work, lines, result.waiting);
  const wakes = [...result.wakes, ...(work.later.length > 0 ? [nowMs] : [])];
  const changed =
    result.put.length > 0 ||
    result.going.length > 0 ||
    work.sourceChanged ||
    work.everything ||
    canonicalJson([...result.waiting].sort()) !== canonicalJson(head?.waiting ?? []) ||
    canonicalJson(lines) !== canonicalJson(work.lines) ||
    (own !== undefined && standing.base?.tree !== own.tree) ||
    (head?.due !== undefined && head.due <= today);
  if (changed || (own !== undefined && standing.branchTip === undefined)) {
    const touched = [...result.put, ...result.going.map(({ entry }) => entry)].map(({ order }) => order);
    const countAfter = published + result.put.filter(({ order }) => order < 0).length - result.going.length;
    const assembled = assemble(
      await work.load(touched, countAfter),
      {
        put: result.put,
        drop: result.going.map(({ entry }) => entry),
        removed: lines,
        waiting: [...result.waiting],
        source,
        today,
        site: siteOf(standing.policy, ports.repositoryUrl),
        pagesVersion: ports.pages.version,
      },
      ports.digests,
    );
    const added = stopped ? [] : addedOf(result.put, work.entries);
    const commit = await writePublish(ports, standing, {
      assembled,
      pictures: result.pictures,
      pictureGone: pictureGone(result, work),
      dropped: result.going.map(({ entry }) => entry.id),
      back: [...back],
      added: added.filter(({ id }) => !back.has(id)),
      countsBefore: head,
    });
    if (commit === undefined) return "behind";
    wakes.push(await afterPush(ports, standing, commit, assembled.head.generation, ledger));
    await keepIssue(ports, heldIssue, result, written, stopped);
    return {
      outcome: stopped ? "stopped" : "published",
      wakeAtMs: Math.min(...wakes),
      fields: {
        entries: assembled.head.count,
        put: result.put.length,
        gone: result.going.length,
        held: result.held.length,
      },
    };
  }
  await keepIssue(ports, heldIssue, result, written, stopped);
  const later = await followUp(ports, standing, ledger);
  if (later !== undefined) wakes.push(later);
  return {
    outcome: "unchanged",
    wakeAtMs: wakes.length === 0 ? undefined : Math.min(...wakes),
    fields: { held: result.held.length },
  };
}

async function keepIssue(
  ports: PublishPorts,
  before: HeldIssue,
  { held }: Result,
  written: ReadonlyMap<number, boolean>,
  stopped: boolean,
): Promise<void> {
  if (stopped) return;
  // The issue was not read where nothing waited; one that is open all the same is found before another is opened.
  const issue = before.number === undefined && held.length > 0 ? await readHeldIssue(ports) : before;
  await keepHeldIssue(ports, issue, held, (id) => written.get(id) === true);
}

async function judgeAll(context: JudgeContext): Promise<Result> {
  const result: Result = {
    put: [],
    going: [],
    held: [],
    waiting: new Set(),
    pictures: [],
    wakes: [],
    lost: [],
  };
  const { work } = context;
  const ids = work.ids.filter((id) => !isExplained(work, id));
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
function isExplained({ listings, ledgerFiles, entries }: Work, id: string): boolean {
  return !listings.has(id) && ledgerFiles.has(id) && entries.has(id);
}

type LookedOrKept = Looked | { readonly kept: Entry };

/** The identical files come back, and no ledger line holds them: what was recorded of them counts as before. */
async function judgeOrRestore(context: JudgeContext, id: string): Promise<LookedOrKept | undefined> {
  const { work } = context;
  const line = work.lines.find((one) => one.id === id);
  const file = work.listings.get(id);
  if (file !== undefined && line?.kept !== undefined && line.marked !== true && !work.ledgerFiles.has(id)) {
    const { kept } = line;
    const named = Object.keys(kept.source.blobs).filter((path) => path !== `listings/${id}.yml`);
    if (sameBlobs(kept.source.blobs, await filesOf(context, id, file, named))) return { kept };
  }
  return judgeOne(context, id);
}

async function place(context: JudgeContext, looked: LookedOrKept, result: Result): Promise<void> {
  if ("kept" in looked) {
    result.put.push(looked.kept);
    return;
  }
  const { ports, standing, work } = context;
  const { id, kind, settled, before, pull, blobs } = looked;
  const nowMs = ports.clock.nowMs();
  if (looked.sinceMs !== undefined) result.wakes.push(nextAskMs(looked.sinceMs, nowMs));
  const hold = (pictureOnly: boolean): void => {
    result.waiting.add(id);
    result.held.push({
      id,
      verdict: settled.verdict,
      blobs: digestOf(ports, blobs),
      pull: pull?.number,
      published: before !== undefined,
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
    if (kind === "again" && before !== undefined && isGraceOver(before, context.today))
      result.going.push({ entry: before, reason: "policy" });
    hold(false);
    return;
  }
  if (kind === "remove") {
    if (before === undefined) return;
    result.going.push({ entry: before, reason: reasonFor(before, pull?.author?.id, pull?.body ?? "") });
    if (pull === undefined) result.lost.push(id);
    return;
  }
  const fields = looked.judgement.listing?.fields as Listing;
  const pictures = await picturesOf(context, looked);
  const accounts = looked.judgement.facts.ownership;
  const recorded = before?.owners ?? ownersKept(work.lines, id);
  const entry = makeEntry({
    id,
    fields,
    before: before ?? keptOf(work.lines, id),
    owners: ownersFor(
      fields.maintainers,
      recorded,
      accounts.state === "known" ? accounts.value.accounts : new Map(),
      pull?.author,
    ),
    image: pictures.image,
    screenshots: pictures.screenshots,
    checks: publishedChecks(
      settled,
      looked.releases,
      new Date(nowMs).toISOString().replace(/\.\d{3}Z$/, "Z"),
    ),
    blobs,
    pull: pull?.number,
    nowMs,
    sourceAtMs: standing.state.tipAtMs,
  });
  if (looked.pictureLost && pictures.image === undefined) hold(true);
  // A second look that finds the same leaves the entry as it is, dates included.
  if (kind === "again" && before !== undefined && says(before, entry)) return;
  result.pictures.push(...pictures.writes);
  result.put.push(entry);
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

function pictureGone({ put, going }: Result, work: Work): readonly string[] {
  const after = new Set(put.flatMap(imagePaths));
  const before = [
    ...put.flatMap(({ id }) => work.entries.get(id) ?? []),
    ...going.map(({ entry }) => entry),
  ].flatMap(imagePaths);
  return [...new Set(before)].filter((path) => !after.has(path));
}

function ledgerOf(work: Work, lines: readonly RemovedLine[], waiting: ReadonlySet<string>): Ledger {
  return {
    missing: lines.filter(
      ({ id, marked }) => marked === true && !work.listings.has(id) && !work.ledgerFiles.has(id),
    ),
    over: [...work.ledgerFiles.keys()].filter(
      (id) => work.listings.has(id) && !waiting.has(id) && !lines.some((line) => line.id === id),
    ),
  };
}
