// Check runs and suites as GitHub's REST API and webhooks show them.

import type { StoredAnnotation, CheckRun, CheckSuite, Repository } from "../model.ts";
import { nodeId, timestamp, timestampOrNull, type World } from "../world.ts";
import { appView } from "./accounts.ts";
import { simpleCommitView } from "./git.ts";
import { openPullsOfHead, pullMinimalView } from "./pulls.ts";
import { repositoryHtmlUrl, repositoryUrl, repositoryView } from "./repositories.ts";

function pullsView(world: World, repository: Repository, sha: string) {
  return openPullsOfHead(repository, sha).map((issue) => pullMinimalView(world, issue));
}

/** The newest run of each name, newest first. */
export function latestRuns(runs: readonly CheckRun[]): CheckRun[] {
  const latest = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.suite.appId} ${run.name}`;
    if (run.id > (latest.get(key)?.id ?? 0)) latest.set(key, run);
  }
  return [...latest.values()].sort((a, b) => b.id - a.id);
}

const CONCLUSIONS_BY_PRIORITY = [
  "action_required",
  "timed_out",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
] as const;

export function suiteState(suite: CheckSuite): {
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
} {
  const runs = latestRuns(suite.runs);
  if (suite.requeued || runs.length === 0) return { status: "queued", conclusion: null };
  if (runs.every((run) => run.status === "queued")) return { status: "queued", conclusion: null };
  if (runs.some((run) => run.status !== "completed")) return { status: "in_progress", conclusion: null };
  const conclusion = CONCLUSIONS_BY_PRIORITY.find((one) => runs.some((run) => run.conclusion === one));
  return { status: "completed", conclusion: conclusion ?? null };
}

export function checkRunView(world: World, run: CheckRun) {
  const { repository } = run.suite;
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.suite.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${world.url}/apps/${world.app.slug}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(run.startedAtMs),
    completed_at: timestampOrNull(run.completedAtMs),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appView(world),
    pull_requests: pullsView(world, repository, run.suite.headSha),
  };
}

export function annotationView(world: World, run: CheckRun, annotation: StoredAnnotation) {
  const html = repositoryHtmlUrl(world, run.suite.repository);
  return { ...annotation, blob_href: `${html}/blob/${run.suite.headSha}/${encodeURI(annotation.path)}` };
}

/** The suite as it stands inside events. */
async function suiteCoreView(world: World, suite: CheckSuite) {
  const { repository } = suite;
  const url = `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
  const commit = await repository.git.objects.commit(suite.headSha);
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(suite),
    url,
    before: suite.beforeSha,
    after: suite.headSha,
    pull_requests: pullsView(world, repository, suite.headSha),
    app: appView(world),
    created_at: timestamp(suite.createdAtMs),
    updated_at: timestamp(suite.updatedAtMs),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: latestRuns(suite.runs).length,
    check_runs_url: `${url}/check-runs`,
    head_commit: commit === undefined ? null : simpleCommitView(commit),
  };
}

export async function suiteView(world: World, suite: CheckSuite) {
  return { ...(await suiteCoreView(world, suite)), repository: repositoryView(world, suite.repository) };
}

export async function suiteEventView(world: World, suite: CheckSuite) {
  // Events say less than the API: whether it can be asked for again is left out.
  const { rerequestable: _, runs_rerequestable: __, ...rest } = await suiteCoreView(world, suite);
  return rest;
}

export async function runEventView(world: World, run: CheckRun) {
  const whole = await suiteCoreView(world, run.suite);
  const left = new Set([
    "latest_check_runs_count",
    "check_runs_url",
    "head_commit",
    "rerequestable",
    "runs_rerequestable",
  ]);
  const suite = Object.fromEntries(Object.entries(whole).filter(([name]) => !left.has(name)));
  return { ...checkRunView(world, run), check_suite: suite };
}
