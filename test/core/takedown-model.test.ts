// Random days in the life of cases: whatever people, time and crashes do, no listing goes early, twice or wrongly, and none is lost.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DAY_MS } from "../../src/core/time.ts";
import { CANARY, canaryForm } from "../support/takedown-canary.ts";
import { Model, Violation, type ModelIssue } from "../support/takedown-model.ts";
import { bears } from "../support/marked.ts";

/** `npm run takedown-model` asks for at least 20,000; a part of that is enough for every day. */
const STEPS_MIN = Number(process.env["TAKEDOWN_STEPS"] ?? 2_000);
const COMMANDS_MAX = 120;
/** fast-check draws lengths evenly; a few runs more, so that the sum is certain. */
const RUNS = Math.ceil((STEPS_MIN / (COMMANDS_MAX / 2)) * 1.3) + 5;

interface Idea {
  readonly say: string;
  do(model: Model): void;
}

/** The same as fast-check runs and shrinks them; `done` tells what came before. */
class Step implements fc.Command<string[], Model> {
  private readonly idea: Idea;
  constructor(idea: Idea) {
    this.idea = idea;
  }
  check(): boolean {
    return true;
  }
  run(done: string[], model: Model): void {
    done.push(this.idea.say);
    this.idea.do(model);
  }
  toString(): string {
    return this.idea.say;
  }
}

const HOUR_MS = 3_600_000;
const ids = fc.constantFrom("alpha", "beta");
const people = fc.constantFrom(1, 2, 3, 4);
/** Mostly somebody who may, or little would ever happen. */
const actors = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(1, 2) }, { weight: 1, arbitrary: people });
const issues = fc.nat({ max: 5 });

function issueAt(model: Model, at: number): ModelIssue {
  const issue = model.issues[at % model.issues.length];
  if (issue === undefined) throw new Error("there is always an issue");
  return issue;
}

const act = (say: string, what: (model: Model, issue: ModelIssue) => void, at: number): Idea => ({
  say: `${say} (issue ${at})`,
  do(model) {
    const issue = issueAt(model, at);
    if (!issue.gone) what(model, issue);
  },
});

const labels = fc.constantFrom(
  "security",
  "security",
  "blocking-bug",
  "severity: low",
  "severity: medium",
  "severity: high",
  "severity: critical",
  "question",
);

const label = fc
  .tuple(actors, labels, issues)
  .map(([by, name, at]) => act(`${by} labels ${name}`, (m, issue) => m.label(issue, by, name), at));
const unlabel = fc
  .tuple(actors, labels, issues)
  .map(([by, name, at]) => act(`${by} takes ${name} off`, (m, issue) => m.unlabel(issue, by, name), at));

const commands = fc.oneof(
  ids.map((id) => `/case ${id}`),
  ids.map((id) => `/restore ${id}`),
  fc.constant("/case nobody-knows-it"),
  fc.constantFrom(1, 5, 9, 14).map((days) => `/extend ${days} ${CANARY}`),
  fc.constantFrom("/notified", "/notified"),
  fc.constant(`/resolve ${CANARY}`),
  fc.constant(`/dismiss ${CANARY}`),
  fc.constant("/resolve"),
  fc.constant(`just talk ${CANARY}`),
  fc.constant("> /takedown alpha"),
);
const comment = fc
  .tuple(actors, commands, issues)
  .map(([by, body, at]) => act(`${by} writes ${body}`, (m, issue) => m.comment(issue, by, body), at));
const takedown = fc
  .tuple(people, ids, issues)
  .map(([by, id, at]) =>
    act(`${by} writes /takedown ${id}`, (m, issue) => m.comment(issue, by, `/takedown ${id}`), at),
  );

const editBody = fc
  .tuple(ids, fc.constantFrom(4, 4, 1), issues)
  .map(([id, by, at]) =>
    act(`${by} edits the body to name ${id}`, (m, issue) => m.editBody(issue, by, canaryForm(id)), at),
  );
