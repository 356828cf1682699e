// Puts the App together: GitHub, the web, the queue and the worker; with a server in front it is `steward start`.

import type { RepositoryLocation } from "../ports/repository-location.ts";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { TreeEntry } from "../ports/forge.ts";
import { createBytes } from "../adapters/bytes/bytes.ts";
import { createAllowed } from "../adapters/github/base/allowed.ts";
import { createGitHub, type GitHubCall } from "../adapters/github/base/client.ts";
import { webHostOf } from "../adapters/github/review/code-hosts.ts";
import { openCodeHosts } from "./code-hosts.ts";
import { createDirectory, type Directory } from "../adapters/github/base/directory.ts";
import { createForge } from "../adapters/github/forge.ts";
import { blobName } from "../adapters/github/publish/tree-writes.ts";
import { createCache } from "../adapters/github/base/cache.ts";
import { createGraphQLLookups } from "../adapters/github/review/lookups.ts";
import { createMetrics, type Metrics } from "../adapters/metrics.ts";
import { createImages } from "../adapters/images/images.ts";
import { readPage } from "../adapters/page/read-page.ts";
import { createDeliveries } from "../adapters/github/base/deliveries.ts";
import { readBrowserSources } from "../adapters/storefront-files.ts";
import { createWebProcess } from "../adapters/web/process.ts";
import type { WebOptions } from "../adapters/web/options.ts";
import type { Pages } from "../core/catalog/pages.ts";
import { storefrontPages } from "../core/storefront/publish.ts";
import { createHandler, publishingFor, type HandleOptions } from "../jobs/queue/handle.ts";
import { drawPreview, type DrawnPreview, type PreviewAsk } from "../jobs/review/preview.ts";
import { createKeptReader, publicCases } from "../jobs/takedown/public-cases.ts";
import { createPauses } from "../jobs/queue/pauses.ts";
import { runScheduled } from "../jobs/queue/scheduled.ts";
import { startWorker, type HeldLease, type Worker } from "../jobs/queue/worker.ts";
import type { Key } from "../work/keys.ts";
import {
  MEMBERS_PERMISSIONS,
  permissionsFor,
  RESOLVE_PERMISSIONS,
  type Permissions,
} from "../work/permissions.ts";
import type { Clock } from "../ports/clock.ts";
import type { ImageEncoder, Images } from "../ports/images.ts";
import type { KeyQueue } from "../ports/queue.ts";
import type { Log } from "../ports/log.ts";
import type { Web } from "../ports/web.ts";
import type { Publishing } from "../ports/publish.ts";
import { createSeal } from "../platform/seal.ts";

const TREE_ENTRIES_KEPT_MAX = 400_000;
const BLOB_BYTES_KEPT_MAX = 64 * 1024 * 1024;
/** Over all pull requests: more than a busy marketplace asks of one site, far less than would trouble it. */
const REQUESTS_PER_HOST_AND_HOUR = 300;
const KEYS_AT_ONCE = 8;
const DIGEST_LENGTH = 16;
const JUDGED_BYTES_KEPT_MAX = 512 * 1024 * 1024;
const JUDGED_BYTES_IN_MEMORY_MAX = 64 * 1024 * 1024;

export interface ServiceOptions {
  readonly appId: number;
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
  /** The first one seals what we publish; the others are from before a rotation. */
  readonly recordKeys: readonly string[];
  /** Where judged pictures are kept; default: in memory. */
  readonly dataDir?: string;
  /** Where a pull request's listings are shown as they will look; absent: nowhere. */
  readonly previewUrl?: (repositoryId: number, number: number, headSha: string) => string;
  /** What looks at strangers' bytes. Default: processes of its own; given ones are closed by whoever gave them. */
  readonly looking?: { readonly web: Web; readonly images: Images & ImageEncoder };
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
  /** What takedowns ask of publishing, for work done under a claim. */
  publishingFor(lease: HeldLease): Publishing;
  /** What happened while nobody listened: every catalog and the deliveries that failed; from then on they come round by themselves. */
  begin(): Promise<void>;
  /** Looks at every catalog there is. */
  sweepAll(): Promise<void>;
  readonly previews: {
    /** undefined: the pull request is not open, or there is none. */
    headOf(repositoryId: number, number: number): Promise<string | undefined>;
    /** undefined: there is no listing to show. */
    draw(ask: PreviewAsk): Promise<DrawnPreview | undefined>;
  };
  /** Starts what the first review would otherwise wait for. */
  warm(): void;
  stop(): Promise<void>;
}

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_LENGTH);
}

