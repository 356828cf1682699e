// Finds every case of a repository, keeps the dashboard with their copies, and gives each its next look.

import { nextMs, removalMs } from "../core/takedown/clock.ts";
import { dashboard, mergeCopies, pageMark } from "../core/takedown/dashboard.ts";
import { LABELS } from "../core/takedown/labels.ts";
import { readChain, type CaseRecord } from "../core/takedown/record.ts";
import { writeKey } from "../keys.ts";
import type { CasePorts } from "./takedown.ts";
import { publicLines } from "./takedown-public.ts";
import { takedownBranch } from "./takedown-listing.ts";
import { seeDashboard, type SeenIndex } from "./takedown-seen.ts";
import type { Worked } from "./worker.ts";

/** GitHub's lists may lag, and clocks differ a little. */
const OVERLAP_MS = 60 * 60_000;
/** The stamp is renewed with the rest, or once a day: a dashboard that says the same is not written. */
const STAMP_MS_MAX = 24 * 60 * 60_000;

/** `all`: every running case is looked at now. */
export async function keepCases(ports: CasePorts, all: boolean): Promise<Worked> {
  const { forge, repositoryId, seal, clock, queue, catalog, memory } = ports;
  const nowMs = clock.nowMs();
  const isCatalog = repositoryId === catalog.state.repositoryId;
  const before = await seeDashboard(forge, repositoryId, seal);
  const since = before.asOfMs === undefined ? undefined : before.asOfMs - OVERLAP_MS;
  const changed = await changedIssues(ports, since);
  const fresh = [...(memory.fresh.get(repositoryId)?.values() ?? [])];
  for (const number of changed) {
    const newest = await newestOf(ports, number);
    if (newest !== undefined) fresh.push(newest);
  }
  const copies = mergeCopies(before.copies, fresh, nowMs);
  const next = new Map<number, number>([...changed].map((number) => [number, nowMs]));
  for (const record of copies.values()) {
    const dueMs = removalMs(record);
    const isDue = record.phase !== "ended" && (all || (dueMs !== undefined && dueMs <= nowMs));
    const atMs = isDue ? nowMs : nextMs(record, nowMs);
    if (atMs !== undefined && !next.has(record.issue)) next.set(record.issue, atMs);
  }
  if (isCatalog) await tendBranches(ports, copies);
  const lines = isCatalog ? publicLines(before.sides) : [];
  const compose = (asOfMs: number) =>
    dashboard(
      { catalog: isCatalog, copies, publicLines: lines, waivers: catalog.policy.waivers, asOfMs, nowMs },
      seal,
    );
  const stamped = before.asOfMs ?? nowMs;
  const unchanged = same(before.body, compose(stamped).body) && nowMs - stamped < STAMP_MS_MAX;
  const wanted = compose(unchanged ? stamped : nowMs);
  let writes = 0;
  if (before.number === undefined) {
    if (copies.size + lines.length > 0) {
      await forge.openOwn({ title: wanted.title, body: wanted.body, label: LABELS.dashboard });
      writes += 1;
    }
  } else {
    // Pages first: what no longer stands in the body must stand there before.
    writes += await keepPages(ports, before, wanted.pages);
    if (!same(before.body, wanted.body)) {
      await forge.editIssue(before.number, wanted.body);
      writes += 1;
    }
  }
  // What publishing says of a case, it reads from here.
  if (isCatalog && writes > 0) await ports.publishing.wake(repositoryId);
  for (const record of copies.values()) {
    const known = memory.fresh.get(repositoryId);
    if (known?.get(record.issue)?.number === record.number) known.delete(record.issue);
  }
  for (const [number, atMs] of next) {
    const key = writeKey({ kind: "case", repositoryId, number });
    if (atMs > nowMs && memory.planned.get(key) === atMs) continue;
    memory.planned.set(key, atMs);
    await queue.add(key, "sweep", atMs <= nowMs ? undefined : atMs);
  }
  return {
    outcome: writes === 0 ? "unchanged" : "written",
    wakeAtMs: undefined,
    fields: { cases: copies.size, changed: changed.size, writes },
  };
}

async function changedIssues({ forge }: CasePorts, since: number | undefined): Promise<ReadonlySet<number>> {
  const numbers = new Set<number>();
  for (const { name } of [LABELS.security, LABELS["blocking-bug"], LABELS.takenDown])
    for await (const number of forge.labelled(name, since)) numbers.add(number);
  return numbers;
}

async function newestOf(
  { forge, repositoryId, seal }: CasePorts,
  number: number,
): Promise<CaseRecord | undefined> {
  const comments = await forge.talk(number);
  return readChain({ repositoryId, issue: number }, comments, undefined, seal).newest;
}

/** A takedown's pull request that somebody closed is opened again; what is merged needs its branch no longer. */
async function tendBranches(
  { catalog, queue }: CasePorts,
  copies: ReadonlyMap<number, CaseRecord>,
): Promise<void> {
  const { forge, branches } = catalog;
  const prefix = takedownBranch("");
  for (const name of branches.keys()) {
    if (!name.startsWith("steward/")) continue;
    const pull = await forge.pullFrom(name);
    if (pull?.state === "merged") await forge.dropBranch(name);
    if (pull?.state === "closed" && name.startsWith(prefix)) await forge.setPullOpen(pull.number, true);
    if (pull?.state !== "merged") continue;
    const id = name.slice(name.lastIndexOf("/") + 1);
    for (const { repositoryId, issue, listing } of copies.values())
      if (listing === id) await queue.add(writeKey({ kind: "case", repositoryId, number: issue }), "sweep");
  }
}

async function keepPages(
  { forge }: CasePorts,
  { number, comments }: SeenIndex,
  pages: readonly string[],
): Promise<number> {
  let writes = 0;
  if (number === undefined) return writes;
  for (const [at, page] of pages.entries()) {
    const present = comments.find(({ mine, body }) => mine && body.includes(pageMark(at + 1)));
    if (present !== undefined && same(present.body, page)) continue;
    if (present === undefined) await forge.say(number, page);
    else await forge.editTalk(present.id, page);
    writes += 1;
  }
  return writes;
}

function same(a: string, b: string): boolean {
  return a.replaceAll("\r\n", "\n").trim() === b.replaceAll("\r\n", "\n").trim();
}
