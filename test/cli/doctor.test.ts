// `steward doctor` over set-ups of the local GitHub, each broken in one place: it names that place, and nothing else.

import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { runDoctor, type DoctorOptions } from "../../src/cli/doctor.ts";
import { runInit } from "../../src/cli/init.ts";
import { SETUP_RULE_IDS } from "../../src/core/setup/rules.ts";
import { TEMPLATE_RULESETS, templateRuleset } from "../support/rulesets.ts";
import { createLabel } from "../../src/sandbox/actions/labels.ts";
import { makeKeyPair } from "../../src/sandbox/keys.ts";
import type { Repository, Ruleset } from "../../src/sandbox/model.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox.ts";
import {
  CATALOG,
  enterpriseUrl,
  openScene,
  RECORD_KEY,
  type Scene,
  type SceneOptions,
} from "../support/scene.ts";

const SECRET = "f3a9c1d7e5b80426917c3d5fe8b0a264";
const OTHER_SECRET = "0c8e2b6a4f9d1735b8e0c2a4f6d91375";
const POLICY = "extends: mattermost\n";
const keys = await makeKeyPair(undefined);
const otherKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString();

let folder: string;
const open: Scene[] = [];
let elsewhere: Server | undefined;

async function closeScenes(): Promise<void> {
  for (const scene of open.splice(0)) await scene.close();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "steward-doctor-"));
});
afterEach(() => {
  elsewhere?.close();
  elsewhere = undefined;
  rmSync(folder, { recursive: true, force: true });
});

type Environment = Record<string, string | undefined>;

interface SetUp {
  readonly scene: Scene;
  readonly catalog: Repository;
  readonly environment: Environment;
  readonly options: { repo: string | undefined };
  ruleset(change: Partial<Ruleset>): void;
}

interface Broken {
  readonly name: string;
  /** Before the sandbox opens. */
  readonly scene?: Omit<SceneOptions, "sandbox">;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly breaks?: (setUp: SetUp) => unknown;
  readonly finds: string;
  /** What the finding has to name, for whoever fixes it. */
  readonly says: RegExp;
}

function requires(appId: number | undefined, review: Record<string, unknown> = {}): Ruleset["rules"] {
  const check = { context: "steward", ...(appId === undefined ? {} : { integration_id: appId }) };
  return [
    {
      type: "pull_request",
      parameters: {
        required_approving_review_count: 1,
        dismiss_stale_reviews_on_push: true,
        require_code_owner_review: false,
        require_last_push_approval: true,
        required_review_thread_resolution: false,
        allowed_merge_methods: ["squash"],
        ...review,
      },
    },
    {
      type: "required_status_checks",
      parameters: { strict_required_status_checks_policy: false, required_status_checks: [check] },
    },
  ];
}

const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: "ALLGREEN",
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

const GUARD: Partial<Ruleset> & { readonly name: string } = {
  name: "Published",
  rules: [{ type: "deletion" }, { type: "non_fast_forward" }],
  include: ["refs/heads/gh-pages", "refs/heads/site"],
};

/** A marketplace as the guide has it set up: everything in order, published once. */
async function setUp(
  { scene: more, sandbox }: Pick<Broken, "scene" | "sandbox"> = {},
  before?: (scene: Scene) => Promise<unknown>,
): Promise<SetUp> {
  const scene = await openScene({
    policy: POLICY,
    ...more,
    sandbox: { privateKey: keys.privateKey, webhookSecret: SECRET, ...sandbox },
  });
  open.push(scene);
  await before?.(scene);
  const { world } = scene.sandbox;
  const catalog = scene.sandbox.repository(CATALOG);
  const by = { account: catalog.owner, viaApp: false };
  for (const name of ["security", "blocking-bug"]) createLabel(world, catalog, by, { name });
  // Forbidden twice over, so that a ruleset which does not count is one fault and not two.
  catalog.mergeCommitAllowed = false;
  catalog.pages = { branch: "gh-pages", url: "https://community.example/marketplace/" };
  await scene.sandbox.commit(CATALOG, "main", { "notes.md": "# Notes\n" });
  await scene.settled();
  const bypass = [{ actor_id: scene.sandbox.appId, actor_type: "Integration", bypass_mode: "always" }];
  const whole = { name: "Marketplace", rules: requires(scene.sandbox.appId), bypassActors: bypass };
  scene.sandbox.addRuleset(CATALOG, whole);
  scene.sandbox.addRuleset(CATALOG, GUARD);
  return {
    scene,
    catalog,
    options: { repo: CATALOG },
    environment: {
      APP_ID: String(scene.sandbox.appId),
      PRIVATE_KEY: keys.privateKey,
      WEBHOOK_SECRET: SECRET,
      RECORD_KEY,
      GITHUB_API_URL: scene.sandbox.url,
      PUBLIC_URL: scene.server.url,
    },
    ruleset(change) {
      catalog.rulesets.length = 0;
      scene.sandbox.addRuleset(CATALOG, { ...whole, ...change });
      scene.sandbox.addRuleset(CATALOG, GUARD);
    },
  };
}

