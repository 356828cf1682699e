// Fits the weights of the documentation judgement on labelled pages: `npx tsx scripts/documentation-fit.ts LABELS [PAGES [PART]]`.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readPage } from "../src/adapters/page/read-page.ts";
import { isTemplate, stateOfBoth } from "../src/core/documentation/judge-page.ts";
import { judgeTopicsByRules } from "../src/core/documentation/judge-topics.ts";
import { readSections } from "../src/core/documentation/read-sections.ts";
import { TOPICS, type Topic } from "../src/core/documentation/sections.ts";
import { featuresOf, readUnits, softMaximum, type Features } from "../src/core/documentation/units.ts";
import { verdictOfStates, type TopicState } from "../src/core/documentation/verdict.ts";
import { ownPages, readLabelledPages, stateOf, type Label } from "./documentation-labels.ts";

/** Penalty on each weight, by the number of pages: less follows the pages, more is sure of nothing. */
const PENALTY = 0.2;
const STEPS = 400;
const STEP = 0.1;
const FOLDS = 5;
/** A page of our own stands for its whole kind. */
const OWN_WEIGHT = 2;
const SMALLEST_WEIGHT = 0.04;
/** Bounds that are tried: the weights have to agree, at least by a little, and to what degree is chosen. */
const TOLD_ABOVE = [0, 0.25, 0.5, 1, 1.5, 2];
const NOT_TOLD_BELOW = [0.5, 0.25, 0, -0.25, -0.5, -1, -1.5, -2];
const FALSE_FAILS_SHARE_MAX = 0.01;
const OWN_COST = 20;

interface Example {
  readonly label: Label;
  readonly group: string;
  readonly rules: Readonly<Record<Topic, TopicState>>;
  readonly announced: boolean;
  readonly template: boolean;
  readonly units: Readonly<Record<Topic, readonly Features[]>>;
}

interface Model {
  readonly bias: number;
  readonly of: ReadonlyMap<string, number>;
}

const WANTED = { told: 1, "not-needed": 1, thin: 0.5, "not-told": 0 } as const;

function scoreUnits(units: readonly Features[], model: Model): readonly number[] {
  return units.map((features) =>
    Object.entries(features).reduce((sum, [name, value]) => sum + value * (model.of.get(name) ?? 0), 0),
  );
}

function fit(topic: Topic, examples: readonly Example[]): Model {
  const names = [
    ...new Set(examples.flatMap(({ units }) => units[topic].flatMap((one) => Object.keys(one)))),
  ].toSorted();
  const index = new Map(names.map((name, at) => [name, at]));
  const rows = examples.map(({ units, label }) => ({
    weight: label.repo.startsWith("own/") ? OWN_WEIGHT : 1,
    wanted: WANTED[stateOf(label, topic)],
    units: units[topic].map((one) =>
      Object.entries(one)
        .filter(([, value]) => value !== 0)
        .map(([name, value]) => [index.get(name) ?? 0, value] as const),
    ),
  }));
  const last = names.length;
  const weights = new Float64Array(last + 1);
  const first = new Float64Array(last + 1);
  const second = new Float64Array(last + 1);
  for (let step = 1; step <= STEPS; step += 1) {
    const slope = weights.map((weight, at) => (at === last ? 0 : (PENALTY * weight) / rows.length));
    for (const { weight, wanted, units } of rows) {
      const scores = units.map((unit) =>
        unit.reduce((sum, [at, value]) => sum + value * (weights[at] ?? 0), 0),
      );
      const most = softMaximum(scores);
      const page = most + (weights[last] ?? 0);
      const off = (weight * (1 / (1 + Math.exp(-page)) - wanted)) / rows.length;
      slope[last] = (slope[last] ?? 0) + off;
      for (const [at, unit] of units.entries()) {
        const part = off * Math.exp((scores[at] ?? 0) - most);
        for (const [feature, value] of unit) slope[feature] = (slope[feature] ?? 0) + part * value;
      }
    }
    for (const [at, by] of slope.entries()) {
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * by;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * by * by;
      const mean = (first[at] ?? 0) / (1 - 0.9 ** step);
      const spread = Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8;
      weights[at] = (weights[at] ?? 0) - (STEP * mean) / spread;
    }
  }
  return { bias: weights[last] ?? 0, of: new Map(names.map((name, at) => [name, weights[at] ?? 0])) };
}

