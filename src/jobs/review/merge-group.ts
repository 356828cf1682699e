// The merge queue: what would stand on the default branch is judged as it would stand there; the roll-up says so.

import { isoDay } from "../../core/time.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { isInQueue } from "../../core/checks/inputs.ts";
import { runChecks } from "../../core/checks/run.ts";
import type { CheckId, Outcome } from "../../core/checks/check.ts";
import { classify } from "../../core/listing/changes.ts";
import { reachVerdict, type Override, type Verdict, type VerdictInput } from "../../core/policy/verdict.ts";
import { conclusionOf, desiredRuns, heldFindings, type DesiredRun } from "../../core/review/check-run.ts";
import { readRunState, writeRunState } from "../../core/review/run-state.ts";
import { newestRun, ROLL_UP, runName, type SeenRun } from "../../core/review/seen.ts";
import type { Key } from "../../work/keys.ts";
import type { Forge, ReviewState } from "../../ports/forge.ts";
import { basisOf } from "./fingerprint.ts";
import { idsAt, policyInForce } from "../facts/catalog.ts";
import { collectFacts } from "../facts/listings.ts";
import { publishedAt } from "../publish/published.ts";
import { mayWriteWith, type ReviewPorts } from "./review.ts";
import { isOwnPull } from "./own-pulls.ts";
import { treeChanges, folder } from "../facts/trees.ts";

/** Judged anew against the group's base; everything else was asked of the network when the pull request was reviewed. */
const JUDGED_ANEW: ReadonlySet<CheckId> = new Set(
  CHECKS.filter(({ needs }) => needs.every(isInQueue)).map(({ id }) => id),
);

export async function judgeMergeGroup(
  ports: ReviewPorts,
  key: Extract<Key, { kind: "merge" }>,
): Promise<string> {
  const { forge, digest } = ports;
  const state = await forge.reviewState(key.number);
  if (state === undefined || state.policy === undefined || state.pull.baseRef !== state.defaultBranch)
    return "ignored";
  const run = await rollUpFor(ports, state, key);
  const fingerprint = basisOf({
    policySha: state.policy.sha,
    text: state.pull.body,
    ids: { live: new Set(), removed: new Set() },
    submission: [],
    digest,
  });
  const externalId = writeRunState({
    pull: key.number,
    output: digest(JSON.stringify([run.conclusion, run.title, run.summary])),
    findings: digest(""),
    unknownSinceMs: 0,
    fingerprint,
  });
  const present = newestRun(await forge.runsOn(key.headSha), ROLL_UP);
  if (present?.externalId === externalId && present.completed) return "unchanged";
  await forge.apply({ do: "create-run", headSha: key.headSha, run, externalId }, key.number);
  return run.conclusion ?? "in progress";
}

async function rollUpFor(
  ports: ReviewPorts,
  state: ReviewState,
  key: Extract<Key, { kind: "merge" }>,
): Promise<DesiredRun> {
  const { forge } = ports;
  const { changes, complete } = await treeChanges(forge, key.baseSha, key.headSha);
  const own = await treeChanges(
    forge,
    await forge.mergeBase(key.baseSha, state.pull.headSha),
    state.pull.headSha,
  );
  const ownPaths = new Set(own.changes.map(({ path }) => path));
  if (changes.some(({ path }) => !ownPaths.has(path))) return groupOfSeveral(forge, key);
  const names = new Set((await folder(forge, key.headSha, "listings")).map(({ name }) => name));
  const submission = classify(changes, complete, (id) => names.has(`${id}.yml`));
  const runs = state.pull.runs;
  if (isOwnPull(state.pull) || submission.kind !== "listings")
    return asReviewed(runs, "The pull request's own verdict counts");
  const verdict = await verdictFor(ports, state, key, submission);
  const rollUp = desiredRuns(verdict, state.pull.headSha).find(({ name }) => name === ROLL_UP);
  if (rollUp === undefined) throw new Error("a verdict without a roll-up");
  // A queue does not wait: what could not be told goes back to the pull request, where it is asked again.
  return rollUp.conclusion === undefined
    ? { ...rollUp, conclusion: "failure", title: "Not all could be told; see the pull request" }
    : rollUp;
}

