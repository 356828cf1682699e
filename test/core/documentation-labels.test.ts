// Holds the documentation judgement to the pages labelled by hand, where that folder is at hand.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { readPage } from "../../src/adapters/page/read-page.ts";
import { judgeDocumentation } from "../../src/core/documentation/judge-page.ts";

const FOLDER = new URL("../../../shared/data/docs/", import.meta.url);
const AGREEMENT_MIN = 0.9;
const PASS_FAILED_MAX = 1;

interface Label {
  readonly file: string;
  readonly verdict: "pass" | "fail" | "hold";
}

const present = existsSync(new URL("labels.json", FOLDER));
if (!present) {
  // oxlint-disable-next-line no-console
  console.warn(`SKIPPED: no labelled documentation pages at ${fileURLToPath(FOLDER)}`);
}

(present ? describe : describe.skip)("pages labelled by hand", () => {
  const labels = present
    ? (JSON.parse(readFileSync(new URL("labels.json", FOLDER), "utf8")) as readonly Label[])
    : [];
  const judged = labels.map(({ file, verdict }) => ({
    file,
    label: verdict,
    got: judgeDocumentation(readPage(readFileSync(new URL(file, FOLDER)), "text/plain", file)).verdict,
  }));

  it("agrees with nearly all labels", () => {
    const agreed = judged.filter(({ label, got }) => label === got).length;
    expect(agreed / judged.length).toBeGreaterThanOrEqual(AGREEMENT_MIN);
  });

  it("passes no page labelled fail", () => {
    expect(judged.filter(({ label, got }) => label === "fail" && got === "pass")).toEqual([]);
  });

  it("fails at most one page labelled pass", () => {
    expect(judged.filter(({ label, got }) => label === "pass" && got === "fail").length).toBeLessThanOrEqual(
      PASS_FAILED_MAX,
    );
  });
});