const editComment = issues.map((at) =>
  act(
    "a person's newest comment is edited into a takedown",
    (_, issue) => {
      const last = issue.comments.findLast(({ mine }) => !mine);
      if (last === undefined) return;
      last.body = "/takedown alpha";
      last.edited = true;
    },
    at,
  ),
);
const close = fc
  .tuple(people, fc.boolean(), issues)
  .map(([by, open, at]) => act(open ? "reopens" : "closes", (m, issue) => m.setOpen(issue, by, open), at));
const open = ids.map((id): Idea => ({
  say: `an issue about ${id} is opened from a form that sets a label`,
  do(model) {
    if (model.issues.length > 7) return;
    const made: ModelIssue = {
      ...structuredClone(issueAt(model, 0)),
      number: 100 + model.issues.length,
      author: 4,
      createdAtMs: Math.floor(model.nowMs / 1_000) * 1_000,
      body: canaryForm(id),
      bodyEditedAtMs: undefined,
      bodyEdits: [],
      open: true,
      gone: false,
      labels: [],
      events: [],
      comments: [],
      truth: [],
    };
    model.issues.push(made);
    model.label(made, 4, "security");
  },
}));
const vanish = issues.map((at) =>
  act("is deleted or moved away", (_, issue) => void (issue.gone = !issue.mine), at),
);
const role = fc.tuple(people, fc.boolean()).map(([who, may]): Idea => ({
  say: `${who} is ${may ? "" : "no longer "}authorised`,
  do(model) {
    if (may) {
      model.may.add(who);
      model.everMay.add(who);
    } else model.may.delete(who);
  },
}));
const policy = fc
  .record({
    medium: fc.constantFrom(3, 14, 30),
    max: fc.constantFrom(0, 14),
    public: fc.constantFrom("under-review" as const, "nothing" as const, "nothing" as const),
    mode: fc.constantFrom("on" as const, "on" as const, "on" as const, "dry-run" as const),
  })
  .map((to): Idea => ({
    say: `the policy changes to ${JSON.stringify(to)}`,
    do(model) {
      model.terms = {
        ...model.terms,
        days: { ...model.terms.days, medium: to.medium },
        extensionDaysMax: to.max,
        public: to.public,
      };
      model.mode = to.mode;
    },
  }));
const time = fc
  .oneof(
    fc.integer({ min: 1, max: 30 }).map((n) => n * 1_000),
    fc.integer({ min: 1, max: 48 }).map((n) => n * HOUR_MS),
    fc.integer({ min: 1, max: 20 }).map((n) => n * DAY_MS),
  )
  .map((ms): Idea => ({ say: `${ms / HOUR_MS} hours pass`, do: (model) => void (model.nowMs += ms) }));
