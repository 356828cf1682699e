// What others did to a case's issue and what must not stay so: labels that must not stand, labels that must, a closed issue.

import { HOUR_MS } from "../time.ts";
import { isCaseLabel } from "./labels.ts";
import type { SeenIssue } from "./seen.ts";
import type { CaseWork } from "./work.ts";
import { sayOnce, type CaseWrite } from "./writes.ts";
import * as words from "./messages.ts";

/** Labels that must not stand, labels that must, and an issue that must be open. */
export function corrections(work: CaseWork): readonly CaseWrite[] {
  const { issue, labels, chain, nowMs } = work;
  const writes: CaseWrite[] = [];
  const { newest } = chain;
  const isRunning = newest?.phase === "running" || newest?.phase === "paused";
  const foreign = issue.mine
    ? issue.events.filter(
        ({ what, mine, label }) => what === "labeled" && !mine && isOn(issue, label) && isCaseLabel(label),
      )
    : (labels?.foreign ?? []);
  if (foreign.length > 0) {
    const names = [...new Set(foreign.map(({ label }) => label.toLowerCase()))];
    const text = issue.publicSide ? words.POINTER : words.labelsTakenOff(names);
    const newestId = Math.max(...foreign.map(({ id }) => id));
    writes.push(...sayOnce("case", `labels-off-${newestId}`, text, issue.comments));
    writes.push(...names.map((name): CaseWrite => ({ do: "unlabel", on: "case", name })));
  }
  const missing = isRunning ? (labels?.missing ?? []) : [];
  if (missing.length > 0) {
    // A label that was deleted leaves no event: the newest one there is tells this time from the one before.
    const name = `labels-back-${labels?.through ?? 0}`;
    writes.push(
      ...sayOnce("case", name, words.labelsPutBack(missing.map(({ label }) => label.name)), issue.comments),
    );
    writes.push(...missing.map(({ label }): CaseWrite => ({ do: "label", on: "case", label })));
  }
  const unexplained = labels?.unexplained ?? [];
  if (unexplained.length > 0) {
    const name = `unread-${newest?.number ?? 0}`;
    writes.push(...sayOnce("case", name, words.labelsUnread(unexplained), issue.comments));
  }
  const due = reopening(work);
  if (due !== undefined && due.atMs <= nowMs) {
    const closing = issue.events.findLast(({ what }) => what === "closed");
    writes.push({ do: "reopen", on: "case" });
    if (due.words !== undefined)
      writes.push(...sayOnce("case", `reopened-${closing?.id ?? 0}`, due.words, issue.comments));
  }
  return writes;
}

/** Whoever closes the issue of a running case is told so often that it stays; after that it is opened now and then, without a word. */
const REOPENED_MAX = 3;
const REOPENED_MS_MIN = HOUR_MS;

/** When a closed issue is to be opened again, and what is said of it; undefined: it is open, or may be closed. */
export function reopening({
  issue,
  chain: { newest },
}: CaseWork): { readonly atMs: number; readonly words: string | undefined } | undefined {
  if (newest === undefined || newest.phase === "ended" || issue.open) return undefined;
  const ours = issue.events.filter(
    ({ what, mine, atMs }) => what === "reopened" && mine && atMs >= newest.startMs,
  );
  const isSaid = ours.length >= REOPENED_MAX;
  return {
    atMs: isSaid ? (ours.at(-1)?.atMs ?? 0) + REOPENED_MS_MIN : 0,
    words: isSaid ? undefined : ours.length + 1 < REOPENED_MAX ? words.REOPENED : words.REOPENED_LAST,
  };
}

export function isOn({ labels }: SeenIssue, label: string): boolean {
  return labels.some((one) => one.toLowerCase() === label.toLowerCase());
}
