// What the jobs are given beside the repository they work on: the queue, digests, pictures, the seal, and each other's hints.

import { createHash } from "node:crypto";
import { createRecentAnswers } from "../adapters/web/recent-answers.ts";
import type { Directory } from "../adapters/github/base/directory.ts";
import { blobName } from "../adapters/github/publish/tree-writes.ts";
import { readBrowserSources } from "../adapters/storefront-files.ts";
import type { Pages } from "../core/catalog/pages.ts";
import { storefrontPages } from "../core/storefront/publish.ts";
import type { HandleOptions, PublishOptions } from "../jobs/queue/handle.ts";
import { createKnownCatalogs, type KnownCatalogs } from "../jobs/queue/known-catalogs.ts";
import type { Budgets } from "../jobs/queue/budget.ts";
import { runScheduled, type ScheduledPorts } from "../jobs/queue/scheduled.ts";
import type { CaseOptions } from "../jobs/takedown/context.ts";
import { createKeptReader, publicCases } from "../jobs/takedown/public-cases.ts";
import type { Seal } from "../core/seal.ts";
import type { Clock } from "../ports/clock.ts";
import type { Deliveries } from "../ports/deliveries.ts";
import type { ImageEncoder } from "../ports/images.ts";
import type { Bytes } from "../ports/publish.ts";
import type { KeyQueue } from "../ports/queue.ts";
import type { OpenRepository } from "./repository.ts";

const DIGEST_LENGTH = 16;

export interface JobOptions {
  readonly place: OpenRepository;
  readonly directory: Directory;
  readonly deliveries: Deliveries;
  /** `event.action` of what we listen to: only those deliveries are asked for again. */
  readonly events: ReadonlySet<string>;
  readonly queue: KeyQueue;
  readonly clock: Clock;
  readonly budgets: Budgets;
  /** Whether sweeps wait where little of GitHub's budget is left. */
  readonly paced: boolean;
  /** No server runs: this is one run of a schedule. */
  readonly isScheduled: boolean;
  readonly encoder: ImageEncoder;
  readonly bytes: Bytes;
  readonly seal: Seal;
  /** Default: the storefront. */
  readonly pages: Pages | undefined;
  /** Default: those that the catalog's issues tell. */
  readonly openCases: PublishOptions["openCases"] | undefined;
}

function digest(text: string): string {
  return sha256(text).slice(0, DIGEST_LENGTH);
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function jobOptions(options: JobOptions): HandleOptions {
  const { place, queue, clock, encoder, bytes, seal, directory, budgets, paced } = options;
  const read = createKeptReader(seal);
  const known = createKnownCatalogs(clock);
  const waitsUntilMs = (repositoryId: number): number | undefined => {
    const pace = budgets.paceOf(paced ? directory.installationOf(repositoryId) : undefined);
    return pace.is === "waiting" ? pace.untilMs : undefined;
  };
  return {
    place,
    cases: {
      seal,
      read,
      waitsUntilMs,
      isScheduled: options.isScheduled,
      givenUpKeys: () => queue.deadLetters(),
      ...relatives(directory, known),
    },
    scheduled: scheduledOf(options, known),
    known,
    waitsUntilMs,
    queue,
    clock,
    digest,
    answers: createRecentAnswers(),
    publish: {
      encoder,
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
      servedSomewhere: new Map(),
      looked: new Map(),
      uploads: new Map(),
    },
  };
}

/** A round over all catalogs; until when deliveries were looked at is kept from one to the next. */
function scheduledOf(
  { directory, deliveries, events, queue, clock, budgets }: JobOptions,
  known: KnownCatalogs,
): HandleOptions["scheduled"] {
  const ports: ScheduledPorts = {
    repositories: () => directory.all(),
    known,
    budgets,
    deliveries,
    events,
    looked: { deliveriesUntilMs: 0 },
    queue,
    clock,
  };
  return (which) => runScheduled(which, ports);
}

/** Repositories beside a catalog's own: its owner's others that may be catalogs, and those that a policy names. */
function relatives(directory: Directory, known: KnownCatalogs): Pick<CaseOptions, "siblings" | "named"> {
  return {
    async *siblings(repositoryId) {
      const here = await directory.find(repositoryId);
      for await (const one of directory.all())
        if (one.installationId === here?.installationId && one.owner === here.owner && known.isDue(one))
          yield one.repositoryId;
    },
    named: async (fullName) => (await directory.findByName(fullName))?.repositoryId,
  };
}