const look = fc.tuple(issues, fc.option(fc.nat({ max: 4 }))).map(([at, dies]): Idea => ({
  say: `the App looks at issue ${at}${dies === null ? "" : ` and dies after ${dies} writes`}`,
  do: (model) => void model.look(issueAt(model, at), dies ?? Infinity),
}));
const sweep = fc.constant<Idea>({ say: "a sweep", do: (model) => model.sweep() });
/** Days in which the App is up: it looks when it said it would. */
const livedDays = fc.integer({ min: 1, max: 16 }).map((days): Idea => ({
  say: `${days} days with the App up`,
  do(model) {
    const endMs = model.nowMs + days * DAY_MS;
    for (let round = 0; round < 200; round += 1) {
      const plans = model.issues.map((issue) => model.look(issue));
      for (const issue of model.issues) model.copy(issue);
      const requeues = plans.flatMap((plan) => plan?.requeueAtMs ?? []);
      const nextMs = Math.min(endMs, ...requeues);
      if (nextMs >= endMs) break;
      model.nowMs = Math.max(model.nowMs + 1_000, nextMs);
    }
    model.nowMs = endMs;
  },
}));
/** What chance alone rarely brings together: a silent case whose maintainers are told. */
const silent = fc.integer({ min: 0, max: 20 }).map((days): Idea => ({
  say: `a silent case; the maintainers are told after ${days} days`,
  do(model) {
    const issue = issueAt(model, 2);
    if (issue.gone) return;
    model.terms = { ...model.terms, public: "nothing" };
    model.label(issue, 1, "security");
    model.look(issue);
    model.nowMs += days * DAY_MS;
    model.comment(issue, 2, "/notified");
    model.look(issue);
  },
}));
/** The worst moment to die: what a command asked for is done, and nobody has said so. */
const halfDone = fc.tuple(issues, fc.constantFrom("/extend 1 please", "/resolve it")).map(([at, body]) =>
  act(
    `2 writes ${body}, and the App dies half-way`,
    (model, issue) => {
      model.look(issue);
      model.comment(issue, 2, body);
      model.look(issue, 1);
      model.look(issue);
    },
    at,
  ),
);
/** A case that has ended, records that somebody touched, and the label set anew: nothing may start on top of them. */
const again = fc.tuple(issues, fc.constantFrom("edit", "delete", "leave")).map(([at, how]) =>
  act(
    `the case is ended, its records are treated like this: ${how}; and the label is set anew`,
    (model, issue) => {
      if (issue.mine) return;
      model.label(issue, 1, "security");
      model.look(issue);
      model.comment(issue, 1, "/dismiss it");
      model.look(issue);
      model.copy(issue);
      const bearing = issue.comments.find(({ mine, body }) => mine && bears(body, "record"));
      if (how === "edit" && bearing !== undefined) bearing.edited = true;
      if (how === "delete") issue.comments = issue.comments.filter((one) => one !== bearing);
      model.nowMs += HOUR_MS;
      model.unlabel(issue, 1, "security");
      model.label(issue, 1, "security");
      model.look(issue);
    },
    at,
  ),
);
/** The reporter turns the issue round, moments before somebody acknowledges it; who answers may name either. */
const baited = fc
  .tuple(ids, fc.constantFrom("severity: critical", "severity: high"), fc.boolean(), fc.option(ids), issues)
  .map(([id, grade, isLast, named, at]) =>
    act(
      `4 edits the body to name ${id}, 1 labels security and ${grade}, and then names ${named ?? "none"}`,
      (model, issue) => {
        if (issue.mine) return;
        model.editBody(issue, 4, canaryForm(id));
        model.nowMs += 2_000;
        if (!isLast) model.label(issue, 1, grade);
        model.label(issue, 1, "security");
        if (isLast) model.look(issue);
        if (isLast) model.label(issue, 1, grade);
        model.look(issue);
        if (named === null) return;
        model.nowMs += HOUR_MS;
        model.comment(issue, 1, `/case ${named}`);
        model.look(issue);
      },
      at,
    ),
  );
/** Somebody acknowledges, and has no say any more when the time comes. */
const demoted = fc.tuple(issues, fc.integer({ min: 13, max: 15 })).map(([at, days]) =>
  act(
    `2 labels security and is no longer authorised; ${days} days with the App up`,
    (model, issue) => {
      model.label(issue, 2, "security");
      model.look(issue);
      model.may.delete(2);
      for (let hour = 0; hour < days * 24; hour += 6) {
        model.nowMs += 6 * HOUR_MS;
        model.look(issue);
      }
      model.may.add(2);
    },
    at,
  ),
);
/** The issue of a running case goes; somebody ends the case on the dashboard. */
const endAway = fc
  .tuple(actors, ids, fc.constantFrom("resolve", "dismiss"), fc.boolean(), issues)
  .map(([by, id, word, goes, at]): Idea => ({
    say: `${by} writes /${word} ${id} on the dashboard${goes ? `, issue ${at} being gone` : ""}`,
    do(model) {
      const issue = issueAt(model, at);
      if (goes && !issue.mine && !issue.gone) {
        model.look(issue);
        model.copy(issue);
        issue.gone = true;
      }
      model.onDashboard(issue.repositoryId, by, `/${word} ${id} ${CANARY}`);
    },
  }));
