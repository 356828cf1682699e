// Puts the App together: GitHub, the web, the queue and the worker; with a server in front it is `steward start`.

import { createHash } from "node:crypto";
import type { TreeEntry } from "./ports.ts";
import { createAllowed } from "./adapters/github/allowed.ts";
import { createGitHub, type GitHubCall } from "./adapters/github/client.ts";
import { createCodeHosts, webHostOf } from "./adapters/github/code-hosts.ts";
import { createDirectory, type Directory } from "./adapters/github/directory.ts";
import { createForge } from "./adapters/github/forge.ts";
import { createKept } from "./adapters/github/kept.ts";
import { createGraphQLLookups } from "./adapters/github/lookups.ts";
import { createImages } from "./adapters/images/images.ts";
import { readPage } from "./adapters/page/read-page.ts";
import { createMemoryQueue, type KeyQueue } from "./adapters/queue/memory.ts";
import { createWebProcess } from "./adapters/web/process.ts";
import type { WebOptions } from "./adapters/web/options.ts";
import { createHandler } from "./jobs/handle.ts";
import { startWorker, type Worker } from "./jobs/worker.ts";
import { writeKey, type Key } from "./keys.ts";
import {
  CASE_PERMISSIONS,
  MEMBERS_PERMISSIONS,
  REVIEW_PERMISSIONS,
  SWEEP_PERMISSIONS,
} from "./permissions.ts";
import type { Clock, Log, Publishing } from "./ports.ts";
import { createSeal } from "./seal.ts";

const TREE_ENTRIES_KEPT_MAX = 400_000;
const BLOB_BYTES_KEPT_MAX = 64 * 1024 * 1024;
/** Over all pull requests: more than a busy marketplace asks of one site, far less than would trouble it. */
const REQUESTS_PER_HOST_AND_HOUR = 300;
const KEYS_AT_ONCE = 8;
const DIGEST_LENGTH = 16;

export interface ServiceOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly web: Omit<WebOptions, "userAgent" | "clock" | "lookup">;
  readonly clock: Clock;
  readonly log: Log;
  /** Empty: every repository the App is installed on. */
  readonly allowRepositories: readonly string[];
  readonly onCall?: (call: GitHubCall) => void;
  /** The first one seals what cases record; the others are from before a rotation. */
  readonly recordKeys: readonly string[];
  /** Default: the default branch alone; nothing is published. */
  readonly publishing?: Publishing;
}

export interface Service {
  readonly queue: KeyQueue;
  readonly worker: Worker;
  readonly directory: Directory;
  /** Enqueues a sweep of every catalog there is: at start, and then and when. */
  sweepAll(): Promise<number>;
  /** Starts what the first review would otherwise wait for. */
  warm(): void;
  stop(): Promise<void>;
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
}

const NOT_PUBLISHED: Publishing = {
  wake: () => Promise.resolve(),
  unpublish: () => Promise.resolve(),
  lift: () => Promise.resolve(),
};

export function createService(options: ServiceOptions): Service {
  const { clock, log } = options;
  const github = createGitHub({
    appId: options.appId,
    privateKey: options.privateKey,
    apiUrl: options.apiUrl,
    userAgent: options.userAgent,
    ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
  });
  const directory = createDirectory(github);
  const web = createWebProcess({
    requestsPerHostAndHour: REQUESTS_PER_HOST_AND_HOUR,
    ...options.web,
    userAgent: options.userAgent,
  });
  const images = createImages();
  const trees = createKept<readonly TreeEntry[]>(TREE_ENTRIES_KEPT_MAX);
  const blobs = createKept<Uint8Array>(BLOB_BYTES_KEPT_MAX);
  const reading = new Map<string, Promise<unknown>>();
  const webHost = webHostOf(options.apiUrl);
  const queue = createMemoryQueue(clock);
  const allowed = createAllowed(options.allowRepositories, github);

  const place = async ({ kind, repositoryId }: Key) => {
    const where = await directory.find(repositoryId);
    if (where === undefined || !(await allowed.admits(where))) return undefined;
    const { installationId, owner, name } = where;
    const isCase = kind === "case" || kind === "cases" || kind === "labels";
    const permissions = kind === "sweep" ? SWEEP_PERMISSIONS : isCase ? CASE_PERMISSIONS : REVIEW_PERMISSIONS;
    const octokit = github.installation(installationId, repositoryId, permissions);
    const forge = createForge({
      octokit,
      members: github.installation(installationId, repositoryId, MEMBERS_PERMISSIONS),
      appId: options.appId,
      repositoryId,
      owner,
      name,
      trees,
      blobs,
      reading,
    });
    const hosts = createCodeHosts({
      octokit,
      lookups: createGraphQLLookups(octokit, webHost),
      webHost,
      readPage,
    });
    return { forge, world: { web, images, hosts, readPage } };
  };
  const handle = createHandler({
    place,
    queue,
    clock,
    digest,
    cases: {
      seal: createSeal(options.recordKeys),
      publishing: options.publishing ?? NOT_PUBLISHED,
      async *siblings(repositoryId) {
        const here = await directory.find(repositoryId);
        for await (const one of directory.all())
          if (one.installationId === here?.installationId && one.owner === here.owner) yield one.repositoryId;
      },
      named: (fullName) => directory.named(fullName),
    },
  });
  const worker = startWorker({
    queue,
    clock,
    log,
    atOnce: KEYS_AT_ONCE,
    random: Math.random,
    handle: async (key) => {
      try {
        return await handle(key);
      } catch (error) {
        // The name may have changed hands; the number has not. Next time it is looked up anew.
        const repositoryId = Number(/:(\d+)/.exec(key)?.[1]);
        if (Number.isFinite(repositoryId)) directory.forget(repositoryId);
        throw error;
      }
    },
  });
  return {
    queue,
    worker,
    directory,
    async sweepAll() {
      let count = 0;
      for await (const { repositoryId } of directory.all()) {
        await queue.add(writeKey({ kind: "sweep", repositoryId }), "sweep");
        count += 1;
      }
      return count;
    },
    warm: () => web.warm(),
    async stop() {
      await worker.stop();
      await Promise.all([images.close(), web.close()]);
    },
  };
}
