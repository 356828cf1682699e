// docs/maintain.md, which every new catalog gets: no command and no label is left out, and none is there that does not exist.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { TO_CONTACT } from "../../src/core/catalog/outreach.ts";
import { SEVERITY_NAMES } from "../../src/core/listing/reasons.ts";
import { REVIEW_LABELS } from "../../src/core/review/labels.ts";
import { slipOf } from "../../src/core/review/stray.ts";
import { CASE_LABELS } from "../../src/core/takedown/labels.ts";

const guide = readFileSync(new URL("../../docs/maintain.md", import.meta.url), "utf8");
const COMMANDS = [
  "accept",
  "recheck",
  "contacted",
  "publish",
  "case",
  "extend",
  "resolve",
  "dismiss",
  "notified",
  "takedown",
  "restore",
];

describe("the page for maintainers", () => {
  it.each(COMMANDS)("names /%s in its table", (name) => {
    expect(guide).toMatch(new RegExp(`^\\|.*\`/${name}[ \`]`, "m"));
  });

  it("names no command that Steward does not know", () => {
    const named = new Set([...guide.matchAll(/`\/([a-z]+)[ `]/g)].map(([, name]) => name ?? ""));
    for (const name of named) {
      expect(COMMANDS).toContain(name);
      expect(["accept", "recheck"].includes(name) || slipOf(`/${name}`) !== undefined).toBe(true);
    }
  });

  it.each([
    ...Object.values(REVIEW_LABELS).map(({ name }) => name),
    TO_CONTACT.name,
    ...Object.values(CASE_LABELS).map(({ name }) => name),
  ])("names the label %s", (name) => {
    expect(guide).toContain(`\`${name}\``);
  });

  it("names every severity", () => {
    const line = guide.split("\n").find((one) => one.includes("`severity: "));
    for (const name of SEVERITY_NAMES) expect(line).toContain(name);
  });
});
