// What `steward doctor --live` found, a line for each question, for a terminal of 80 columns.

import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { LIVE_QUESTIONS, type LiveResult } from "../../core/setup/live.ts";

const WIDTH = 78;

export function liveText(results: readonly LiveResult[], color: boolean): string {
  const colors = pc.createColors(color);
  const lines = results.map(({ id, answer }) => {
    const { expected, otherwise, by } = LIVE_QUESTIONS[id];
    const name = colors.dim(`[${id}]`);
    if (answer.is === "expected") return rows(`  ${colors.green("✔")} as expected: `, `${expected} ${name}`);
    if (answer.is === "otherwise")
      return [
        rows(`  ${colors.red("✖")} otherwise: `, `not so: ${lower(expected)} ${name}`),
        rows("      ", answer.seen),
        rows("    → ", otherwise),
      ].join("\n");
    const because = by === "hand" ? "docs/live-check.md says how to see it" : answer.because;
    return [
      rows(
        `  ${colors.yellow("?")} ${by === "hand" ? "by hand" : "could not check"}: `,
        `${expected} ${name}`,
      ),
      rows("      ", because),
    ].join("\n");
  });
  const count = (is: string): number =>
    results.filter(({ id, answer }) => answer.is === is && LIVE_QUESTIONS[id].by !== "hand").length;
  const hand = results.filter(({ id }) => LIVE_QUESTIONS[id].by === "hand").length;
  const sum = `${count("expected")} as expected, ${count("otherwise")} otherwise, ${count("unknown")} could not be checked, ${hand} by hand.`;
  return `${lines.join("\n")}\n\n${sum}\n`;
}

function lower(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

/** Broken between words; colours take no room. */
function rows(lead: string, text: string): string {
  const indent = " ".repeat(6);
  const found: string[] = [lead.trimEnd()];
  for (const word of text.replaceAll("`", "").split(" ")) {
    const last = found.at(-1) ?? "";
    if (stripVTControlCharacters(`${last} ${word}`).length <= WIDTH)
      found[found.length - 1] = last === "" ? `${indent}${word}` : `${last} ${word}`;
    else found.push(`${indent}${word}`);
  }
  // A lead of blanks alone is the indent.
  return found
    .map((row, at) => (at === 0 && lead.trim() === "" ? `${indent}${row.trimStart()}` : row))
    .join("\n");
}
