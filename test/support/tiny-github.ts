// As much of GitHub as a plan can tell from the real one: runs, comments, labels and reactions of one pull request.

import { createHash } from "node:crypto";
import type { CheckId, Outcome } from "../../src/core/checks/check.ts";
import type { CheckInput } from "../../src/core/checks/run.ts";
import type { Account } from "../../src/core/facts.ts";
import { parsePolicy, type Policy } from "../../src/core/policy/policy.ts";
import { decideReview, type ReviewDecision, type ReviewSeen } from "../../src/core/review/decide.ts";
import type { Plan, Write } from "../../src/core/review/plan.ts";
import type { SeenComment, SeenPull, SeenReview, SeenRun, SeenThread } from "../../src/core/review/seen.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { goodJudgement } from "./good-world.ts";

export const START_MS = Date.parse("2026-04-15T10:00:00Z");
export const MINUTE_MS = 60_000;
export const HEAD = "a".repeat(40);
export const AUTHOR: Account = { id: 101, login: "owner", type: "User" };
export const BOSS: Account = { id: 900, login: "boss", type: "User" };
export const PASSER_BY: Account = { id: 500, login: "passer-by", type: "User" };

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

export function policyOf(text = ""): Policy {
  const parsed = parsePolicy(new TextEncoder().encode(`extends: mattermost\n${text}`), "acme");
  if (parsed.state === "invalid") throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

/** Ours stands there sealed. */
const seal = createSeal(["t".repeat(40)]);
const PLACE = { repositoryId: 1, at: "talk 1" } as const;

const POLICY = policyOf();

export function seenPull(change: Partial<SeenPull> = {}): SeenPull {
  return {
    number: 12,
    open: true,
    draft: false,
    mine: false,
    title: "Add Poll Maker",
    body: "",
    baseRef: "main",
    headSha: HEAD,
    createdAtMs: START_MS - 5 * MINUTE_MS,
    author: AUTHOR,
    authorNodeId: "U_101",
    labels: [],
    comments: [],
    reviews: [],
    threads: [],
    runs: [],
    rerunAsked: false,
    ...change,
  };
}

export const BASIS = { policy: "a1", ids: "b2", text: "c3", id: "poll-maker" };

export interface World {
  readonly judgements?: readonly CheckInput[];
  readonly policy?: Policy | undefined;
  readonly rerun?: "all" | ReadonlySet<string>;
  readonly subject?: ReviewSeen["subject"];
  readonly fingerprint?: ReviewSeen["fingerprint"];
  readonly fixes?: ReviewSeen["fixes"];
  readonly differences?: ReviewSeen["differences"];
  readonly waits?: ReviewSeen["waits"];
  readonly notAsked?: ReviewSeen["notAsked"];
  readonly buttonAtMs?: ReviewSeen["buttonAtMs"];
  readonly preview?: string;
}

/** One pull request at one head; time moves only when a test says so. */
export class TinyGitHub {
  nowMs = START_MS;
  runs: SeenRun[] = [];
  comments: SeenComment[] = [];
  reviews: SeenReview[] = [];
  threads: SeenThread[] = [];
  labels = new Set<string>();
  labelsInRepository = new Set<string>();
  /** Of every run, what a person sees: the newest of a name counts. */
  shown = new Map<number, { readonly title: string; readonly summary: string }>();
  writes: Write[] = [];
  writers: ReadonlySet<number> = new Set([BOSS.id]);
  pull: Partial<SeenPull> = {};
  /** The how-manieth write from now on is refused; 0: none. */
  refuse = 0;
  private nextId = 1_000;

  seen(): SeenPull {
    return seenPull({
      ...this.pull,
      runs: this.runs,
      comments: this.comments.map((one) =>
        one.mine ? { ...one, body: openText(one.body, PLACE, seal).body } : one,
      ),
      reviews: this.reviews,
      threads: this.threads,
      labels: [...this.labels],
    });
  }

  decide({
    judgements = [goodJudgement()],
    policy = POLICY,
    rerun = new Set(),
    subject,
    fingerprint = BASIS,
    fixes,
    differences,
    waits,
    notAsked,
    buttonAtMs,
    preview,
  }: World = {}): ReviewDecision {
    const seen: ReviewSeen = {
      pull: this.seen(),
      labelsInRepository: [...this.labelsInRepository],
      policy,
      subject: subject ?? { kind: "listings", judgements },
      mayWrite: (id) => this.writers.has(id),
      fingerprint,
      fixes,
      differences,
      waits,
      notAsked,
      buttonAtMs,
    };
    return decideReview(seen, { nowMs: this.nowMs, rerun, digest, preview });
  }

  /** Stage by stage; within a stage every write is tried, as the job does it. */
  apply({ stages }: Plan): "whole" | "broken off" {
    for (const stage of stages) {
      let failed = false;
      for (const write of stage) {
        this.refuse -= 1;
        if (this.refuse === 0) failed = true;
        else this.write(write);
      }
      if (failed) return "broken off";
    }
    return "whole";
  }

  review(world: World = {}): ReviewDecision {
    const decision = this.decide(world);
    this.apply(decision.plan);
    return decision;
  }

  comment(author: Account | undefined, body: string, change: Partial<SeenComment> = {}): number {
    const id = this.id();
    this.comments.push({
      id,
      body,
      author,
      createdAtMs: this.nowMs,
      edited: false,
      mine: false,
      myReactions: [],
      ...change,
    });
    return id;
  }

  approve(author: Account, change: Partial<SeenReview> = {}): void {
    this.reviews.push({
      state: "APPROVED",
      sha: HEAD,
      author,
      submittedAtMs: this.nowMs,
      mine: false,
      ...change,
    });
  }

  reactionsOn(id: number): readonly string[] {
    return this.comments.find((comment) => comment.id === id)?.myReactions ?? [];
  }

  newest(name: string): SeenRun | undefined {
    return this.runs.filter((run) => run.name === name).sort((a, b) => b.id - a.id)[0];
  }

  /** What a person sees of it, without numbers that GitHub gives. */
  face(): unknown {
    const names = [...new Set(this.runs.map(({ name }) => name))].sort();
    return {
      runs: names.map((name) => {
        const run = this.newest(name);
        return [name, run?.completed, run?.conclusion, this.shown.get(run?.id ?? 0)];
      }),
      comments: this.comments.map(({ body, mine, myReactions }) => [mine, body, [...myReactions].sort()]),
      labels: [...this.labels].sort(),
    };
  }

  private id(): number {
    this.nextId += 1;
    return this.nextId;
  }

  private write(write: Write): void {
    this.writes.push(write);
    switch (write.do) {
      case "create-run": {
        const id = this.id();
        this.runs.push(this.runOf(id, this.nowMs, write));
        this.shown.set(id, write.run);
        return;
      }
      case "update-run": {
        const before = this.runs.find(({ id }) => id === write.id);
        if (before === undefined || before.completed)
          throw new Error("GitHub lets a run end, but not start over");
        this.runs = this.runs.map((run) =>
          run.id === write.id ? this.runOf(run.id, run.startedAtMs, write) : run,
        );
        this.shown.set(write.id, write.run);
        return;
      }
      case "mark-run":
        this.runs = this.runs.map((run) =>
          run.id === write.id ? { ...run, externalId: write.externalId } : run,
        );
        return;
      case "create-comment":
        this.comment({ id: 1, login: "steward[bot]", type: "Bot" }, sealText(write.body, PLACE, seal), {
          mine: true,
        });
        return;
      case "edit-comment":
        this.comments = this.comments.map((comment) =>
          comment.id === write.id ? { ...comment, body: sealText(write.body, PLACE, seal) } : comment,
        );
        return;
      case "delete-comment":
        this.comments = this.comments.filter(({ id }) => id !== write.id);
        return;
      case "add-label":
        if (!write.exists && this.labelsInRepository.has(write.label.name))
          throw new Error("the label exists already");
        this.labelsInRepository.add(write.label.name);
        this.labels.add(write.label.name);
        return;
      case "remove-label":
        this.labels.delete(write.name);
        return;
      case "react":
        this.comments = this.comments.map((comment) =>
          comment.id === write.commentId
            ? { ...comment, myReactions: [...comment.myReactions, write.content] }
            : comment,
        );
        return;
      case "suggest":
        this.reviews.push({
          state: "COMMENTED",
          sha: write.headSha,
          author: { id: 1, login: "steward[bot]", type: "Bot" },
          submittedAtMs: this.nowMs,
          mine: true,
        });
        for (const { body } of write.comments)
          this.threads.push({
            id: `T${this.id()}`,
            resolved: false,
            resolvedByOther: false,
            body,
            mine: true,
          });
        return;
      case "resolve-threads":
        this.threads = this.threads.map((thread) =>
          write.ids.includes(thread.id) ? { ...thread, resolved: true } : thread,
        );
        return;
    }
  }

  private runOf(
    id: number,
    startedAtMs: number,
    { run, externalId }: Extract<Write, { do: "create-run" | "update-run" }>,
  ): SeenRun {
    const completed = run.conclusion !== undefined;
    return {
      id,
      name: run.name,
      completed,
      conclusion: run.conclusion,
      externalId,
      startedAtMs,
      ...(completed ? { completedAtMs: this.nowMs } : {}),
    };
  }
}

/** Outcomes that a test states outright, for a verdict's sake. */
export function stated(id: CheckId, change: Partial<Outcome>): Outcome {
  return { id, status: "pass", evidence: ["seen"], findings: [], ...change };
}
