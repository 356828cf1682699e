// What the storefront's search finds: words of any script, however they are put together, and nothing that only looks like them.

import { describe, expect, it } from "@jest/globals";
import MiniSearch from "minisearch";

type How = "all" | "near" | "some";
interface Words {
  readonly id: number;
  readonly name: string;
  readonly summary: string;
  readonly tags: string;
  readonly maintainers: string;
  readonly type: string;
}
interface Find {
  createFinder(library: typeof MiniSearch): {
    add(words: readonly Words[]): Promise<void>;
    find(
      q: string,
      fits: (id: number) => boolean,
      isWhole: boolean,
    ): { readonly ids: readonly number[]; readonly how: How };
  };
}

// As a browser loads it: plain JavaScript, whose types stand in its comments.
const { createFinder } = (await import(new URL("../../src/browser/find.js", import.meta.url).href)) as Find;

interface Given {
  readonly name: string;
  readonly summary?: string;
  readonly tags?: string;
  readonly type?: string;
}

async function searching(given: readonly (string | Given)[]) {
  const listings = given.map((one) => (typeof one === "string" ? { name: one } : one));
  const finder = createFinder(MiniSearch);
  await finder.add(
    listings.map((one, id) => ({ summary: "", tags: "", maintainers: "", type: "plugin", ...one, id })),
  );
  return (q: string, isWhole = true): readonly string[] =>
    finder.find(q, () => true, isWhole).ids.map((id) => listings[id]?.name ?? "");
}

describe("words in any script", () => {
  const names = [
    "日本語プラグイン",
    "投票机器人",
    "投票ロボット",
    "โปรแกรมแปลภาษา",
    "투표봇",
    "Zoom会議リンク",
    "Опросы",
    "مساعد الاجتماعات",
  ];
  it.each<[string, readonly string[]]>([
    ["プラグイン", ["日本語プラグイン"]],
    ["ﾌﾟﾗｸﾞｲﾝ", ["日本語プラグイン"]],
    ["机器人", ["投票机器人"]],
    ["投票", ["投票机器人", "投票ロボット"]],
    ["人", ["投票机器人"]],
    ["器", ["投票机器人"]],
    ["แปลภาษา", ["โปรแกรมแปลภาษา"]],
    ["봇", ["투표봇"]],
    ["투표", ["투표봇"]],
    ["会議", ["Zoom会議リンク"]],
    ["zoom 会議", ["Zoom会議リンク"]],
    ["опрос", ["Опросы"]],
    ["اجتماعات", ["مساعد الاجتماعات"]],
    ["الاجتماعات", ["مساعد الاجتماعات"]],
    ["机票", []],
  ])("%s finds %j", async (q, found) => {
    const find = await searching(names);
    expect([...find(q, false)].sort()).toEqual([...found].sort());
  });
});

describe("words that are written in several ways", () => {
  it.each<[string, string, readonly string[]]>([
    ["wifi", "Wi-Fi Status", []],
    ["wi-fi", "Wifi Status", ["Fiction", "Wire"]],
    ["todo", "To-Do Lists", []],
    ["to-do", "Todo Lists", ["Docker"]],
    ["nodejs", "Node.js Runner", []],
    ["node.js", "NodeJS Runner", []],
    ["team city", "TeamCity Builds", []],
    ["city", "TeamCity Builds", []],
    ["code", "`code` runner", []],
    ["cafe", "Café Hours", []],
    ["café", "Cafe Hours", []],
    ["cicd", "CI/CD Light", []],
    ["resume", "Résumé Reader", []],
  ])("%s finds %s", async (q, name, others) => {
    const find = await searching([name, ...others]);
    expect(find(q)).toEqual([name]);
  });

  it("c# is C#, and not whatever begins with a c", async () => {
    const find = await searching(["Calendar", "C# Snippets", "C++ Builds", "Chat", "C Headers"]);
    expect(find("c#")).toEqual(["C# Snippets"]);
    expect(find("C++")).toEqual(["C++ Builds"]);
    expect(find("c")[0]).toBe("C Headers");
    expect(find("c")).toHaveLength(5);
    expect(find("#chat")).toEqual(["Chat"]);
  });
});

describe("the order", () => {
  it("is the very name, then names that begin with it, then the rest", async () => {
    const find = await searching([
      "Team Calendar",
      "Google Calendar",
      "Calendar Bridge",
      { name: "Rooms", summary: "Shows the calendar of a room", tags: "calendar" },
      "Calendar",
    ]);
    expect(find("calendar").slice(0, 2)).toEqual(["Calendar", "Calendar Bridge"]);
    expect(find("Calendar").at(-1)).toBe("Rooms");
    expect(find("google calendar")[0]).toBe("Google Calendar");
  });
});

describe("where not every word fits", () => {
  const listings = [
    { name: "Jira Board", summary: "Shows issues", type: "integration" },
    { name: "Zoom Manager", summary: "Starts a call", type: "plugin" },
    { name: "Calendar Bridge", summary: "Your next meeting", type: "integration" },
  ];
  it.each([
    ["integration for jira", ["Jira Board"]],
    ["the jira of it", ["Jira Board"]],
    ["zom", ["Zoom Manager"]],
    ["zoo", ["Zoom Manager"]],
    ["calender", ["Calendar Bridge"]],
    ["jira unicorn", ["Jira Board"]],
    ["for", []],
    ["unicorn", []],
    ["!!!", []],
    ["", []],
  ])("“%s” finds %j", async (q, found) => {
    const find = await searching(listings);
    expect(find(q)).toEqual(found);
  });

  it("says how near it is, and guesses only when everything has come", async () => {
    const finder = createFinder(MiniSearch);
    await finder.add(listings.map((one, id) => ({ tags: "", maintainers: "", ...one, id }) satisfies Words));
    const how = (q: string, isWhole: boolean): How => finder.find(q, () => true, isWhole).how;
    expect(["zoom", "zom", "jira unicorn"].map((q) => how(q, true))).toEqual(["all", "near", "some"]);
    expect(finder.find("zom", () => true, false).ids).toEqual([]);
    expect(finder.find("integration", (id) => id === 2, true).ids).toEqual([2]);
  });

  it("answers at once whatever is pasted", async () => {
    const find = await searching(listings);
    const before = performance.now();
    for (const q of ["a ".repeat(50_000), "x-".repeat(50_000), "あ".repeat(50_000), "+".repeat(50_000)])
      find(q);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
