// What was meant as a command and is none: it runs nothing, and is told so; talk is left alone.

import { describe, expect, it } from "@jest/globals";
import { HIDDEN, TALK_WITHOUT_COMMAND } from "../support/stray-words.ts";
import type { Account } from "../../src/core/facts.ts";
import { answerOver } from "../../src/core/review/over.ts";
import { NO_TEXTS } from "../../src/core/policy/texts.ts";
import { mayMeanCommand, strayOf } from "../../src/core/review/stray.ts";
import { AUTHOR, BOSS, PASSER_BY, TinyGitHub } from "../support/tiny-github.ts";

const APP: Account = { id: 77, login: "helper[bot]", type: "Bot" };

function comment(body: string, change: object = {}, author: Account | undefined = AUTHOR) {
  const github = new TinyGitHub();
  github.comment(author, body, change);
  const [only] = github.comments;
  if (only === undefined) throw new Error("no comment");
  return only;
}

describe("a comment", () => {
  it.each([
    ["/Recheck", "like-recheck"],
    ["/RECHECK", "like-recheck"],
    ["/re-check", "like-recheck"],
    ["/rechek", "like-recheck"],
    ["/rechecks", "like-recheck"],
    ["/recheck!", "like-recheck"],
    ["/recheck.", "like-recheck"],
    ["/retest", "like-recheck"],
    ["/rerun please", "like-recheck"],
    ["\n/recheck", "like-recheck"],
    [" /recheck", "like-recheck"],
    ["/Accept link fine", "like-accept"],
    ["/acept submission 1234567 fine", "like-accept"],
    ["/approve", "like-accept"],
    // The line to copy is shown as code, and was copied with it.
    ["`/accept submission 1234567 fine`", "like-accept"],
    [" `/accept submission 1234567 fine`\n", "like-accept"],
    ["/takedown poll-maker", "for-issues"],
    ["/publish", "for-issues"],
    ["/extend 3 soon", "for-issues"],
    ["/contacted", "for-merged"],
    ...HIDDEN.map((body) => [body, "like-recheck"]),
  ])("%j is a slip, and told so", (body, wanted) => {
    expect(mayMeanCommand(body)).toBe(true);
    expect(strayOf(comment(body))).toBe(wanted);
  });

  it.each(TALK_WITHOUT_COMMAND)("%j is talk", (body) => {
    expect(strayOf(comment(body))).toBeUndefined();
  });

  it("that is a command, or ours, or nobody's, is no slip; edited or an App's it is", () => {
    expect(strayOf(comment("/recheck"))).toBeUndefined();
    expect(strayOf(comment("/Recheck", { mine: true }))).toBeUndefined();
    const gone = { ...comment("/Recheck"), author: undefined };
    expect(strayOf(gone)).toBeUndefined();
    expect(strayOf(comment("/recheck", { edited: true }))).toBe("edited-into");
    // It was carried out before it was edited.
    expect(strayOf(comment("/recheck", { edited: true, myReactions: ["+1"] }))).toBeUndefined();
    expect(strayOf(comment("/recheck", {}, APP))).toBe("app");
    expect(strayOf(comment("/deploy", {}, APP))).toBeUndefined();
  });
});

