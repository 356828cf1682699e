// Logins and tags as people type them into one answer: the right ones, or a sentence; never an owner called "and".

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { loginsIn, tagsFrom, tagsIn } from "../../src/core/listing/people.ts";
import { LOGIN_PATTERN } from "../../src/core/listing/values.ts";

describe("logins in an answer", () => {
  it.each<[string, readonly string[]]>([
    ["ann-doe", ["ann-doe"]],
    ["@ann-doe and Bob", ["ann-doe", "Bob"]],
    ["@ann-doe AND @bob", ["ann-doe", "bob"]],
    ["ann-doe & bob", ["ann-doe", "bob"]],
    ["ann-doe&bob", ["ann-doe", "bob"]],
    ["ann-doe + bob", ["ann-doe", "bob"]],
    ["ann-doe, bob, and carol", ["ann-doe", "bob", "carol"]],
    ["ann-doe,bob ,", ["ann-doe", "bob"]],
    ["ann-doe; bob", ["ann-doe", "bob"]],
    ["ann-doe bob", ["ann-doe", "bob"]],
    ["ann-doe\nbob\r\n", ["ann-doe", "bob"]],
    ["- ann-doe\n- bob", ["ann-doe", "bob"]],
    ["ann-doe，bob", ["ann-doe", "bob"]],
    ["[@ann-doe, 'bob']", ["ann-doe", "bob"]],
    ['["ann-doe","bob"]', ["ann-doe", "bob"]],
    ["“ann-doe”", ["ann-doe"]],
    ["@ann-doe and @bob.", ["ann-doe", "bob"]],
    ["https://github.com/ann-doe", ["ann-doe"]],
    ["https://github.com/ann-doe/ and github.com/bob", ["ann-doe", "bob"]],
    ["www.github.com/@ann-doe?tab=repositories", ["ann-doe"]],
    ["http://GitHub.com/ann-doe", ["ann-doe"]],
    ["Bob", ["Bob"]],
    ["Ann, Bob", ["Ann", "Bob"]],
    ["ann-doe, Ann-Doe, @ann-doe", ["ann-doe"]],
    // Who is called so writes the sign.
    ["@and, bob", ["and", "bob"]],
    ["@the", ["the"]],
    ["", []],
    [" , ;", []],
  ])("%j", (answer, entries) => {
    expect(loginsIn(answer)).toEqual({ entries });
  });

  it.each<[string, RegExp]>([
    ["Ann Doe", /"Ann Doe" looks like a person's name\. Write GitHub logins, for example: ann-doe, bob$/],
    ["Ann Doe and Bob Roe", /"Ann Doe" looks like a person's name/],
    ["bob, Ann Doe", /"Ann Doe" looks like a person's name/],
    ["ann@site.example", /is an e-mail address, not a login/],
    ["Ann <ann@site.example>", /"ann@site\.example" is an e-mail address/],
    ["me", /"me" is a word, not a login; if it is one, write @me\./],
    ["ann-doe or bob", /"or" is a word/],
    ["the ann-doe team", /"the" is a word/],
    ["ann-doe und bob", /"und" is a word/],
    ["@acme/tools", /is a team; a listing belongs to people/],
    ["ann/bob", /"ann\/bob" is not a GitHub login/],
    ["https://github.com/ann-doe/poll-maker", /is not a GitHub login/],
    ["https://site.example/ann-doe", /is not a GitHub login/],
    ["ann--doe", /is not a GitHub login/],
    ["@", /is not a GitHub login/],
    ["Zoë", /is not a GitHub login/],
  ])("%j is refused with a sentence", (answer, said) => {
    expect(loginsIn(answer)).toEqual({ refused: expect.stringMatching(said) });
  });

  it("knows the profiles of the marketplace's own host alone", () => {
    expect(loginsIn("https://git.site.example/ann", "git.site.example")).toEqual({ entries: ["ann"] });
    expect(loginsIn("https://github.com/ann", "git.site.example")).toHaveProperty("refused");
  });

  it("takes logins only, and `and` only with its sign, whatever is typed", () => {
    const word = fc.oneof(
      fc.constantFrom("and", "&", "And", "+", "ann", "@bob", "Ann Doe", ",", ";", "github.com/carol", "me"),
      fc.string({ unit: "grapheme", maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const found = loginsIn(words.join(" "));
        if ("refused" in found) return;
        for (const login of found.entries) {
          expect(login).toMatch(LOGIN_PATTERN);
          if (!words.some((given) => given.includes("@") || given.includes("/")))
            expect(login.toLowerCase()).not.toBe("and");
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("tags", () => {
  it.each<[string, readonly string[]]>([
    ["polls, votes", ["polls", "votes"]],
    ["polls votes", ["polls", "votes"]],
    ["polls and votes", ["polls", "votes"]],
    ["polls & votes", ["polls", "votes"]],
    ["#Polls; Voting tools", ["polls", "voting-tools"]],
    ["polls, votes and charts", ["polls", "votes", "charts"]],
    ["[polls, 'votes']", ["polls", "votes"]],
    ["polls, Polls", ["polls"]],
    ["c++, polls", ["c++", "polls"]],
  ])("as typed: %j", (answer, tags) => {
    expect(tagsIn(answer)).toEqual(tags);
  });

  it.each<[unknown, readonly string[]]>([
    [
      ["Polls", "voting tools", "überblick", "node.js", "polls"],
      ["polls", "voting-tools", "uberblick", "node-js"],
    ],
    ["polls, voting tools", ["polls", "voting-tools"]],
    [["日本", "c", "x".repeat(31), 7, null, " @acme/polls "], ["acme-polls"]],
    [Array.from({ length: 20 }, (_, at) => `tag ${at}`), [0, 1, 2, 3, 4, 5, 6, 7].map((at) => `tag-${at}`)],
    [undefined, []],
    [{ polls: true }, []],
  ])("of a package: %j", (keywords, tags) => {
    expect(tagsFrom(keywords)).toEqual(tags);
  });
});
