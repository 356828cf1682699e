// Decides by the rules of evidence whether a page tells a topic, and quotes where.

import { showsByItself, type Strength } from "./evidence.ts";
import {
  calledBySettings,
  explainedFlags,
  mayExplainItself,
  settingsList,
  settingsTable,
  walkthrough,
  worksAfterwards,
  type Found,
  type Reading,
} from "./page-evidence.ts";
import { buildsFromSource, TOPICS, type Block, type Topic } from "./sections.ts";
import type { Signals } from "./signals.ts";
import type { ReadUnits } from "./units.ts";
import type { TopicState } from "./verdict.ts";

export interface TopicJudgement {
  readonly state: TopicState;
  /** A short quote that stands on the page. */
  readonly quote?: string;
  /** The nature of the place: "heading on the documentation page". */
  readonly where?: string;
  /** Pages that this one links and that may tell it, as they are written there: never counted, only named. */
  readonly mayTell?: readonly string[];
}

const QUOTE_CHARS_MAX = 120;
/** So many things in a list under "Commands" or "Entities" say something, though not how. */
const NAMED_MIN = 2;
function whereOf(block: Block): string {
  const kinds = {
    heading: "heading",
    paragraph: "paragraph",
    item: "list",
    code: "code",
    row: "table",
    image: "image",
  };
  return `${kinds[block.kind]} on the documentation page`;
}

function clip(text: string): string {
  if (text.length <= QUOTE_CHARS_MAX) return text;
  const cut = text.slice(0, QUOTE_CHARS_MAX);
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(cut)
    ? cut
    : cut.replace(/\s+\S*$/u, "");
}

function quoteBlock(block: Block): string {
  if (block.kind === "image") return clip(block.alt);
  if (block.kind === "row") return clip(block.cells.find((cell) => cell !== "") ?? "");
  return clip(
    block.kind === "code"
      ? (block.text.split("\n").find((line) => line.trim() !== "") ?? "").trim()
      : block.text,
  );
}

function quoteOf(topic: Topic, { section, signals }: Found): TopicJudgement {
  if (section.kind === "topic" && section.own && section.topics.has(topic) && section.heading !== "") {
    return { state: "told", quote: clip(section.heading), where: "heading on the documentation page" };
  }
  return { state: "told", quote: quoteBlock(signals.block), where: whereOf(signals.block) };
}

/** A command that names the thing, though it stands among what the thing needs. */
function fetchesOwn({ block }: Signals, names: readonly string[]): boolean {
  const said = "text" in block ? block.text.toLowerCase() : "";
  return names.some((name) => said.includes(name));
}

/** Whether evidence of this strength counts in this section. */
function counts(topic: Topic, strength: Strength, { section, names }: Reading, s: Signals): boolean {
  if (section.kind === "builders" || (section.past && section.kind === "aside")) return false;
  if (strength === "strong") {
    // What is typed or clicked while installing is not yet how to use it.
    if (topic === "use" && section.kind === "topic" && !section.topics.has("use"))
      return s.code?.workflow === true || s.explainsCommand || showsByItself(s);
    if (section.kind === "aside")
      return topic === "install" && section.within.has("install") && fetchesOwn(s, names);
    return true;
  }
  return strength === "fair" && section.kind === "topic" && section.topics.has(topic);
}

/** One block cannot be the only proof of two topics: what installs is not also how to use it. */
function isTaken(topic: Topic, s: Signals, strengths: Readonly<Record<Topic, Strength>>): boolean {
  if (strengths[topic] === "strong") return false;
  return (
    TOPICS.some((other) => other !== topic && strengths[other] === "strong") ||
    (s.notNeeded.size > 0 && !s.notNeeded.has(topic))
  );
}

function findEvidence(topic: Topic, pages: readonly ReadUnits[]): readonly Found[] {
  return pages.flatMap(({ reading, units }) =>
    units.flatMap(({ signals, strengths }) =>
      signals.flatMap((s, at) => {
        const said = strengths[at];
        if (said === undefined || !counts(topic, said[topic], reading, s) || isTaken(topic, s, said))
          return [];
        return [{ strength: said[topic], signals: s, section: reading.section }];
      }),
    ),
  );
}

