// `steward reconcile`: everything the App would do for one catalog, once; for cron or a scheduled Actions job, without server or database.

import { randomBytes } from "node:crypto";
import { createLog } from "../adapters/log.ts";
import { createMemoryQueue } from "../adapters/queue/memory.ts";
import { EVENTS } from "../events/app.ts";
import { readConfig, type Config } from "../platform/config.ts";
import { JobError } from "../core/job-error.ts";
import { writeKey } from "../work/keys.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeyQueue } from "../ports/queue.ts";
import type { Log } from "../ports/log.ts";
import { secretsIn, serviceOptionsFrom } from "../service/options.ts";
import { createService } from "../service/service.ts";
import { NOT_REACHED } from "../jobs/queue/handle.ts";
import { githubAsApp } from "./app-github.ts";
import { EXIT } from "./outcome.ts";

/** Retries that are due so soon are waited for; later ones are the next run's. */
const WAIT_MS_MAX = 30_000;
/** Of trouble that several keys meet, one after the other. */
const IN_VAIN_MS_MAX = 90_000;
const RUN_MS_MAX = 20 * 60_000;

export interface ReconcileOutput {
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** What is waited for, and by which clock. */
export interface WaitingClock extends Clock {
  pause(ms: number): Promise<void>;
}

const REAL: WaitingClock = {
  nowMs: () => Date.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

interface Tally {
  looked: number;
  written: number;
  troubles: Map<string, string>;
}

export async function runReconcile(
  repository: string,
  environment: Readonly<Record<string, string | undefined>>,
  { write, warn }: ReconcileOutput,
  clock: WaitingClock = REAL,
  isScheduled = false,
): Promise<number> {
  const [owner, name, rest] = repository.split("/");
  if (owner === undefined || name === undefined || owner === "" || name === "" || rest !== undefined) {
    warn("--repo takes OWNER/NAME.");
    return EXIT.usage;
  }
  // Nothing listens here, so there is no webhook secret to ask for.
  const read = readConfig({ ...environment, WEBHOOK_SECRET: randomBytes(24).toString("hex") });
  if (read.state === "faulty") {
    warn("Nothing was done:");
    for (const fault of read.faults) warn(`  - ${fault}`);
    return EXIT.usage;
  }
  const { config } = read;
  const where = await locate(config, owner, name, clock);
  if (typeof where === "string") {
    warn(where);
    return EXIT.inconclusive;
  }
  const tally = await reconcile(config, where, environment["LOG_LEVEL"] !== undefined, clock, isScheduled);
  write(
    `${owner}/${name}: ${count(tally.looked, "look", "looks")}, ${count(tally.written, "change", "changes")} written.\n`,
  );
  for (const [key, because] of tally.troubles) warn(`  - ${key}: ${because}; the next run looks again.`);
  return tally.troubles.size === 0 ? EXIT.clean : EXIT.inconclusive;
}

interface Where {
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
}

/** A sentence for whoever runs it, where the repository cannot be worked on. */
async function locate(config: Config, owner: string, name: string, clock: Clock): Promise<Where | string> {
  const github = githubAsApp(config, clock);
  try {
    const { data: installation } = await github.app.rest.apps.getRepoInstallation({
      owner,
      repo: name,
    });
    if (installation.suspended_at !== null && installation.suspended_at !== undefined)
      return `The App's installation on ${owner}/${name} is suspended; its owner can lift that in their settings.`;
    const octokit = github.installation(installation.id, undefined, { metadata: "read" });
    const { data } = await octokit.rest.repos.get({ owner, repo: name });
    return {
      installationId: installation.id,
      repositoryId: Number(data.id),
      owner: data.owner.login,
      name: data.name,
    };
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    return error.kind === "gone"
      ? `The App is not installed on ${owner}/${name}, or there is no such repository. Install it there, then run this again.`
      : `GitHub could not be asked about ${owner}/${name} (${error.message}). Nothing was done; run this again later.`;
  }
}

async function reconcile(
  config: Config,
  where: Where,
  isLogging: boolean,
  clock: WaitingClock,
  isScheduled: boolean,
): Promise<Tally> {
  const tally: Tally = { looked: 0, written: 0, troubles: new Map() };
  const queue = createMemoryQueue(clock);
  const service = createService({
    ...serviceOptionsFrom(config),
    clock,
    log: counting(tally, isLogging ? createLog(config.logLevel, undefined, secretsIn(config)) : undefined),
    events: new Set(EVENTS),
    queue,
    paced: false,
    isScheduled,
  });
  const idle = (): Promise<void> => service.worker.idle();
  try {
    service.directory.learn(where);
    await queue.add(writeKey({ kind: "sweep", repositoryId: where.repositoryId }), "sweep");
    await service.worker.idle();
    // The sweep leaves publishing some seconds for what else a push brings, and looks at listings after that; here nothing else comes.
    for (const kind of ["publish", "verify"] as const) {
      if ((await queue.nextLookMs()) - clock.nowMs() < WAIT_MS_MAX)
        await queue.add(writeKey({ kind, repositoryId: where.repositoryId }), "person");
      await service.worker.idle();
    }
    await untilQuiet(queue, clock, idle, () => tally.looked);
    // A server shows what waits some minutes later; here there is no later.
    if (tally.written > 0) {
      await queue.add(writeKey({ kind: "cases", repositoryId: where.repositoryId }), "sweep");
      await untilQuiet(queue, clock, idle, () => tally.looked);
    }
    for (const { key, because } of await queue.deadLetters()) tally.troubles.set(key, because);
  } finally {
    await service.stop();
  }
  return tally;
}

/** Works until nothing is due, nor soon will be, or until much was waited for and nothing came of it. `done`: grows with what did. */
async function untilQuiet(
  queue: KeyQueue,
  clock: WaitingClock,
  idle: () => Promise<void>,
  done: () => number,
): Promise<void> {
  const endMs = clock.nowMs() + RUN_MS_MAX;
  let inVainMs = 0;
  let doneBefore = done();
  while (clock.nowMs() < endMs) {
    await idle();
    if (done() !== doneBefore) inVainMs = 0;
    doneBefore = done();
    const waitMs = (await queue.nextLookMs()) - clock.nowMs();
    if (waitMs > WAIT_MS_MAX || inVainMs + waitMs > IN_VAIN_MS_MAX) return;
    inVainMs += Math.max(1, waitMs);
    await clock.pause(Math.max(1, waitMs));
  }
}

/** The worker's own lines are the account of what was done. */
function counting(tally: Tally, log: Log | undefined): Log {
  const note = (fields: Record<string, unknown> | undefined): void => {
    tally.troubles.set(textOf(fields, "key"), textOf(fields, "because") || "a mistake of ours");
  };
  return {
    info(message, fields) {
      log?.info(message, fields);
      if (message !== "worked") return;
      tally.troubles.delete(textOf(fields, "key"));
      // Nobody looked there.
      if (textOf(fields, "because") === NOT_REACHED || fields?.["outcome"] === "waits") note(fields);
      if (fields?.["outcome"] === "written" || fields?.["outcome"] === "unchanged") tally.looked += 1;
      tally.written += typeof fields?.["writes"] === "number" ? fields["writes"] : 0;
    },
    warn(message, fields) {
      log?.warn(message, fields);
      if (message === "will try again" || message === "gave up") note(fields);
    },
    error(message, fields) {
      log?.error(message, fields);
      note(fields);
    },
  };
}

function textOf(fields: Record<string, unknown> | undefined, name: string): string {
  const value = fields?.[name];
  return typeof value === "string" ? value : "";
}

function count(many: number, one: string, more: string): string {
  return `${many} ${many === 1 ? one : more}`;
}