interface Found {
  readonly exit: number;
  readonly verdict: string;
  readonly findings: readonly {
    readonly level: string;
    readonly rule: string | null;
    readonly message: string;
    readonly why: string;
    readonly fix: string | null;
  }[];
}

async function doctor(environment: Environment, options: Partial<DoctorOptions> = {}): Promise<Found> {
  let text = "";
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { recursive: true });
  const whole = { DATA_DIR: dataDir, ...environment };
  const exit = await runDoctor(
    { repo: undefined, catalog: undefined, format: "json", ...options },
    {
      environment: whole,
      nowMs: Date.now,
      color: false,
      write: (piece) => (text += piece),
      warn: (piece) => (text += piece),
    },
  );
  // Nothing that is shown may hold what has to stay secret.
  for (const secret of [SECRET, OTHER_SECRET, RECORD_KEY, "BEGIN"]) expect(text).not.toContain(secret);
  return { exit, ...(JSON.parse(text) as Omit<Found, "exit">) };
}

/** As a person sees it at a terminal. */
async function shown(environment: Environment): Promise<string> {
  let text = "";
  const write = (piece: string): string => (text += piece);
  const world = {
    environment: { DATA_DIR: join(folder, "data"), ...environment },
    nowMs: Date.now,
    color: false,
  };
  await runDoctor({ repo: undefined, catalog: undefined, format: "text" }, { ...world, write, warn: write });
  return text.replaceAll(/\s+/g, " ");
}

async function serve(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { "content-type": "text/html" }).end(body);
  });
  elsewhere = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that nothing listens on. */
async function silent(): Promise<string> {
  const url = await serve(200, "");
  await new Promise((resolve) => elsewhere?.close(resolve));
  return url;
}

/** As an administrator may who switches the rulesets off for it. */
async function push({ scene: at, catalog }: SetUp, files: Record<string, string>): Promise<void> {
  const rulesets = catalog.rulesets.splice(0);
  await at.sandbox.commit(CATALOG, "main", files);
  await at.sandbox.deliveriesSettled();
  catalog.rulesets.push(...rulesets);
}

const event = (at: SetUp): Promise<void> => push(at, { "notes.md": "# More notes\n" });
const policy = (at: SetUp, text: string): Promise<void> => push(at, { ".github/steward.yml": text });

