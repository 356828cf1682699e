// Prints how the documentation judgement agrees with pages labelled by hand: `npx tsx scripts/documentation-matrix.ts FOLDER`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPage } from "../src/adapters/page/read-page.ts";
import { judgeDocumentation, type DocumentationJudgement } from "../src/core/documentation/judge-page.ts";
import { TOPICS, type Topic } from "../src/core/documentation/sections.ts";

type Verdict = DocumentationJudgement["verdict"];

interface Label extends Readonly<Record<Topic, "yes" | "no" | "not-needed">> {
  readonly file: string;
  readonly screenshots: number;
  readonly verdict: Verdict;
}

const VERDICTS: readonly Verdict[] = ["pass", "hold", "fail"];
const folder = process.argv[2];
if (folder === undefined) {
  console.error("usage: documentation-matrix.ts FOLDER (pages and labels.json)");
  process.exit(64);
}

const labels = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8")) as readonly Label[];
const judged = labels.map((label) => {
  const contentType = /\.html?$/u.test(label.file) ? "text/html" : "text/plain";
  const page = readPage(readFileSync(join(folder, label.file)), contentType, label.file);
  return { label, checkInput: judgeDocumentation(page) };
});

console.log(`label \\ judged  ${VERDICTS.map((verdict) => verdict.padStart(5)).join("")}`);
for (const wanted of VERDICTS) {
  const row = VERDICTS.map(
    (got) =>
      judged.filter(({ label, checkInput }) => label.verdict === wanted && checkInput.verdict === got).length,
  );
  console.log(`${wanted.padEnd(16)}${row.map((cell) => String(cell).padStart(5)).join("")}`);
}
const agreed = judged.filter(({ label, checkInput }) => label.verdict === checkInput.verdict).length;
console.log(`verdicts agreed: ${agreed} of ${judged.length}`);
const shots = judged.filter(({ label, checkInput }) => label.screenshots === checkInput.screenshots).length;
console.log(`screenshots agreed: ${shots} of ${judged.length}`);

for (const { label, checkInput } of judged) {
  const topics = TOPICS.filter(
    (topic) => (label[topic] !== "no") !== ["covered", "not-needed"].includes(checkInput.topics[topic].state),
  );
  if (
    label.verdict === checkInput.verdict &&
    topics.length === 0 &&
    label.screenshots === checkInput.screenshots
  )
    continue;
  console.log(
    `\n${label.file}: labelled ${label.verdict}, judged ${checkInput.verdict}; screenshots ${label.screenshots}, ${checkInput.screenshots}`,
  );
  for (const topic of topics) {
    const { state, quote, where } = checkInput.topics[topic];
    console.log(
      `  ${topic}: labelled ${label[topic]}, judged ${state}${quote === undefined ? "" : ` (“${quote}”, ${where ?? ""})`}`,
    );
  }
}
