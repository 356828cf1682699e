// The merge queue: what would stand on the default branch is judged as it would stand there; the roll-up says so.

import { isoDay } from "../../core/time.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { isInQueue } from "../../core/checks/inputs.ts";
import { runChecks } from "../../core/checks/run.ts";
import type { CheckId, Outcome } from "../../core/checks/check.ts";
import { classify, type ChangedPath } from "../../core/listing/changes.ts";
import { lookAlikes } from "../../core/listing/ids.ts";
import { moreThanJudged, type Merging } from "../../core/listing/merging.ts";
import { toPlain } from "../../core/review/markdown.ts";
import { reachVerdict, type Override, type Verdict, type VerdictInput } from "../../core/policy/verdict.ts";
import { conclusionOf, desiredRuns, heldFindings, type DesiredRun } from "../../core/review/check-run.ts";
import { readRunState, writeRunState } from "../../core/review/run-state.ts";
import { pullLink, recordedPull } from "../../core/review/sharing.ts";
import { newestRun, ROLL_UP, runName, type SeenRun } from "../../core/review/seen.ts";
import type { Key } from "../../work/keys.ts";
import type { Forge, ReviewState } from "../../ports/forge.ts";
import { basisOf } from "./fingerprint.ts";
import { idsAt, policyInForce } from "../facts/catalog.ts";
import { collectFacts } from "../facts/listings.ts";
import { publishedAt } from "../publish/published.ts";
import { beyond } from "./merging.ts";
import { isTrustedApp, personOf } from "../../core/policy/apps.ts";
import { mayWriteWith } from "./roles.ts";
import type { ReviewPorts } from "./review.ts";
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
    (await forge.lineage(key.baseSha, state.pull.headSha)).base,
    state.pull.headSha,
  );
  const ownPaths = new Set(own.changes.map(({ path }) => path));
  if (changes.some(({ path }) => !ownPaths.has(path))) return groupOfSeveral(forge, key, state, changes);
  const names = new Set((await folder(forge, key.headSha, "listings")).map(({ name }) => name));
  const submission = classify(changes, complete, (id) => names.has(`${id}.yml`));
  const runs = state.pull.runs;
  const owner = recordedPull(runs);
  // What was let through for another pull request of the same commit was let through for its author.
  if (owner !== undefined && owner !== key.number)
    return singleRun("failure", `The checks of this commit belong to ${pullLink(owner)}: merge that one`);
  if (isOwnPull(state.pull) || submission.kind !== "listings")
    return asReviewed(runs, "The pull request's own verdict counts");
  const verdict = await verdictFor(ports, state, key, { submission, merging: beyond(changes, own.changes) });
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
  {
    submission,
    merging,
  }: {
    readonly submission: Extract<ReturnType<typeof classify>, { kind: "listings" }>;
    readonly merging: Merging;
  },
): Promise<Verdict> {
  const { forge } = ports;
  const { pull } = state;
  const { policy } = await policyInForce(forge, state);
  if (policy === undefined) throw new Error("no valid policy");
  const person = personOf(pull.author);
  const role = person === undefined ? undefined : await forge.roleOf(person.login);
  const authorMayWrite =
    isTrustedApp(policy, pull.author) ||
    (role !== undefined && role.accountId === person?.id && mayWriteWith(role.role));
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
      merging,
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

interface Member {
  readonly number: number;
  readonly headSha: string;
}

/**
 * More than one pull request: each one's own verdict on its head must be success, the group must change what they change
 * and nothing else, and no two of its new listings may be taken for each other.
 */
async function groupOfSeveral(
  forge: Forge,
  key: Extract<Key, { kind: "merge" }>,
  state: ReviewState,
  changes: readonly ChangedPath[],
): Promise<DesiredRun> {
  const members = await membersOf(forge, key, state);
  // The queue waits for an answer, and a group that is too large gets none by waiting.
  if (members === undefined)
    return singleRun("failure", "The group holds more commits than can be read: merge fewer at a time");
  const waiting: number[] = [];
  const judged: ChangedPath[] = [];
  const broughtBy = new Map<string, number>();
  for (const { number, headSha } of members) {
    const runs = await forge.runsOn(headSha);
    const owner = recordedPull(runs) ?? number;
    // A commit that is in the group itself brings all that end in it, and one of them has its runs.
    const isOwn = members.some((one) => one.headSha === headSha && one.number === owner);
    if (!isOwn || newestRun(runs, ROLL_UP)?.conclusion !== "success") waiting.push(number);
    const { base } = await forge.lineage(key.baseSha, headSha);
    for (const change of (await treeChanges(forge, base, headSha)).changes) {
      judged.push(change);
      broughtBy.set(change.path, number);
    }
  }
  if (waiting.length > 0)
    return singleRun("failure", `Not every pull request of the group has passed (${numbers(waiting)})`);
  const found = numbers(members.map(({ number }) => number));
  const merging = beyond(changes, judged);
  if (merging.state === "more")
    return {
      ...singleRun("failure", moreThanJudged(merging).map(toPlain).join(" ")),
      summary: `Of the group, these pull requests were found: ${found}. What else it would change was judged for none of them. Where another one brings it, merge them one after the other.`,
    };
  const pair = await lookingAlike(forge, key, changes);
  if (pair !== undefined) {
    const of = pair.map((id) => `'${id}' (#${broughtBy.get(`listings/${id}.yml`) ?? key.number})`);
    return singleRun(
      "failure",
      `${of.join(" and ")} could be taken for each other: merge one, and the other is judged beside it`,
    );
  }
  return singleRun("success", `Every pull request of the group has passed (${found})`);
}

/**
 * Whose commits the group is made of: those whose branches of the queue end in it, whatever it merges by. GitHub makes one
 * for each that waits, on top of what stands before it. Asked for a commit's pull requests it would leave out those of
 * forks; and who merely built on a queued commit, or proposed an older one, is no part of the group.
 */
async function membersOf(
  forge: Forge,
  { baseSha, headSha, number: last }: Extract<Key, { kind: "merge" }>,
  { defaultBranch, pull }: ReviewState,
): Promise<readonly Member[] | undefined> {
  const commits = await forge.commitsBetween(baseSha, headSha);
  if (commits === undefined) return undefined;
  const order = new Map(commits.map(({ sha }, at) => [sha, at]));
  const prefix = `gh-readonly-queue/${defaultBranch}/pr-`;
  const queued = (await forge.branches(prefix)).flatMap(({ name, sha }) => {
    const number = Number(/^(\d{1,10})-[0-9a-f]+$/.exec(name.slice(prefix.length))?.[1] ?? last);
    const at = order.get(sha);
    return number === last || at === undefined ? [] : [{ number, at }];
  });
  const others = new Set(queued.toSorted((a, b) => a.at - b.at).map(({ number }) => number));
  const members: Member[] = [];
  for (const number of others) members.push({ number, headSha: await forge.headSha(number) });
  return [...members, { number: last, headSha: pull.headSha }];
}

/** Two of the group's new listings; what is there already, each was compared with by itself. */
async function lookingAlike(
  forge: Forge,
  { baseSha }: Extract<Key, { kind: "merge" }>,
  changes: readonly ChangedPath[],
): Promise<readonly [string, string] | undefined> {
  const { live } = await idsAt(forge, baseSha);
  const added = changes.flatMap(({ path, after }) => {
    const id = /^listings\/([^/]+)\.yml$/.exec(path)?.[1];
    return id === undefined || after === undefined || live.has(id) ? [] : [id];
  });
  const others = new Set(added);
  for (const id of added) {
    const [other] = lookAlikes(id, others, new Set());
    if (other !== undefined) return [id, other.id];
  }
  return undefined;
}

function numbers(pulls: readonly number[]): string {
  return pulls.map((number) => `#${number}`).join(", ");
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
