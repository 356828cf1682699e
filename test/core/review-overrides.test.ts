// Releases: the right person, after the held result, for these findings, on this head.

import { describe, expect, it } from "@jest/globals";
import { exampleStanding, STRANGER } from "../../src/core/checks/example-facts.ts";
import type { DocumentationInput } from "../../src/core/checks/inputs.ts";
import type { CheckInput } from "../../src/core/checks/run.ts";
import { known, unavailable } from "../../src/core/facts.ts";
import { DONE, heldSinceMs, possibleOverriders, REFUSED, UNCLEAR } from "../../src/core/review/overrides.ts";
import type { SeenRun } from "../../src/core/review/seen.ts";
import { goodJudgement } from "../support/good-world.ts";
import {
  AUTHOR,
  BOSS,
  HEAD,
  MINUTE_MS,
  PASSER_BY,
  seenPull,
  START_MS,
  TinyGitHub,
} from "../support/tiny-github.ts";

const scripted = known<DocumentationInput>({
  page: { title: "", blocks: [], builtByScript: true },
  screenshotsInListing: 1,
});
/** Held for its documentation. */
const HELD: readonly CheckInput[] = [goodJudgement({ documentation: scripted })];
const HELD_TWICE: readonly CheckInput[] = [
  goodJudgement({ documentation: scripted, standing: exampleStanding({ ledger: "unreadable" }) }),
];
const RUN = "steward / Documentation";
const SHORT = HEAD.slice(0, 7);
const LINE = `\`/accept documentation ${SHORT} <reason>\``;

/** The check has been held for a minute, as everybody could see. */
function held(judgements = HELD): TinyGitHub {
  const github = new TinyGitHub();
  github.review({ judgements });
  github.nowMs += MINUTE_MS;
  return github;
}

function overall(github: TinyGitHub, judgements = HELD): string | undefined {
  return github.review({ judgements }).verdict?.overall;
}

describe("an approving review", () => {
  it("of the head, by somebody with write access, after the held result", () => {
    const github = held();
    github.approve(BOSS);
    expect(overall(github)).toBe("pass");
    expect(github.newest(RUN)?.conclusion).toBe("success");
    expect(github.shown.get(github.newest(RUN)?.id ?? 0)?.title).toBe("Released by 'boss'");
  });

  it.each<[string, (github: TinyGitHub) => void]>([
    ["by somebody without write access", (github) => github.approve(PASSER_BY)],
    ["by a bot with write access", (github) => github.approve({ ...BOSS, type: "Bot" })],
    ["of another commit", (github) => github.approve(BOSS, { sha: "b".repeat(40) })],
    ["from before the held result", (github) => github.approve(BOSS, { submittedAtMs: START_MS - 1 })],
    ["at the very second of the held result", (github) => github.approve(BOSS, { submittedAtMs: START_MS })],
    ["that was dismissed", (github) => github.approve(BOSS, { state: "DISMISSED" })],
    ["that is a comment", (github) => github.approve(BOSS, { state: "COMMENTED" })],
    ["that is pending", (github) => github.approve(BOSS, { state: "PENDING" })],
    [
      "by an account that is gone",
      (github) =>
        github.reviews.push({
          state: "APPROVED",
          sha: HEAD,
          author: undefined,
          submittedAtMs: github.nowMs,
          mine: false,
        }),
    ],
    [
      "taken back by a later request for changes",
      (github) => {
        github.approve(BOSS);
        github.approve(BOSS, { state: "CHANGES_REQUESTED", submittedAtMs: github.nowMs + 1 });
      },
    ],
    [
      "taken back on another commit",
      (github) => {
        github.approve(BOSS);
        github.approve(BOSS, {
          state: "CHANGES_REQUESTED",
          sha: "b".repeat(40),
          submittedAtMs: github.nowMs + 1,
        });
      },
    ],
  ])("not one %s", (_, act) => {
    const github = held();
    act(github);
    expect(overall(github)).toBe("held");
  });

  it("stands though the same person commented later", () => {
    const github = held();
    github.approve(BOSS);
    github.approve(BOSS, { state: "COMMENTED", submittedAtMs: github.nowMs + 1 });
    expect(overall(github)).toBe("pass");
  });

  it("releases every held check at once", () => {
    const github = held(HELD_TWICE);
    github.approve(BOSS);
    expect(overall(github, HELD_TWICE)).toBe("pass");
  });

  it("does not release what fails", () => {
    const failing = [
      goodJudgement({
        documentation: scripted,
        ownership: known({
          ...(goodJudgement().facts.ownership as { value: object }).value,
          author: STRANGER,
        } as never),
      }),
    ];
    const github = held(failing);
    github.approve(BOSS);
    expect(overall(github, failing)).toBe("fail");
  });
});

