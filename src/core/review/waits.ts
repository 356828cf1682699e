// How long submissions take here, as this catalog itself measured it: a median and nine in ten, or honestly nothing.

import { HOUR_MS, DAY_MS, isoDay } from "../time.ts";
import { readMarks, withMarks, type Mark } from "../marks/marks.ts";
import { NO_TEXTS, format, type Texts } from "../policy/texts.ts";

export interface MergedSubmission {
  readonly createdAtMs: number;
  readonly mergedAtMs: number;
}

export interface Waits {
  readonly count: number;
  readonly medianMs: number;
  readonly nineInTenMs: number;
  /** When the first and the last of them were merged. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Older ones say little about today. */
export const MEASURED_MAX = 50;
/** Of fewer, one slow week would be the whole truth. */
export const MEASURED_MIN = 5;
const HOURS_SHOWN_MAX = 48;

/** Of the most recently merged; undefined: too few to say anything. */
export function waitsOf(merged: readonly MergedSubmission[]): Waits | undefined {
  const newest = merged.toSorted((a, b) => b.mergedAtMs - a.mergedAtMs).slice(0, MEASURED_MAX);
  const [last, first] = [newest[0], newest.at(-1)];
  if (newest.length < MEASURED_MIN || last === undefined || first === undefined) return undefined;
  const took = newest
    .map(({ createdAtMs, mergedAtMs }) => Math.max(0, mergedAtMs - createdAtMs))
    .sort((a, b) => a - b);
  // Nearest rank: a time that one of them really took, and at least that share took no longer.
  const rank = (share: number): number => took[Math.ceil(share * took.length) - 1] ?? 0;
  return {
    count: newest.length,
    medianMs: rank(0.5),
    nineInTenMs: rank(0.9),
    fromMs: first.mergedAtMs,
    untilMs: last.mergedAtMs,
  };
}

/** Names the line that says it, by what stands before it. */
export function waitsMark(before: readonly string[]): Mark {
  return ["waits", before.join("\n\n").split("\n").length + 1];
}

/** One line of the comment. */
export function waitsText(
  { count, medianMs, nineInTenMs, fromMs, untilMs }: Waits,
  texts: Texts = NO_TEXTS,
): string {
  const [half, most] = [duration(medianMs), duration(nineInTenMs)];
  const times = format(texts, half === most ? "waits/most" : "waits/half-and-most", { count, half, most });
  const measured = format(texts, "waits/measured", { from: isoDay(fromMs), until: isoDay(untilMs) });
  return `${times} <sub>${measured}</sub>`;
}

/** A comment without what is measured anew every few hours: alone it is no reason to write. */
export function withoutWaits(comment: string): string {
  const { text, marks } = readMarks(comment);
  const line = marks.find(([name]) => name === "waits")?.[1];
  const left = text.split("\n").filter((_, index) => index !== line);
  return withMarks(
    left.join("\n").replaceAll(/\n{3,}/g, "\n\n"),
    marks.filter(([name]) => name !== "waits"),
  );
}

/** Rounded up, so that "within" stays true. */
function duration(ms: number): string {
  const hours = Math.max(1, Math.ceil(ms / HOUR_MS));
  if (hours <= HOURS_SHOWN_MAX) return hours === 1 ? "an hour" : `${hours} hours`;
  return `${Math.ceil(ms / DAY_MS)} days`;
}
