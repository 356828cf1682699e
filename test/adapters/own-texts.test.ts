// Whose text it is: this App's own, a former App's where a seal of ours fits, and nobody else's.

import { describe, expect, it } from "@jest/globals";
import { ownTexts } from "../../src/adapters/github/base/own-texts.ts";
import { withMarks } from "../../src/core/marks/marks.ts";
import { createSeal } from "../../src/platform/seal.ts";

const seal = createSeal(["k".repeat(40)]);
const before = ownTexts({ repositoryId: 1, appId: 10, formerAppIds: [], seal });
const alone = ownTexts({ repositoryId: 1, appId: 20, formerAppIds: [], seal });
const after = ownTexts({ repositoryId: 1, appId: 20, formerAppIds: [10], seal });
const body = withMarks("Hello", [["said", "a"]]);
const sent = before.write(body, "talk 7");
const bot = { viewerDidAuthor: false, author: { __typename: "Bot" } };
const gone = { viewerDidAuthor: false, author: null };
const person = { viewerDidAuthor: false, author: { __typename: "User" } };

describe("a text that a former App wrote", () => {
  it.each([
    ["counts where its seal fits", after, sent, "talk 7", bot, true],
    ["counts when its account is gone", after, sent, "talk 7", gone, true],
    ["does not count on another issue", after, sent, "talk 8", bot, false],
    ["does not count when its marks were changed", after, sent.replace('"a"', '"b"'), "talk 7", bot, false],
    ["does not count without a seal", after, "Hello", "talk 7", bot, false],
    ["does not count when a person pasted it", after, sent, "talk 7", person, false],
    ["does not count where no former App is named", alone, sent, "talk 7", bot, false],
  ] as const)("%s", (_, texts, text, at, by, mine) => {
    expect(texts.read(text, at, by)).toEqual({ body: mine ? body : text, mine });
  });

  it("is told by the App's number where GitHub names it", () => {
    const issue = before.write("Hello", "issue");
    expect(after.readByApp(issue, "issue", 10)).toBe("Hello");
    expect(after.readByApp("Hello", "issue", 10)).toBeUndefined();
    expect(after.readByApp("Hello", "issue", 20)).toBe("Hello");
    expect(after.readByApp(issue, "issue", 30)).toBeUndefined();
    expect(after.readByApp(issue, "issue", undefined)).toBeUndefined();
    expect(alone.readByApp(issue, "issue", 10)).toBeUndefined();
    expect([10, 20, 30, undefined].map((id) => after.isOurApp(id))).toEqual([true, true, false, false]);
  });
});