export function createService(options: ServiceOptions): Service {
  const { clock, log, queue, previewUrl } = options;
  const metrics = createMetrics(queue, clock);
  const github = createGitHub({
    appId: options.appId,
    privateKey: options.privateKey,
    apiUrl: options.apiUrl,
    userAgent: options.userAgent,
    clock,
    onCall(call) {
      metrics.onCall(call);
      options.onCall?.(call);
    },
  });
  const directory = createDirectory(github);
  const fetching = createWebProcess({
    requestsPerHostAndHour: REQUESTS_PER_HOST_AND_HOUR,
    ...options.web,
    userAgent: options.userAgent,
  });
  // Neither starts anything until there is something to look at.
  const decoding = createImages();
  const { images, web: unwatched } = options.looking ?? { images: decoding, web: fetching };
  const web = metrics.watchWeb(unwatched);
  const trees = createCache<readonly TreeEntry[]>(TREE_ENTRIES_KEPT_MAX);
  const blobs = createCache<Uint8Array>(BLOB_BYTES_KEPT_MAX);
  const reading = new Map<string, Promise<unknown>>();
  const webHost = webHostOf(options.apiUrl);
  const pauses = createPauses(clock);
  const allowed = createAllowed(options.allowRepositories, github);

  const place = async ({ kind, repositoryId }: Key, lease: HeldLease) => {
    const where = await directory.find(repositoryId);
    if (where === undefined || !(await allowed.admits(where))) return undefined;
    const { installationId, owner, name } = where;
    pauses.assertOpen(installationId);
    const permissions = permissionsFor(kind);
    const within = (at: RepositoryLocation) => {
      const writing = (granted: Permissions) =>
        github.installation(installationId, at.repositoryId, granted, () => lease.assertHeld());
      const octokit = writing(permissions);
      const members = github.installation(installationId, at.repositoryId, MEMBERS_PERMISSIONS);
      const kept = { members, resolver: writing(RESOLVE_PERMISSIONS), trees, blobs, reading };
      return { octokit, forge: createForge({ octokit, appId: options.appId, ...at, ...kept }) };
    };
    const { octokit, forge } = within(where);
    const elsewhere = async (repository: string) => {
      const other = await directory.findByName(repository);
      // The same owner means the same installation; whatever else there is, is not the catalog's to write to.
      const isOurs = other?.installationId === installationId && (await allowed.admits(other));
      return isOurs ? within(other).forge : undefined;
    };
    const hosts = openCodeHosts({
      octokit,
      lookups: createGraphQLLookups(octokit, webHost),
      webHost,
      readPage,
      web,
    });
    return {
      forge,
      elsewhere,
      world: { web, images, hosts, readPage },
      repositoryUrl: `https://${webHost}/${owner}/${name}`,
      previewUrl:
        previewUrl === undefined
          ? undefined
          : (number: number, headSha: string) => previewUrl(repositoryId, number, headSha),
    };
  };
  const deliveries = createDeliveries(github.app);
  const catalogs = async function* () {
    for await (const { repositoryId } of directory.all()) yield repositoryId;
  };
  const looked = { deliveriesUntilMs: 0 };
  const round = (which: Parameters<typeof runScheduled>[0]) =>
    runScheduled(which, { catalogs, deliveries, events: options.events, looked, queue, clock });
  const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
  const bytes = createBytes(
    options.dataDir === undefined
      ? { folder: undefined, bytesMax: JUDGED_BYTES_IN_MEMORY_MAX }
      : { folder: join(options.dataDir, "judged"), bytesMax: JUDGED_BYTES_KEPT_MAX },
  );
  /** Nothing is written for a visitor, so no claim is needed. */
  const visited = (repositoryId: number, number: number) =>
    place({ kind: "review", repositoryId, number }, { assertHeld: () => undefined });
  const seal = createSeal(options.recordKeys);
  const read = createKeptReader(seal);
  const handling: HandleOptions = {
    place,
    cases: {
      seal,
      read,
      givenUpKeys: () => queue.deadLetters(),
      async *siblings(repositoryId) {
        const here = await directory.find(repositoryId);
        for await (const one of directory.all())
          if (one.installationId === here?.installationId && one.owner === here.owner) yield one.repositoryId;
      },
      named: async (fullName) => (await directory.findByName(fullName))?.repositoryId,
    },
    round,
    queue,
    clock,
    digest,
    publish: {
      encoder: images,
      bytes,
      seal,
      digests: {
        sha256,
        blob: (text) => blobName(new TextEncoder().encode(text)),
        bytes: (text) => Buffer.byteLength(text),
      },
      digestBytes: sha256,
      blobName,
      pages: options.pages ?? storefrontPages(readBrowserSources()),
      openCases: options.openCases ?? ((ports) => publicCases({ ...ports, read })),
      since: new Map(),
      served: new Map(),
      looked: new Map(),
    },
  };
  const handle = createHandler(handling);
  const worker = startWorker({
    queue,
    clock,
    log,
    atOnce: KEYS_AT_ONCE,
    random: Math.random,
    onWorked: (worked) => metrics.onWorked(worked),
    handle: async (key, lease) => {
      const repositoryId = Number(/:(\d+)/.exec(key)?.[1]);
      try {
        return await handle(key, lease);
      } catch (error) {
        if (Number.isFinite(repositoryId)) pauses.note(directory.installationOf(repositoryId), error);
        // The name may have changed hands; the number has not. Next time it is looked up anew.
        if (Number.isFinite(repositoryId)) directory.forget(repositoryId);
        throw error;
      }
    },
  });
  return {
    queue,
    worker,
    directory,
    metrics,
    publishingFor: (lease) => publishingFor(handling, lease),
    async begin() {
      await Promise.all([queue.add("catalogs", "sweep"), queue.add("deliveries", "sweep")]);
    },
    sweepAll: () => queue.add("catalogs", "sweep"),
    previews: {
      async headOf(repositoryId, number) {
        const state = await (await visited(repositoryId, number))?.forge.reviewState(number);
        return state?.pull.open === true ? state.pull.headSha : undefined;
      },
      async draw(ask) {
        const there = await visited(ask.repositoryId, ask.number);
        if (there === undefined) return undefined;
        const ports = { ...there, bytes, encoder: images, clock, digestBytes: sha256, blobName };
        return drawPreview({ ...ports, sources: readBrowserSources() }, ask);
      },
    },
    warm: () => fetching.warm(),
    async stop() {
      await worker.stop();
      await Promise.allSettled([decoding.close(), fetching.close(), queue.close()]);
    },
  };
}