const tamper = fc
  .tuple(fc.constantFrom("edit", "touch", "delete", "paste", "forge"), issues)
  .map(([how, at]) =>
    act(
      `${how}s a record`,
      (model, issue) => {
        const bearing = issue.comments.findLast(({ mine, body }) => mine && bears(body, "record"));
        if (bearing === undefined) return;
        if (how === "forge") {
          // What a person pastes is no record of ours, whatever it says.
          model.comment(issue, 3, bearing.body.replace('"phase":"running"', '"phase":"ended"'));
          return;
        }
        // The dashboard had a moment to take its copy.
        model.copy(issue);
        if (how === "edit") {
          bearing.edited = true;
          bearing.body = bearing.body.replace(/"deadlineMs":\d+/, '"deadlineMs":1');
        } else if (how === "touch") {
          // Its words alone are changed; who can do that can do more.
          bearing.edited = true;
          bearing.body = `${bearing.body}\n\nP.S.`;
        } else if (how === "delete") issue.comments = issue.comments.filter((one) => one !== bearing);
        else {
          const other = model.issues.find((one) => one !== issue && one.truth.length > 0);
          const foreign = other?.comments.find(({ body }) => bears(body, "record"));
          if (foreign === undefined) return;
          issue.comments.push({ ...structuredClone(foreign), id: foreign.id + 500_000 });
        }
      },
      at,
    ),
  );

const ideas = fc.oneof(
  { weight: 10, arbitrary: label },
  { weight: 2, arbitrary: unlabel },
  { weight: 12, arbitrary: comment },
  { weight: 1, arbitrary: takedown },
  { weight: 2, arbitrary: editBody },
  { weight: 1, arbitrary: editComment },
  { weight: 2, arbitrary: close },
  { weight: 1, arbitrary: open },
  { weight: 1, arbitrary: role },
  { weight: 1, arbitrary: policy },
  { weight: 4, arbitrary: time },
  { weight: 8, arbitrary: look },
  { weight: 4, arbitrary: sweep },
  { weight: 5, arbitrary: livedDays },
  { weight: 1, arbitrary: silent },
  { weight: 1, arbitrary: halfDone },
);
/** Rare, or every case would end in a person's hands. */
const rough = fc.oneof(
  { weight: 45, arbitrary: ideas },
  { weight: 1, arbitrary: vanish },
  { weight: 2, arbitrary: tamper },
  { weight: 1, arbitrary: again },
  { weight: 1, arbitrary: endAway },
  { weight: 1, arbitrary: demoted },
  { weight: 2, arbitrary: baited },
);

describe("cases", () => {
  it(`keep every promise for at least ${STEPS_MIN} steps`, () => {
    const sums = { steps: 0, removals: 0, restores: 0, looks: 0, records: 0 };
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.commands([rough.map((idea) => new Step(idea))], { maxCommands: COMMANDS_MAX, size: "max" }),
        (steps) => {
          const model = new Model();
          const done: string[] = [];
          try {
            fc.modelRun(() => ({ model: done, real: model }), steps);
            model.sweep();
          } catch (error) {
            if (error instanceof Violation)
              throw new Violation(`${error.message}\nafter\n  ${done.join("\n  ")}`);
            throw error;
          }
          sums.steps += done.length;
          sums.removals += model.removals;
          sums.restores += model.restores;
          sums.looks += model.looks;
          for (const { truth } of model.issues)
            for (const { record } of truth) {
              sums.records += 1;
              kinds.set(record.why, (kinds.get(record.why) ?? 0) + 1);
            }
        },
      ),
      {
        numRuns: RUNS,
        ...(process.env["TAKEDOWN_SEED"] === undefined ? {} : { seed: Number(process.env["TAKEDOWN_SEED"]) }),
      },
    );
    if (process.env["TEST_FIGURES"] !== undefined)
      process.stderr.write(`${JSON.stringify({ ...sums, ...Object.fromEntries(kinds) })}\n`);
    // Promises are easily kept where nothing happens.
    expect(sums.steps).toBeGreaterThanOrEqual(STEPS_MIN);
    expect(sums.removals).toBeGreaterThan(RUNS / 10);
    if (STEPS_MIN >= 20_000)
      for (const why of ["start", "grade", "extend", "notified", "removed", "ended"])
        expect(kinds.get(why) ?? 0).toBeGreaterThan(0);
  }, 900_000);
});
