// How help is laid out: exit codes for every command, and descriptions on lines of their own where the terminal is narrow.

import type { Command, Help } from "commander";

/** Below, two columns leave too little for words. */
const TWO_COLUMNS_MIN = 64;
const WIDTH_MAX = 120;

/** What 1 says, where it says something; every other code has one meaning. */
const FINDINGS: Readonly<Record<string, string>> = {
  check: "something needs changes, or a maintainer decides",
  build: "written, but a listing is on hold or something in the catalog is wrong",
  doctor: "something in this set-up is wrong",
  "dead-letters": "there is work that was given up on",
  "policy check": "the policy is not valid, or published listings would fail",
  demo: "something was not as expected",
};

export function layOutHelp(steward: Command): void {
  steward.configureHelp({ minWidthToWrap: 20, formatItem });
  steward.addHelpText("afterAll", ({ command }) => exitCodes(command));
}

function nameOf(command: Command): string {
  return command.parent === null ? "" : `${nameOf(command.parent)} ${command.name()}`.trim();
}

function exitCodes(command: Command): string {
  const name = nameOf(command);
  const one = FINDINGS[name] ?? (name === "" ? "findings" : undefined);
  const codes = [
    ["0", name === "check" ? "every listing is in order" : "done"],
    ...(one === undefined ? [] : [["1", one]]),
    ["2", "could not check, or this machine or GitHub refused"],
    ["64", "a word or option that is not known"],
  ];
  const help = command.createHelp();
  const { getOutHelpWidth } = command.configureOutput();
  const columns = Math.min(getOutHelpWidth?.() ?? 80, WIDTH_MAX);
  const lines = codes.map(([code = "", says = ""]) => {
    const wrapped = help.boxWrap(says, Math.max(columns - 6, 20));
    return `  ${code.padEnd(2)}  ${wrapped.replaceAll("\n", "\n      ")}`;
  });
  return `\nExit codes:\n${lines.join("\n")}`;
}

function formatItem(this: Help, term: string, width: number, description: string, help: Help): string {
  const columns = Math.min(help.helpWidth ?? 80, WIDTH_MAX);
  if (description === "") return `  ${term}`;
  if (columns < TWO_COLUMNS_MIN) {
    const wrapped = help.boxWrap(description, columns - 6);
    return `  ${term}\n${wrapped.replace(/^/gm, "      ")}`;
  }
  const wrapped = help.boxWrap(description, columns - width - 4);
  return `  ${term.padEnd(width)}  ${wrapped.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`;
}
