// Cuts the sections of a page into units (a sentence, its list, code or table; a run of steps) and says of each what it is made of.

import { onlyStarts } from "./commands.ts";
import { strengthOf, type Around, type Strength } from "./evidence.ts";
import type { Word } from "./lexicon.ts";
import type { Reading } from "./page-evidence.ts";
import { TOPICS, type Topic } from "./sections.ts";
import type { Signals } from "./signals.ts";
import type { Weights } from "./weights.ts";

/** What stands together: read as one piece of evidence. */
export interface Unit {
  readonly reading: Reading;
  readonly signals: readonly Signals[];
  readonly around: readonly Around[];
  readonly strengths: readonly Readonly<Record<Topic, Strength>>[];
}

/** Blocks of one unit: a list of a hundred commands is evidence by its first dozens. */
const UNIT_BLOCKS_MAX = 40;

function aroundOf(
  { section, signals, names, foreign, routes }: Reading,
  at: number,
  run: ReadonlySet<Word>,
): Around {
  return {
    before: signals[at - 1],
    after: signals[at + 1],
    instructs: section.kind === "start" || section.topics.has("install") || section.topics.has("configure"),
    uses: section.topics.size === 1 && section.topics.has("use"),
    run,
    shared: section.topics.size > 1,
    names,
    foreign,
    routes,
  };
}

/** Whether the block begins a unit: a sentence after a list, a table or code, but not one between two steps. */
function begins(signals: readonly Signals[], at: number): boolean {
  const [before, now, after] = [signals[at - 1]?.block, signals[at]?.block, signals[at + 1]?.block];
  if (before === undefined || now?.kind !== "paragraph" || before.kind === "paragraph") return false;
  return !(after?.kind === "item" && after.ordered && (before.kind === "code" || before.kind === "item"));
}

export function cutUnits(reading: Reading): readonly Unit[] {
  const { signals } = reading;
  const units: Unit[] = [];
  let from = 0;
  for (let at = 1; at <= signals.length; at += 1) {
    if (at < signals.length && at - from < UNIT_BLOCKS_MAX && !begins(signals, at)) continue;
    const part = signals.slice(from, at);
    const run = new Set(part.filter((s) => s.block.kind === "item").flatMap((s) => [...s.words]));
    const around = part.map((_, index) => aroundOf(reading, from + index, run));
    const strengths = part.map((s, index) => {
      const near = around[index];
      return Object.fromEntries(
        TOPICS.map((topic) => [topic, near === undefined ? "none" : strengthOf(topic, s, near)]),
      ) as Record<Topic, Strength>;
    });
    if (part.length > 0) units.push({ reading, signals: part, around, strengths });
    from = at;
  }
  return units;
}

/** Structure only: no page's words. Values from 0 to 1. */
export type Features = Readonly<Record<string, number>>;

function upTo(most: number, count: number): number {
  return Math.min(most, count) / most;
}

function flag(fact: boolean): number {
  return fact ? 1 : 0;
}

function placeOf(topic: Topic, { section }: Reading): string {
  if (section.kind === "topic" && section.topics.has(topic)) return section.own ? "own" : "below";
  if (section.kind === "topic") return "other";
  return section.kind === "aside" && section.within.has(topic) ? "within" : section.kind;
}

/** What the unit is made of, and how the rules of evidence find its pieces, for one topic. */
export function featuresOf(topic: Topic, unit: Unit, index: number): Features {
  const { reading, signals, strengths } = unit;
  const { section } = reading;
  const place = placeOf(topic, reading);
  const has = (strength: Strength): boolean => strengths.some((one) => one[topic] === strength);
  const count = (fact: (s: Signals) => boolean): number => signals.filter(fact).length;
  const some = (fact: (s: Signals) => boolean): number => flag(signals.some(fact));
  const best = has("strong") ? "strong" : has("fair") ? "fair" : has("weak") ? "weak" : "none";
  const others = strengths.some((one) =>
    TOPICS.some((other) => other !== topic && one[other] === "strong" && one[topic] !== "strong"),
  );
  const items = count((s) => s.block.kind === "item");
  return {
    [`${best} ${place}`]: 1,
    [`several ${best}`]: upTo(4, strengths.filter((one) => one[topic] === best).length - 1),
    "of another topic": flag(others),
    "shared heading": flag(section.topics.size > 1),
    "title's own": flag(index === 0),
    "run of steps": upTo(
      4,
      count((s) => s.block.kind === "item" && s.block.ordered),
    ),
    list: upTo(6, items),
    code: some((s) => s.code !== undefined),
    rows: upTo(
      6,
      count((s) => s.block.kind === "row"),
    ),
    terms: upTo(
      4,
      count((s) => s.explains),
    ),
    text: upTo(
      600,
      signals.reduce((sum, s) => sum + s.ownChars, 0),
    ),
    "sends away": some((s) => s.referral),
    "place on screen": some((s) => s.uiPath),
    "own name": flag(
      reading.names.some((name) =>
        signals.some((s) => s.block.kind === "code" && s.block.text.toLowerCase().includes(name)),
      ),
    ),
    ...OWN_FEATURES[topic](unit, some, count),
  };
}