describe("/accept", () => {
  it("releases its check, and bears our reaction", () => {
    const github = held();
    const id = github.comment(BOSS, `/accept documentation ${SHORT} I have read it`);
    expect(overall(github)).toBe("pass");
    expect(github.reactionsOn(id)).toEqual([DONE]);
    // Read anew, with the reaction on it, it still counts, and nothing is written twice.
    expect(github.review({ judgements: HELD })).toMatchObject({
      plan: { stages: [] },
      verdict: { overall: "pass" },
    });
  });

  it("releases that check alone", () => {
    const github = held(HELD_TWICE);
    github.comment(BOSS, `/accept documentation ${SHORT} fine`);
    expect(overall(github, HELD_TWICE)).toBe("held");
    github.comment(BOSS, `/accept standing ${SHORT} fine`);
    expect(overall(github, HELD_TWICE)).toBe("pass");
  });

  it.each<
    [
      string,
      string,
      Parameters<TinyGitHub["comment"]>[0],
      Parameters<TinyGitHub["comment"]>[2],
      readonly string[],
    ]
  >([
    ["by somebody without write access", `/accept documentation ${SHORT} fine`, PASSER_BY, {}, [REFUSED]],
    ["by the author without write access", `/accept documentation ${SHORT} fine`, AUTHOR, {}, [REFUSED]],
    ["by a bot", `/accept documentation ${SHORT} fine`, { ...BOSS, type: "Bot" }, {}, []],
    ["by an account that is gone", `/accept documentation ${SHORT} fine`, undefined, {}, []],
    ["edited", `/accept documentation ${SHORT} fine`, BOSS, { edited: true }, []],
    ["refused before", `/accept documentation ${SHORT} fine`, BOSS, { myReactions: [REFUSED] }, [REFUSED]],
    [
      "not understood before",
      `/accept documentation ${SHORT} fine`,
      BOSS,
      { myReactions: [UNCLEAR] },
      [UNCLEAR],
    ],
    ["of a check that is not held", `/accept link ${SHORT} fine`, BOSS, {}, [UNCLEAR]],
    ["without a reason", `/accept documentation ${SHORT}`, BOSS, {}, [UNCLEAR]],
    [
      "from before the held result",
      `/accept documentation ${SHORT} fine`,
      BOSS,
      { createdAtMs: START_MS - 1 },
      [UNCLEAR],
    ],
    ["in a quote", `> /accept documentation ${SHORT} fine`, BOSS, {}, []],
  ])("not one %s", (_, body, author, change, reactions) => {
    const github = held();
    const id = github.comment(author, body, change);
    expect(overall(github)).toBe("held");
    expect(github.reactionsOn(id)).toEqual(reactions);
  });

  it("somebody who loses write access takes their release with them", () => {
    const github = held();
    github.comment(BOSS, `/accept documentation ${SHORT} fine`);
    expect(overall(github)).toBe("pass");
    github.writers = new Set();
    expect(overall(github)).toBe("held");
  });

  it("the newest release is the one shown", () => {
    const github = held();
    github.comment(BOSS, `/accept documentation ${SHORT} first`);
    github.nowMs += 1_000;
    github.comment(BOSS, `/accept documentation ${SHORT} second`);
    const check = github
      .review({ judgements: HELD })
      .verdict?.checks.find(({ id }) => id === "documentation");
    expect(check?.released?.reason).toBe("second");
  });
});

describe("/recheck", () => {
  it.each([
    ["the author", AUTHOR, DONE],
    ["write access", BOSS, DONE],
  ])("by %s", (_, author, reaction) => {
    const github = held();
    const id = github.comment(author, "/recheck");
    const { plan } = github.decide({ judgements: HELD });
    expect(plan.stages).toEqual([[{ do: "react", commentId: id, content: reaction }]]);
  });

  it("by anybody else is refused, and the comment that is there says so once for all of them", () => {
    const github = held();
    const id = github.comment(PASSER_BY, "/recheck");
    const { plan } = github.decide({ judgements: HELD });
    expect(plan.stages.flat().map((write) => write.do)).toEqual(["edit-comment", "react"]);
    github.apply(plan);
    expect(github.reactionsOn(id)).toEqual([REFUSED]);
    expect(sticky(github)).toContain("A `/recheck` did nothing");
    const again = github.comment(PASSER_BY, "/recheck");
    expect(github.review({ judgements: HELD }).plan.stages).toEqual([
      [{ do: "react", commentId: again, content: REFUSED }],
    ]);
  });
});

