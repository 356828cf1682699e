// The plan: nothing when nothing differs, runs updated or replaced as GitHub lets them, and the same end whatever write fails.

import { describe, expect, it } from "@jest/globals";
import type { DocumentationInput } from "../../src/core/checks/inputs.ts";
import { absent, known, unavailable } from "../../src/core/facts.ts";
import { decideReview } from "../../src/core/review/decide.ts";
import type { Plan } from "../../src/core/review/plan.ts";
import { GIVE_UP_MS } from "../../src/core/review/retry.ts";
import { readRunState, type Fingerprint } from "../../src/core/review/run-state.ts";
import { ROLL_UP } from "../../src/core/review/seen.ts";
import { FIRST_CHECKS, goodJudgement } from "../support/good-world.ts";
import {
  AUTHOR,
  BASIS,
  BOSS,
  HEAD,
  MINUTE_MS,
  PASSER_BY,
  policyOf,
  START_MS,
  TinyGitHub,
  type World,
} from "../support/tiny-github.ts";

const GOOD: World = {};
const BROKEN_LINK: World = { judgements: [goodJudgement({ linkTarget: absent("not-found") })] };
const SLOW_LINK: World = { judgements: [goodJudgement({ linkTarget: unavailable("time-out") })] };
const HELD: World = {
  judgements: [
    goodJudgement({
      documentation: known<DocumentationInput>({
        page: { title: "", blocks: [], builtByScript: true },
        screenshotsInListing: 1,
      }),
    }),
  ],
};
const LINK = "steward / Link";

const kinds = ({ stages }: Plan) => stages.map((stage) => stage.map((write) => write.do).sort());

describe("a first review", () => {
  it("writes the checks, then what sums them up, then answers", () => {
    const github = new TinyGitHub();
    github.comment(AUTHOR, "/recheck");
    const { plan } = github.decide(GOOD);
    expect(kinds(plan)).toEqual([
      ["add-label", "create-comment", ...FIRST_CHECKS.map(() => "create-run")],
      ["create-run"],
      ["react"],
    ]);
    const names = plan.stages.map((stage) =>
      stage.flatMap((write) => (write.do === "create-run" ? [write.run.name] : [])),
    );
    expect(names[0]).not.toContain(ROLL_UP);
    expect(names[1]).toEqual([ROLL_UP]);
    expect(plan.requeueAtMs).toBeUndefined();
  });

  it("remembers on the roll-up, and there alone, what the verdict holds for", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    expect(readRunState(github.newest(ROLL_UP)?.externalId ?? "")?.fingerprint).toEqual(BASIS);
    expect(readRunState(github.newest(LINK)?.externalId ?? "")?.fingerprint).toBeUndefined();
  });

  it.each<[string, World, boolean, string | undefined, string | undefined]>([
    ["all in order", GOOD, false, "success", "steward: ready"],
    ["all in order, a draft", GOOD, true, "success", undefined],
    ["something to fix", BROKEN_LINK, false, "failure", "steward: needs changes"],
    ["held", HELD, false, "action_required", "steward: held"],
    ["not told", SLOW_LINK, false, undefined, undefined],
    ["no listing at all", { judgements: [] }, false, undefined, undefined],
  ])("%s", (_, world, draft, conclusion, label) => {
    const github = new TinyGitHub();
    github.pull = { draft };
    github.review(world);
    expect(github.newest(ROLL_UP)?.conclusion).toBe(conclusion);
    expect([...github.labels]).toEqual(label === undefined ? [] : [label]);
    expect(github.comments).toHaveLength(1);
    for (const run of github.runs)
      expect([undefined, "success", "failure", "action_required"]).toContain(run.conclusion);
  });
});

