// Looks for evidence that no single block gives: tables of settings, flags told in passing, steps under headings of no topic.

import type { Strength } from "./evidence.ts";
import { foldWords, wordMatcher } from "./matching.ts";
import type { Section } from "./sections.ts";
import { says, type Signals } from "./signals.ts";
import { WORDS } from "./topics.ts";

/** Options explained in running text make a command-line tool's configuration. */
const FLAGS_MIN = 3;
/** Pieces of walk-through outside any chapter on using that make up one together. */
const WALKTHROUGH_MIN = 2;

const TOLD_CHARS_MIN = 40;
const TOLD_BLOCKS_MIN = 4;
const TOLD_ALL_CHARS_MIN = 600;

const settingColumns = wordMatcher(WORDS.columns);

export interface Reading {
  readonly section: Section;
  readonly signals: readonly Signals[];
  /** Words of the page's title. */
  readonly names: readonly string[];
  /** The heading is on installing something else. */
  readonly foreign: boolean;
  /** Its table lists addresses on a server. */
  readonly routes: boolean;
}

export interface Found {
  readonly strength: Strength;
  readonly signals: Signals;
  readonly section: Section;
}

/** A table whose head names settings, their values and meaning, wherever it stands. */
export function settingsTable(readings: readonly Reading[]): Found | undefined {
  for (const { section, signals } of readings) {
    if (section.kind === "builders" || section.kind === "aside") continue;
    const head = signals.findIndex(
      ({ block }) =>
        block.kind === "row" &&
        block.header &&
        block.cells.filter((cell) => settingColumns.test(foldWords(cell))).length >= 2 &&
        /default|required|setting|option|parameter|variable|flag|input|standaard|defau|predef|einstell|param|опци|настрой|умолч|默认|必|設定|옵션|기본/iu.test(
          foldWords(block.cells.join(" ")),
        ),
    );
    const row = signals[head + 1];
    if (head >= 0 && row?.block.kind === "row" && !row.block.header)
      return { strength: "strong", signals: row, section };
  }
  return undefined;
}

export function explainedFlags(readings: readonly Reading[]): Found | undefined {
  const flags = new Set<string>();
  for (const { section, signals } of readings) {
    if (section.kind === "builders" || section.kind === "aside") continue;
    for (const s of signals) {
      if (s.code !== undefined || s.installCommand) continue;
      for (const flag of s.flags) flags.add(flag);
      if (flags.size >= FLAGS_MIN) return { strength: "strong", signals: s, section };
    }
  }
  return undefined;
}

/** Steps and explained terms under headings that name no topic ("Chat modes", "Starting a meeting"). */
export function walkthrough(readings: readonly Reading[]): Found | undefined {
  let pieces = 0;
  // What stands before the second heading introduces the thing.
  for (const { section, signals } of readings.slice(2)) {
    if (section.kind !== "neutral") continue;
    for (const s of signals) {
      const explained =
        s.explains &&
        s.block.kind === "item" &&
        s.block.spans?.[0]?.kind === "code" &&
        !s.envName &&
        !s.configFile;
      const acts =
        s.words.has("act") &&
        !s.words.has("install") &&
        !s.words.has("download") &&
        s.block.kind !== "row" &&
        s.code === undefined;
      if (s.unwritten || s.referral || !(explained || acts)) continue;
      pieces += 1;
      if (pieces >= WALKTHROUGH_MIN) return { strength: "strong", signals: s, section };
    }
  }
  return undefined;
}

/** "Done. Uploads are now scanned": a thing that works by itself, said where its steps end. */
export function worksAfterwards(readings: readonly Reading[]): Found | undefined {
  for (const { section, signals } of readings) {
    const steps = section.topics.has("install") || section.topics.has("configure");
    if (!steps || section.kind === "builders" || signals.length < 3) continue;
    const last = signals
      .slice(-3)
      .find(
        (s) =>
          s.code === undefined &&
          s.words.has("now") &&
          !s.words.has("act") &&
          !s.referral &&
          s.block.kind !== "row" &&
          !says(s, "install") &&
          !s.unwritten,
      );
    if (last !== undefined) return { strength: "strong", signals: last, section };
  }
  return undefined;
}

/** Told what it does at such length, a person may find that it needs no word on how to use it. */
export function mayExplainItself(readings: readonly Reading[]): boolean {
  const told = readings
    .filter(({ section }) => section.kind === "neutral" || section.kind === "topic")
    .flatMap(({ section, signals }) =>
      section.kind === "topic" && !section.topics.has("use")
        ? []
        : signals.filter(
            (s) => s.code === undefined && !s.referral && !s.unwritten && s.ownChars >= TOLD_CHARS_MIN,
          ),
    );
  return told.length >= TOLD_BLOCKS_MIN && told.reduce((sum, s) => sum + s.ownChars, 0) >= TOLD_ALL_CHARS_MIN;
}

/** Where files of settings are the way a thing is called, the example under "Usage" is its use. */
export function calledBySettings(readings: readonly Reading[]): Found | undefined {
  const samples = readings.flatMap(({ section, signals }) =>
    section.kind === "topic" && section.own && section.topics.has("use")
      ? signals
          .filter((s) => s.code?.configFile === true)
          .map((s) => ({ strength: "fair" as const, signals: s, section }))
      : [],
  );
  const elsewhere = readings.some(
    ({ section, signals }) =>
      section.topics.has("configure") &&
      !section.topics.has("use") &&
      section.kind === "topic" &&
      signals.some((s) => s.explains || s.block.kind === "row"),
  );
  return elsewhere ? samples[0] : undefined;
}
