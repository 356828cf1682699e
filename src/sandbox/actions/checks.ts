// Check runs and suites: only the App writes them, within GitHub's limits.

import type { StoredAnnotation, CheckRun, CheckSuite, Repository } from "../model.ts";
import { ApiRefusal, invalid, unprocessable } from "../refusal.ts";
import { runEventView, suiteEventView } from "../views/checks.ts";
import type { World } from "../world.ts";
import { emit, type By } from "./emit.ts";
import { createSuite } from "./refs.ts";

const TEXT_BYTES_MAX = 65_535;
const ANNOTATIONS_PER_REQUEST_MAX = 50;
const CONCLUSIONS: readonly string[] = [
  "action_required",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
  "timed_out",
];
const STATUSES: readonly string[] = ["queued", "in_progress", "completed"];

/** As the REST body has it; unknown shapes are refused here. */
export interface RunAsk {
  readonly name?: string;
  readonly head_sha?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly output?: {
    readonly title?: string;
    readonly summary?: string;
    readonly text?: string;
    readonly annotations?: readonly Partial<StoredAnnotation>[];
  };
}

function checkLimits(ask: RunAsk): void {
  const { output, status, conclusion } = ask;
  if (status !== undefined && !STATUSES.includes(status))
    throw unprocessable(`${status} is not a valid status`);
  if (conclusion !== undefined && !CONCLUSIONS.includes(conclusion)) {
    throw unprocessable(`${conclusion} is not a valid conclusion`);
  }
  if (status === "completed" && conclusion === undefined) {
    throw unprocessable('Invalid request.\n\n"conclusion" is required when "status" is "completed".');
  }
  if (output === undefined) return;
  if (output.summary === undefined) throw unprocessable('Invalid request.\n\n"summary" wasn\'t supplied.');
  for (const field of ["summary", "text"] as const) {
    if (Buffer.byteLength(output[field] ?? "") > TEXT_BYTES_MAX) {
      throw invalid("CheckRun", field, `${field} exceeds a maximum bytesize of ${TEXT_BYTES_MAX}`);
    }
  }
  if ((output.annotations?.length ?? 0) > ANNOTATIONS_PER_REQUEST_MAX) {
    throw unprocessable(
      `Invalid request.\n\nNo more than 50 items are allowed; ${output.annotations?.length} were supplied.`,
    );
  }
}

function annotation(ask: Partial<StoredAnnotation>): StoredAnnotation {
  const { path, start_line, end_line, annotation_level, message } = ask;
  if (path === undefined || start_line === undefined || end_line === undefined || message === undefined) {
    throw invalid("CheckAnnotation", "data");
  }
  if (annotation_level === undefined || !["notice", "warning", "failure"].includes(annotation_level)) {
    throw invalid("CheckAnnotation", "annotation_level");
  }
  if (ask.start_column !== undefined && ask.start_column !== null && start_line !== end_line) {
    throw invalid("CheckAnnotation", "start_column", "columns are only allowed on one line");
  }
  if ((ask.title?.length ?? 0) > 255) throw invalid("CheckAnnotation", "title", "title is too long");
  return {
    path,
    start_line,
    end_line,
    start_column: ask.start_column ?? null,
    end_column: ask.end_column ?? null,
    annotation_level,
    message,
    title: ask.title ?? null,
    raw_details: ask.raw_details ?? null,
  };
}

function apply(world: World, run: CheckRun, ask: RunAsk): void {
  const { output } = ask;
  if (ask.name !== undefined) run.name = ask.name;
  if (ask.external_id !== undefined) run.externalId = ask.external_id;
  if (ask.details_url !== undefined) run.detailsUrl = ask.details_url;
  if (ask.started_at !== undefined) run.startedAtMs = Date.parse(ask.started_at);
  if (output !== undefined) {
    run.title = output.title ?? run.title;
    run.summary = output.summary ?? run.summary;
    run.text = output.text ?? run.text;
    run.annotations.push(...(output.annotations ?? []).map(annotation));
  }
  // A conclusion completes the run whatever the status says.
  const completed = ask.conclusion !== undefined;
  if (completed) {
    run.status = "completed";
    run.conclusion = ask.conclusion ?? null;
    run.completedAtMs = ask.completed_at === undefined ? world.nowMs() : Date.parse(ask.completed_at);
  } else if (ask.status !== undefined && run.status !== "completed") {
    run.status = ask.status as CheckRun["status"];
  }
  run.suite.updatedAtMs = world.nowMs();
  run.suite.requeued = false;
}

async function suiteFor(world: World, repository: Repository, sha: string): Promise<CheckSuite> {
  const suite = repository.suites.find((one) => one.headSha === sha && one.appId === world.app.id);
  if (suite !== undefined) return suite;
  if ((await repository.git.objects.commit(sha)) === undefined)
    throw unprocessable(`No commit found for SHA: ${sha}`);
  return createSuite(world, repository, sha, branchAt(repository, sha), null);
}

/** A fork's commit is on no branch of this repository. */
function branchAt(repository: Repository, sha: string): string | null {
  const ref = repository.git.refs("refs/heads/").find((one) => one.sha === sha);
  return ref === undefined ? null : ref.name.slice("refs/heads/".length);
}

export async function createRun(
  world: World,
  repository: Repository,
  by: By,
  ask: RunAsk,
): Promise<CheckRun> {
  if (ask.name === undefined || ask.head_sha === undefined) {
    throw unprocessable('Invalid request.\n\n"name", "head_sha" weren\'t supplied.');
  }
  checkLimits(ask);
  if (ask.output !== undefined && ask.output.title === undefined) {
    throw unprocessable('Invalid request.\n\n"title" wasn\'t supplied.');
  }
  const suite = await suiteFor(world, repository, ask.head_sha);
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    name: ask.name,
    externalId: "",
    detailsUrl: null,
    status: "queued",
    conclusion: null,
    startedAtMs: world.nowMs(),
    completedAtMs: undefined,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  };
  apply(world, run, ask);
  suite.runs.push(run);
  await emitRun(world, run, by, "created");
  if (run.status === "completed") await emitRun(world, run, by, "completed");
  return run;
}

export async function updateRun(world: World, run: CheckRun, by: By, ask: RunAsk): Promise<void> {
  checkLimits(ask);
  // Verified by several projects: a completed run does not move back; a re-run needs a new one.
  if (run.status === "completed" && ask.status !== undefined && ask.status !== "completed") {
    throw new ApiRefusal(422, "Validation Failed", [
      {
        resource: "CheckRun",
        field: "status",
        code: "custom",
        message: "a completed run cannot be re-opened",
      },
    ]);
  }
  const wasCompleted = run.status === "completed";
  apply(world, run, ask);
  if (run.status === "completed" && !wasCompleted) await emitRun(world, run, by, "completed");
}

async function emitRun(world: World, run: CheckRun, by: By, action: string): Promise<void> {
  emit(world, run.suite.repository, "check_run", action, by.account, {
    check_run: await runEventView(world, run),
  });
}

/** The run itself stays as it is; answering is the App's to do. */
export async function rerequestRun(world: World, run: CheckRun, by: By): Promise<void> {
  run.suite.requeued = true;
  run.suite.updatedAtMs = world.nowMs();
  await emitRun(world, run, by, "rerequested");
}

export async function rerequestSuite(world: World, suite: CheckSuite, by: By): Promise<void> {
  suite.requeued = true;
  suite.updatedAtMs = world.nowMs();
  emit(world, suite.repository, "check_suite", "rerequested", by.account, {
    check_suite: await suiteEventView(world, suite),
  });
}