async function verdictFor(
  ports: ReviewPorts,
  state: ReviewState,
  key: Extract<Key, { kind: "merge" }>,
  submission: Extract<ReturnType<typeof classify>, { kind: "listings" }>,
): Promise<Verdict> {
  const { forge } = ports;
  const { pull } = state;
  const { policy } = await policyInForce(forge, state);
  if (policy === undefined) throw new Error("no valid policy");
  const role = pull.author === undefined ? undefined : await forge.roleOf(pull.author.login);
  const authorMayWrite = role !== undefined && role.accountId === pull.author?.id && mayWriteWith(role.role);
  const judgements = await collectFacts(
    { forge, world: ports.world, seal: ports.seal, shownCases: ports.shownCases },
    {
      state,
      root: key.baseSha,
      headRoot: key.headSha,
      published: await publishedAt(ports, state, policy, state.published),
      policy,
      submission,
      ids: await idsAt(forge, key.baseSha),
      author: pull.author,
      authorNodeId: undefined,
      authorMayWrite,
      text: pull.body,
      only: "catalog",
    },
  );
  const input: VerdictInput = {
    listings: judgements.map((checkInput) => ({
      id: checkInput.id,
      path: checkInput.file,
      outcomes: runChecks(checkInput).map((outcome) =>
        JUDGED_ANEW.has(outcome.id) ? outcome : asOnTheHead(outcome, pull.runs),
      ),
    })),
    policy,
    today: isoDay(ports.clock.nowMs()),
    gaveUp: new Set(),
    overrides: new Map(),
  };
  const unreleased = reachVerdict(input);
  const overrides = releasedOnTheHead(unreleased, pull.runs, ports.digest);
  return overrides.size === 0 ? unreleased : reachVerdict({ ...input, overrides });
}

/** What was asked of the network stands as it stood on the pull request's head. */
function asOnTheHead(outcome: Outcome, runs: readonly SeenRun[]): Outcome {
  const title = CHECKS.find(({ id }) => id === outcome.id)?.title ?? "";
  const passed = newestRun(runs, runName(title))?.conclusion === "success";
  return passed
    ? { id: outcome.id, status: "pass", evidence: ["as on the pull request's head"], findings: [] }
    : {
        id: outcome.id,
        status: "fail",
        evidence: [],
        findings: [],
        note: "has not passed on the pull request's head",
      };
}

/** A release there counts here, for the very findings it was given for; what the group's base adds asks anew. */
function releasedOnTheHead(
  verdict: Verdict,
  runs: readonly SeenRun[],
  digest: (text: string) => string,
): ReadonlyMap<CheckId, Override> {
  const overrides = new Map<CheckId, Override>();
  for (const check of verdict.checks) {
    const run = newestRun(runs, runName(check.title));
    if (check.status !== "held" || run?.conclusion !== "success") continue;
    if (readRunState(run.externalId)?.findings !== digest(heldFindings(check))) continue;
    overrides.set(check.id, {
      check: check.id,
      accountId: 0,
      login: "a maintainer",
      reason: "let through on the pull request's head",
      atMs: run.startedAtMs,
    });
  }
  return overrides;
}

/** More than one pull request: each one's own verdict on its head must be success. */
async function groupOfSeveral(forge: Forge, key: Extract<Key, { kind: "merge" }>): Promise<DesiredRun> {
  const heads = new Map<number, string>();
  for (const sha of await forge.commitsBetween(key.baseSha, key.headSha)) {
    for (const pull of await forge.pullsOf(sha)) heads.set(pull.number, pull.headSha);
  }
  if (heads.size === 0) return singleRun("failure", "The group's pull requests could not be found");
  const waiting: number[] = [];
  for (const [number, headSha] of heads) {
    if (newestRun(await forge.runsOn(headSha), ROLL_UP)?.conclusion !== "success") waiting.push(number);
  }
  if (waiting.length === 0)
    return singleRun(
      "success",
      `Every pull request of the group has passed (${[...heads.keys()].map((number) => `#${number}`).join(", ")})`,
    );
  return singleRun(
    "failure",
    `Not every pull request of the group has passed (${waiting.map((number) => `#${number}`).join(", ")})`,
  );
}

function asReviewed(runs: readonly SeenRun[], title: string): DesiredRun {
  return singleRun(
    newestRun(runs, ROLL_UP)?.conclusion === "success" ? conclusionOf("pass") : "failure",
    title,
  );
}

function singleRun(conclusion: DesiredRun["conclusion"], title: string): DesiredRun {
  return {
    check: undefined,
    name: ROLL_UP,
    conclusion,
    title,
    summary: title,
    annotations: [],
    heldFindings: "",
    inconclusive: false,
  };
}
