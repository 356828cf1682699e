// What would happen to the running cases, and when, if nobody did anything: for people who want to know before it happens.

import { DAY_MS } from "../time.ts";
import { isAtOnce, isLate, isSilent, removalMs } from "./clock.ts";
import type { CaseRecord } from "./record.ts";

export interface Forecast {
  /** undefined: nothing happens by itself. */
  readonly atMs: number | undefined;
  readonly listing: string;
  readonly issue: number;
  /** Its issue is in the case repository, not in the catalog. */
  readonly private: boolean;
  readonly what: string;
}

/** `mode`: what the policy in force says about removing. */
export function forecast(
  records: readonly CaseRecord[],
  nowMs: number,
  mode: "on" | "dry-run",
): readonly Forecast[] {
  return records
    .filter(({ phase }) => phase !== "ended")
    .flatMap((record) => linesOf(record, nowMs, mode))
    .sort(
      (a, b) =>
        (a.atMs ?? Number.POSITIVE_INFINITY) - (b.atMs ?? Number.POSITIVE_INFINITY) || a.issue - b.issue,
    );
}

function linesOf(record: CaseRecord, nowMs: number, mode: "on" | "dry-run"): readonly Forecast[] {
  const { listing, issue, phase, grade, deadlineMs, terms } = record;
  const line = (atMs: number | undefined, what: string): Forecast => ({
    atMs,
    listing,
    issue,
    private: terms.private,
    what,
  });
  if (phase === "removed") return [line(undefined, "is removed; comes back when its cases have ended")];
  if (phase === "paused" || deadlineMs === null)
    return [line(undefined, `no clock runs (severity ${grade})`)];
  const reminders = isAtOnce(record)
    ? []
    : terms.reminderDays
        .map((days) => ({ days, atMs: deadlineMs - days * DAY_MS }))
        .filter(({ days, atMs }) => days > 0 && atMs > nowMs)
        .map(({ days, atMs }) => line(atMs, `reminder: ${days} ${days === 1 ? "day" : "days"} left`));
  const dueMs = removalMs(record);
  if (dueMs === undefined)
    return [
      ...reminders,
      line(deadlineMs, "deadline, but nobody wrote `/notified`: reminded daily, not removed"),
    ];
  if (isLate(dueMs, nowMs))
    return [line(undefined, "deadline passed more than a day ago: a person confirms with `/takedown`")];
  const silent = isSilent(record) && !isAtOnce(record) ? " (in silence)" : "";
  return [
    ...reminders,
    line(Math.max(dueMs, nowMs), mode === "dry-run" ? "would be removed (dry run)" : `removed${silent}`),
  ];
}
