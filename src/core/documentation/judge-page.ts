// Judges whether a documentation page covers installing, configuring and using the thing: by headings first, then by text.

import type { DocumentationPage } from "../facts.ts";
import { showsByItself, strengthOf, type Around, type Strength } from "./evidence.ts";
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
import { readSections } from "./read-sections.ts";
import { countScreenshots } from "./screenshots.ts";
import { buildsFromSource, TOPICS, type Block, type Topic } from "./sections.ts";
import type { Word } from "./lexicon.ts";
import type { Signals } from "./signals.ts";

/** `thin`: the page speaks of it and does not clearly say how. `not-needed`: it says that there is nothing to do. */
export type TopicState = "told" | "not-needed" | "not-told" | "thin";

export interface TopicJudgement {
  readonly state: TopicState;
  /** A short quote that stands on the page. */
  readonly quote?: string;
  /** The nature of the place: "heading on the documentation page". */
  readonly where?: string;
}

export interface DocumentationJudgement {
  readonly topics: Readonly<Record<Topic, TopicJudgement>>;
  readonly screenshots: number;
  readonly verdict: "pass" | "fail" | "hold";
  /** Its text cannot be read by us: built by script, or next to nothing. */
  readonly unreadable: boolean;
}

const QUOTE_CHARS_MAX = 120;
const RUN_MAX = 8;
const PLACEHOLDERS_MIN = 3;
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

/** Steps that follow each other are read as one. */
function runAround(signals: readonly Signals[], at: number): ReadonlySet<Word> {
  const isItem = (index: number): boolean => signals[index]?.block.kind === "item";
  if (!isItem(at)) return new Set();
  let from = at;
  let to = at;
  while (at - from < RUN_MAX && isItem(from - 1)) from -= 1;
  while (to - at < RUN_MAX && isItem(to + 1)) to += 1;
  return new Set(signals.slice(from, to + 1).flatMap((s) => [...s.words]));
}

function aroundOf({ section, signals, names, foreign, routes }: Reading, at: number): Around {
  const instructs =
    section.kind === "start" || section.topics.has("install") || section.topics.has("configure");
  return {
    before: signals[at - 1],
    after: signals[at + 1],
    instructs,
    uses: section.topics.size === 1 && section.topics.has("use"),
    run: runAround(signals, at),
    shared: section.topics.size > 1,
    names,
    foreign,
    routes,
  };
}

function findEvidence(topic: Topic, readings: readonly Reading[]): readonly Found[] {
  const found: Found[] = [];
  for (const reading of readings) {
    const { section, signals } = reading;
    for (const [at, s] of signals.entries()) {
      const around = aroundOf(reading, at);
      const strengths = Object.fromEntries(TOPICS.map((one) => [one, strengthOf(one, s, around)])) as Record<
        Topic,
        Strength
      >;
      const strength = strengths[topic];
      if (counts(topic, strength, reading, s) && !isTaken(topic, s, strengths))
        found.push({ strength, signals: s, section });
    }
  }
  return found;
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
function doubt(topic: Topic, readings: readonly Reading[]): TopicJudgement | undefined {
  for (const reading of readings) {
    const { section, signals } = reading;
    if (section.kind !== "topic" || !section.topics.has(topic) || !section.own) continue;
    const told = signals.find(
      (s, at) =>
        !s.referral &&
        !s.unwritten &&
        s.notNeeded.size === 0 &&
        ["weak", "fair"].includes(strengthOf(topic, s, aroundOf(reading, at))),
    );
    const named = signals.filter((s) => s.block.kind === "item" && !s.referral && !s.unwritten);
    if (told !== undefined || (topic === "use" && named.length >= NAMED_MIN))
      return { state: "thin", quote: clip(section.heading), where: "heading on the documentation page" };
  }
  return undefined;
}

function judgeTopic(topic: Topic, readings: readonly Reading[]): TopicJudgement {
  const found = findEvidence(topic, readings);
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
    doubt(topic, readings) ??
    (topic === "install" ? builtFromSource(readings) : undefined) ?? { state: "not-told" }
  );
}

function judgeTopics(readings: readonly Reading[]): Readonly<Record<Topic, TopicJudgement>> {
  const install = judgeTopic("install", readings);
  const configure = judgeTopic("configure", readings);
  const use = judgeTopic("use", readings);
  const called = use.state !== "told" && configure.state === "told" ? calledBySettings(readings) : undefined;
  if (called !== undefined) return { install, configure, use: quoteOf("use", called) };
  const rest = [install, configure].every(({ state }) => state === "told" || state === "not-needed");
  return rest && use.state === "not-told" && mayExplainItself(readings)
    ? { install, configure, use: { state: "thin" } }
    : { install, configure, use };
}

function verdictOf(
  topics: Readonly<Record<Topic, TopicJudgement>>,
  readings: readonly Reading[],
): "pass" | "fail" | "hold" {
  const open = TOPICS.filter((topic) => topics[topic].state === "not-told" || topics[topic].state === "thin");
  if (open.length === 0) return "pass";
  if (open.length > 1) return "fail";
  if (topics[open[0] ?? "use"].state === "thin") return "hold";
  // Many a small thing has no settings and does not say so: a person knows. Where a chapter sends readers away, it has some.
  const announced = readings.some(
    ({ section }) =>
      section.kind === "topic" && section.own && section.topics.has("configure") && section.topics.size === 1,
  );
  return open[0] === "configure" && !announced ? "hold" : "fail";
}

/** Whether the page is a pattern for others to fill in. */
function isTemplate(page: DocumentationPage): boolean {
  const head = page.blocks
    .filter((block) => block.kind === "heading" || block.kind === "paragraph")
    .slice(0, 4);
  const placeholders = page.blocks.filter(
    (block) =>
      "text" in block &&
      block.kind !== "code" &&
      /\{\{\s*[A-Z][A-Z0-9_ ]+\s*\}\}|<%=|\[(?:plugin|project|your)[- _](?:title|name|description)\]/iu.test(
        block.text,
      ),
  );
  const named = head.some((block) =>
    /(?:starter|project|plugin|repository|readme) (?:template|boilerplate)|\btemplate for\b|this (?:template|boilerplate)|starting point for/iu.test(
      "text" in block ? block.text : "",
    ),
  );
  return (
    named || placeholders.length >= PLACEHOLDERS_MIN || placeholders.some((block) => block.kind === "heading")
  );
}

export function judgeDocumentation(page: DocumentationPage): DocumentationJudgement {
  const readings = readSections(page);
  const topics = judgeTopics(readings);
  const screenshots = countScreenshots(page.blocks);
  if (page.builtByScript) return { topics, screenshots, verdict: "hold", unreadable: true };
  const verdict = verdictOf(topics, readings);
  return {
    topics,
    screenshots,
    verdict: verdict === "pass" && isTemplate(page) ? "hold" : verdict,
    unreadable: false,
  };
}
