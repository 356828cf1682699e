// When a case's clock runs out, when people are reminded, and when it is too late to act unasked. A day is 24 hours; all is UTC.

import { DAY_MS } from "../time.ts";
import { clockDays, hasClock, isUrgent, type Grade } from "../listing/reasons.ts";
import type { CaseRecord, Terms } from "./record.ts";

/** People get at least so long between a notice and the removal it speaks of. */
export const NOTICE_DAYS_MIN = 7;
/** A notice is promised within a minute; what comes later is our delay, not theirs. */
export const NOTICE_MS_MAX = 60_000;
export const LATE_MS = DAY_MS;

/** undefined: no clock runs for it. */
export function daysFor(grade: Grade, terms: Terms): number | undefined {
  // A case that began before there was such a clock goes by what holds where nobody says otherwise.
  return hasClock(grade) ? (terms.days[grade] ?? clockDays()[grade]) : undefined;
}

/** The first deadline; null: none. */
export function firstDeadlineMs(grade: Grade, terms: Terms, startMs: number, nowMs: number): number | null {
  const days = daysFor(grade, terms);
  if (days === undefined) return null;
  const planned = startMs + days * DAY_MS;
  if (nowMs - startMs <= NOTICE_MS_MAX) return planned;
  return Math.max(planned, nowMs + Math.min(NOTICE_DAYS_MIN, days) * DAY_MS);
}

/** The terms of a case after its severity changed at `atMs` (the event's time), told to people at `nowMs`. */
export function regraded(
  { startMs, extendedDays, grade: before, terms }: CaseRecord,
  grade: Grade,
  atMs: number,
  nowMs: number,
): Pick<CaseRecord, "phase" | "startMs" | "deadlineMs" | "extendedDays"> {
  const days = daysFor(grade, terms);
  if (days === undefined) return { phase: "paused", startMs, deadlineMs: null, extendedDays };
  // Leaving what has no clock starts it anew; what was extended before belonged to the clock of before.
  const anew = !hasClock(before);
  const from = anew ? atMs : startMs;
  const added = anew ? 0 : extendedDays;
  const planned = from + (days + added) * DAY_MS;
  const least = isUrgent(grade) ? Math.min(NOTICE_DAYS_MIN, days) : NOTICE_DAYS_MIN;
  const deadlineMs = isUrgent(grade) && days === 0 ? nowMs : Math.max(planned, nowMs + least * DAY_MS);
  return { phase: "running", startMs: from, deadlineMs, extendedDays: added };
}

/** How many days may still be added. */
export function extensionLeftDays({ extendedInAllDays, terms }: CaseRecord): number {
  return Math.max(0, terms.extensionDaysMax - extendedInAllDays);
}

/** Severe enough to go without a word to anybody. */
export function isAtOnce({ grade, terms }: CaseRecord): boolean {
  return daysFor(grade, terms) === 0;
}

/** In private, and not a word outside. */
export function isSilent({ terms }: CaseRecord): boolean {
  return terms.private && terms.public === "nothing";
}

/** When the listing goes; undefined: no clock runs, or nobody told the maintainers yet (`/notified`). */
export function removalMs(record: CaseRecord): number | undefined {
  if (record.phase !== "running" || record.deadlineMs === null) return undefined;
  if (!isSilent(record) || isAtOnce(record)) return record.deadlineMs;
  return record.notifiedMs === null
    ? undefined
    : Math.max(record.deadlineMs, record.notifiedMs + NOTICE_DAYS_MIN * DAY_MS);
}

/** Nobody looked for more than a day after it was due: things may have changed, so a person decides. */
export function isLate(dueMs: number, nowMs: number): boolean {
  return nowMs - dueMs > LATE_MS;
}

export interface Reminder {
  /** Days before the deadline; 0 and less: the n-th day that a silent case waits for `/notified`. */
  readonly days: number;
  readonly deadlineMs: number;
}

/** The latest reminder that is due and was not sent. `sent`: whether one of these days, or a later one, was. */
export function reminderDue(
  record: CaseRecord,
  nowMs: number,
  sent: (reminder: Reminder) => boolean,
): Reminder | undefined {
  const { deadlineMs } = record;
  if (record.phase !== "running" || deadlineMs === null || isAtOnce(record)) return undefined;
  if (nowMs >= deadlineMs) {
    if (!isSilent(record) || isDecided(record, nowMs)) return undefined;
    const waited = { days: -Math.floor((nowMs - deadlineMs) / DAY_MS), deadlineMs };
    return sent(waited) ? undefined : waited;
  }
  const due = moments(record).filter((one) => one.atMs <= nowMs && one.atMs > record.atMs);
  const latest = due.sort((a, b) => a.days - b.days)[0];
  if (latest === undefined) return undefined;
  const reminder = { days: latest.days, deadlineMs };
  return sent(reminder) ? undefined : reminder;
}

function isDecided(record: CaseRecord, nowMs: number): boolean {
  const dueMs = removalMs(record);
  return dueMs !== undefined && nowMs >= dueMs;
}

function moments({
  deadlineMs,
  terms,
}: CaseRecord): readonly { readonly days: number; readonly atMs: number }[] {
  return terms.reminderDays
    .filter((days) => days > 0)
    .map((days) => ({ days, atMs: (deadlineMs ?? 0) - days * DAY_MS }));
}

/** When the clock next has something to say; undefined: never by itself. */
export function nextMs(record: CaseRecord, nowMs: number): number | undefined {
  const { deadlineMs } = record;
  if (record.phase !== "running" || deadlineMs === null) return undefined;
  const due = removalMs(record);
  const times = [deadlineMs, ...(due === undefined ? [] : [due]), ...moments(record).map(({ atMs }) => atMs)];
  // A silent case is spoken of daily from its deadline on.
  if (isSilent(record) && nowMs >= deadlineMs)
    times.push(deadlineMs + (Math.floor((nowMs - deadlineMs) / DAY_MS) + 1) * DAY_MS);
  const later = times.filter((atMs) => atMs > nowMs);
  return later.length === 0 ? undefined : Math.min(...later);
}