function without(names: readonly string[]): Readonly<Record<string, string>> {
  const all = {
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
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

const WANTED_EVENTS = [
  "pull_request",
  "pull_request_review",
  "issue_comment",
  "issues",
  "label",
  "check_run",
  "check_suite",
  "merge_group",
  "push",
];

/** Broken in the environment alone: they can share one marketplace. */
const ENVIRONMENTS: readonly Broken[] = [
  {
    name: "nobody registered the App",
    breaks: ({ environment }) => {
      for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET", "RECORD_KEY"]) delete environment[name];
    },
    finds: "environment/not-registered",
    says: /npm start/,
  },
  {
    name: "RECORD_KEY is a word",
    breaks: ({ environment }) => (environment["RECORD_KEY"] = "changeme-changeme-changeme-changeme"),
    finds: "environment/record-key",
    says: /openssl rand -hex 32/,
  },
  {
    name: "WEBHOOK_SECRET is missing",
    breaks: ({ environment }) => delete environment["WEBHOOK_SECRET"],
    finds: "environment/webhook-secret",
    says: /openssl rand -hex 32/,
  },
  {
    name: "PRIVATE_KEY is no key",
    breaks: ({ environment }) => (environment["PRIVATE_KEY"] = "MIIEpAIBAAKCAQEA"),
    finds: "environment/private-key",
    says: /Private keys/,
  },
  {
    name: "PORT is a word",
    breaks: ({ environment }) => (environment["PORT"] = "https"),
    finds: "environment/value",
    says: /PORT/,
  },
  {
    name: "others may read app.env",
    breaks({ environment }) {
      environment["DATA_DIR"] = folder;
      const path = join(folder, "app.env");
      writeFileSync(path, 'PUBLIC_URL="https://steward.example.org"\n');
      chmodSync(path, 0o644);
    },
    finds: "environment/readable-secrets",
    says: /chmod 600 .*app\.env/,
  },
  {
    name: "DATA_DIR is a file",
    breaks({ environment }) {
      environment["DATA_DIR"] = join(folder, "file");
      writeFileSync(join(folder, "file"), "");
    },
    finds: "machine/data-dir",
    says: /is a file/,
  },
  {
    name: "nothing listens at DATABASE_URL",
    breaks: async ({ environment }) =>
      (environment["DATABASE_URL"] =
        `${(await silent()).replace("http://", "postgres://steward:hunter@")}/steward`),
    finds: "machine/database",
    says: /ECONNREFUSED/,
  },
  {
    name: "GITHUB_API_URL leads to a web page",
    breaks: async ({ environment }) => (environment["GITHUB_API_URL"] = await serve(200, "<h1>GitHub</h1>")),
    finds: "github/not-the-api",
    says: /api\/v3/,
  },
  {
    name: "GITHUB_API_URL leads nowhere",
    breaks: async ({ environment }) => (environment["GITHUB_API_URL"] = await silent()),
    finds: "github/out-of-reach",
    says: /ECONNREFUSED/,
  },
  {
    name: "APP_ID is another number",
    breaks: ({ environment }) => (environment["APP_ID"] = "99"),
    finds: "app/no-such-app",
    says: /99/,
  },
  {
    name: "the key is another App's",
    breaks: ({ environment }) => (environment["PRIVATE_KEY"] = otherKey),
    finds: "app/key-refused",
    says: /Private keys/,
  },
  {
    name: "the catalog is not on the list of those served",
    breaks: ({ environment }) => (environment["ALLOW_REPOSITORIES"] = "community/other"),
    finds: "installation/not-served",
    says: /ALLOW_REPOSITORIES/,
  },
  {
    name: "RECORD_KEY is not the one it was published with",
    breaks: ({ environment }) => (environment["RECORD_KEY"] = OTHER_SECRET),
    finds: "publish/other-record-key",
    says: /separated by a comma/,
  },
];

const SET_UPS: readonly Broken[] = [
  {
    name: "the App does not run",
    async breaks({ scene: at }) {
      const { url } = at.server;
      await at.stopApp();
      at.sandbox.setWebhookTarget(`${url}/api/github/webhooks`);
    },
    finds: "machine/public-url",
    says: /Nothing listens/,
  },
  {
    name: "something else is at PUBLIC_URL",
    async breaks({ scene: at, environment }) {
      environment["PUBLIC_URL"] = await serve(502, "<h1>Bad gateway</h1>");
      at.sandbox.setWebhookTarget(`${environment["PUBLIC_URL"]}/api/github/webhooks`);
    },
    finds: "machine/public-url",
    says: /502/,
  },
  {
    name: "this machine's clock is five minutes behind",
    breaks: ({ scene: at }) => at.clock.advance(300_000),
    finds: "github/clock",
    says: /(?:299|300|301) seconds behind/,
  },
  {
    name: "the App does not ask for deployments",
    sandbox: { permissions: without(["deployments"]) },
    finds: "app/permission",
    says: /deployments: write.*“Deployments” to “Read and write”/s,
  },
  {
    name: "the App may read issues only",
    sandbox: { permissions: { ...without([]), issues: "read" } },
    finds: "app/permission",
    says: /issues: write \(it has read\)/,
  },
  {
    name: "the App is not told of merge groups",
    sandbox: { events: WANTED_EVENTS.filter((name) => name !== "merge_group") },
    finds: "app/event",
    says: /merge_group.*“Merge group”/s,
  },
  {
    name: "the webhook is not active",
    breaks: ({ scene: at }) => (at.sandbox.world.webhooks.settings.active = false),
    finds: "webhook/none",
    says: /Tick “Active”/,
  },
  {
    name: "the webhook leads elsewhere",
    breaks: ({ scene: at }) => at.sandbox.setWebhookTarget("https://old.example.org/api/github/webhooks"),
    finds: "webhook/address",
    says: /old\.example\.org.*Set “Webhook URL” to http:\/\/127\.0\.0\.1:\d+\/api\/github\/webhooks/s,
  },
  {
    name: "the webhook sends forms",
    breaks: ({ scene: at }) => (at.sandbox.world.webhooks.settings.contentType = "form"),
    finds: "webhook/content-type",
    says: /application\/json/,
  },
  {
    name: "nobody verifies the webhook's certificate",
    breaks: ({ scene: at }) => (at.sandbox.world.webhooks.settings.insecureSsl = true),
    finds: "webhook/tls",
    says: /Enable SSL verification/,
  },
  {
    name: "the webhook has no secret",
    breaks: ({ scene: at }) => (at.sandbox.world.webhooks.settings.hasSecret = false),
    finds: "webhook/secret",
    says: /no secret/,
  },
  {
    name: "the webhook has another secret",
    async breaks(at) {
      Object.assign(at.scene.sandbox.world.app, { webhookSecret: OTHER_SECRET });
      await event(at);
    },
    finds: "webhook/secret",
    says: /refused by the App \(401\)/,
  },
  {
    name: "the newest events are lost",
    async breaks(at) {
      at.scene.sandbox.faults.deliveries.lose = true;
      await event(at);
      await event(at);
    },
    finds: "webhook/deliveries",
    says: /\d events have not arrived since .*502/,
  },
  {
    name: "the App is installed nowhere",
    breaks({ scene: at, options }) {
      at.sandbox.world.installations.clear();
      options.repo = undefined;
    },
    finds: "installation/none",
    says: /installations\/new/,
  },
  {
    name: "the App is installed beside the catalog",
    async breaks({ scene: at }) {
      await at.sandbox.addRepository({ owner: "community", name: "website", installed: true });
      at.sandbox.uninstall(CATALOG);
    },
    finds: "installation/not-there",
    says: /community\/marketplace/,
  },
  {
    name: "the App is installed on every repository there is",
    async breaks({ scene: at, options }) {
      for (let count = 0; count < 50; count += 1)
        await at.sandbox.addRepository({ owner: "community", name: `tool-${count}`, installed: true });
      for (const one of at.sandbox.world.installations.values()) one.everyRepository = true;
      options.repo = undefined;
    },
    finds: "installation/many-repositories",
    says: /covers every repository \(51\), and 1 of the 51 that were checked is a catalog.*choose “Only select repositories”/s,
  },
  {
    name: "the installation is suspended",
    breaks: ({ scene: at }) => at.sandbox.suspend("community", true),
    finds: "installation/suspended",
    says: /Unsuspend/,
  },
  {
    name: "a permission waits for its approval",
    breaks({ scene: at }) {
      for (const one of at.sandbox.world.installations.values()) one.permissions = without(["pages"]);
    },
    finds: "installation/permission",
    says: /pages: read.*Review request/s,
  },
  {
    name: "the catalog is archived",
    breaks: ({ catalog }) => (catalog.archived = true),
    finds: "repository/archived",
    says: /Unarchive/,
  },
  {
    name: "issues are off",
    breaks: ({ catalog }) => (catalog.hasIssues = false),
    finds: "repository/issues-off",
    says: /Tick “Issues”/,
  },
  {
    name: "pull requests are off",
    breaks: ({ catalog }) => (catalog.pullRequestsFrom = "nobody"),
    finds: "repository/pulls-closed",
    says: /switched off .*“Pull requests” under “Features”/s,
  },
  {
    name: "only collaborators may open pull requests",
    breaks: ({ catalog }) => (catalog.pullRequestsFrom = "collaborators_only"),
    finds: "repository/pulls-closed",
    says: /Only collaborators/,
  },
  {
    name: "there is no policy",
    scene: { policy: null },
    finds: "policy/missing",
    says: /extends: default/,
  },
  {
    name: "the policy has a wrong key",
    breaks: (at) => policy(at, "extends: mattermost\ntakedwn:\n  mode: on\n"),
    finds: "policy/invalid",
    says: /steward\.yml:2:1 .*takedown/s,
  },
  {
    name: "nothing requires the check",
    breaks: ({ catalog }) => catalog.rulesets.shift(),
    finds: "ruleset/not-required",
    says: /rulesets\/main\.json.*4711/s,
  },
  {
    name: "anybody may set the required check",
    breaks: ({ ruleset }) => ruleset({ rules: requires(undefined) }),
    finds: "ruleset/not-pinned",
    says: /tied to no App/,
  },
  {
    name: "another App has to set the required check",
    breaks: ({ ruleset }) => ruleset({ rules: requires(12) }),
    finds: "ruleset/not-pinned",
    says: /App 12/,
  },
  {
    name: "the ruleset is not active",
    breaks: ({ ruleset }) => ruleset({ enforcement: "disabled" }),
    finds: "ruleset/inactive",
    says: /“Marketplace”.*“Active”/s,
  },
  {
    name: "the ruleset is about another branch",
    breaks: ({ ruleset }) => ruleset({ include: ["refs/heads/master"] }),
    finds: "ruleset/other-branch",
    says: /on master, and the default branch is main/,
  },
  {
    name: "the App may not pass by the ruleset",
    breaks: ({ ruleset }) => ruleset({ bypassActors: [] }),
    finds: "ruleset/no-bypass",
    says: /bypass list/,
  },
  {
    name: "pull requests can be merged by merge commits",
    breaks({ ruleset, catalog, scene: at }) {
      catalog.mergeCommitAllowed = true;
      ruleset({ rules: requires(at.sandbox.appId, { allowed_merge_methods: ["merge", "squash"] }) });
    },
    finds: "ruleset/merge-commits",
    says: /into main by a merge commit.*“Allow merge commits”.*community\/marketplace\/settings/s,
  },
  {
    name: "pull requests can be merged by merge commits, for an older server names no methods",
    breaks({ ruleset, catalog, scene: at }) {
      catalog.mergeCommitAllowed = true;
      ruleset({ rules: requires(at.sandbox.appId, { allowed_merge_methods: undefined }) });
    },
    finds: "ruleset/merge-commits",
    says: /“Require linear history”/,
  },
  {
    name: "whoever pushed last may approve that",
    breaks: ({ ruleset, scene: at }) =>
      ruleset({ rules: requires(at.sandbox.appId, { require_last_push_approval: false }) }),
    finds: "ruleset/last-push",
    says: /“Marketplace” requires a review, and not one of the last push.*rules\/\d+/s,
  },
  {
    name: "the publish branch may be put back by force",
    breaks: ({ catalog }) => Object.assign(catalog.rulesets[1] ?? {}, { rules: [{ type: "deletion" }] }),
    finds: "publish/unprotected",
    says: /can have gh-pages put back to an older commit by a force push\..*rulesets\/publish\.json/s,
  },
  {
    name: "nothing protects a publish branch of another name",
    async breaks(at) {
      at.catalog.pages = { branch: "shop", url: "https://community.example/marketplace/" };
      at.catalog.rulesets.pop();
      await policy(at, `${POLICY}publish:\n  branch: shop\n`);
      await at.scene.settled();
    },
    finds: "publish/unprotected",
    says: /have shop deleted and put back.*refs\/heads\/shop in place of refs\/heads\/gh-pages/s,
  },
  {
    name: "a ruleset holds the App back from the publish branch",
    breaks: ({ scene: at }) =>
      at.sandbox.addRuleset(CATALOG, {
        name: "No pushes",
        rules: [{ type: "update" }],
        include: ["refs/heads/gh-pages"],
      }),
    finds: "publish/branch-protected",
    says: /“No pushes” holds the App back from gh-pages/,
  },
  {
    name: "the policy publishes into the default branch",
    breaks: (at) => policy(at, `${POLICY}publish:\n  branch: main\n`),
    finds: "publish/default-branch",
    says: /main, the default branch/,
  },
  {
    name: "the publish branch is somebody else's",
    async breaks(at) {
      at.catalog.pages = { branch: "site", url: "https://community.example/marketplace/" };
      await at.scene.sandbox.commit(CATALOG, "site", { "index.html": "Hello" });
      await policy(at, `${POLICY}publish:\n  branch: site\n`);
    },
    finds: "publish/not-ours",
    says: /adopt: true/,
  },
  {
    name: "the publish branch is gone",
    async breaks(at) {
      at.scene.sandbox.setWebhookTarget(`${at.scene.server.url}/api/github/webhooks`);
      at.scene.sandbox.faults.deliveries.lose = /nothing/;
      const guard = at.catalog.rulesets.pop();
      await at.scene.sandbox.deleteBranch(CATALOG, "gh-pages");
      at.catalog.rulesets.push(...(guard === undefined ? [] : [guard]));
    },
    finds: "publish/branch-gone",
    says: /gh-pages is gone/,
  },
  {
    name: "the App is not installed where the policy publishes",
    async breaks(at) {
      await at.scene.sandbox.addRepository({ owner: "community", name: "site" });
      await policy(at, `${POLICY}publish:\n  repository: community/site\n`);
    },
    finds: "publish/repository",
    says: /community\/site/,
  },
  {
    name: "Pages is off",
    breaks: ({ catalog }) => (catalog.pages = undefined),
    finds: "pages/off",
    says: /Deploy from a branch”, gh-pages/,
  },
  {
    name: "Pages serves another branch",
    breaks: ({ catalog }) =>
      (catalog.pages = { branch: "main", url: "https://community.example/marketplace/" }),
    finds: "pages/source",
    says: /serves \/ of main/,
  },
  {
    name: "the pages could not be built",
    breaks: ({ scene: at, catalog }) =>
      catalog.pageBuilds.push({
        id: at.sandbox.world.nextId(),
        status: "errored",
        error: "A file was included that is a symlink",
        commit: at.sandbox.branchSha(CATALOG, "gh-pages") ?? "",
        pusher: catalog.owner,
        createdAtMs: at.clock.nowMs(),
      }),
    finds: "pages/build",
    says: /symlink/,
  },
  {
    name: "there is no such security team",
    breaks: (at) => policy(at, `${POLICY}takedown:\n  team: security\n`),
    finds: "takedown/team",
    says: /no team security/,
  },
  {
    name: "the security team is empty",
    async breaks(at) {
      at.scene.sandbox.addTeam("community", "security", []);
      await policy(at, `${POLICY}takedown:\n  team: security\n`);
    },
    finds: "takedown/team",
    says: /has no members/,
  },
  {
    name: "the App is not installed where cases are kept",
    async breaks(at) {
      await at.scene.sandbox.addRepository({ owner: "community", name: "cases", private: true });
      await policy(at, `${POLICY}takedown:\n  repository: community/cases\n`);
    },
    finds: "takedown/repository",
    says: /not installed there/,
  },
  {
    name: "everybody can read the cases",
    async breaks(at) {
      const labels = ["security", "blocking-bug"];
      await at.scene.sandbox.addRepository({ owner: "community", name: "cases", installed: true, labels });
      await policy(at, `${POLICY}takedown:\n  repository: community/cases\n`);
    },
    finds: "takedown/public-repository",
    says: /community\/cases is public/,
  },
  {
    name: "issues are off where cases are kept",
    async breaks(at) {
      const made = await at.scene.sandbox.addRepository({
        owner: "community",
        name: "cases",
        private: true,
        installed: true,
      });
      made.hasIssues = false;
      await policy(at, `${POLICY}takedown:\n  repository: community/cases\n`);
    },
    finds: "takedown/issues-off",
    says: /community\/cases/,
  },
  {
    name: "the labels that start a case are not there",
    breaks: ({ catalog }) => (catalog.labels.length = 0),
    finds: "takedown/labels",
    says: /no label security and blocking-bug/,
  },
];

describe("a set-up that is in order", () => {
  afterEach(closeScenes);

  it("gives no finding, and says so", async () => {
    const { environment } = await setUp();
    const found = await doctor(environment, { repo: CATALOG });
    expect(found.findings).toEqual([]);
    expect([found.exit, found.verdict]).toEqual([0, "pass"]);
    // The same without naming the catalog: it is found among what is installed.
    expect((await doctor(environment)).findings).toEqual([]);
  });

  it("is one too with a team, a private repository for cases, and a storefront in another repository", async () => {
    const text = `${POLICY}takedown:\n  team: security\n  repository: community/cases\npublish:\n  repository: community/site\n`;
    const labels = ["security", "blocking-bug"];
    const pages = { branch: "gh-pages", url: "https://community.example/" };
    const { environment } = await setUp({ scene: { policy: text } }, async ({ sandbox }) => {
      sandbox.addTeam("community", "security", ["maintainer"]);
      const cases = { owner: "community", name: "cases", private: true, installed: true, labels };
      await sandbox.addRepository(cases);
      const files = { "README.md": "" };
      await sandbox.addRepository({ owner: "community", name: "site", installed: true, pages, files });
      sandbox.addRuleset("community/site", GUARD);
    });
    expect((await doctor(environment)).findings).toEqual([]);
  });

  it("may be one on GitHub Enterprise Server, whose API is named in full", async () => {
    const { environment, scene } = await setUp({ scene: { enterprise: true } });
    const right = { ...environment, GITHUB_API_URL: enterpriseUrl(scene.sandbox.url) };
    expect((await doctor(right)).findings).toEqual([]);
    // The host alone is the mistake that everybody makes once.
    const { findings } = await doctor(environment);
    expect(findings.map(({ rule, fix }) => [rule, fix])).toEqual([
      ["github/not-the-api", `Set GITHUB_API_URL=${scene.sandbox.url}/api/v3`],
    ]);
  });

  it("on few repositories is told to choose them all the same, and nothing is wrong", async () => {
    const { scene, environment } = await setUp();
    for (const one of scene.sandbox.world.installations.values()) one.everyRepository = true;
    const { findings, exit } = await doctor(environment);
    expect([exit, findings]).toEqual([0, []]);
    expect(await shown(environment)).toContain("covers every repository, those to come too");
  });

  it("may be one on a person's own account, who has no members to read about", async () => {
    const { scene, environment } = await setUp();
    const { sandbox } = scene;
    sandbox.addUser("solo");
    await sandbox.addRepository({
      owner: "solo",
      name: "shop",
      installed: true,
      labels: ["security", "blocking-bug"],
      pages: { branch: "gh-pages", url: "https://solo.example/" },
      files: { ".github/steward.yml": POLICY, "listings/.gitkeep": "" },
    });
    for (const name of TEMPLATE_RULESETS)
      sandbox.addRuleset("solo/shop", templateRuleset(name, sandbox.appId));
    for (const one of sandbox.world.installations.values())
      if (one.account.login === "solo") one.permissions = without(["members"]);
    expect((await doctor(environment, { repo: "solo/shop" })).findings).toEqual([]);
  });
});

async function isFound({ finds, says }: Broken, at: Pick<SetUp, "environment" | "options">): Promise<void> {
  const found = await doctor(at.environment, at.options);
  const errors = found.findings.filter(({ level }) => level === "error");
  expect(errors.map(({ rule }) => rule)).toEqual([finds]);
  expect(errors.map(({ message, fix }) => `${message}\n${fix}`).join()).toMatch(says);
  expect(errors[0]?.why.length).toBeGreaterThan(20);
  expect([found.exit, found.verdict]).toEqual([1, "fail"]);
}

describe("a broken environment", () => {
  let whole: SetUp;
  beforeAll(async () => {
    whole = await setUp();
  });
  afterAll(closeScenes);

  it.each(ENVIRONMENTS)("$name: $finds", async (broken) => {
    const at = { ...whole, environment: { ...whole.environment } };
    await broken.breaks?.(at);
    await isFound(broken, at);
  });

  it("with two faults shows both, though each alone would stop the start", async () => {
    const environment = { ...whole.environment, RECORD_KEY: "short", PORT: "http", APP_ID: "99" };
    const { findings } = await doctor(environment, { repo: CATALOG });
    expect(findings.map(({ rule }) => rule)).toEqual([
      "environment/record-key",
      "environment/value",
      "app/no-such-app",
    ]);
  });

  it("says with credentials that are no good that GitHub was not asked, not that it is fine", async () => {
    const { findings } = await doctor({ ...whole.environment, APP_ID: "" });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      ["error", expect.stringMatching(/^APP_ID/)],
      ["unknown", "GitHub was not asked."],
    ]);
  });
});

