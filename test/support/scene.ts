// A marketplace in a local GitHub with the real App connected over HTTP: tests talk to it as people do.

import sharp from "sharp";
import { startServer, type RunningServer, type ServerOptions } from "../../src/server/start.ts";
import { settler } from "../../src/sandbox/settle.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { createContract } from "./contract.ts";
import { assertNoSecret } from "./no-secret.ts";
import { ROLL_UP } from "../../src/core/review/seen.ts";
import { readPageHere } from "../../src/adapters/page/read-page.ts";
import { createImages } from "../../src/adapters/images/images.ts";
import type { HostAddress } from "../../src/adapters/web/options.ts";
import { createWebProcess } from "../../src/adapters/web/process.ts";
import { createMemoryQueue } from "../../src/adapters/queue/memory.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { KeyQueue } from "../../src/ports/queue.ts";
import { createLog } from "../../src/adapters/log.ts";

export const CATALOG = "community/marketplace";

/** What an operator may change between two runs of the App. */
export interface AppSettings {
  readonly recordKeys: readonly string[];
  readonly formerAppIds?: readonly number[];
}

export interface Scene {
  readonly sandbox: Sandbox;
  readonly server: RunningServer;
  /** Everybody's clock: the sandbox's and the App's. */
  readonly clock: { nowMs(): number; advance(ms: number): void };
  /** All events delivered and all due work done. */
  settled(): Promise<void>;
  /** The App's process ends, with everything it remembered. Deliveries fail meanwhile. */
  stopApp(): Promise<void>;
  /** A new one starts and sweeps, as `steward start` does. */
  /** Default: as it ran before. */
  startApp(change?: Partial<AppSettings>): Promise<void>;
  /** Every line the App has logged; closing the scene looks for its secrets there. */
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly policy?: string | null;
  readonly web?: ServerOptions["web"];
  readonly sandbox?: Partial<SandboxOptions>;
  readonly allowRepositories?: readonly string[];
  /** Where people reach the App: with it, comments link previews. */
  readonly publicUrl?: string;
  /** Exchanges are not held against GitHub's description: for benches, which others' tests vouch for. */
  readonly unchecked?: boolean;
  /** Public cases that run, as a takedown tells publishing of them. */
  readonly openCases?: ServerOptions["openCases"];
  /** GitHub is an Enterprise Server, at the host `localhost`. */
  readonly enterprise?: boolean;
  /** Opens the App's queue; without it, keys wait in memory. */
  readonly queue?: (clock: Clock) => KeyQueue | Promise<KeyQueue>;
}

export const RECORD_KEY = "9b1f04c7e2d85a36f7c0e1b2a3d4958671f2e3c4";

const USER_AGENT = "marketplace-steward/test";

/** Names for examples exist nowhere (RFC 2606): no test waits for a resolver to say so. */
function noSuchExample(name: string): Promise<readonly HostAddress[] | undefined> {
  return Promise.resolve(/(^|\.)example$/i.test(name) ? [] : undefined);
}

