// What editors are told by the JSON Schemas: what the check refuses is underlined where a schema can say it, and nothing else is.

import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { listingJsonSchema } from "../../src/core/listing/schema.ts";
import { policyJsonSchema } from "../../src/core/policy/json-schema.ts";
import { parsePolicy } from "../../src/core/policy/policy.ts";
import { PRESETS } from "../../src/core/policy/presets.ts";
import { parse } from "../support/listing-files.ts";

function validator(schema: Record<string, unknown>) {
  const ajv = new Ajv2020({ strict: true, formats: { uri: true, date: true } });
  ajv.addKeyword({ keyword: "markdownDescription", schemaType: "string" });
  return ajv.compile(schema);
}

const LISTING = {
  name: "Poll Maker",
  type: "plugin",
  summary: "Create polls and see the votes come in",
  link: "https://poll-maker.example/",
  documentation: "https://poll-maker.example/docs",
  issues: "https://poll-maker.example/issues",
  image: "https://poll-maker.example/logo.png",
  maintainers: ["octocat"],
};

describe("a listing, in an editor and in the check", () => {
  const underlines = validator(listingJsonSchema());

  it.each<[Partial<Record<string, unknown>>, boolean]>([
    [{}, true],
    [{ link: "HTTPS://poll-maker.example/" }, true],
    [{ link: "https://münchen.example/straße?q=1#x" }, true],
    [{ link: "https://poll-maker.example:8443/a@b" }, true],
    [{ link: "https://" }, false],
    [{ link: "https://me:secret@poll-maker.example/" }, false],
    [{ link: "https://poll maker.example/" }, false],
    [{ link: "https://poll-maker.example/a b" }, false],
    [{ link: "http://poll-maker.example/" }, false],
    [{ image: "HTTPS://poll-maker.example/logo.png" }, true],
    [{ image: "https://me@poll-maker.example/logo.png" }, false],
    [{ security: "mailto:me@poll-maker.example" }, true],
    [{ security: "MAILTO:me@poll-maker.example" }, true],
    [{ security: "me@poll-maker.example" }, false],
    [{ security: "mailto:me" }, false],
    [{ security: "https://me@poll-maker.example/" }, false],
    [{ name: "投票 👩‍👩‍👧 Ünïcode" }, true],
    [{ name: "Poll\nMaker" }, false],
    [{ name: "Poll\tMaker" }, false],
    [{ name: "   " }, false],
    [{ name: "Poll\u202eMaker" }, false],
    [{ name: "Poll\u200bMaker" }, false],
    [{ summary: "Create polls and see the votes\n" }, true],
    [{ summary: "Create polls\nand see the votes" }, false],
    [{ description: "First line\n\n\tSecond line\r\n" }, true],
    [{ description: "" }, true],
    [{ description: "A bell \u0007" }, false],
    [{ description: "Turned \u2067round" }, false],
    [{ tags: ["polls", "votes"] }, true],
    [{ tags: ["polls", "polls"] }, false],
    [{ maintainers: ["octocat", "octocat"] }, false],
    [{ license: "MIT OR Apache-2.0" }, true],
  ])("%j: %s", (change, sound) => {
    const listing = { ...LISTING, ...change };
    expect(parse(JSON.stringify(listing)).problems.length === 0).toBe(sound);
    expect(underlines(listing)).toBe(sound);
  });

  it("offers licences that are such", () => {
    const { properties } = listingJsonSchema() as { properties: Record<string, { examples?: string[] }> };
    const examples = properties["license"]?.examples ?? [];
    expect(examples).toContain("MIT");
    for (const license of examples)
      expect(parse(JSON.stringify({ ...LISTING, license })).problems).toEqual([]);
  });

  it.each([
    ["a label of 64 letters", `https://${"a".repeat(64)}.example/`],
    ["a label of none", "https://poll..example/"],
    ["255 letters and more", `https://${"abcdefgh.".repeat(29)}example/`],
  ])("a host with %s is none", (_, link) => {
    expect(parse(JSON.stringify({ ...LISTING, link })).problems.map(({ rule }) => rule)).toEqual([
      "bad-address",
    ]);
  });
});

describe("a policy, in an editor and in the check", () => {
  const underlines = validator(policyJsonSchema());
  const isValid = (policy: unknown): boolean =>
    parsePolicy(new TextEncoder().encode(JSON.stringify(policy)), undefined).state === "valid";

  it.each(Object.keys(PRESETS))("knows the preset %s", (preset) => {
    expect([underlines({ extends: preset }), isValid({ extends: preset })]).toEqual([true, true]);
  });

  it.each([
    { extends: "nope" },
    { marketplace: { name: " " } },
    { marketplace: { name: "Our\nShed" } },
    { marketplace: { url: "https://me@shed.example/" } },
    { marketplace: { security: "shed@garden.example" } },
  ])("refuses %j", (policy) => {
    expect([underlines(policy), isValid(policy)]).toEqual([false, false]);
  });
});
