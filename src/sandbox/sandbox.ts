// A small GitHub on 127.0.0.1 over real git repositories: for tests, for `steward sandbox` and for the demo.

import { createApi } from "./api.ts";
import type { CallRecord, Observer } from "./calls.ts";
import { faultMatcher, noFaults, type Faults } from "./faults.ts";
import { serveGit } from "./git-http.ts";
import { createGraphql } from "./graphql/execute.ts";
import { makeKeyPair } from "./keys.ts";
import { createLimiter, limitsFrom, type Limiter, type Limits, type LimitsAsked } from "./limits.ts";
import type { SandboxAccount, App, SandboxDelivery } from "./model.ts";
import { createPages } from "./web/pages.ts";
import { createPeople } from "./people/people.ts";
import type { People } from "./people/types.ts";
import { allOperations } from "./rest/all.ts";
import { listenSandbox, stopServer } from "./server.ts";
import { createWebhooks, pingEvent } from "./webhooks.ts";
import { makeFolder, removeFolder, type World } from "./world.ts";

export interface SandboxOptions {
  /** Every timestamp comes from it; default: the machine's clock. */
  readonly nowMs?: () => number;
  /** 0, the default: any free port. */
  readonly port?: number;
  readonly webhookSecret?: string;
  readonly webhookTarget?: string;
  readonly appSlug?: string;
  /** Serve the API under `/api/v3` and `/api/graphql` alone, as GitHub Enterprise Server does. */
  readonly enterprise?: boolean;
  /** Default: all the App may ever ask for; narrow it to see what a missing permission does. */
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
  /** PEM. Making one takes 50 to 200 ms, so a suite may share one. */
  readonly privateKey?: string;
  /** Sees every exchange and delivery. */
  readonly observe?: Observer;
  /** Stricter than GitHub documents its own, which are the default. */
  readonly limits?: LimitsAsked;
}

export interface Sandbox extends People {
  /**
   * REST base: GraphQL is at `/graphql`, git at `/{owner}/{repo}.git`, pages at `/`. As on GitHub Enterprise Server,
   * the same is at `/api/v3` and `/api/graphql`.
   */
  readonly url: string;
  readonly appId: number;
  readonly appSlug: string;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly faults: Faults;
  /** Other limits from now on; what was counted stays counted. */
  limit(asked: LimitsAsked): void;
  readonly refusals: Limiter["refusals"];
  readonly calls: CallRecord[];
  readonly deliveries: readonly SandboxDelivery[];
  /** For what the functions here do not cover. */
  readonly world: World;
  setWebhookTarget(url: string | undefined): void;
  /** Another App, with a number and a bot of its own, takes the place of this one; what this one did stays its own. */
  replaceApp(): void;
  /** Sends an old delivery once more, as the App's settings page does. */
  redeliver(delivery: SandboxDelivery): void;
  /** What GitHub sends first to a new hook. */
  ping(): void;
  deliveriesSettled(): Promise<void>;
  close(): Promise<void>;
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  checks: "write",
  contents: "write",
  deployments: "write",
  issues: "write",
  members: "read",
  merge_queues: "read",
  metadata: "read",
  pages: "read",
  pull_requests: "write",
};

const EVENTS: readonly string[] = [
  "check_run",
  "check_suite",
  "deployment_status",
  "issue_comment",
  "issues",
  "label",
  "merge_group",
  "page_build",
  "pull_request",
  "pull_request_review",
  "push",
  "repository",
];

const APP_ID = 4_711;
/** GitHub's comments and runs have had numbers above 2^31 for years. */
const FIRST_ID = 3_100_000_000;
const WEBHOOK_SECRET = "sandbox-webhook-secret-of-32-characters";

function makeAccount(
  id: number,
  login: string,
  type: SandboxAccount["type"],
  createdAtMs: number,
): SandboxAccount {
  return { id, login, type, createdAtMs, members: new Map(), teams: new Map(), closed: false };
}

async function makeWorld(options: SandboxOptions, limits: () => Limits): Promise<World> {
  const nowMs = options.nowMs ?? Date.now;
  let lastId = FIRST_ID;
  const nextId = (): number => (lastId += 1);
  const slug = options.appSlug ?? "marketplace-steward";
  const owner = makeAccount(nextId(), "app-owner", "User", nowMs());
  const bot = makeAccount(nextId(), `${slug}[bot]`, "Bot", nowMs());
  const keys = await makeKeyPair(options.privateKey);
  const app: App = {
    id: APP_ID,
    slug,
    clientId: "Iv23sandbox",
    name: "Marketplace Steward",
    owner,
    bot,
    permissions: options.permissions ?? PERMISSIONS,
    events: options.events ?? EVENTS,
    createdAtMs: nowMs(),
    ...keys,
    webhookSecret: options.webhookSecret ?? WEBHOOK_SECRET,
  };
  return {
    folder: makeFolder(),
    nowMs,
    nextId,
    url: "",
    accounts: new Map([owner, bot].map((account) => [account.id, account])),
    repositories: new Map(),
    names: new Map(),
    stores: [],
    app,
    formerApps: [],
    installations: new Map(),
    tokens: new Map(),
    deliveries: [],
    faults: noFaults(),
    limiter: createLimiter({ nowMs }, limits),
    webhooks: {
      target: options.webhookTarget,
      send: () => {},
      settings: { active: true, contentType: "json", insecureSsl: false, hasSecret: true },
    },
    desk: undefined,
    manifestCodes: new Map(),
  };
}

export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  let limits = limitsFrom(options.limits);
  const world = await makeWorld(options, () => limits);
  const webhooks = createWebhooks(world, options.observe);
  world.webhooks.send = webhooks.send;
  const calls: CallRecord[] = [];
  const api = createApi({
    world,
    operations: allOperations(webhooks.redeliver),
    graphql: createGraphql(world),
    calls,
    observer: options.observe,
  });
  const server = await listenSandbox(
    {
      world,
      api,
      faults: faultMatcher(world.faults),
      calls,
      enterprise: options.enterprise ?? false,
      git: (request, response, url) => serveGit(world, request, response, url),
      pages: createPages(world),
    },
    options.port ?? 0,
  ).catch(async (error: unknown) => {
    await removeFolder(world.folder);
    throw error;
  });
  return {
    ...createPeople(world),
    url: world.url,
    get appId() {
      return world.app.id;
    },
    get appSlug() {
      return world.app.slug;
    },
    privateKey: world.app.privateKey,
    webhookSecret: world.app.webhookSecret,
    faults: world.faults,
    limit(asked) {
      limits = limitsFrom(asked);
    },
    refusals: world.limiter.refusals,
    calls,
    deliveries: world.deliveries,
    world,
    setWebhookTarget(url) {
      world.webhooks.target = url;
    },
    replaceApp() {
      const { app, formerApps } = world;
      const slug = `${app.slug}-${formerApps.length + 2}`;
      const bot = makeAccount(world.nextId(), `${slug}[bot]`, "Bot", world.nowMs());
      world.accounts.set(bot.id, bot);
      formerApps.push(app);
      world.app = { ...app, id: app.id + 1, slug, bot, createdAtMs: world.nowMs() };
      world.tokens.clear();
    },
    redeliver: webhooks.redeliver,
    ping: () => webhooks.send(pingEvent(world)),
    deliveriesSettled: webhooks.settled,
    async close() {
      await stopServer(server);
      await webhooks.settled();
      await Promise.all(world.stores.map((store) => store.close()));
      await removeFolder(world.folder);
    },
  };
}