describe("a broken set-up", () => {
  afterEach(closeScenes);

  it("there are more than twenty, and each is another one", () => {
    const all = [...ENVIRONMENTS, ...SET_UPS];
    expect(all.length).toBeGreaterThanOrEqual(50);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    // Every rule there is has its set-up here, but for those of a folder.
    const rules = SETUP_RULE_IDS.filter((rule) => !rule.startsWith("folder/"));
    expect([...new Set(all.map(({ finds }) => finds))].sort()).toEqual([...rules].sort());
  });

  it.each(SET_UPS)("$name: $finds", async (broken) => {
    const at = await setUp(broken);
    await broken.breaks?.(at);
    await isFound(broken, at);
  });
});

describe("what could not be told", () => {
  afterEach(closeScenes);

  it.each([
    ["the App's registration", /^\/app$/, 500],
    ["the webhook's settings", /hook\/config$/, 502],
    ["the deliveries", /hook\/deliveries$/, 503],
    ["the rules of the branch", /rules\/branches\/main$/, 500],
    ["the rulesets", /\/rulesets$/, 500],
    ["the rules of the publish branch", /rules\/branches\/gh-pages$/, 403],
    ["the pages", /\/pages$/, 500],
    ["the policy", /\/contents\//, 500],
    ["the repository", /\/repos\/community\/marketplace$/, 500],
  ])("%s: exit 2, and never fine", async (_, path, status) => {
    const { scene, environment } = await setUp();
    scene.sandbox.faults.requests.push({ method: "GET", path, times: 99, answer: { status } });
    const { exit, verdict, findings } = await doctor(environment, { repo: CATALOG });
    expect(findings.map(({ level }) => level)).toContain("unknown");
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect([exit, verdict]).toEqual([2, "unknown"]);
  });

  it("classic protection requires the check as well, and does not tell who may pass it by", async () => {
    const { scene, catalog, environment } = await setUp();
    catalog.rulesets.length = 0;
    catalog.mergeCommitAllowed = true;
    catalog.protections.set("main", { checks: [{ context: "steward", app_id: scene.sandbox.appId }] });
    catalog.protections.set("gh-pages", { checks: [] });
    const { exit, findings } = await doctor(environment, { repo: CATALOG });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      ["unknown", expect.stringMatching(/protection of main lets the App's own commits through/)],
      ["unknown", expect.stringMatching(/protection of main forbids merge commits/)],
      ["unknown", expect.stringMatching(/protection of main asks for approval of the last push/)],
      ["unknown", expect.stringMatching(/protection of gh-pages keeps it from being deleted and put back/)],
    ]);
    expect(exit).toBe(2);
    catalog.protections.set("main", { checks: [{ context: "steward", app_id: null }] });
    const second = await doctor(environment, { repo: CATALOG });
    expect(second.findings.map(({ rule }) => rule)).toEqual(["ruleset/not-pinned", null, null, null, null]);
  });
});

describe("a setting that only a question of its own tells", () => {
  afterEach(closeScenes);

  it("is not asked for in vain where a rule forbids merge commits anyway, and never taken for fine elsewhere", async () => {
    const { scene, catalog, environment, ruleset } = await setUp();
    catalog.mergeCommitAllowed = true;
    scene.sandbox.faults.requests.push({
      method: "POST",
      path: /graphql$/,
      times: 99,
      answer: { status: 502 },
    });
    expect((await doctor(environment, { repo: CATALOG })).findings).toEqual([]);
    const methods = { allowed_merge_methods: ["merge", "rebase", "squash"] };
    ruleset({ rules: requires(scene.sandbox.appId, methods) });
    const { exit, findings } = await doctor(environment, { repo: CATALOG });
    expect(findings.map(({ level, message }) => [level, message])).toEqual([
      ["unknown", "Whether community/marketplace allows merge commits could not be read."],
    ]);
    expect(exit).toBe(2);
    ruleset({ rules: [...requires(scene.sandbox.appId, methods), { type: "required_linear_history" }] });
    expect((await doctor(environment, { repo: CATALOG })).findings).toEqual([]);
    // A queue merges by its own method.
    const queue = { type: "merge_queue", parameters: { ...QUEUE, merge_method: "SQUASH" } };
    ruleset({ rules: [...requires(scene.sandbox.appId, methods), queue] });
    expect((await doctor(environment, { repo: CATALOG })).findings).toEqual([]);
  });

  it("no review required is worth knowing, and no fault: a sole owner may want it so", async () => {
    const { scene, environment, ruleset } = await setUp();
    ruleset({
      rules: requires(scene.sandbox.appId, {
        required_approving_review_count: 0,
        require_last_push_approval: false,
      }),
    });
    expect(await doctor(environment, { repo: CATALOG })).toMatchObject({ exit: 0, verdict: "pass" });
  });
});

describe("a catalog without a server", () => {
  afterEach(closeScenes);

  it("needs no webhook, no events and no secret for one, and is told of GitHub's sixty days", async () => {
    const { scene, catalog, environment } = await setUp();
    scene.sandbox.world.webhooks.settings.active = false;
    const { WEBHOOK_SECRET: _, ...without } = environment;
    const before = await doctor(without, { repo: CATALOG });
    expect(before.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["environment/webhook-secret", "webhook/none"]),
    );
    const workflow = { ".github/workflows/steward.yml": "on: workflow_dispatch\n" };
    const rules = catalog.rulesets.splice(0);
    await scene.sandbox.commit(CATALOG, "main", workflow, { author: "maintainer" });
    catalog.rulesets.push(...rules);
    expect(await doctor(without, { repo: CATALOG })).toMatchObject({ exit: 0, findings: [] });
    const text = await shown(without);
    expect(text).toContain("where nothing happened for 60 days");
    expect(text).toContain("It has no webhook, and needs none");
  });
});