// Starting the processes that fetch and decode takes a second: the Apps of a test worker share theirs, which hold nothing
// between two questions and end with the worker. Benches start each its own.
const looking =
  process.env["JEST_WORKER_ID"] === undefined
    ? undefined
    : {
        images: createImages(),
        web: createWebProcess({ userAgent: USER_AGENT, resolve: noSuchExample }),
        readPage: readPageHere,
      };

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  // Time starts at the machine's, since tokens and certificates are judged by it, and moves by hand.
  let offsetMs = 0;
  const clock = {
    nowMs: () => Date.now() + offsetMs,
    advance(ms: number) {
      offsetMs += ms;
    },
  };
  const contract = createContract();
  const sandbox = await createSandbox({
    nowMs: clock.nowMs,
    ...(options.unchecked === true ? {} : { observe: contract }),
    ...(options.enterprise === true ? { enterprise: true } : {}),
    ...options.sandbox,
  });
  for (const login of ["maintainer", "contributor", "stranger", "owner"]) sandbox.addUser(login);
  sandbox.addOrganization("community");
  await sandbox.addRepository({
    owner: "community",
    name: "marketplace",
    installed: true,
    roles: { maintainer: "maintain" },
    files: {
      "README.md": "# Marketplace\n",
      ...(options.policy === null
        ? {}
        : { ".github/steward.yml": options.policy ?? "extends: mattermost\n" }),
      "listings/.gitkeep": "",
      ...options.files,
    },
  });
  await addProject(sandbox, "contributor", "poll-maker");
  const logged: string[] = [];
  const secrets = [sandbox.privateKey, sandbox.webhookSecret, RECORD_KEY];
  const write = (line: string): void => {
    logged.push(line);
    if (process.env["TEST_LOG"] !== undefined) process.stderr.write(line);
  };
  const log = createLog("trace", { write }, secrets);
  let settings: AppSettings = { recordKeys: [RECORD_KEY] };
  const begin = async (): Promise<RunningServer> =>
    startServer({
      appId: sandbox.appId,
      privateKey: sandbox.privateKey,
      queue: await (options.queue ?? createMemoryQueue)(clock),
      apiUrl: options.enterprise === true ? enterpriseUrl(sandbox.url) : sandbox.url,
      userAgent: USER_AGENT,
      web: options.web ?? {},
      clock,
      log,
      allowRepositories: options.allowRepositories ?? [],
      ...settings,
      ...(options.openCases === undefined ? {} : { openCases: options.openCases }),
      // A scene with a web of its own needs a process that knows it.
      ...(looking === undefined || options.web !== undefined ? {} : { looking }),
      publicUrl: options.publicUrl,
      webhookSecrets: [sandbox.webhookSecret],
      host: "127.0.0.1",
      port: 0,
    });
  let server = await begin();
  sandbox.setWebhookTarget(`${server.url}/api/github/webhooks`);
  const settled = settler(sandbox, () => server.service, clock);
  return {
    sandbox,
    get server() {
      return server;
    },
    clock,
    logged,
    settled,
    async stopApp() {
      sandbox.setWebhookTarget(undefined);
      await server.stop();
    },
    async startApp(change = {}) {
      settings = { ...settings, ...change };
      server = await begin();
      sandbox.setWebhookTarget(`${server.url}/api/github/webhooks`);
      await server.service.begin();
      await settled();
    },
    async close() {
      await server.stop();
      await sandbox.close();
      assertNoSecret(logged.join("\n"), [...secrets, ...sandbox.world.tokens.keys()]);
      // Every request we sent, every answer and every event was as GitHub describes it.
      contract.assertKept();
    },
  };
}

/** A host by its name, as people write it into listings. */
export function enterpriseUrl(url: string): string {
  return `${url.replace("127.0.0.1", "localhost")}/api/v3`;
}

export const README = `# Poll Maker

Polls for your team.

## Installation

1. Download the latest release from the releases page.
2. Open **System Console > Plugins > Management**, upload the file and click **Enable**.

## Configuration

Open **System Console > Plugins > Poll Maker** and set:

| Setting | Meaning |
| --- | --- |
| \`Trigger\` | The slash command that starts a poll |
| \`Days\` | How long a poll stays open |

## Usage

Type \`/poll "Lunch?" "Yes" "No"\` in any channel to start a poll. Click an answer to vote; the author ends the poll with **End**.

![A poll with three answers](images/poll.png)
`;

/** A project worth listing: public, with a README that covers everything, a release and an issue template. */
export async function addProject(
  sandbox: Sandbox,
  owner: string,
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await sandbox.addRepository({
    owner,
    name,
    releases: ["v1.0.0"],
    files: {
      "README.md": README,
      ".github/ISSUE_TEMPLATE/bug.md": "---\nname: Bug\nabout: Something is wrong\n---\n",
      ...files,
    },
  });
}

