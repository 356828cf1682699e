// Prints how the documentation judgement agrees with pages labelled by hand: `npx tsx scripts/documentation-matrix.ts LABELS [PAGES [PART]]`.

import { readPage } from "../src/adapters/page/read-page.ts";
import { judgeDocumentation, type DocumentationJudgement } from "../src/core/documentation/judge-page.ts";
import { TOPICS } from "../src/core/documentation/sections.ts";
import { readLabelledPages, stateOf } from "./documentation-labels.ts";

type Verdict = DocumentationJudgement["verdict"];
const VERDICTS: readonly Verdict[] = ["pass", "hold", "fail"];
const STATES = ["told", "thin", "not-told", "not-needed"] as const;
const [labelsPath, pagesFolder, part] = process.argv.slice(2);
if (labelsPath === undefined) {
  console.error("usage: documentation-matrix.ts LABELS.json|.tsv [FOLDER of the pages [fit|held-back]]");
  process.exit(64);
}
const judged = readLabelledPages(labelsPath, pagesFolder, part).map(({ label, bytes, type, name }) => {
  const started = performance.now();
  const got = judgeDocumentation(readPage(bytes, type, name));
  return { label, got, ms: performance.now() - started };
});
type Row = (typeof judged)[number];

const share = (part: number, all: number): string =>
  `${part} of ${all} (${all === 0 ? "-" : ((100 * part) / all).toFixed(1)} %)`;
const table = (
  rows: readonly string[],
  columns: readonly string[],
  count: (row: string, column: string) => number,
): void => {
  console.log(`${"label \\ judged".padEnd(16)}${columns.map((one) => one.padStart(11)).join("")}`);
  for (const row of rows)
    console.log(`${row.padEnd(16)}${columns.map((one) => String(count(row, one)).padStart(11)).join("")}`);
};
/** A page that a reader would pass or fail is decided rightly, wrongly, or held without need. */
function summary(title: string, rows: readonly Row[]): void {
  const clear = rows.filter(({ label }) => label.verdict !== "hold");
  const decided = rows.filter(({ got }) => got.verdict !== "hold");
  const right = decided.filter(({ label, got }) => label.verdict === got.verdict);
  const held = clear.filter(({ got }) => got.verdict === "hold");
  const errors = (wanted: Verdict, verdict: Verdict): number =>
    rows.filter(({ label, got }) => label.verdict === wanted && got.verdict === verdict).length;
  const clearDecided = decided.filter(({ label }) => label.verdict !== "hold");
  console.log(`\n${title}: ${rows.length} pages, ${clear.length} that a reader passes or fails`);
  console.log(
    `  verdicts agreed          ${share(rows.filter(({ label, got }) => label.verdict === got.verdict).length, rows.length)}`,
  );
  console.log(
    `  decided right            ${share(right.length, clearDecided.length)} of the clear pages decided`,
  );
  console.log(`  decided right, all       ${share(right.length, decided.length)} of all pages decided`);
  console.log(`  clear pages held         ${share(held.length, clear.length)}`);
  console.log(`  all pages held           ${share(rows.length - decided.length, rows.length)}`);
  console.log(
    `  false passes             ${errors("fail", "pass")} (labelled hold: ${errors("hold", "pass")})`,
  );
  console.log(
    `  false fails              ${errors("pass", "fail")} (labelled hold: ${errors("hold", "fail")})`,
  );
}

const said = (state: string): boolean => state === "told" || state === "not-needed";
table(
  VERDICTS,
  VERDICTS,
  (row, column) => judged.filter(({ label, got }) => label.verdict === row && got.verdict === column).length,
);
summary("All", judged);
summary(
  "English",
  judged.filter(({ label }) => (label.language ?? "en") === "en"),
);
summary(
  "Other languages",
  judged.filter(({ label }) => (label.language ?? "en") !== "en"),
);
for (const topic of TOPICS) {
  console.log(`\n${topic}`);
  const count = (row: string, column: string): number =>
    judged.filter(({ label, got }) => stateOf(label, topic) === row && got.topics[topic].state === column)
      .length;
  table(STATES, STATES, count);
  const open = judged.filter(
    ({ label, got }) => stateOf(label, topic) !== "thin" && got.topics[topic].state !== "thin",
  );
  const right = open.filter(
    ({ label, got }) => said(stateOf(label, topic)) === said(got.topics[topic].state),
  );
  console.log(`decided right    ${share(right.length, open.length)}`);
}
console.log(`\nslowest page ${Math.max(...judged.map(({ ms }) => ms)).toFixed(0)} ms`);

for (const { label, got } of process.argv.includes("--pages") || judged.length < 200 ? judged : []) {
  const topics = TOPICS.filter((topic) => said(stateOf(label, topic)) !== said(got.topics[topic].state));
  if (label.verdict === got.verdict && topics.length === 0) continue;
  console.log(`\n${label.repo} ${label.path}: labelled ${label.verdict}, judged ${got.verdict}`);
  for (const topic of topics) {
    const { state, quote, where } = got.topics[topic];
    console.log(
      `  ${topic}: labelled ${stateOf(label, topic)}, judged ${state}${quote === undefined ? "" : ` (“${quote}”, ${where ?? ""})`}`,
    );
  }
}
