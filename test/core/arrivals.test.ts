// Pages that answer and are not what was asked for: hosts of code lead on from what is not there.

import { describe, expect, it } from "@jest/globals";
import { fellBack } from "../../src/core/listing/arrivals.ts";

const LAB = "https://gitlab.com/group/sub/polls";
const BERG = "https://codeberg.org/owner/polls";
const HUB = "https://github.com/owner/polls";

describe("led to what stands above it", () => {
  it.each([
    [`${LAB}/-/blob/main/docs/gone.md`, `${LAB}/-/tree/main`],
    [`${LAB}/-/blob/main/docs/gone.md`, `${LAB}/-/tree/main/`],
    [`${LAB}/-/blob/main/docs/gone.md`, `${LAB}/-/tree/main/docs?ref_type=heads`],
    [`${LAB}/-/tree/main/gone`, `${LAB}/-/tree/main`],
    [`${LAB}/-/tree/main/gone`, LAB],
    [`${LAB}/-/releases/v9`, `${LAB}/-/releases`],
    [`${LAB}/-/issues/99999`, `${LAB}/-/issues`],
    [`${LAB}/-/wikis/gone`, `${LAB}/-/wikis/home`],
    [`${LAB}/-/wikis/gone`, `${LAB}/-/wikis`],
    [`${BERG}/wiki/Gone`, `${BERG}/wiki/?action=_pages`],
    [`${BERG}/wiki/Gone`, `${BERG}/wiki`],
    [`${HUB}/wiki/Gone`, `${HUB}/wiki`],
    [`${HUB}/wiki/Gone`, HUB],
    [`${HUB}/wiki/Home`, HUB],
    ["https://github.com/old-owner/polls/wiki/Gone", `${HUB}/wiki`],
    ["https://gitlab.example/a/b/-/blob/main/x", "https://gitlab.example/a/b/-/tree/main"],
  ])("%s → %s", (asked, arrived) => {
    expect(fellBack(asked, arrived)).toBe(true);
  });
});

describe("led where it should, or nowhere", () => {
  it.each([
    [`${LAB}/-/blob/main/docs/x.md`, `${LAB}/-/blob/main/docs/x.md`],
    [`${LAB}/-/blob/main/docs`, `${LAB}/-/tree/main/docs`],
    [`${LAB}/-/tree/main/`, `${LAB}/-/tree/main`],
    [`${LAB}/blob/main/x.md`, `${LAB}/-/blob/main/x.md`],
    [`${LAB}/-/wikis/home`, `${LAB}/-/wikis`],
    [`${LAB}/-/issues`, `${LAB}/-/issues/`],
    [`${HUB}/wiki/Home`, `${HUB}/wiki`],
    [`${HUB}/wiki`, `${HUB}/wiki/`],
    [`${HUB}/wiki/Setup`, `${HUB}/wiki/Set-up`],
    ["https://www.example.org/a/b/wiki/x", "https://other.example/a/b/wiki"],
    ["https://docs.example/guide/install", "https://docs.example/guide/"],
    ["https://docs.example/-/install", "https://docs.example/"],
  ])("%s → %s", (asked, arrived) => {
    expect(fellBack(asked, arrived)).toBe(false);
  });
});