describe("a line belongs to one commit", () => {
  it.each<[string, string, boolean]>([
    ["its first seven digits", SHORT, true],
    ["in large letters", SHORT.toUpperCase(), true],
    ["all of it", HEAD, true],
    ["six digits", HEAD.slice(0, 6), false],
    ["another commit", "b".repeat(7), false],
    ["one digit more than there is", `${HEAD}a`, false],
    ["nothing", "", false],
  ])("named by %s", (_, commit, counts) => {
    const github = held();
    const id = github.comment(BOSS, `/accept documentation ${commit} fine`);
    expect(overall(github)).toBe(counts ? "pass" : "held");
    expect(github.reactionsOn(id)).toEqual([counts ? DONE : UNCLEAR]);
    expect(sticky(github).includes(LINE)).toBe(!counts);
  });

  it("one that names none is answered with the line that does, until that line was written", () => {
    const github = held();
    expect(sticky(github)).toContain(`- accept it with ${LINE}`);
    github.comment(BOSS, "/accept Documentation I have read it");
    github.review({ judgements: HELD });
    expect(sticky(github)).toContain(
      `by \`boss\`, did nothing:** it names no commit. The line that works: ${LINE}.`,
    );
    expect(github.review({ judgements: HELD }).plan.stages).toEqual([]);
    // Strangers do not crowd the answer out.
    for (let times = 0; times < 30; times += 1) github.comment(PASSER_BY, "/accept documentation please");
    github.review({ judgements: HELD });
    github.review({ judgements: HELD });
    expect(sticky(github)).toContain("it names no commit");
    github.nowMs += MINUTE_MS;
    github.comment(BOSS, LINE.slice(1, -1).replace("<reason>", "I have read it"));
    expect(overall(github)).toBe("pass");
    expect(sticky(github)).not.toContain("did nothing");
  });

  it("is not copied with its place for a reason left empty", () => {
    const github = held();
    github.comment(BOSS, LINE.slice(1, -1));
    expect(overall(github)).toBe("held");
    expect(sticky(github)).toContain("it gives no reason");
  });

  it("where another commit with the same digits stood here meanwhile, does not come back with this one", () => {
    const github = held();
    github.nowMs += MINUTE_MS;
    // The branch was put elsewhere, the line was written there, and the branch was put back.
    github.comment(BOSS, `/accept documentation ${SHORT} a good catch`);
    github.nowMs += MINUTE_MS;
    github.pull = { headSinceMs: github.nowMs };
    github.nowMs += 2_000;
    expect(overall(github)).toBe("held");
    expect(overall(github)).toBe("held");
    github.nowMs += MINUTE_MS;
    expect(overall(github)).toBe("held");
    expect(github.review({ judgements: HELD }).plan.stages).toEqual([]);
    github.comment(BOSS, `/accept documentation ${SHORT} seen here`);
    expect(overall(github)).toBe("pass");
  });

  it("an approving review stays with its commit, wherever the branch was meanwhile", () => {
    const github = held();
    github.approve(BOSS);
    github.nowMs += MINUTE_MS;
    github.pull = { headSinceMs: github.nowMs };
    github.nowMs += 2_000;
    expect(overall(github)).toBe("pass");
  });

  it.each<[string, (github: TinyGitHub, id: number) => void, string | undefined]>([
    [
      "deleting the comment",
      (github, id) => (github.comments = github.comments.filter((one) => one.id !== id)),
      undefined,
    ],
    [
      "editing it",
      (github, id) =>
        (github.comments = github.comments.map((one) => (one.id === id ? { ...one, edited: true } : one))),
      "it was edited, which withdraws it",
    ],
  ])("%s takes it back", (_, act, words) => {
    const github = held();
    const id = github.comment(BOSS, `/accept documentation ${SHORT} fine`);
    expect(overall(github)).toBe("pass");
    act(github, id);
    expect(overall(github)).toBe("held");
    if (words !== undefined) expect(sticky(github)).toContain(words);
  });
});

function sticky(github: TinyGitHub): string {
  return github.comments.findLast(({ mine }) => mine)?.body ?? "";
}