describe("a second look", () => {
  it.each<[string, World]>([
    ["all in order", GOOD],
    ["something to fix", BROKEN_LINK],
    ["held", HELD],
    ["not told", SLOW_LINK],
  ])("%s: nothing is written", (_, world) => {
    const github = new TinyGitHub();
    github.review(world);
    github.nowMs += MINUTE_MS;
    expect(github.decide(world).plan.stages).toEqual([]);
  });

  it("a comment that GitHub gave other line ends is the same comment", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.comments = github.comments.map((comment) => ({
      ...comment,
      body: `${comment.body.replaceAll("\n", "\r\n")}\n`,
    }));
    expect(github.decide(GOOD).plan.stages).toEqual([]);
  });

  it("a comment that somebody edited is put right, ours alone", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.comment(PASSER_BY, "<!-- steward:review --> all is well");
    github.comments = github.comments.map((comment) =>
      comment.mine ? { ...comment, body: `${comment.body} (not really)` } : comment,
    );
    expect(kinds(github.decide(GOOD).plan)).toEqual([["edit-comment"]]);
  });

  it("two comments of ours become one", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.comment(undefined, github.comments[0]?.body ?? "", { mine: true });
    github.comment(undefined, "another comment of ours, without the mark", { mine: true });
    expect(kinds(github.decide(GOOD).plan)).toEqual([["delete-comment"]]);
    github.review(GOOD);
    expect(github.comments).toHaveLength(2);
    expect(github.decide(GOOD).plan.stages).toEqual([]);
  });

  it("a label that somebody swapped is put right; others are left", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.labels = new Set(["bug", "steward: held"]);
    github.review(GOOD);
    expect([...github.labels].sort()).toEqual(["bug", "steward: ready"]);
  });

  it("a run that somebody else concluded, or that GitHub let grow stale, is posted anew", () => {
    for (const change of [
      { conclusion: "stale" },
      { conclusion: "failure" },
      { externalId: "partial", completed: false, conclusion: undefined },
    ]) {
      const github = new TinyGitHub();
      github.review(GOOD);
      github.runs = github.runs.map((run) => (run.name === LINK ? { ...run, ...change } : run));
      expect(kinds(github.decide(GOOD).plan)).toEqual([["create-run"]]);
    }
  });
});

describe("what the verdict holds for", () => {
  const marked = (github: TinyGitHub, change: Partial<Fingerprint>) =>
    github.decide({ ...GOOD, fingerprint: { ...BASIS, ...change } }).plan;

  it.each(["policy", "ids", "text"] as const)(
    "another %s, the same words: only the mark is renewed",
    (part) => {
      const github = new TinyGitHub();
      github.review(GOOD);
      const plan = marked(github, { [part]: "f9" });
      expect(kinds(plan)).toEqual([["mark-run"]]);
      github.apply(plan);
      expect(readRunState(github.newest(ROLL_UP)?.externalId ?? "")?.fingerprint).toEqual({
        ...BASIS,
        [part]: "f9",
      });
      expect(marked(github, { [part]: "f9" }).stages).toEqual([]);
    },
  );

  it("the runs of another pull request with this head give way whole, and once", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.pull = { number: 13 };
    github.comments = [];
    const plan = marked(github, {});
    expect(kinds(plan)).toEqual([
      ["create-comment", ...FIRST_CHECKS.map(() => "create-run")],
      ["create-run"],
    ]);
    github.apply(plan);
    expect(readRunState(github.newest(ROLL_UP)?.externalId ?? "")?.pull).toBe(13);
    expect(marked(github, {}).stages).toEqual([]);
  });

  it("a run of the other's that has not ended is updated", () => {
    const github = new TinyGitHub();
    github.review(SLOW_LINK);
    github.pull = { number: 13 };
    const { plan } = github.decide(SLOW_LINK);
    const open = plan.stages.flat().filter((write) => write.do === "update-run");
    expect(open.map(({ run }) => run.name).sort()).toEqual([ROLL_UP, LINK]);
  });

  it("what was let through for the other's author is not let through for this one's", () => {
    const github = new TinyGitHub();
    github.review(HELD);
    github.nowMs += MINUTE_MS;
    github.approve(BOSS);
    github.review(HELD);
    expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
    // The same talk, as if it stood on the other: only what is shown there can be let through there.
    github.pull = { number: 13 };
    github.review(HELD);
    expect(github.newest(ROLL_UP)?.conclusion).toBe("action_required");
    github.nowMs += MINUTE_MS;
    github.approve(BOSS);
    github.review(HELD);
    expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
  });

  it("another place where the branches parted, or other listings there: the mark is renewed; another tip alone is nothing", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    const judged = { tip: "A".repeat(27), listings: "aaaa", first: "abcd" };
    for (const one of [
      judged,
      { ...judged, listings: "bbbb" },
      { ...judged, listings: "bbbb", first: "*" },
    ]) {
      const plan = marked(github, { judged: one });
      expect(kinds(plan)).toEqual([["mark-run"]]);
      github.apply(plan);
      expect(readRunState(github.newest(ROLL_UP)?.externalId ?? "")?.fingerprint?.judged).toEqual(one);
      // A branch with merges is compared with every tip, and done with it once that is said.
      const isCompared = one.first === "*";
      const { stages } = marked(github, { judged: { ...one, tip: "B".repeat(27) } });
      expect(stages).toHaveLength(isCompared ? 1 : 0);
    }
  });
});