describe("a folder", () => {
  const look = (catalog: string) => doctor({}, { catalog });

  it("as the template lays it out lacks the App's number and holds examples; without those, nothing", async () => {
    const root = join(folder, "shop");
    const quiet = { write: () => undefined, warn: () => undefined, interactive: false };
    const answers = { name: "Shop", security: "mailto:security@shop.example", owner: "shop", yes: true };
    await runInit({ folder: root, ...answers, appId: undefined }, quiet);
    const bare = await look(root);
    expect(bare.findings.map(({ rule }) => rule)).toEqual(["folder/examples", "folder/ruleset"]);
    for (const name of ["main", "reviews"])
      expect(bare.findings[1]?.message).toContain(`.github/rulesets/${name}.json`);
    expect(bare.exit).toBe(1);
    await runInit({ folder: join(folder, "second"), ...answers, appId: "4711", examples: false }, quiet);
    expect(await look(join(folder, "second"))).toMatchObject({ exit: 0, findings: [] });
  });

  it("without a policy, without listings, with a ruleset that is none", async () => {
    mkdirSync(join(folder, ".github/rulesets"), { recursive: true });
    writeFileSync(join(folder, ".github/rulesets/main.json"), "{");
    const { findings } = await look(folder);
    expect(findings.map(({ rule }) => rule)).toEqual([
      "policy/missing",
      "folder/no-listings",
      "folder/ruleset",
    ]);
    rmSync(join(folder, ".github/rulesets/main.json"));
    for (const path of [".github/steward.yml", ".github/rulesets/main.json"])
      mkdirSync(join(folder, path), { recursive: true });
    expect((await look(folder)).findings).toEqual(findings);
  });

  it("that is not there is a mistake of the command", async () => {
    const said: string[] = [];
    const world = { environment: {}, nowMs: Date.now, color: false, write: () => undefined };
    const warn = (text: string) => void said.push(text);
    const ask = (options: Partial<DoctorOptions>) =>
      runDoctor({ repo: undefined, catalog: undefined, format: "text", ...options }, { ...world, warn });
    expect(await ask({ catalog: join(folder, "nowhere") })).toBe(64);
    expect(await ask({ repo: "marketplace" })).toBe(64);
    expect(await ask({ repo: CATALOG, catalog: folder })).toBe(64);
    expect(said).toHaveLength(3);
  });
});

