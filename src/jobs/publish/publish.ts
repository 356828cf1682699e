// One catalog: see what stands on the default branch and what is published, judge what differs, publish, follow up.

import { isoDay } from "../../core/time.ts";
import { notLooked } from "../../core/catalog/due.ts";
import { canonicalJson } from "../../core/catalog/json.ts";
import { isShrinking, nextLines } from "../../core/catalog/removal.ts";
import type { RemovedLine } from "../../core/catalog/schema.ts";
import { createLookAlikes } from "../../core/listing/ids.ts";
import { JobError } from "../../core/job-error.ts";
import { afterPush, followUp, type Ledger } from "./follow-up.ts";
import { putUnderCases } from "./under-review.ts";
import {
  closeStopped,
  keepHeldIssue,
  mayPublishOn,
  NO_HELD_ISSUE,
  noteForeign,
  noteLogo,
  readHeldIssue,
  type HeldIssue,
} from "./issues.ts";
import type { EvaluationContext, PublishPorts, Result, PublishSnapshot, PendingWork } from "./context.ts";
import { evaluateAll } from "./result.ts";
import { seePublish } from "./snapshot.ts";
import { recordBatch, nextBatch } from "./batches.ts";
import { seeWork } from "./work.ts";
import { addedOf, pushNext } from "./write.ts";
import { mayWriteWith } from "../review/review.ts";

const ATTEMPTS_MAX = 4;

export interface PublishResult {
  readonly outcome: "ignored" | "unchanged" | "published" | "stopped";
  readonly because?: string;
  readonly requeueAtMs: number | undefined;
  readonly fields?: Readonly<Record<string, unknown>>;
}

export async function publishCatalog(ports: PublishPorts): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await publishOnce(ports);
    if (result !== "behind") return result;
  }
  throw new JobError("retry", "the publish branch moves faster than we can follow");
}

async function publishOnce(ports: PublishPorts): Promise<PublishResult | "behind"> {
  let seen = await seePublish(ports, false);
  if (seen.kind === "stopped") {
    const { stop } = seen;
    if (!(await mayPublishOn(ports, seen.state.repositoryId, stop)))
      return { outcome: "stopped", because: stop.why, requeueAtMs: undefined };
    seen = await seePublish(ports, true);
    if (seen.kind === "stopped")
      return { outcome: "stopped", because: seen.stop.why, requeueAtMs: undefined };
    if (seen.kind === "ready") await closeStopped(ports, seen.standing.state.repositoryId);
  }
  if (seen.kind === "ignored") return { outcome: "ignored", because: seen.because, requeueAtMs: undefined };
  return publishStanding(ports, seen.standing);
}

async function publishStanding(
  ports: PublishPorts,
  standing: PublishSnapshot,
): Promise<PublishResult | "behind"> {
  const { clock, forge } = ports;
  const nowMs = clock.nowMs();
  const today = isoDay(nowMs);
  const { state, head, own } = standing;
  await noteForeign(ports, standing.policy.publish.branch, standing.foreign);
  if (standing.logoLost !== undefined) await noteLogo(ports, state.tipSha, standing.logoLost);
  const heldIssue = (head?.waiting.length ?? 0) > 0 ? await readHeldIssue(ports) : NO_HELD_ISSUE;
  const turn = nextBatch(ports, standing, await seeWork(ports, standing, today), heldIssue);
  const { work } = turn;
  const roles = new Map<number, Promise<boolean>>();
  const written = new Map<number, boolean>();
  const context: EvaluationContext = {
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
  let result = await evaluateAll(context);
  const goesOn = recordBatch(ports, standing, turn, result);
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
    stopped = !(await mayPublishOn(ports, state.repositoryId, {
      why: "shrinking",
      lost: result.lost.sort(),
      published,
    }));
    if (stopped) {
      // Only what the ledger speaks of goes; the rest stays as published, or is put there again, and is looked at from there.
      const explained = result.going.filter(({ entry }) => work.ledgerFiles.has(entry.id));
      const whole = standing.branchTip !== undefined && standing.base?.tree === own?.tree;
      if (explained.length === 0 && whole)
        return { outcome: "stopped", because: "shrinking", requeueAtMs: undefined };
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
    } else await closeStopped(ports, state.repositoryId);
  }
  const back = new Set(
    result.put.filter(({ id }) => work.lines.some((line) => line.id === id)).map(({ id }) => id),
  );
  const going = new Set(result.going.map(({ entry }) => entry.id));
  // What is out and stays so was never removed, whatever somebody wrote into the ledger.
  const stays = [...work.ledger.keys(), ...work.lines.map(({ id }) => id)].filter(
    (id) => work.entries.has(id) && work.listings.has(id) && !going.has(id),
  );
  const lines = nextLines({
    before: work.lines,
    ledger: work.ledger,
    going: result.going,
    back: new Set([...back, ...stays]),
    isLive: (id) => work.listings.has(id),
    atMs: source.atMs,
  });
  const ledger = ledgerOf(work, lines, result.waiting);
  const requeues = [...result.requeues, ...(goesOn ? [nowMs] : [])];
  const cases = await ports.openCases({ forge, seal: ports.seal, repositoryId: state.repositoryId });
  const { put, before } = await putUnderCases(standing, work, result, cases);
  const changed =
    put.length > 0 ||
    result.going.length > 0 ||
    work.sourceChanged ||
    work.everything ||
    canonicalJson([...result.waiting].sort()) !== canonicalJson(head?.waiting ?? []) ||
    canonicalJson(lines) !== canonicalJson(work.lines) ||
    (own !== undefined && standing.base?.tree !== own.tree) ||
    (head?.due !== undefined && head.due <= today);
  if (changed || (own !== undefined && standing.branchTip === undefined)) {
    const added = stopped ? [] : addedOf(result.put, work.entries);
    const pushed = await pushNext(ports, standing, work, {
      put,
      going: result.going,
      lines,
      waiting: result.waiting,
      source,
      pictures: result.pictures,
      before: new Map([...work.entries, ...before]),
      added: added.filter(({ id }) => !back.has(id)),
      today: stopped ? notLooked(head, today) : today,
    });
    if (pushed === undefined) return "behind";
    const { generation, count } = pushed.head;
    requeues.push(await afterPush(ports, standing, pushed.commit, generation, ledger, result.pulls));
    await keepIssue(ports, heldIssue, result, written, stopped);
    return {
      outcome: stopped ? "stopped" : "published",
      requeueAtMs: Math.min(...requeues),
      fields: {
        entries: count,
        put: put.length,
        gone: result.going.length,
        held: result.held.length,
      },
    };
  }
  await keepIssue(ports, heldIssue, result, written, stopped);
  const later = await followUp(ports, standing, ledger);
  if (later !== undefined) requeues.push(later);
  return {
    outcome: "unchanged",
    requeueAtMs: requeues.length === 0 ? undefined : Math.min(...requeues),
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

function ledgerOf(work: PendingWork, lines: readonly RemovedLine[], waiting: ReadonlySet<string>): Ledger {
  return {
    missing: lines.filter(
      ({ id, marked }) => marked === true && !work.listings.has(id) && !work.ledgerFiles.has(id),
    ),
    over: [...work.ledgerFiles.keys()].filter(
      (id) => work.listings.has(id) && !waiting.has(id) && !lines.some((line) => line.id === id),
    ),
  };
}