describe("asked to look again by button", () => {
  it("posts what was asked for even when nothing changed, and no more", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    expect(kinds(github.decide({ ...GOOD, rerun: new Set([LINK]) }).plan)).toEqual([["create-run"]]);
    expect(kinds(github.decide({ ...GOOD, rerun: "all" }).plan)).toEqual([
      FIRST_CHECKS.map(() => "create-run"),
      ["create-run"],
    ]);
    expect(github.decide({ ...GOOD, rerun: new Set(["steward / of somebody else"]) }).plan.stages).toEqual(
      [],
    );
  });

  it("and is quiet afterwards", () => {
    const github = new TinyGitHub();
    github.review(GOOD);
    github.review({ ...GOOD, rerun: "all" });
    expect(github.decide(GOOD).plan.stages).toEqual([]);
  });
});

describe("a run through its life", () => {
  it("in progress it is updated in place; ended, another takes its place", () => {
    const github = new TinyGitHub();
    github.review(SLOW_LINK);
    const first = github.newest(LINK);
    expect(first?.completed).toBe(false);
    github.nowMs += MINUTE_MS;
    github.review(BROKEN_LINK);
    expect(github.newest(LINK)).toMatchObject({ id: first?.id, completed: true, conclusion: "failure" });
    github.nowMs += MINUTE_MS;
    github.review(GOOD);
    expect(github.newest(LINK)?.id).not.toBe(first?.id);
    expect(github.newest(LINK)?.conclusion).toBe("success");
    github.nowMs += MINUTE_MS;
    github.review(SLOW_LINK);
    expect(github.newest(LINK)?.completed).toBe(false);
    expect(github.runs.filter(({ name }) => name === LINK)).toHaveLength(3);
  });

  it("what cannot be told is asked again, given up after half an hour, and told by a new run when it answers", () => {
    const github = new TinyGitHub();
    let wake = github.review(SLOW_LINK).plan.requeueAtMs;
    let looks = 0;
    while (wake !== undefined && github.newest(ROLL_UP)?.conclusion === undefined) {
      expect(wake).toBeGreaterThan(github.nowMs);
      github.nowMs = wake;
      const before = github.writes.length;
      wake = github.review(SLOW_LINK).plan.requeueAtMs;
      looks += 1;
      if (github.nowMs < START_MS + GIVE_UP_MS) expect(github.writes.length).toBe(before);
    }
    expect(github.nowMs).toBe(START_MS + GIVE_UP_MS);
    expect(looks).toBe(7);
    expect(github.newest(LINK)).toMatchObject({ completed: true, conclusion: "action_required" });
    expect(github.runs.filter(({ name }) => name === LINK)).toHaveLength(1);
    expect([...github.labels]).toEqual(["steward: held"]);
    expect(wake).toBe(START_MS + 60 * MINUTE_MS);

    github.nowMs = wake ?? 0;
    const later = github.review(SLOW_LINK).plan;
    expect(later).toEqual({ stages: [], requeueAtMs: START_MS + 360 * MINUTE_MS });

    github.nowMs = later.requeueAtMs ?? 0;
    expect(github.review(GOOD).plan.requeueAtMs).toBeUndefined();
    expect(github.runs.filter(({ name }) => name === LINK)).toHaveLength(2);
    expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
    expect([...github.labels]).toEqual(["steward: ready"]);
  });

  it("a break in not knowing starts the half hour anew", () => {
    const github = new TinyGitHub();
    github.review(SLOW_LINK);
    github.nowMs += 20 * MINUTE_MS;
    github.review(GOOD);
    github.nowMs += MINUTE_MS;
    github.review(SLOW_LINK);
    github.nowMs += 20 * MINUTE_MS;
    github.review(SLOW_LINK);
    expect(github.newest(LINK)?.completed).toBe(false);
  });

  it("a host that fails in another way does not start it anew", () => {
    const github = new TinyGitHub();
    github.review(SLOW_LINK);
    github.nowMs += 20 * MINUTE_MS;
    github.review({ judgements: [goodJudgement({ linkTarget: unavailable("refused") })] });
    github.nowMs += 10 * MINUTE_MS;
    github.review(SLOW_LINK);
    expect(github.newest(LINK)?.conclusion).toBe("action_required");
  });

  it("recommended checks that cannot be told do not keep anybody waiting", () => {
    const github = new TinyGitHub();
    const { plan } = github.review({ ...SLOW_LINK, policy: policyOf("checks: {link: recommended}\n") });
    expect(plan.requeueAtMs).toBeUndefined();
    expect(github.newest(LINK)?.conclusion).toBe("success");
  });

  it("a check that is switched off has no run", () => {
    const github = new TinyGitHub();
    github.review({ ...BROKEN_LINK, policy: policyOf("checks: {link: off}\n") });
    expect(github.newest(LINK)).toBeUndefined();
    expect(github.newest(ROLL_UP)?.conclusion).toBe("success");
  });
});