describe("what a release holds for", () => {
  it("re-runs with the same findings keep it", () => {
    const github = held();
    github.approve(BOSS);
    github.nowMs += MINUTE_MS;
    expect(github.review({ judgements: HELD, rerun: "all" }).verdict?.overall).toBe("pass");
    expect(overall(github)).toBe("pass");
  });

  it("other findings ask again, and the old ones too once others stood between", () => {
    const github = held();
    github.approve(BOSS);
    expect(overall(github)).toBe("pass");
    const other = [
      goodJudgement({
        documentation: known<DocumentationInput>({
          page: { title: "", blocks: goodPageWithoutConfiguring(), builtByScript: false },
          screenshotsInListing: 1,
        }),
      }),
    ];
    github.nowMs += MINUTE_MS;
    expect(overall(github, other)).toBe("held");
    github.nowMs += MINUTE_MS;
    expect(overall(github)).toBe("held");
    github.nowMs += MINUTE_MS;
    github.approve(BOSS);
    expect(overall(github)).toBe("pass");
  });

  it("a push asks again: runs and approvals of the old head do not count", () => {
    const github = held();
    github.approve(BOSS);
    github.pull = { headSha: "c".repeat(40) };
    github.runs = [];
    expect(overall(github)).toBe("held");
    github.nowMs += MINUTE_MS;
    expect(overall(github)).toBe("held");
  });

  it("could-not-tell is released only after we gave up, whatever was written while we asked", () => {
    const slow = [goodJudgement({ linkTarget: unavailable("time-out") })];
    const github = new TinyGitHub();
    github.review({ judgements: slow });
    github.nowMs += MINUTE_MS;
    github.comment(BOSS, `/accept link ${SHORT} it is fine`);
    github.approve(BOSS);
    github.nowMs += 30 * MINUTE_MS;
    expect(overall(github, slow)).toBe("held");
    github.nowMs += MINUTE_MS;
    expect(overall(github, slow)).toBe("held");
    github.approve(BOSS);
    expect(overall(github, slow)).toBe("pass");
  });

  it("a host that fails in another way does not undo it", () => {
    const slow = [goodJudgement({ linkTarget: unavailable("time-out") })];
    const github = new TinyGitHub();
    github.review({ judgements: slow });
    github.nowMs += 31 * MINUTE_MS;
    github.review({ judgements: slow });
    github.nowMs += MINUTE_MS;
    github.approve(BOSS);
    expect(overall(github, slow)).toBe("pass");
    github.nowMs += 60 * MINUTE_MS;
    expect(overall(github, [goodJudgement({ linkTarget: unavailable("refused") })])).toBe("pass");
  });

  it("held since the first of an unbroken row of runs with these findings", () => {
    const run = (id: number, findings: string, completed = true) => ({
      id,
      name: RUN,
      completed,
      conclusion: "action_required",
      externalId: `steward1 pr=1 o=${id} f=${findings} u=0`,
      startedAtMs: id * 10,
      completedAtMs: id * 10 + 5,
    });
    const of = (runs: readonly SeenRun[]) => ({ number: 1, runs });
    expect(heldSinceMs(of([run(1, "a"), run(2, "a"), run(3, "a")]), RUN, "a")).toBe(15);
    expect(heldSinceMs(of([run(1, "a"), run(2, "b"), run(3, "a")]), RUN, "a")).toBe(35);
    expect(heldSinceMs(of([run(1, "a"), run(2, "b")]), RUN, "a")).toBeUndefined();
    expect(heldSinceMs(of([run(1, "a"), run(2, "b", false), run(3, "a")]), RUN, "a")).toBe(15);
    expect(heldSinceMs(of([run(3, "a"), run(1, "a")]), RUN, "a")).toBe(15);
    expect(heldSinceMs(of([]), RUN, "a")).toBeUndefined();
    expect(heldSinceMs(of([{ ...run(1, "a"), externalId: "other" }]), RUN, "a")).toBeUndefined();
  });

  it("what was shown as another pull request's of the same commit is left out", () => {
    const shown = (id: number, pull: number) => ({
      id,
      name: RUN,
      completed: true,
      conclusion: "action_required",
      externalId: `steward1 pr=${pull} o=${id} f=a u=0`,
      startedAtMs: id * 10,
      completedAtMs: id * 10 + 5,
    });
    const runs = [shown(1, 2), shown(2, 1), shown(3, 2)];
    expect(heldSinceMs({ number: 1, runs }, RUN, "a")).toBe(25);
    expect(heldSinceMs({ number: 2, runs }, RUN, "a")).toBe(15);
    expect(heldSinceMs({ number: 3, runs }, RUN, "a")).toBeUndefined();
  });
});

describe("whose role is asked", () => {
  it("those who approve or give commands, each once, and nobody else", () => {
    const github = new TinyGitHub();
    github.comment(BOSS, "/recheck");
    github.comment(BOSS, `/accept link ${SHORT} x`);
    github.comment(PASSER_BY, "nice work");
    github.comment(AUTHOR, `/accept link ${SHORT} x`, { edited: true });
    github.comment({ id: 1, login: "steward[bot]", type: "Bot" }, "/recheck", { mine: true });
    github.approve(PASSER_BY, { state: "COMMENTED" });
    github.approve(STRANGER);
    expect(possibleOverriders(github.seen())).toEqual([
      { id: STRANGER.id, login: STRANGER.login },
      { id: BOSS.id, login: BOSS.login },
    ]);
    expect(possibleOverriders(seenPull())).toEqual([]);
  });
});

function goodPageWithoutConfiguring() {
  const { documentation } = goodJudgement().facts;
  if (documentation.state !== "known") throw new Error("the good world has documentation");
  return documentation.value.page.blocks.filter((_, index) => index < 2 || index > 3);
}
