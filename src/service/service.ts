// Puts the App together: GitHub, the web, the queue and the worker; with a server in front it is `steward start`.

import { join } from "node:path";
import { createBytes } from "../adapters/bytes/bytes.ts";
import { isLimit } from "../core/job-error.ts";
import { createAllowed } from "../adapters/github/base/allowed.ts";
import { createGitHub, type GitHubCall } from "../adapters/github/base/client.ts";
import { createDeliveries } from "../adapters/github/base/deliveries.ts";
import { createDirectory, type Directory } from "../adapters/github/base/directory.ts";
import { webHostOf } from "../adapters/github/review/code-hosts.ts";
import { createPageReader } from "../adapters/page/reader.ts";
import { createImages } from "../adapters/images/images.ts";
import { createMetrics, type Metrics } from "../adapters/metrics.ts";
import type { WebOptions } from "../adapters/web/options.ts";
import { createWebProcess } from "../adapters/web/process.ts";
import type { Pages } from "../core/catalog/pages.ts";
import { createBudgets, slowedTexts } from "../jobs/queue/budget.ts";
import { createHandler, publishingFor, type HandleOptions } from "../jobs/queue/handle.ts";
import type { HeldLease } from "../jobs/queue/leases.ts";
import { createPauses, type Pauses } from "../jobs/queue/pauses.ts";
import { startWorker, type Worker, type WorkerOptions } from "../jobs/queue/worker.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReadPage } from "../ports/pages.ts";
import type { ImageEncoder, Images } from "../ports/images.ts";
import type { Log } from "../ports/log.ts";
import type { Bytes, Publishing } from "../ports/publish.ts";
import type { KeyQueue } from "../ports/queue.ts";
import type { Web } from "../ports/web.ts";
import { repositoryOfKey } from "../work/keys.ts";
import { jobOptions } from "./jobs.ts";
import { createPreviews, type Previews } from "./previews.ts";
import { createSeal } from "../platform/seal.ts";
import { createRepositories } from "./repository.ts";

/** Over all pull requests: more than a busy marketplace asks of one site, far less than would trouble it. */
const REQUESTS_PER_HOST_AND_HOUR = 300;
const KEYS_AT_ONCE = 8;
const JUDGED_BYTES_KEPT_MAX = 512 * 1024 * 1024;
const JUDGED_BYTES_IN_MEMORY_MAX = 64 * 1024 * 1024;

type Handle = WorkerOptions["handle"];

export interface ServiceOptions {
  readonly appId: number;
  /** Apps that this one took over from; default: none. */
  readonly formerAppIds?: readonly number[];
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly web: Omit<WebOptions, "userAgent" | "clock" | "lookup">;
  readonly clock: Clock;
  readonly log: Log;
  /** `event.action` of what we listen to: only those deliveries are asked for again. */
  readonly events: ReadonlySet<string>;
  /** Where keys wait; the service closes it when it stops. */
  readonly queue: KeyQueue;
  /** Empty: every repository the App is installed on. */
  readonly allowRepositories: readonly string[];
  readonly onCall?: (call: GitHubCall) => void;
  /** Whether sweeps wait where little of GitHub's budget is left; default: they do. false: a person waits for this one. */
  readonly paced?: boolean;
  /** This is one run of a schedule, in place of a server: the dashboard says when runs did not come. Default: not. */
  readonly isScheduled?: boolean;
  /** The first one seals what we publish; the others are from before a rotation. */
  readonly recordKeys: readonly string[];
  /** Where judged pictures are kept; default: in memory. */
  readonly dataDir?: string;
  /** Where a pull request's listings are shown as they will look; absent: nowhere. */
  readonly previewUrl?: (repositoryId: number, number: number, headSha: string) => string;
  /** What looks at strangers' bytes. Default: processes and a thread of its own; given ones are closed by whoever gave them. */
  readonly looking?: {
    readonly web: Web;
    readonly images: Images & ImageEncoder;
    readonly readPage: ReadPage;
  };
  /** Default: the storefront. */
  readonly pages?: Pages;
  /** Public cases that run in a catalog; default: those that its issues tell. */
  readonly openCases?: HandleOptions["publish"]["openCases"];
}

