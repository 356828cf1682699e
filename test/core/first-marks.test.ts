// Texts as version 0.1.0 wrote them, made by its own code: this version reads each as that one did, and posts nothing for it.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { isWelcomed } from "../../src/core/catalog/outreach.ts";
import { readMessage } from "../../src/core/catalog/message.ts";
import { readReport } from "../../src/core/catalog/report.ts";
import { parseCatalog } from "../../src/core/catalog/schema.ts";
import { readStop } from "../../src/core/catalog/stopped.ts";
import {
  AGED,
  BROKEN,
  hasMark,
  markValues,
  readMarks,
  sameText,
  withMarks,
  type TextPlace,
} from "../../src/core/marks/marks.ts";
import { isSticky } from "../../src/core/review/comment.ts";
import { waitsText, withoutWaits } from "../../src/core/review/waits.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";
import { readCopies } from "../../src/core/takedown/copies.ts";
import { isPublicOf, readPublic } from "../../src/core/takedown/public-side.ts";
import { readChain, readRecords } from "../../src/core/takedown/record.ts";
import { saidIn, wasSaid } from "../../src/core/takedown/writes.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { createSeal } from "../../src/platform/seal.ts";

interface Written {
  readonly story: string;
  readonly repositoryId: number;
  /** A place, or the tree of a commit. */
  readonly at: string;
  readonly body: string;
}

const { recordKey, texts, catalog } = JSON.parse(readFileSync("test/support/version-0.1.0.json", "utf8")) as {
  readonly recordKey: string;
  readonly texts: readonly Written[];
  readonly catalog: string;
};

const seal = createSeal([recordKey]);
const placeOf = ({ repositoryId, at }: Written): TextPlace => ({ repositoryId, at: at as TextPlace["at"] });
const open = (one: Written): string => openText(one.body, placeOf(one), seal).body;
const told = (story: string): readonly Written[] => texts.filter((one) => one.story.startsWith(story));
const one = (story: string): Written => {
  const [found] = told(story);
  if (found === undefined) throw new Error(`no text of ${story}`);
  return found;
};
const comment = (written: Written, change: Partial<SeenComment> = {}): SeenComment => ({
  id: 1,
  body: open(written),
  author: { id: 1, login: "steward[bot]", type: "Bot" },
  createdAtMs: 0,
  edited: false,
  mine: true,
  myReactions: [],
  ...change,
});
/** All that was said on the case, in the order of its records. */
const TALK = ["running", "paused", "removed", "ended"].flatMap((phase) => told(`${phase}: on #1`));
const PLACE = { repositoryId: TALK[0]?.repositoryId ?? 0, issue: 1 };

