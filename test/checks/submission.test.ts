// Submission: the shape of the change, the file, the id, and who may bring several.

import { describe, expect, it } from "@jest/globals";
import { exampleListing, exampleSubmission } from "../../src/core/checks/example-facts.ts";
import type { SubmissionInput } from "../../src/core/checks/inputs.ts";
import type { ShapeProblem } from "../../src/core/listing/changes.ts";
import type { LookAlike } from "../../src/core/listing/ids.ts";
import { judge, rulesOf } from "../support/good-world.ts";

const shape = (rule: ShapeProblem["rule"], file = "listings/poll-maker.yml"): ShapeProblem => ({
  rule,
  message: "A word.",
  file,
});
const twin = (where: LookAlike["where"], how: LookAlike["how"]): LookAlike => ({
  id: "pol1-maker",
  where,
  how,
});
const without = (field: string) =>
  exampleListing((text) => text.replace(new RegExp(`^${field}:.*\n`, "m"), ""));

const SHAPES = [
  "bad-path",
  "bad-id",
  "reserved-id",
  "not-a-plain-file",
  "image-without-listing",
  "mixed",
  "too-many-files",
  "too-many-listings",
] as const satisfies readonly ShapeProblem["rule"][];

describe("submission", () => {
  it.each<[string, Partial<SubmissionInput>, string, readonly string[]]>([
    ["a complete listing", {}, "pass", []],
    ["a change", { kind: "change" }, "pass", []],
    ["no screenshots", { listing: without("screenshots") }, "pass", ["recommended?"]],
    ["no security contact", { listing: without("security") }, "pass", ["recommended?"]],
    ["no licence", { listing: without("license") }, "pass", ["recommended?"]],
    [
      "none of the recommended",
      { listing: exampleListing((text) => text.replaceAll(/^(?:screenshots|security|license):.*\n/gm, "")) },
      "pass",
      ["recommended?", "recommended?", "recommended?"],
    ],
    [
      "a recommended field with a fault is not missing too",
      { listing: exampleListing((text) => text.replace("Apache-2.0", "Apache")) },
      "fail",
      ["not-spdx"],
    ],
    ["no name", { listing: without("name") }, "fail", ["missing"]],
    [
      "an empty file",
      { listing: exampleListing(() => "") },
      "fail",
      ["empty", "recommended?", "recommended?", "recommended?"],
    ],
    ["not readable as a plain file", { listing: undefined }, "fail", ["not-readable"]],
    ["two by somebody without write access", { listingsInSubmission: 2 }, "fail", ["several"]],
    ["two by somebody with write access", { listingsInSubmission: 2, authorMayWrite: true }, "pass", []],
    ["a rename", { rename: true, listingsInSubmission: 2 }, "held", ["rename"]],
    [
      "a rename with write access",
      { rename: true, listingsInSubmission: 2, authorMayWrite: true },
      "held",
      ["rename"],
    ],
    ["looks like a live one", { lookAlikes: [twin("live", "looks-the-same")] }, "held", ["looks-like"]],
    [
      "one edit from a removed one",
      { lookAlikes: [twin("removed", "one-edit-away")] },
      "held",
      ["looks-like"],
    ],
    [
      "looks like one, and has a fault: the fault comes first",
      { lookAlikes: [twin("live", "looks-the-same")], listing: without("link") },
      "fail",
      ["looks-like", "missing"],
    ],
    ["a removal", { kind: "remove", listing: undefined }, "pass", []],
    [
      "a removal together with something else",
      { kind: "remove", listing: undefined, shape: [shape("mixed", "README.md")] },
      "fail",
      ["mixed"],
    ],
    [
      "two removals by a stranger",
      { kind: "remove", listing: undefined, listingsInSubmission: 2 },
      "fail",
      ["several"],
    ],
  ])("%s", (_, input, status, rules) => {
    const outcome = judge("submission", { submission: exampleSubmission(input) });
    expect(rulesOf(outcome)).toEqual(rules);
    expect(outcome.status).toBe(status);
  });

  it.each(SHAPES)("%s fails, in the file it is about, and says nothing about what was not read", (rule) => {
    const outcome = judge("submission", {
      submission: exampleSubmission({ shape: [shape(rule, "images/x.png")], listing: undefined }),
    });
    expect(outcome.status).toBe("fail");
    expect(outcome.findings.map(({ rule: found, file, line }) => [found, file, line])).toEqual([
      [`submission/${rule}`, "images/x.png", 1],
    ]);
  });

  it("a fault of the shape does not hide those of the file", () => {
    const outcome = judge("submission", {
      submission: exampleSubmission({ shape: [shape("mixed", "README.md")], listing: without("link") }),
    });
    expect(rulesOf(outcome)).toEqual(["mixed", "missing"]);
    expect(outcome.evidence).toEqual([]);
  });

  it("an id from a path cannot break out of its code span", () => {
    const outcome = judge("submission", {
      submission: exampleSubmission({ id: "a`@org`\u202e", kind: "remove", listing: undefined }),
    });
    expect(outcome.evidence).toEqual(["`listings/a'@org'�.yml` goes, and nothing but its own files."]);
  });
});
