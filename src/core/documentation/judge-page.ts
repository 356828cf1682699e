// Judges whether a documentation page tells installing, configuring and using the thing: what the rules find, the weights confirm.

import type { DocumentationPage } from "../facts.ts";
import { judgeTopicsByRules, type TopicJudgement } from "./judge-topics.ts";
import { linksThatMayTell } from "./links.ts";
import { BLOCKS_READ_MAX, readSections } from "./read-sections.ts";
import { countScreenshots } from "./screenshots.ts";
import { TOPICS, type Topic } from "./sections.ts";
import { readUnits, scoreOf, type ReadUnits } from "./units.ts";
import { verdictOfStates, type PageVerdict, type TopicState } from "./verdict.ts";
import { WEIGHTS } from "./weights.ts";

export interface DocumentationJudgement {
  readonly topics: Readonly<Record<Topic, TopicJudgement>>;
  readonly screenshots: number;
  readonly verdict: PageVerdict;
  /** Its text cannot be read by us: built by script, or next to nothing. */
  readonly unreadable: boolean;
}

const PLACEHOLDERS_MIN = 3;

/** Whether the page is a pattern for others to fill in. */
export function isTemplate(page: DocumentationPage): boolean {
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
    /(?:starter|project|plugin|repository|readme) (?:template|boilerplate)|\btemplate for\b|this (?:template|boilerplate)|starting point for|(?:replac|remplac|ersetz|reemplaz|substitu|sostitu|vervang|замен)\p{L}*[^.]{0,40}\btemplates?\b/iu.test(
      "text" in block ? block.text : "",
    ),
  );
  return (
    named || placeholders.length >= PLACEHOLDERS_MIN || placeholders.some((block) => block.kind === "heading")
  );
}

/** Two opinions that agree decide; where they differ, a person does. */
export function stateOfBoth(rules: TopicState, score: number, told: number, notTold: number): TopicState {
  if (rules === "told") return score > told ? "told" : "thin";
  return rules === "not-told" && score >= notTold ? "thin" : rules;
}

function confirm(
  topic: Topic,
  found: TopicJudgement,
  pages: readonly ReadUnits[],
  page: DocumentationPage,
): TopicJudgement {
  const { told, notTold } = WEIGHTS[topic];
  const state = stateOfBoth(found.state, scoreOf(topic, pages, WEIGHTS[topic]), told, notTold);
  if (state === "told" || state === "not-needed") return { ...found, state };
  // Of a page that is longer than we read, nobody can say what it does not tell.
  const whole = page.blocks.length <= BLOCKS_READ_MAX;
  const mayTell = linksThatMayTell(topic, page);
  return {
    ...found,
    state: whole ? state : "thin",
    ...(mayTell.length > 0 && { mayTell }),
  };
}

export function judgeDocumentation(page: DocumentationPage): DocumentationJudgement {
  const pages = readUnits(readSections(page));
  const { topics: found, announced } = judgeTopicsByRules(pages);
  const topics = Object.fromEntries(
    TOPICS.map((topic) => [topic, confirm(topic, found[topic], pages, page)]),
  ) as Record<Topic, TopicJudgement>;
  const screenshots = countScreenshots(page.blocks);
  if (page.builtByScript) return { topics, screenshots, verdict: "hold", unreadable: true };
  const states = { install: topics.install.state, configure: topics.configure.state, use: topics.use.state };
  const verdict = verdictOfStates(states, announced);
  return {
    topics,
    screenshots,
    verdict: verdict === "pass" && isTemplate(page) ? "hold" : verdict,
    unreadable: false,
  };
}