describe("the screen", () => {
  afterEach(closeScenes);

  it("shows what is in order, what is not with its fix, and how it stands", async () => {
    const { scene, environment, ruleset } = await setUp();
    ruleset({ bypassActors: [] });
    scene.sandbox.world.webhooks.settings.active = false;
    let text = "";
    const world = { environment: { ...environment, DATA_DIR: folder }, nowMs: Date.now, color: false };
    await runDoctor(
      { repo: CATALOG, catalog: undefined, format: "text" },
      { ...world, write: (piece) => (text += piece), warn: () => undefined },
    );
    const plain = text
      .replaceAll(/127\.0\.0\.1:\d+/g, "HOST")
      .replaceAll(folder, "DATA")
      .replaceAll(/rules\/\d+/g, "rules/RULESET");
    expect(plain).toBe(SCREEN);
  });
});

const SCREEN = `This machine
  ✔ Every environment variable is as it must be
  ✔ DATA_DIR can be written to (DATA)
  ✔ The App answers at http://HOST

GitHub
  ✔ GitHub's API answers at http://HOST, and the clocks agree
  ✔ The private key is that of App 4711

The App “Marketplace Steward”
  ✔ It asks for all 9 permissions it needs
  ✔ It is told of all 9 kinds of events it needs
  ✖ The App has no active webhook. [webhook/none]
      GitHub tells it nothing; pull requests wait for the next sweep.
    → Tick “Active” under “Webhook” (http://HOST/settings/apps/marketplace-steward), with
      the address http://HOST/api/github/webhooks and the value of WEBHOOK_SECRET.

Where it is installed
  ✔ community has granted all it asks for

Catalog community/marketplace
  ✔ The policy is valid (“marketplace”, extends mattermost)
  · The policy does not say what the marketplace is called, so it is called marketplace, its
    repository's name. Add name: under marketplace: in .github/steward.yml.
  · The policy names no security contact, so security problems are reported at
    http://HOST/community/marketplace/security/advisories/new, where private
    vulnerability reporting has to be on (Settings → Advanced Security). Add security:
    mailto:YOUR-ADDRESS under marketplace: in .github/steward.yml.
  ✔ The check “steward” is required, and tied to the App
  ✖ The ruleset “Marketplace” holds back the App's own commits to main. [ruleset/no-bypass]
      A takedown then waits for somebody to merge its pull request, and the ledger is not kept.
    → Add the App to its bypass list, “Always allow”, at
      http://HOST/community/marketplace/rules/RULESET.
  ✔ Nothing is merged into main by a merge commit
  ✔ Whoever pushed to a pull request last needs somebody else's approval
  ✔ The branch gh-pages is Steward's own
  ✔ Nobody can delete gh-pages or put it back to an older commit
  ✔ GitHub Pages serves gh-pages at https://community.example/marketplace/
  ✔ Cases can be kept in community/marketplace

2 to fix, 16 in order.
`;
