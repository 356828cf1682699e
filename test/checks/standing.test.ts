// Standing: every combination of who, why it went, whether cases run, and whether something is said.

import { describe, expect, it } from "@jest/globals";
import { exampleStanding, OWNER, STRANGER } from "../../src/core/checks/example-facts.ts";
import { REMOVAL_REASONS, type LedgerLine, type RemovalReason } from "../../src/core/listing/ledger.ts";
import { judge, rulesOf } from "../support/good-world.ts";

const line = (reason: RemovalReason, change: Partial<LedgerLine> = {}): LedgerLine => ({
  version: 1,
  id: "poll-maker",
  reason,
  removed: "2026-03-01T10:00:00Z",
  cases: [],
  owners: [OWNER.id, 303],
  blobs: {},
  ...change,
});

const AUTHORS = {
  owner: OWNER,
  "owner renamed": { ...OWNER, login: "other-name" },
  stranger: STRANGER,
  nobody: undefined,
};
const NEEDS_WORDS: ReadonlySet<RemovalReason> = new Set(["security", "blocking-bug"]);
const HELD_ANYHOW: ReadonlySet<RemovalReason> = new Set(["abandoned", "policy"]);

/** The rule of `standing`, written a second time. */
function expected(
  who: keyof typeof AUTHORS,
  reason: RemovalReason,
  openCases: number,
  says: boolean,
): readonly [string, string | undefined] {
  if (openCases > 0) return ["fail", "case-open"];
  if (!who.startsWith("owner")) return ["held", "not-the-owner"];
  if (HELD_ANYHOW.has(reason)) return ["held", "removed-by-policy"];
  if (NEEDS_WORDS.has(reason) && !says) return ["fail", "nothing-said"];
  return ["pass", undefined];
}

const worlds = (Object.keys(AUTHORS) as (keyof typeof AUTHORS)[]).flatMap((who) =>
  REMOVAL_REASONS.flatMap((reason) =>
    [0, 1, 2].flatMap((openCases) => [true, false].map((says) => ({ who, reason, openCases, says }))),
  ),
);

describe("standing", () => {
  it.each(worlds)(
    "$who, $reason, $openCases open, says what changed: $says",
    ({ who, reason, openCases, says }) => {
      const outcome = judge("standing", {
        standing: exampleStanding({
          author: AUTHORS[who],
          ledger: line(reason),
          openCases: Array.from({ length: openCases }, (_, i) => i + 1),
          saysWhatChanged: says,
        }),
      });
      const [status, rule] = expected(who, reason, openCases, says);
      expect(outcome.status).toBe(status);
      expect(rulesOf(outcome)).toEqual(rule === undefined ? [] : [rule]);
      expect(outcome.evidence.length > 0).toBe(status === "pass");
    },
  );

  it("an id that was never removed is free, whoever comes", () => {
    for (const author of [OWNER, STRANGER, undefined]) {
      const outcome = judge("standing", { standing: exampleStanding({ author, saysWhatChanged: false }) });
      expect(outcome).toMatchObject({ status: "pass", findings: [] });
    }
  });

  it("a ledger line that cannot be read is held, for the owner too", () => {
    const outcome = judge("standing", { standing: exampleStanding({ ledger: "unreadable" }) });
    expect([outcome.status, rulesOf(outcome)]).toEqual(["held", ["unreadable"]]);
  });

  it("names public cases, and only counts private ones", () => {
    const standing = exampleStanding({ ledger: line("security"), openCases: [7, undefined] });
    const [finding] = judge("standing", { standing }).findings;
    expect(finding?.message).toContain("2 cases on it still run (#7)");
    const hidden = exampleStanding({ ledger: line("security"), openCases: [undefined] });
    expect(judge("standing", { standing: hidden }).findings[0]?.message).not.toContain("#");
  });

  it("a ledger line without owners gives the id to nobody", () => {
    const standing = exampleStanding({ ledger: line("withdrawn", { owners: [] }) });
    expect(judge("standing", { standing }).status).toBe("held");
  });
});