export interface Service {
  readonly queue: KeyQueue;
  readonly worker: Worker;
  readonly directory: Directory;
  readonly metrics: Metrics;
  /** Installations whose sweeps are slowed now, in words. */
  slowed(): readonly string[];
  /** What takedowns ask of publishing, for work done under a claim. */
  publishingFor(lease: HeldLease): Publishing;
  /** What happened while nobody listened: every catalog and the deliveries that failed; from then on they come round by themselves. */
  begin(): Promise<void>;
  /** Looks at every catalog there is. */
  sweepAll(): Promise<void>;
  readonly previews: Previews;
  /** Starts what the first review would otherwise wait for. */
  warm(): void;
  stop(): Promise<void>;
}

export function createService(options: ServiceOptions): Service {
  const { clock, log, queue } = options;
  const { appId, privateKey, apiUrl, userAgent } = options;
  const budgets = createBudgets(clock);
  const metrics = createMetrics(queue, clock, budgets);
  const onCall = (call: GitHubCall): void => {
    budgets.note(call);
    metrics.onCall(call);
    options.onCall?.(call);
  };
  const github = createGitHub({ appId, privateKey, apiUrl, userAgent, clock, onCall });
  const directory = createDirectory(github);
  const looking = createLooking(options);
  const { images } = looking;
  const pauses = createPauses(clock);
  const seal = createSeal(options.recordKeys);
  const place = createRepositories({
    formerAppIds: options.formerAppIds ?? [],
    seal,
    appId,
    github,
    directory,
    allowed: createAllowed(options.allowRepositories, github),
    pauses,
    web: metrics.watchWeb(looking.web),
    images,
    readPage: looking.readPage,
    webHost: webHostOf(apiUrl),
    previewUrl: options.previewUrl,
  });
  const bytes = keptBytes(options.dataDir);
  const jobs = jobOptions({
    place,
    directory,
    deliveries: createDeliveries(github.app),
    events: options.events,
    queue,
    clock,
    budgets,
    paced: options.paced ?? true,
    isScheduled: options.isScheduled ?? false,
    encoder: images,
    bytes,
    seal,
    pages: options.pages,
    openCases: options.openCases,
  });
  const worker = startWorker({
    queue,
    clock,
    log,
    atOnce: KEYS_AT_ONCE,
    random: Math.random,
    onWorked: (worked) => metrics.onWorked(worked),
    handle: noting(createHandler(jobs), directory, pauses),
  });
  return {
    queue,
    worker,
    directory,
    metrics,
    slowed: () => slowedTexts(budgets),
    publishingFor: (lease) => publishingFor(jobs, lease),
    async begin() {
      await Promise.all([queue.add("catalogs", "sweep"), queue.add("deliveries", "sweep")]);
    },
    sweepAll: () => queue.add("catalogs", "sweep"),
    previews: createPreviews(place, { bytes, encoder: images, clock }),
    warm: () => looking.warm(),
    async stop() {
      await worker.stop();
      await Promise.allSettled([...looking.close(), queue.close()]);
    },
  };
}

/** What looks at strangers' bytes: processes and a thread of their own, none of which starts until there is something to look at. */
function createLooking({ web, userAgent, looking }: ServiceOptions) {
  const fetching = createWebProcess({
    requestsPerHostAndHour: REQUESTS_PER_HOST_AND_HOUR,
    ...web,
    userAgent,
  });
  const decoding = createImages();
  const reading = createPageReader();
  return {
    ...(looking ?? { images: decoding, web: fetching, readPage: reading.read }),
    warm: () => fetching.warm(),
    close: () => [decoding.close(), fetching.close(), reading.close()],
  };
}

function keptBytes(dataDir: string | undefined): Bytes {
  return createBytes(
    dataDir === undefined
      ? { folder: undefined, bytesMax: JUDGED_BYTES_IN_MEMORY_MAX }
      : { folder: join(dataDir, "judged"), bytesMax: JUDGED_BYTES_KEPT_MAX },
  );
}

/** Every fault is noted before the worker hears of it. */
function noting(handle: Handle, directory: Directory, pauses: Pauses): Handle {
  return async (key, lease) => {
    try {
      return await handle(key, lease);
    } catch (error) {
      const repositoryId = repositoryOfKey(key);
      if (repositoryId !== undefined) {
        pauses.note(directory.installationOf(repositoryId), error);
        // The name may have changed hands; the number has not. Next time it is looked up anew. A limit says nothing of either.
        if (!isLimit(error)) directory.forget(repositoryId);
      }
      throw error;
    }
  };
}
