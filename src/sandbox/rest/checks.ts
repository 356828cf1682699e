// Check runs and suites over REST.

import { createRun, rerequestRun, rerequestSuite, updateRun } from "../actions/checks.ts";
import type { CheckRun, CheckSuite } from "../model.ts";
import { notFound, unprocessable } from "../refusal.ts";
import { annotationView, checkRunView, latestRuns, suiteView } from "../views/checks.ts";
import {
  by,
  json,
  need,
  paged,
  param,
  operationPath,
  repositoryOperation,
  type Answer,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";
import { resolveCommitish } from "../commitish.ts";
import { inNoOrder } from "../order.ts";

const APP_ONLY = { ...need("checks", "write"), appOnly: true };

function runOf(call: RepositoryCall): CheckRun {
  const id = Number(param(call, "check_run_id"));
  const found = call.repository.suites.flatMap((suite) => suite.runs).find((run) => run.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function suiteOf(call: RepositoryCall): CheckSuite {
  const found = call.repository.suites.find((suite) => suite.id === Number(param(call, "check_suite_id")));
  if (found === undefined) throw notFound();
  return found;
}

function listRuns(call: RepositoryCall, path: string, suites: readonly CheckSuite[]): Answer {
  const { query } = call;
  const name = query.get("check_name");
  const status = query.get("status");
  const appId = query.get("app_id");
  const all = suites
    .filter((suite) => appId === null || suite.appId === Number(appId))
    .flatMap((suite) => suite.runs);
  const filtered = query.get("filter") === "all" ? all.toSorted((a, b) => b.id - a.id) : latestRuns(all);
  const shown = filtered
    .filter((run) => name === null || run.name === name)
    .filter((run) => status === null || run.status === status);
  return paged(
    call,
    operationPath(call, path),
    inNoOrder(shown),
    (run) => checkRunView(call.world, run),
    (check_runs, total_count) => ({ total_count, check_runs }),
  );
}

async function suitesAt(call: RepositoryCall): Promise<readonly CheckSuite[]> {
  const sha = resolveCommitish(call.repository, param(call, "ref"));
  if (sha === undefined || (await call.repository.git.objects.commit(sha)) === undefined) {
    throw unprocessable(`No commit found for SHA: ${param(call, "ref")}`);
  }
  return call.repository.suites.filter((suite) => suite.headSha === sha);
}

export const checkOperations: readonly Operation[] = [
  repositoryOperation("POST", "/check-runs", APP_ONLY, async (call) =>
    json(checkRunView(call.world, await createRun(call.world, call.repository, by(call), call.body)), 201),
  ),
  repositoryOperation("GET", "/check-runs/{check_run_id}", need("checks", "read"), (call) =>
    json(checkRunView(call.world, runOf(call))),
  ),
  repositoryOperation("PATCH", "/check-runs/{check_run_id}", APP_ONLY, async (call) => {
    const run = runOf(call);
    await updateRun(call.world, run, by(call), call.body);
    return json(checkRunView(call.world, run));
  }),
  repositoryOperation("GET", "/check-runs/{check_run_id}/annotations", need("checks", "read"), (call) => {
    const run = runOf(call);
    return paged(call, operationPath(call, `/check-runs/${run.id}/annotations`), run.annotations, (one) =>
      annotationView(call.world, run, one),
    );
  }),
  repositoryOperation(
    "POST",
    "/check-runs/{check_run_id}/rerequest",
    need("checks", "write"),
    async (call) => {
      await rerequestRun(call.world, runOf(call), by(call));
      return json({}, 201);
    },
  ),
  repositoryOperation("GET", "/check-suites/{check_suite_id}", need("checks", "read"), async (call) =>
    json(await suiteView(call.world, suiteOf(call))),
  ),
  repositoryOperation("GET", "/check-suites/{check_suite_id}/check-runs", need("checks", "read"), (call) =>
    listRuns(call, `/check-suites/${param(call, "check_suite_id")}/check-runs`, [suiteOf(call)]),
  ),
  repositoryOperation(
    "POST",
    "/check-suites/{check_suite_id}/rerequest",
    need("checks", "write"),
    async (call) => {
      await rerequestSuite(call.world, suiteOf(call), by(call));
      return json({}, 201);
    },
  ),
  repositoryOperation("GET", "/commits/{ref}/check-runs", need("checks", "read"), async (call) =>
    listRuns(call, `/commits/${param(call, "ref")}/check-runs`, await suitesAt(call)),
  ),
  repositoryOperation("GET", "/commits/{ref}/check-suites", need("checks", "read"), async (call) => {
    const suites = await suitesAt(call);
    const views = await Promise.all(suites.map((suite) => suiteView(call.world, suite)));
    return paged(
      call,
      operationPath(call, `/commits/${param(call, "ref")}/check-suites`),
      views,
      (view) => view,
      (check_suites, total_count) => ({ total_count, check_suites }),
    );
  }),
];