describe("pull requests without a listing", () => {
  const problem = {
    rule: "unknown-field",
    message: "There is no field `x`.",
    why: "w",
    fix: "f",
    path: ["x"],
    place: { line: 3, column: 1 },
  };
  const nothing = (policyProblems?: readonly (typeof problem)[]): World => ({
    subject: { kind: "nothing", policyProblems },
  });

  it.each<[string, World, (github: TinyGitHub) => void, string]>([
    ["by a stranger", nothing(), () => undefined, "action_required"],
    [
      "by somebody with write access",
      nothing(),
      (github) => void (github.writers = new Set([AUTHOR.id])),
      "success",
    ],
    ["approved by a maintainer", nothing(), (github) => github.approve(BOSS), "success"],
    ["approved by somebody else", nothing(), (github) => github.approve(PASSER_BY), "action_required"],
    [
      "approved on another commit",
      nothing(),
      (github) => github.approve(BOSS, { sha: "d".repeat(40) }),
      "action_required",
    ],
    [
      "by an account that is gone",
      nothing(),
      (github) => void (github.pull = { author: undefined }),
      "action_required",
    ],
    ["a valid policy by a stranger", nothing([]), () => undefined, "action_required"],
    [
      "a valid policy by a writer",
      nothing([]),
      (github) => void (github.writers = new Set([AUTHOR.id])),
      "success",
    ],
    [
      "a policy with a fault, by a writer",
      nothing([problem]),
      (github) => void (github.writers = new Set([AUTHOR.id])),
      "failure",
    ],
    [
      "the ledger",
      { subject: { kind: "ledger" } },
      (github) => void (github.writers = new Set([AUTHOR.id])),
      "failure",
    ],
    [
      "the ledger, by Steward",
      { subject: { kind: "proposal", isUntouched: true } },
      (github) => void (github.pull = { mine: true, body: "Case #7" }),
      "success",
    ],
    [
      "the ledger, by Steward, but by no proposal of its own",
      { subject: { kind: "ledger" } },
      (github) => void (github.pull = { mine: true, body: "Case #7" }),
      "failure",
    ],
  ])("%s", (_, world, act, conclusion) => {
    const github = new TinyGitHub();
    act(github);
    github.review(world);
    expect(github.runs.map((run) => [run.name, run.conclusion])).toEqual([[ROLL_UP, conclusion]]);
    expect(github.comments.filter(({ mine }) => mine)).toEqual([]);
    expect([...github.labels]).toEqual([]);
    github.nowMs += MINUTE_MS;
    expect(github.decide(world).plan.stages).toEqual([]);
  });

  it("of Steward's own that somebody changed fail, whoever approves, and say so in one comment until put back", () => {
    const github = new TinyGitHub();
    github.pull = { mine: true, body: "Case #7" };
    github.writers = new Set([AUTHOR.id]);
    const touched = { subject: { kind: "proposal", isUntouched: false } } as const;
    github.review(touched);
    expect(github.runs.map((run) => [run.name, run.conclusion])).toEqual([[ROLL_UP, "failure"]]);
    expect(github.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("Not what Steward made"),
    ]);
    github.nowMs += MINUTE_MS;
    expect(github.decide(touched).plan.stages).toEqual([]);
    const back = { subject: { kind: "proposal", isUntouched: true } } as const;
    github.review(back);
    expect(github.runs.at(-1)?.conclusion).toBe("success");
    expect(github.comments.map(({ body }) => body)).toEqual([expect.stringContaining("As Steward made it")]);
  });

  it("a policy's faults stand on their lines", () => {
    const { plan } = new TinyGitHub().decide(nothing([problem]));
    const [write] = plan.stages.flat();
    expect(write).toMatchObject({
      run: { annotations: [{ path: ".github/steward.yml", start_line: 3, annotation_level: "failure" }] },
    });
  });

  it("a thousand faults fit into a run", () => {
    const many = Array.from({ length: 1_000 }, (_, line) => ({
      ...problem,
      message: "é".repeat(200),
      place: { line: line + 1, column: 1 },
    }));
    const [write] = new TinyGitHub().decide(nothing(many)).plan.stages.flat();
    const summary = write?.do === "create-run" ? write.run.summary : "";
    expect(new TextEncoder().encode(summary).byteLength).toBeLessThanOrEqual(60_000);
    expect(summary).toContain("… and more");
  });
});

