// What a repository's rulesets forbid: a push or a merge by somebody who may not pass them by. A push by git itself (git-http.ts) is not held.

import type { By } from "./actions/emit.ts";
import { isAncestor } from "./git/history.ts";
import type { Repository, Review, Ruleset, SandboxRole } from "./model.ts";
import { ApiRefusal } from "./refusal.ts";
import { hasRole } from "./roles.ts";
import { latestRuns } from "./views/checks.ts";
import type { PullIssue } from "./views/pulls.ts";
import type { World } from "./world.ts";

export function applies(repository: Repository, ruleset: Ruleset, branch: string): boolean {
  if (ruleset.enforcement !== "active" || ruleset.target !== "branch") return false;
  return ruleset.include.some(
    (name) =>
      name === "~ALL" ||
      (name === "~DEFAULT_BRANCH" && branch === repository.defaultBranch) ||
      name === `refs/heads/${branch}`,
  );
}

/** Rules that a plain push breaks, in the words GitHub has for them. */
const BROKEN_BY_PUSH: Readonly<Record<string, string>> = {
  pull_request: "Changes must be made through a pull request.",
  update: "Cannot update this protected ref.",
  required_status_checks: "Required status checks are expected.",
};
const FORCED = "Cannot force-push to this branch";
const DELETED = "Cannot delete this branch";
const CREATED = "Cannot create ref due to creations being restricted.";

export interface Move {
  readonly ref: string;
  /** undefined: the ref is new, or gone. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Before a ref is moved by a push or by the Git Data API; a merge is asked of `refuseMerge`. */
export async function refuseMove(world: World, repository: Repository, move: Move, by: By): Promise<void> {
  const { ref, before, after } = move;
  if (!ref.startsWith("refs/heads/")) return;
  const types = inForce(world, repository, ref.slice("refs/heads/".length), by, ["always", "exempt"])
    .flatMap(({ rules }) => rules)
    .map(({ type }) => type);
  if (types.length === 0) return;
  if (before === undefined) return refuse(422, types.includes("creation") ? [CREATED] : []);
  const broken =
    after === undefined
      ? types.flatMap((type) => (type === "deletion" ? [DELETED] : []))
      : types.flatMap((type) => BROKEN_BY_PUSH[type] ?? []);
  if (
    after !== undefined &&
    types.includes("non_fast_forward") &&
    !(await isAncestor(repository.git.objects, before, after))
  )
    broken.push(FORCED);
  refuse(422, broken);
}

/** Before a pull request is merged: those who may pass by on pull requests are let through here, and only here. */
export function refuseMerge(world: World, issue: PullIssue, by: By, method: string): void {
  const { repository, pull } = issue;
  if (method === "merge" && !repository.mergeCommitAllowed)
    throw new ApiRefusal(405, "Merge commits are not allowed on this repository.");
  const rules = inForce(world, repository, pull.base.branch, by, [
    "always",
    "exempt",
    "pull_request",
  ]).flatMap((ruleset) => ruleset.rules);
  refuse(
    405,
    rules.flatMap(({ type, parameters = {} }) => {
      if (type === "required_linear_history" && method === "merge")
        return ["This branch must not contain merge commits."];
      if (type === "update") return [BROKEN_BY_PUSH["update"] ?? ""];
      if (type === "required_status_checks") return missingChecks(issue, parameters);
      return type === "pull_request" ? missingReview(issue, parameters, method) : [];
    }),
  );
}

function refuse(status: number, broken: readonly string[]): void {
  if (broken.length > 0)
    throw new ApiRefusal(status, `Repository rule violations found\n\n${broken.join("\n")}\n\n`);
}

const PASSED: readonly (string | null)[] = ["success", "neutral", "skipped"];

function missingChecks(issue: PullIssue, parameters: Record<string, unknown>): readonly string[] {
  const { required_status_checks: required = [] } = parameters as {
    required_status_checks?: readonly { readonly context: string; readonly integration_id?: number }[];
  };
  const runs = latestRuns(
    issue.repository.suites
      .filter(({ headSha }) => headSha === issue.pull.head.sha)
      .flatMap((suite) => suite.runs),
  );
  return required.flatMap(({ context, integration_id: id }) => {
    const run = runs.find((one) => one.name === context && (id === undefined || one.suite.appId === id));
    if (run?.status !== "completed") return [`Required status check "${context}" is expected.`];
    return PASSED.includes(run.conclusion) ? [] : [`Required status check "${context}" is failing.`];
  });
}

interface ReviewParameters {
  readonly required_approving_review_count?: number;
  readonly dismiss_stale_reviews_on_push?: boolean;
  readonly require_last_push_approval?: boolean;
  readonly allowed_merge_methods?: readonly string[];
}

function missingReview(
  { repository, pull }: PullIssue,
  parameters: ReviewParameters,
  method: string,
): readonly string[] {
  const wanted = parameters.required_approving_review_count ?? 0;
  const said = new Map<number, Review>();
  for (const review of pull.reviews)
    if (review.state !== "COMMENTED" && review.state !== "PENDING") said.set(review.author.id, review);
  const approvals = [...said.values()].filter(
    ({ state, author, commitId }) =>
      state === "APPROVED" &&
      hasRole(repository, author, "write") &&
      (parameters.dismiss_stale_reviews_on_push !== true || commitId === pull.head.sha),
  );
  const ofLastPush = approvals.filter(
    ({ author, commitId }) => commitId === pull.head.sha && author.id !== pull.lastPushedBy.id,
  );
  return [
    ...(parameters.allowed_merge_methods?.includes(method) === false
      ? [`Merging by ${method} is not allowed on this branch.`]
      : []),
    ...(approvals.length < wanted
      ? [`At least ${wanted} approving review is required by reviewers with write access.`]
      : []),
    ...(parameters.require_last_push_approval === true && ofLastPush.length === 0
      ? ["New changes require approval from someone other than the last pusher."]
      : []),
  ];
}

function inForce(
  world: World,
  repository: Repository,
  branch: string,
  by: By,
  modes: readonly string[],
): readonly Ruleset[] {
  return repository.rulesets.filter((ruleset) => {
    if (!applies(repository, ruleset, branch)) return false;
    return !modes.includes(bypassOf(world, repository, ruleset, by) ?? "");
  });
}

/** GitHub's numbers of the roles that may stand in a bypass list. */
const ROLE_IDS: Readonly<Record<number, SandboxRole>> = { 2: "maintain", 4: "write", 5: "admin" };

/** How somebody may pass a ruleset by ("always", "exempt", "pull_request"); undefined: not at all. */
export function bypassOf(
  world: World,
  repository: Repository,
  { bypassActors }: Ruleset,
  by: By,
): string | undefined {
  const modes = bypassActors.filter((actor) => isActor(world, repository, actor, by)).map(modeOf);
  return modes.find((mode) => mode !== "pull_request") ?? modes[0];
}

function modeOf({ bypass_mode: mode }: Readonly<Record<string, unknown>>): string {
  return typeof mode === "string" ? mode : "always";
}

function isActor(
  world: World,
  repository: Repository,
  { actor_type: type, actor_id: id }: Readonly<Record<string, unknown>>,
  { account, viaApp }: By,
): boolean {
  if (type === "Integration") return viaApp && id === world.app.id;
  const role = type === "RepositoryRole" ? ROLE_IDS[Number(id)] : undefined;
  return role !== undefined && !viaApp && hasRole(repository, account, role);
}
