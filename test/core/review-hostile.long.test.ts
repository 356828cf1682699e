// Other people's words in our Markdown: what the pull request brings comes out in code spans and nowhere else.

import { describe, expect, it } from "@jest/globals";
import { exampleStanding, exampleSubmission } from "../../src/core/checks/example-facts.ts";
import type { CheckInput } from "../../src/core/checks/run.ts";
import { classify, type ChangedPath } from "../../src/core/listing/changes.ts";
import { FIELD_NAMES } from "../../src/core/listing/fields.ts";
import { withOwnFiles } from "../../src/core/listing/own-files.ts";
import { goodJudgement } from "../support/good-world.ts";
import { breaches, expectInert, shareTold } from "../support/inert.ts";
import { parse, yamlString } from "../support/listing-files.ts";
import { HOSTILE_TEXTS } from "../support/hostile-texts.ts";
import type { World } from "../support/tiny-github.ts";

const LISTS = new Set<string>(["screenshots", "maintainers", "tags"]);
const add = (path: string): ChangedPath => ({ path, before: undefined, after: { mode: "100644", sha: "a" } });

function fieldWorld(text: string): World {
  const lines = FIELD_NAMES.map(
    (field) => `${field}: ${LISTS.has(field) ? `[${yamlString(text)}]` : yamlString(text)}\n`,
  );
  const listing = parse(`${lines.join("")}${yamlString(`key ${text}`)}: x\n? [${yamlString(text)}]\n: x\n`);
  return { judgements: [goodJudgement({ submission: exampleSubmission({ listing }) }, { listing })] };
}

/** Texts that stand in the file as they are, to be tripped over by the YAML parser itself. */
function rawWorld(text: string): World {
  const listing = parse(`name: !${text.replaceAll(/\s/g, "_")} x\n${text}\n`);
  return { judgements: [goodJudgement({ submission: exampleSubmission({ listing }) }, { listing })] };
}

function pathWorld(text: string, several: boolean): World {
  const name = text.replaceAll("/", "_");
  const submission = classify(
    [
      add(`listings/${name}.yml`),
      add(`images/${name}.exe`),
      add(`images/${name}/x.png`),
      add(`docs/${name}`),
    ],
    true,
    () => true,
  );
  if (submission.kind !== "listings") throw new Error("it touches listings/");
  const one = (listing: CheckInput["listing"]): CheckInput =>
    goodJudgement(
      {
        submission: exampleSubmission({
          id: name,
          shape: submission.problems,
          listing,
          lookAlikes: [{ id: name, where: "live", how: "looks-the-same" }],
        }),
        standing: exampleStanding({ id: name, ledger: "unreadable" }),
      },
      { id: name, file: `listings/${name}.yml`, listing },
    );
  const screenshots = withOwnFiles(
    parse(`screenshots: [${yamlString(`images/${name}/a.png`)}]\n`, name),
    () => undefined,
  );
  return { judgements: several ? [one(screenshots), goodJudgement()] : [one(screenshots)] };
}

describe("hostile texts", () => {
  it("are at least 300, each once, and do something where nothing holds them back", () => {
    expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
    expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(300);
    const active = HOSTILE_TEXTS.filter((text) => breaches(`- They say: ${text}`).length > 0);
    expect(active.length).toBeGreaterThan(HOSTILE_TEXTS.length * 0.9);
  });

  it("the templates alone breach nothing", () => {
    expect(expectInert("", { judgements: [goodJudgement()] }).told).toBe(false);
  });

  /** The proof would be empty if the texts never came through; a YAML parser rarely repeats what it trips over. */
  it.each<[string, (text: string) => World, number]>([
    ["every field of the listing, and a key", fieldWorld, 0.6],
    ["the file as it stands", rawWorld, 0.05],
    ["the paths of one listing", (text) => pathWorld(text, false), 0.6],
    ["the paths of several listings", (text) => pathWorld(text, true), 0.6],
  ])("in %s", (_, make, least) => {
    expect(shareTold(make)).toBeGreaterThan(least);
  });
});