describe("a case that 0.1.0 kept", () => {
  it.each([
    [1, "running"],
    [3, "paused"],
    [8, "removed"],
    [9, "ended"],
  ] as const)("after %i comments of ours is %s", (count, phase) => {
    const chain = readChain(
      PLACE,
      TALK.slice(0, count).map((text) => comment(text)),
      undefined,
      seal,
    );
    expect(chain).toMatchObject({ broken: undefined, newest: { phase, listing: "poll-maker" } });
  });

  it("knows which reminders were sent", () => {
    const comments = TALK.map((text) => comment(text));
    const reminders = saidIn(comments).filter((name) => String(name).startsWith("reminder-1-"));
    expect(reminders.map((name) => String(name).split("-").at(-1))).toEqual(["7", "3", "1"]);
    expect(wasSaid(String(reminders[0]), comments)).toBe(true);
  });

  it("is held when its record was edited, and in another issue", () => {
    const [first] = TALK;
    if (first === undefined) throw new Error("nothing was said");
    expect(readChain(PLACE, [comment(first, { edited: true })], undefined, seal).broken).toBe("edited");
    const changed = { ...first, body: first.body.replace(/"deadlineMs":\d+/, '"deadlineMs":1') };
    expect(readChain(PLACE, [comment(changed)], undefined, seal).broken).toBe("not-verified");
    const touched = { ...first, body: `${first.body}\r\n\r\nP.S.` };
    expect(readChain(PLACE, [comment(touched, { edited: true })], undefined, seal).broken).toBe("edited");
    expect(readChain({ ...PLACE, issue: 2 }, [comment(first)], undefined, seal).broken).toBe("elsewhere");
  });

  it("goes on with a record of this version", () => {
    const [first] = TALK;
    const before = readChain(PLACE, first === undefined ? [] : [comment(first)], undefined, seal);
    expect(before.next).toMatchObject({ number: 2 });
    expect(before.next.previous).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("issues that 0.1.0 kept", () => {
  it.each(["running", "paused", "removed", "ended"])(
    "a dashboard's copies, with a case that is %s",
    (phase) => {
      const text = one(`${phase}: Dashboard`);
      const read = readCopies([open(text)], text.repositoryId, seal);
      expect(read.asOfMs).toBeGreaterThan(0);
      expect(read.copies.get(1)).toMatchObject({ phase });
      const other = openText(text.body, { repositoryId: 4, at: "issue" }, seal);
      expect(readCopies([other.body], 4, seal)).toMatchObject({ asOfMs: undefined, copies: new Map() });
      const cut = { ...text, body: text.body.replace(/<!-- steward:record [^\n]+\n/, "") };
      expect(readCopies([open(cut)], text.repositoryId, seal).asOfMs).toBeUndefined();
    },
  );

  it("copies on several pages", () => {
    const [first, page] = [one("copies: first"), one("copies: page")];
    const read = readCopies([open(first), open(page)], 1, seal);
    expect(read).toMatchObject({ asOfMs: 1_770_000_000_000, pages: [{ length: 20 }, { length: 3 }] });
    expect(read.copies.size).toBe(23);
    expect(readCopies([open(first)], 1, seal).asOfMs).toBeUndefined();
  });

  it("the public side of a private case, and the notice of a removal", () => {
    const side = one("private: Under review");
    const vault = one("private: Dashboard of cases").repositoryId;
    expect(readPublic(open(side))).toMatchObject({ listing: "poll-maker" });
    expect(isPublicOf(open(side), { repositoryId: vault, issue: 1 }, seal)).toBe(true);
    expect(isPublicOf(open(side), { repositoryId: vault, issue: 2 }, seal)).toBe(false);
    expect(markValues(open(one("private: Removed")), "notice")).toHaveLength(1);
  });

  it("what is held, why publishing stopped, what is in trouble, and what was told once", () => {
    expect(readReport(open(one("publish: Some changes")))).toMatchObject([
      { id: "poll-makers", check: "submission" },
    ]);
    expect(readStop(open(one("stopped")))).toEqual({
      digest: "000000000000001c",
      sinceMs: 1_770_000_000_000,
    });
    // Its name quotes such a mark of another listing.
    expect(markValues(open(one("verification")), "verification")).toEqual(["tool"]);
    expect(markValues(open(one("note: second")), "note")).toEqual(["foreign abc", "logo large logo.png"]);
  });
});

describe("pull requests that 0.1.0 spoke on", () => {
  it("the one comment of a review, with how long submissions take", () => {
    for (const number of [1, 3, 5]) {
      const sticky = told(`publish: on #${number}`).filter((text) => isSticky(open(text)));
      expect(sticky).toHaveLength(1);
    }
    const body = open(one("review: with waits"));
    expect(isSticky(body)).toBe(true);
    const waits = { count: 5, medianMs: 3, nineInTenMs: 5, fromMs: 0, untilMs: 1 };
    const left = readMarks(withoutWaits(body)).text;
    expect(left).not.toContain("How long it takes");
    expect(readMarks(body).text.split("\n")).toHaveLength(left.split("\n").length + 2);
    expect(waitsText(waits)).not.toContain("<!--");
  });

  it("a welcome, and a suggestion", () => {
    const welcomes = told("publish: on #1").map((text) => comment(text));
    expect(isWelcomed(welcomes, "poll-maker")).toBe(true);
    expect(isWelcomed(welcomes, "poll-makers")).toBe(false);
    expect(markValues(open(one("publish: line of #5")), "fix")).toHaveLength(1);
  });

  it("a commit that it published, and the catalog in it", () => {
    for (const { body, at, repositoryId } of told("publish: commit")) {
      expect(readMessage(body, repositoryId, at, seal)).toMatchObject({ generation: expect.any(Number) });
      expect(readMessage(`${body}\nmore`, repositoryId, at, seal)).toBeUndefined();
      expect(readMessage(body, repositoryId + 1, at, seal)).toBeUndefined();
    }
    expect(parseCatalog(catalog)).toMatchObject({ count: 1, waiting: ["poll-makers"] });
  });
});

describe("every text of 0.1.0", () => {
  const all = texts.filter(({ story }) => story !== "publish: commit");

  it("is the same to us as if this version had written it: its form alone is no reason to write", () => {
    for (const text of all) {
      const body = open(text);
      expect(readMarks(body).marks.length).toBeGreaterThan(0);
      expect(hasMark(body, BROKEN)).toBe(false);
      const again = openText(sealText(body, placeOf(text), seal), placeOf(text), seal);
      expect(again.fits).toBe(true);
      expect(sameText(again.body, body)).toBe(true);
      expect(readMarks(body).text).not.toContain("<!--");
    }
  });

  it("says so where only a key that is being replaced fits", () => {
    const rotating = createSeal(["n".repeat(40), recordKey]);
    for (const text of all) {
      const sealed = /(?:record|as-of|copies \d)/.test(text.body);
      expect(hasMark(openText(text.body, placeOf(text), rotating).body, AGED)).toBe(sealed);
    }
  });

  it("is not asked for its marks where there is a block of ours, whether that verifies or not", () => {
    const place: TextPlace = { repositoryId: 1, at: "talk 1" };
    const old = "<!-- steward:said confirm-1 -->";
    const sealed = sealText(withMarks("Hello", [["said", "a"]]), place, seal);
    for (const body of [`${old}\n\n${sealed}`, `${old}\n\n${sealed.replace('"a"', '"b"')}`])
      expect(markValues(openText(body, place, seal).body, "said")).not.toContain("confirm-1");
  });

  it("is read for its own marks only: none of its quoted words, and no line that others wrote into it, is one", () => {
    const place: TextPlace = { repositoryId: 1, at: "talk 1" };
    for (const body of [
      "`Weather <!-- steward:record`: acknowledged.",
      "`x <!-- steward:said confirm-1 -->` (`x`): acknowledged.\n\n<!-- steward:said real -->",
      "<!-- steward:said confirm-1 -->\n\nThese are words.\n\n<!-- steward:said real -->",
    ]) {
      const opened = openText(body, place, seal).body;
      expect(markValues(opened, "said")).not.toContain("confirm-1");
      expect(readRecords(opened, seal)).toEqual([]);
    }
  });
});