/** Folds by repository, in an order that no run changes. */
function foldOf(group: string): number {
  let sum = 7;
  for (const letter of group) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return sum % FOLDS;
}

function crossValidate(examples: readonly Example[]): readonly Readonly<Record<Topic, number>>[] {
  const scores = examples.map(() => ({ install: 0, configure: 0, use: 0 }));
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const rest = examples.filter(({ group }) => foldOf(group) !== fold);
    for (const topic of TOPICS) {
      const model = fit(topic, rest);
      for (const [at, { group, units }] of examples.entries()) {
        const score = scores[at];
        if (score !== undefined && foldOf(group) === fold)
          score[topic] = model.bias + softMaximum(scoreUnits(units[topic], model));
      }
    }
  }
  return scores;
}

interface Bounds {
  readonly told: number;
  readonly notTold: number;
}

interface Counts {
  readonly falsePasses: number;
  readonly falseFails: number;
  readonly heldWrongly: number;
  readonly decidedHolds: number;
  /** Topics decided against the label, whatever the verdict. */
  readonly topicsWrong: number;
}

function countWith(
  examples: readonly Example[],
  scores: readonly Readonly<Record<Topic, number>>[],
  bounds: Readonly<Record<Topic, Bounds>>,
): Counts {
  const counts = { falsePasses: 0, falseFails: 0, heldWrongly: 0, decidedHolds: 0, topicsWrong: 0 };
  for (const [at, { label, rules, announced, template }] of examples.entries()) {
    const score = scores[at];
    if (score === undefined) continue;
    const states = Object.fromEntries(
      TOPICS.map((topic) => [
        topic,
        stateOfBoth(rules[topic], score[topic], bounds[topic].told, bounds[topic].notTold),
      ]),
    ) as Record<Topic, TopicState>;
    counts.topicsWrong += TOPICS.filter(
      (topic) => Math.abs(WANTED[states[topic]] - WANTED[stateOf(label, topic)]) === 1,
    ).length;
    const said = verdictOfStates(states, announced);
    const verdict = said === "pass" && template ? "hold" : said;
    if (label.verdict === "fail" && verdict === "pass") counts.falsePasses += 1;
    if (label.verdict === "pass" && verdict === "fail") counts.falseFails += 1;
    if (label.verdict === "hold" && verdict !== "hold") counts.decidedHolds += 1;
    if (label.verdict !== "hold" && verdict === "hold") counts.heldWrongly += 1;
  }
  return counts;
}

/** No false pass first, then at most 1 % false fails, then the fewest pages held without need and topics decided wrongly. */
function costOf(counts: Counts, pages: number): number {
  const fails = Math.max(0, counts.falseFails - FALSE_FAILS_SHARE_MAX * pages);
  return (
    1_000 * counts.falsePasses + 100 * fails + counts.heldWrongly + counts.decidedHolds + counts.topicsWrong
  );
}

interface Scored {
  readonly example: Example;
  readonly score: Readonly<Record<Topic, number>>;
}

/** Pages of our own stand for kinds that have to be right: their topics that come out otherwise. */
function wrongOfOwn(own: readonly Scored[], bounds: Readonly<Record<Topic, Bounds>>): number {
  return own
    .flatMap(({ example, score }) =>
      TOPICS.map(
        (topic) =>
          stateOfBoth(example.rules[topic], score[topic], bounds[topic].told, bounds[topic].notTold) ===
          stateOf(example.label, topic),
      ),
    )
    .filter((right) => !right).length;
}

function chooseBounds(
  examples: readonly Example[],
  scores: readonly Readonly<Record<Topic, number>>[],
  own: readonly Scored[],
): Readonly<Record<Topic, Bounds>> {
  let best: Record<Topic, Bounds> = {
    install: { told: 0, notTold: 0 },
    configure: { told: 0, notTold: 0 },
    use: { told: 0, notTold: 0 },
  };
  const cost = (bounds: Record<Topic, Bounds>): number =>
    costOf(countWith(examples, scores, bounds), examples.length) + OWN_COST * wrongOfOwn(own, bounds);
  for (let round = 0; round < 3; round += 1)
    for (const topic of TOPICS)
      for (const told of TOLD_ABOVE)
        for (const notTold of NOT_TOLD_BELOW) {
          const tried = { ...best, [topic]: { told, notTold } };
          if (cost(tried) < cost(best)) best = tried;
        }
  return best;
}