type Count = (fact: (s: Signals) => boolean) => number;

const OWN_FEATURES: Readonly<Record<Topic, (unit: Unit, some: Count, count: Count) => Features>> = {
  install: ({ reading }, some) => ({
    command: some((s) => s.installCommand),
    manifest: some((s) => s.code?.manifest === true),
    store: some((s) => s.storeLink),
    release: some((s) => s.releaseLink),
    archive: some((s) => s.archive),
    "put in place": some((s) => s.words.has("place") && (s.words.has("folder") || s.uiPath)),
    "build only": some((s) => s.code?.buildOnly === true),
    parts: flag(reading.foreign) + some((s) => s.prerequisites.length > 0 || s.needs),
  }),
  configure: (_, some, count) => ({
    file: some((s) => s.configFile),
    "settings in code": some((s) => s.code?.configFile === true),
    assigns: some((s) => s.code?.assigns === true || s.envName),
    setter: some((s) => s.assigns && s.words.has("set")),
    "options listed": flag(
      count((s) => s.block.kind === "item" && s.explains && s.inlineCode) > 1 &&
        some((s) => s.block.kind === "paragraph" && s.words.has("settings")) > 0,
    ),
    help: some((s) => s.code?.helpText === true),
    secret: some((s) => s.words.has("secret")),
    "sets a value": some((s) => s.words.has("set") && (s.words.has("value") || s.words.has("settings"))),
    flags: upTo(
      3,
      count((s) => s.flags.length > 0),
    ),
    "head of settings": some((s) => s.block.kind === "row" && s.block.header && s.words.has("columns")),
  }),
  use: (_, some, count) => ({
    "chat command": upTo(
      3,
      count((s) => s.chatCommand),
    ),
    program: some((s) => s.code?.program === true),
    prompt: some((s) => s.code?.command === true),
    acts: upTo(
      4,
      count((s) => s.words.has("act")),
    ),
    operates: upTo(
      4,
      count((s) => s.words.has("operate")),
    ),
    "own terms": upTo(
      4,
      count((s) => s.inlineCode),
    ),
    starts: some((s) => s.block.kind === "code" && onlyStarts(s.block.text)),
    picture: some((s) => s.block.kind === "image"),
    "shows itself": some((s) => s.words.has("entity") || s.words.has("now")),
    installs: some((s) => s.installCommand),
  }),
};

/** A section as it was read, and its units. */
export interface ReadUnits {
  readonly reading: Reading;
  readonly units: readonly Unit[];
}

export function readUnits(readings: readonly Reading[]): readonly ReadUnits[] {
  return readings.map((reading) => ({ reading, units: cutUnits(reading) }));
}

/** The score of a page without units; keeps the soft maximum finite. */
const NOTHING = -10;

/** The soft maximum of the units' scores: many weak ones weigh as much as a strong one. */
export function softMaximum(scores: readonly number[]): number {
  const top = scores.reduce((most, one) => Math.max(most, one), NOTHING);
  return top + Math.log(scores.reduce((sum, one) => sum + Math.exp(one - top), Math.exp(NOTHING - top)));
}

export function scoreOf(topic: Topic, pages: readonly ReadUnits[], { bias, of }: Weights): number {
  const scores = pages.flatMap(({ units }, at) =>
    units.map((unit) =>
      Object.entries(featuresOf(topic, unit, at)).reduce(
        (sum, [name, value]) => sum + value * (of[name] ?? 0),
        0,
      ),
    ),
  );
  return bias + softMaximum(scores);
}