export function listing(change: Readonly<Record<string, string | undefined>> = {}): string {
  const fields: Record<string, string | undefined> = {
    name: "Poll Maker",
    type: "plugin",
    summary: "Create polls and see the votes come in",
    link: "https://github.com/contributor/poll-maker",
    documentation: "https://github.com/contributor/poll-maker#readme",
    issues: "https://github.com/contributor/poll-maker/issues",
    image: "images/poll-maker.png",
    maintainers: "[contributor]",
    security: "mailto:security@poll-maker.example",
    license: "Apache-2.0",
    ...change,
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

let icon: Buffer | undefined;

export async function pngIcon(sidePx = 512): Promise<Buffer> {
  if (sidePx === 512 && icon !== undefined) return icon;
  const made = await sharp({ create: { width: sidePx, height: sidePx, channels: 3, background: "#1c58d9" } })
    .png()
    .toBuffer();
  if (sidePx === 512) icon = made;
  return made;
}

export interface Submission {
  readonly number: number;
  readonly branch: string;
  readonly fork: string;
  readonly sha: string;
}

/** A pull request from a fork, as a contributor opens one. */
export async function submit(
  { sandbox }: Scene,
  files: Parameters<Sandbox["commit"]>[2],
  more: {
    readonly author?: string;
    readonly title?: string;
    readonly body?: string;
    readonly draft?: boolean;
    readonly base?: string;
    readonly branch?: string;
  } = {},
): Promise<Submission> {
  const author = more.author ?? "contributor";
  const fork = `${author}/marketplace`;
  let repo: string = fork;
  try {
    sandbox.repository(fork);
  } catch {
    repo = sandbox.fork(CATALOG, author);
  }
  const branch =
    more.branch ?? `change-${sandbox.issues(CATALOG).length + 1}-${Math.floor(sandbox.calls.length)}`;
  const from = sandbox.branchSha(CATALOG, more.base ?? "main");
  const sha = await sandbox.commit(repo, branch, files, {
    author,
    message: "Change the catalog",
    ...(from === undefined ? {} : { from }),
  });
  const pull = await sandbox.openPullRequest({
    repo: CATALOG,
    author,
    head: { repo, branch },
    title: more.title ?? "Add a listing",
    body: more.body ?? "",
    ...(more.base === undefined ? {} : { base: more.base }),
    draft: more.draft ?? false,
  });
  return { number: pull.number, branch, fork: repo, sha };
}

export async function goodFiles(
  id = "poll-maker",
  change: Parameters<typeof listing>[0] = {},
): Promise<Record<string, string | Uint8Array>> {
  return {
    [`listings/${id}.yml`]: listing({ image: `images/${id}.png`, ...change }),
    [`images/${id}.png`]: await pngIcon(),
  };
}

/** The line to copy from `body` that lets the check through, with a reason put in; throws where there is none. */
export function lineFrom(body: string, check: string, reason: string): string {
  const line = [...body.matchAll(/`(\/accept [^`]*<reason>)`/g)]
    .map(([, found = ""]) => found)
    .find((found) => found.split(" ").includes(check));
  if (line === undefined) throw new Error(`no line to copy for ${check}`);
  return line.replace("<reason>", reason);
}

/** Newest run of each name on a commit: `{ "steward": "success", … }`; what is not completed is named by its status. */
export function verdicts({ sandbox }: Scene, sha: string): Record<string, string> {
  const newest = new Map<string, { id: number; shown: string }>();
  for (const run of sandbox.checkRuns(CATALOG, sha)) {
    const present = newest.get(run.name);
    if (present === undefined || run.id > present.id)
      newest.set(run.name, {
        id: run.id,
        shown: run.status === "completed" ? String(run.conclusion) : run.status,
      });
  }
  return Object.fromEntries([...newest].map(([name, { shown }]) => [name, shown]));
}

export function rollUp(scene: Scene, sha: string): string | undefined {
  return verdicts(scene, sha)[ROLL_UP];
}