function exampleOf(label: Label, bytes: Uint8Array, type: string, name: string): Example {
  const page = readPage(bytes, type, name);
  const pages = readUnits(readSections(page));
  const { topics, announced } = judgeTopicsByRules(pages);
  const units = pages.flatMap((read, at) => read.units.map((unit) => ({ unit, at })));
  return {
    label,
    group: label.repo,
    announced,
    template: isTemplate(page),
    rules: { install: topics.install.state, configure: topics.configure.state, use: topics.use.state },
    units: Object.fromEntries(
      TOPICS.map((topic) => [topic, units.map(({ unit, at }) => featuresOf(topic, unit, at))]),
    ) as unknown as Record<Topic, readonly Features[]>,
  };
}

const [labelsPath, pagesFolder, part] = process.argv.slice(2);
if (labelsPath === undefined) {
  console.error("usage: documentation-fit.ts LABELS.json|.tsv [FOLDER of the pages [fit|held-back]]");
  process.exit(64);
}
const real = readLabelledPages(labelsPath, pagesFolder, part).map(({ label, bytes, type, name }) =>
  exampleOf(label, bytes, type, name),
);
const own = ownPages().map(({ label, bytes, type, name }) => exampleOf(label, bytes, type, name));
const scores = crossValidate([...real, ...own]);
const models = Object.fromEntries(TOPICS.map((topic) => [topic, fit(topic, [...real, ...own])])) as Record<
  Topic,
  Model
>;
const ownScored = own.map((example) => ({
  example,
  score: Object.fromEntries(
    TOPICS.map((topic) => [
      topic,
      models[topic].bias + softMaximum(scoreUnits(example.units[topic], models[topic])),
    ]),
  ) as Record<Topic, number>,
}));
const bounds = chooseBounds(real, scores, ownScored);
console.log(`${real.length} real pages and ${own.length} of our own, folds by repository:`);
for (const topic of TOPICS) {
  const clear = real.flatMap(({ label }, at) =>
    stateOf(label, topic) === "thin" ? [] : [{ label, score: scores[at]?.[topic] ?? 0 }],
  );
  const right = clear.filter(({ label, score }) => score > 0 === WANTED[stateOf(label, topic)] > 0.5).length;
  console.log(
    `  ${topic}: ${((100 * right) / clear.length).toFixed(1)} % by weights alone; told above ${bounds[topic].told}, not told below ${bounds[topic].notTold}`,
  );
}
console.log(countWith(real, scores, bounds));

const lines = TOPICS.map((topic) => {
  const { bias, of } = models[topic];
  const kept = [...of]
    .filter(([, weight]) => Math.abs(weight) >= SMALLEST_WEIGHT)
    .map(([name, weight]) => `${JSON.stringify(name)}: ${weight.toFixed(2)}`);
  return `  ${topic}: { bias: ${bias.toFixed(2)}, told: ${bounds[topic].told}, notTold: ${bounds[topic].notTold}, of: { ${kept.join(", ")} } },`;
});
const text = `// The weights by which a page's units speak for each topic. Made by \`npm run documentation-fit\`; not to be edited by hand.

import type { Topic } from "./sections.ts";

export interface Weights {
  readonly bias: number;
  /** A topic is told only above \`told\`, and not told only below \`notTold\`. */
  readonly told: number;
  readonly notTold: number;
  /** By the names of the features in units.ts; those not named weigh nothing. */
  readonly of: Readonly<Record<string, number>>;
}

/**
 * Fitted on ${real.length} public pages labelled by hand and ${own.length} of our own: a page's score is the bias and the soft maximum of its units'
 * sums, wanted near 1 where the topic is told, 1/2 where thin, 0 where not. The bounds: no false pass, at most 1 % false fails,
 * the fewest pages held, with the rules of evidence agreeing, in ${FOLDS} folds by repository.
 */
export const WEIGHTS: Readonly<Record<Topic, Weights>> = {
${lines.join("\n")}
};
`;
writeFileSync(fileURLToPath(new URL("../src/core/documentation/weights.ts", import.meta.url)), text);
console.log("written: src/core/documentation/weights.ts (npx oxfmt it)");