describe("on an open pull request", () => {
  const told = (say: (github: TinyGitHub) => void): string => {
    const github = new TinyGitHub();
    github.review();
    say(github);
    github.review();
    return github.comments.find(({ mine }) => mine)?.body ?? "";
  };

  it("the newest slip is named, whoever wrote it, and bears no reaction", () => {
    const github = new TinyGitHub();
    github.review();
    github.comment(PASSER_BY, "/Recheck");
    const { plan } = github.decide();
    expect(plan.stages.flat().map(({ do: what }) => what)).toEqual(["edit-comment"]);
    github.apply(plan);
    expect(github.comments[0]?.body).toContain(
      "by `passer-by`, did nothing:** the command that checks again",
    );
    // Said once.
    expect(github.decide().plan.stages).toEqual([]);
  });

  it("does not crowd out what is said to somebody whose command was one", () => {
    const body = told((github) => {
      github.comment(BOSS, "/accept submission fine");
      github.comment(PASSER_BY, "/approve");
    });
    expect(body).toContain("it names no commit");
    expect(body).not.toContain("passer-by");
  });

  it.each([
    ["what is refused", "/accept submission 1234567 fine", "by somebody else accepted nothing"],
    ["a `/recheck`", "/recheck", "A `/recheck` by somebody else did nothing"],
    ["a slip", "/Recheck", "by somebody else did nothing:** the command that checks again"],
    ["an issue's command", "/takedown poll-maker", "by somebody else did nothing:** that command is for"],
  ])("and gives a reason for %s of somebody else's beside it, whichever came first", (_, line, wanted) => {
    const bad = "/accept submission fine";
    for (const order of [
      [
        [BOSS, bad],
        [PASSER_BY, line],
      ],
      [
        [PASSER_BY, line],
        [BOSS, bad],
      ],
    ] as const) {
      const body = told((github) => {
        for (const [author, words] of order) github.comment(author, words);
      });
      expect(body).toContain("by `boss`, did nothing:** it names no commit");
      expect(body).toContain(wanted);
      expect(body).not.toContain("passer-by");
    }
  });

  it("a crowd's lines change the comment once, and nobody's is called somebody else's who is alone", () => {
    const github = new TinyGitHub();
    github.review();
    github.comment(BOSS, "/accept submission fine");
    github.comment(PASSER_BY, "/accept submission 1234567 fine");
    github.review();
    const before = github.comments.filter(({ mine }) => mine).map(({ body }) => body);
    for (let times = 0; times < 9; times += 1) {
      github.comment(
        { ...PASSER_BY, id: 600 + times, login: `crowd-${times}` },
        "/accept submission 1234567 me",
      );
      const writes = github.review().plan.stages.flat();
      expect(writes.map((write) => write.do)).toEqual(["react"]);
    }
    expect(github.comments.filter(({ mine }) => mine).map(({ body }) => body)).toEqual(before);
    const body = told((alone) => {
      alone.comment(PASSER_BY, "/accept submission 1234567 fine");
      alone.comment(PASSER_BY, "/Accept submission 1234567 fine");
    });
    expect(body).toContain("by `passer-by`, did nothing:**");
    expect(body).toContain("that takes write access");
    expect(body).not.toContain("somebody else");
  });

  it("a later command that is carried out ends what was said to everybody", () => {
    const body = told((github) => {
      github.comment(BOSS, "/accept submission fine");
      github.comment(PASSER_BY, "/accept submission 1234567 fine");
      github.comment(BOSS, "/recheck");
    });
    expect(body).not.toContain("nothing");
  });

  it("of somebody whose command did nothing before is what is spoken of: it is their last", () => {
    for (const slip of ["/Accept submission 1234567 fine", "`/accept submission 1234567 fine`"]) {
      const body = told((github) => {
        github.comment(BOSS, "/accept submission fine");
        github.comment(BOSS, slip);
      });
      expect(body).toContain("in small letters, on the first line, with nothing before it");
      expect(body).not.toContain("it names no commit");
    }
    const body = told((github) => {
      github.comment(BOSS, "/approve");
      github.comment(BOSS, "/accept submission fine");
    });
    expect(body).toContain("it names no commit");
  });

  it("is done with when a later command was carried out", () => {
    const body = told((github) => {
      github.comment(AUTHOR, "/Recheck");
      github.comment(AUTHOR, "/recheck");
    });
    expect(body).not.toContain("did nothing");
  });

  it("an App's command gets words; a person's comes first", () => {
    expect(told((github) => github.comment(APP, "/recheck"))).toContain("not by Apps");
    const body = told((github) => {
      github.comment(AUTHOR, "/Recheck");
      github.comment(APP, "/recheck");
    });
    expect(body).toContain("`owner`");
  });
});

describe("where no check runs", () => {
  const MERGED = { open: false, merged: true };
  const write = (change: object, say: (github: TinyGitHub) => void) => {
    const github = new TinyGitHub();
    say(github);
    return answerOver({ ...github.seen(), ...change }, "main", NO_TEXTS);
  };
  const body = (...of: Parameters<typeof write>): string => {
    const found = write(...of);
    return found?.do === "create-comment" || found?.do === "edit-comment" ? found.body : "";
  };

  it.each([
    ["merged", MERGED, "/accept submission 1234567 fine", "this pull request is merged"],
    ["closed", { open: false }, "/recheck", "Open it again"],
    ["to another branch", {}, "/recheck", "to `main` alone"],
    ["merged, mistyped", MERGED, "/Recheck", "this pull request is merged"],
    ["merged, an issue's", MERGED, "/takedown x", "for issues"],
  ])("%s: why is said", (_, change, line, wanted) => {
    for (const author of [AUTHOR, BOSS, PASSER_BY])
      expect(body(change, (github) => github.comment(author, line))).toContain(wanted);
  });

  it("`/contacted` that did nothing is told so, one that was carried out or waits is not", () => {
    const at = (myReactions: string[]) =>
      body(MERGED, (github) => github.comment(BOSS, "/contacted", { myReactions }));
    expect(at(["-1"])).toContain("takes write access");
    expect(at(["confused"])).toContain("takes write access");
    expect([at(["+1"]), at([])]).toEqual(["", ""]);
  });

  it("once for each command, in one comment; talk and what was answered before get none", () => {
    const github = new TinyGitHub();
    github.comment(AUTHOR, "Thanks!");
    github.comment(AUTHOR, "/recheck", { myReactions: ["+1"] });
    const look = () => answerOver({ ...github.seen(), ...MERGED }, "main", NO_TEXTS);
    expect(look()).toBeUndefined();
    github.comment(AUTHOR, "/recheck");
    const first = look();
    expect(first?.do).toBe("create-comment");
    if (first !== undefined) github.apply({ stages: [[first]], requeueAtMs: undefined });
    expect(look()).toBeUndefined();
    github.comment(PASSER_BY, "/approve");
    expect(look()?.do).toBe("edit-comment");
  });

  it("Apps are answered once, so that two never go on for ever", () => {
    const github = new TinyGitHub();
    github.comment(APP, "/recheck");
    const look = () => answerOver({ ...github.seen(), ...MERGED }, "main", NO_TEXTS);
    const first = look();
    expect(first?.do).toBe("create-comment");
    if (first !== undefined) github.apply({ stages: [[first]], requeueAtMs: undefined });
    github.comment(APP, "/recheck");
    expect(look()).toBeUndefined();
  });
});