describe("without a valid policy", () => {
  const decide = (subject: World["subject"], act: (github: TinyGitHub) => void = () => undefined) => {
    const github = new TinyGitHub();
    act(github);
    const seen = {
      pull: github.seen(),
      labelsInRepository: [],
      policy: undefined,
      subject: subject ?? { kind: "ledger" as const },
      mayWrite: (id: number) => github.writers.has(id),
      fingerprint: BASIS,
    };
    return { github, seen };
  };

  it("submissions are held, worded as ours", () => {
    const { seen } = decide({ kind: "listings", judgements: [goodJudgement()] });
    const [write] = decideReview(seen, {
      nowMs: START_MS,
      rerun: new Set(),
      digest: () => "0",
    }).plan.stages.flat();
    expect(write).toMatchObject({ do: "create-run", run: { name: ROLL_UP, conclusion: "action_required" } });
  });

  it("the pull request that fixes it can pass", () => {
    const { seen } = decide(
      { kind: "nothing", policyProblems: [] },
      (github) => void (github.writers = new Set([AUTHOR.id])),
    );
    const [write] = decideReview(seen, {
      nowMs: START_MS,
      rerun: new Set(),
      digest: () => "0",
    }).plan.stages.flat();
    expect(write).toMatchObject({ do: "create-run", run: { name: ROLL_UP, conclusion: "success" } });
  });
});

describe("when the n-th write fails", () => {
  /** What happens on one pull request, step by step; each step is tried until its plan is empty. */
  const STORY: readonly ((github: TinyGitHub) => World)[] = [
    () => SLOW_LINK,
    () => BROKEN_LINK,
    (github) => {
      github.comment(AUTHOR, "/recheck");
      github.comment(PASSER_BY, `/accept link ${HEAD.slice(0, 7)} because`);
      return HELD;
    },
    (github) => {
      github.comment(BOSS, `/accept documentation ${HEAD.slice(0, 7)} I have read it`);
      return HELD;
    },
    () => GOOD,
  ];
  const ATTEMPTS_MAX = 5;

  function live(refuse: number) {
    const github = new TinyGitHub();
    github.refuse = refuse;
    const faces = STORY.map((step) => {
      github.nowMs += MINUTE_MS;
      const world = step(github);
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
        github.nowMs += 1_000;
        const { plan } = github.decide(world);
        if (plan.stages.length === 0) return github.face();
        github.apply(plan);
      }
      throw new Error("the plan never became empty");
    });
    return { github, faces };
  }

  const whole = live(0);
  const total = whole.github.writes.length;

  it("the story has enough writes to fail", () => {
    expect(total).toBeGreaterThan(20);
    expect(
      whole.github.reactionsOn(whole.github.comments.find(({ author }) => author === BOSS)?.id ?? 0),
    ).toEqual(["+1"]);
  });

  it.each(Array.from({ length: total }, (_, i) => i + 1))(
    "write %i: the same end, nothing doubled",
    (refuse) => {
      const { github, faces } = live(refuse);
      expect(faces).toEqual(whole.faces);
      expect(github.writes.length).toBe(total);
      expect(github.runs.length).toBe(whole.github.runs.length);
      expect(github.comments.filter(({ mine }) => mine)).toHaveLength(1);
      for (const { myReactions } of github.comments) expect(myReactions.length).toBeLessThanOrEqual(1);
    },
  );
});