function notNeeded(topic: Topic, readings: readonly Reading[]): TopicJudgement | undefined {
  for (const { section, signals } of readings) {
    if (section.kind === "builders") continue;
    const said = signals.find((s) => s.notNeeded.has(topic));
    if (said !== undefined)
      return { state: "not-needed", quote: quoteBlock(said.block), where: whereOf(said.block) };
  }
  return undefined;
}

/** "Build: git clone …": whether that is a way to install it, a person decides. */
function builtFromSource(readings: readonly Reading[]): TopicJudgement | undefined {
  for (const { section, signals } of readings) {
    if (section.kind !== "builders" || !buildsFromSource(section.heading)) continue;
    const cloned = signals.some((s) => s.block.kind === "code" && /git\s+clone\s/u.test(s.block.text));
    if (cloned)
      return { state: "thin", quote: clip(section.heading), where: "heading on the documentation page" };
  }
  return undefined;
}

/** A chapter on the topic that does not say how, although it says something. */
function doubt(topic: Topic, pages: readonly ReadUnits[]): TopicJudgement | undefined {
  for (const { reading, units } of pages) {
    const { section } = reading;
    if (section.kind !== "topic" || !section.topics.has(topic) || !section.own) continue;
    const told = units.some(({ signals, strengths }) =>
      signals.some(
        (s, at) =>
          !s.referral &&
          !s.unwritten &&
          s.notNeeded.size === 0 &&
          ["weak", "fair"].includes(strengths[at]?.[topic] ?? "none"),
      ),
    );
    const named = reading.signals.filter((s) => s.block.kind === "item" && !s.referral && !s.unwritten);
    if (told || (topic === "use" && named.length >= NAMED_MIN))
      return { state: "thin", quote: clip(section.heading), where: "heading on the documentation page" };
  }
  return undefined;
}

function judgeTopic(topic: Topic, pages: readonly ReadUnits[]): TopicJudgement {
  const readings = pages.map(({ reading }) => reading);
  const found = findEvidence(topic, pages);
  const best =
    found.find((one) => one.section.own && one.section.kind === "topic" && one.section.topics.has(topic)) ??
    found[0] ??
    (topic === "configure"
      ? (settingsTable(readings) ?? settingsList(readings) ?? explainedFlags(readings))
      : undefined) ??
    (topic === "use" ? (walkthrough(readings) ?? worksAfterwards(readings)) : undefined);
  if (best !== undefined) {
    const onlyStarts =
      topic === "use" &&
      found.length > 0 &&
      found.every((one) => one.section.runs && one.strength === "fair");
    return onlyStarts ? { ...quoteOf(topic, best), state: "thin" } : quoteOf(topic, best);
  }
  return (
    notNeeded(topic, readings) ??
    doubt(topic, pages) ??
    (topic === "install" ? builtFromSource(readings) : undefined) ?? { state: "not-told" }
  );
}

/** What the rules of evidence find, before the weights have their say. `announced`: a chapter is on settings alone. */
export interface ByRules {
  readonly topics: Readonly<Record<Topic, TopicJudgement>>;
  readonly announced: boolean;
}

export function judgeTopicsByRules(pages: readonly ReadUnits[]): ByRules {
  const readings = pages.map(({ reading }) => reading);
  const install = judgeTopic("install", pages);
  const configure = judgeTopic("configure", pages);
  const use = judgeTopic("use", pages);
  const announced = readings.some(
    ({ section }) =>
      section.kind === "topic" && section.own && section.topics.has("configure") && section.topics.size === 1,
  );
  const called = use.state !== "told" && configure.state === "told" ? calledBySettings(readings) : undefined;
  if (called !== undefined) return { topics: { install, configure, use: quoteOf("use", called) }, announced };
  const rest = [install, configure].every(({ state }) => state === "told" || state === "not-needed");
  const itself = rest && use.state === "not-told" && mayExplainItself(readings);
  return { topics: { install, configure, use: itself ? { state: "thin" } : use }, announced };
}
