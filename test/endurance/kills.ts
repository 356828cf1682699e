// Real `steward start` processes are killed at random moments under load, while GitHub loses, doubles, delays and reorders its events.

import { randomBytes } from "node:crypto";
import { request, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { addProject, CATALOG, goodFiles } from "../support/scene.ts";
import { environmentFor, startSteward, type StewardProcess } from "../support/steward-process.ts";
import { bears } from "../support/marked.ts";

export interface KillOptions {
  /** The App's folder; with `databaseUrl` only for what is not in the database. */
  readonly folder: string;
  readonly databaseUrl?: string;
  readonly processes: number;
  readonly kills: number;
  /** One process is paused for so long, once, half-way. */
  readonly pauseMs?: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface KillReport {
  readonly pulls: number;
  readonly events: { readonly sent: number; readonly lost: number };
  /** One sentence per promise that was broken; empty is what we want. */
  readonly broken: readonly string[];
  readonly settledMs: number;
}

const SETTLE_MS_MAX = 180_000;
const OPEN_MAX = 10;

export async function killAtRandom(options: KillOptions): Promise<KillReport> {
  const random = seeded(options.seed);
  const sandbox = await openCatalog();
  const door = await openDoor(random);
  const house = createHouse(options, sandbox, door, random);
  try {
    sandbox.setWebhookTarget(`${door.url}/api/github/webhooks`);
    await house.fill();
    const load = createLoad(sandbox, random);
    for (let kill = 1; kill <= options.kills; kill += 1) {
      misbehave(sandbox, random);
      // Work and its end overlap: neither waits for the other.
      const [acted] = await Promise.all([
        load.act(1 + Math.floor(random() * 3)),
        house.killOne(random() * 1_500),
      ]);
      options.say(`kill ${kill}: ${acted.join(", ")}`);
      if (options.pauseMs !== undefined && kill === Math.ceil(options.kills / 2))
        house.pauseOne(options.pauseMs);
      await house.fill();
    }
    Object.assign(sandbox.faults.deliveries, { lose: false, double: false, delayMs: 0, reorder: false });
    await house.settlePause();
    await sandbox.deliveriesSettled();
    // Everybody starts anew, as after a night: what was missed is found by looking, not by waiting a quarter of an hour.
    await house.restart();
    const startedMs = performance.now();
    const broken = await untilKept(() => brokenPromises(sandbox, house, load.heads()), SETTLE_MS_MAX);
    const sent = sandbox.deliveries.length;
    return {
      pulls: sandbox.issues(CATALOG).length,
      events: { sent, lost: sandbox.deliveries.filter(({ status }) => status !== "OK").length },
      broken,
      settledMs: Math.round(performance.now() - startedMs),
    };
  } finally {
    await house.stop();
    await door.close();
    await sandbox.close();
  }
}

async function openCatalog(): Promise<Sandbox> {
  const sandbox = await createSandbox({ webhookSecret: randomBytes(24).toString("hex") });
  for (const login of ["maintainer", "contributor", "owner"]) sandbox.addUser(login);
  sandbox.addOrganization("community");
  await sandbox.addRepository({
    owner: "community",
    name: "marketplace",
    installed: true,
    roles: { maintainer: "maintain" },
    files: { ".github/steward.yml": "extends: mattermost\n", "listings/.gitkeep": "" },
  });
  await addProject(sandbox, "contributor", "poll-maker");
  return sandbox;
}

function misbehave(sandbox: Sandbox, random: () => number): void {
  Object.assign(sandbox.faults.deliveries, {
    lose: random() < 0.25,
    double: random() < 0.4,
    delayMs: random() < 0.5 ? Math.floor(random() * 400) : 0,
    reorder: random() < 0.3,
  });
}

interface Load {
  /** Does so many things to pull requests; says which. */
  act(times: number): Promise<readonly string[]>;
  /** Number → head of every open pull request. */
  heads(): ReadonlyMap<number, string>;
}

function createLoad(sandbox: Sandbox, random: () => number): Load {
  const open: { number: number; branch: string; fork: string; id: string; sha: string }[] = [];
  let count = 0;
  const one = async (): Promise<string> => {
    const chosen = open[Math.floor(random() * open.length)];
    const dice = random();
    if (chosen === undefined || (dice < 0.5 && open.length < OPEN_MAX)) return submitOne();
    if (dice < 0.7) {
      const summary = random() < 0.5 ? "short" : `Create polls, take ${Math.floor(random() * 1_000)}`;
      chosen.sha = await sandbox.commit(chosen.fork, chosen.branch, await goodFiles(chosen.id, { summary }), {
        author: "contributor",
      });
      return `push to #${chosen.number}`;
    }
    if (dice < 0.85) {
      sandbox.comment(CATALOG, chosen.number, "contributor", "/recheck");
      return `recheck #${chosen.number}`;
    }
    await sandbox.editPullRequest(CATALOG, chosen.number, "contributor", {
      body: `Text ${Math.floor(random() * 1_000)}`,
    });
    return `edit #${chosen.number}`;
  };
  const submitOne = async (): Promise<string> => {
    count += 1;
    const branch = `change-${count}`;
    const id = `tool-${(count * 7_919).toString(36)}-${count}`;
    const fork = count === 1 ? sandbox.fork(CATALOG, "contributor") : "contributor/marketplace";
    const from = sandbox.branchSha(CATALOG, "main");
    const sha = await sandbox.commit(fork, branch, await goodFiles(id), {
      author: "contributor",
      ...(from === undefined ? {} : { from }),
    });
    const pull = await sandbox.openPullRequest({
      repo: CATALOG,
      author: "contributor",
      head: { repo: fork, branch },
      title: `Add ${id}`,
      body: "",
      draft: false,
    });
    open.push({ number: pull.number, branch, fork, id, sha });
    return `open #${pull.number}`;
  };
  return {
    async act(times) {
      const done: string[] = [];
      for (let n = 0; n < times; n += 1) done.push(await one());
      return done;
    },
    heads: () => new Map(open.map(({ number, sha }) => [number, sha])),
  };
}

interface House {
  fill(): Promise<void>;
  killOne(afterMs: number): Promise<void>;
  pauseOne(ms: number): void;
  settlePause(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  ports(): readonly number[];
}

/** The processes, each started again when it is gone. */
function createHouse(options: KillOptions, sandbox: Sandbox, door: Door, random: () => number): House {
  let running: { steward: StewardProcess; port: number; paused: boolean }[] = [];
  let pause: Promise<void> = Promise.resolve();
  const begin = async () => {
    const steward = startSteward({
      ...environmentFor(sandbox, options.folder),
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    });
    const [, port] = await steward.saw(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
    return { steward, port: Number(port), paused: false };
  };
  const open = (): void => door.leadTo(running.filter(({ paused }) => !paused).map(({ port }) => port));
  const fill = async (): Promise<void> => {
    const missing = options.processes - running.length;
    running.push(...(await Promise.all(Array.from({ length: Math.max(0, missing) }, begin))));
    open();
  };
  return {
    fill,
    async killOne(afterMs) {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const awake = running.filter(({ paused }) => !paused);
      const victim = awake[Math.floor(random() * awake.length)];
      if (victim === undefined) return;
      running = running.filter((one) => one !== victim);
      const gone = new Promise((resolve) => victim.steward.child.once("exit", resolve));
      victim.steward.child.kill("SIGKILL");
      await gone;
      open();
    },
    pauseOne(ms) {
      const one = running.find(({ paused }) => !paused);
      if (one === undefined) return;
      options.say(`paused a process for ${ms} ms`);
      one.paused = true;
      one.steward.child.kill("SIGSTOP");
      open();
      pause = new Promise((resolve) => {
        setTimeout(() => {
          one.steward.child.kill("SIGCONT");
          one.paused = false;
          open();
          resolve();
        }, ms);
      });
    },
    settlePause: () => pause,
    async restart() {
      await Promise.all(running.map(({ steward }) => steward.stop()));
      running = [];
      await fill();
    },
    async stop() {
      await pause;
      await Promise.all(running.map(({ steward }) => steward.stop()));
    },
    ports: () => running.map(({ port }) => port),
  };
}

interface Door {
  readonly url: string;
  leadTo(ports: readonly number[]): void;
  close(): Promise<void>;
}

/** What stands before several processes: each delivery goes to one of those that are there. */
async function openDoor(random: () => number): Promise<Door> {
  let ports: readonly number[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const port = ports[Math.floor(random() * ports.length)];
    if (port === undefined) return void outgoing.writeHead(502).end();
    const inner = request(
      { host: "127.0.0.1", port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    inner.on("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(next) {
      ports = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function brokenPromises(
  sandbox: Sandbox,
  house: House,
  heads: ReadonlyMap<number, string>,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [number, sha] of heads) {
    const runs = sandbox.checkRuns(CATALOG, sha);
    const comments = sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "review")).length;
    const names = new Map<string, number>();
    for (const { name, status } of runs) {
      names.set(name, (names.get(name) ?? 0) + 1);
      if (status !== "completed") broken.push(`#${number}: ${name} is ${status}`);
    }
    if (names.size !== 8) broken.push(`#${number}: ${names.size} of 8 runs`);
    for (const [name, count] of names)
      if (count > 1) broken.push(`#${number}: ${name} stands ${count} times`);
    if (comments !== 1) broken.push(`#${number}: ${comments} of our comments`);
  }
  for (const port of house.ports()) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const keys = (state: string): number =>
      Number(
        new RegExp(`^steward_queue_keys\\{state="${state}"\\} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN,
      );
    for (const state of ["due", "working", "dead"])
      if (keys(state) !== 0) broken.push(`${keys(state)} keys are ${state}`);
    // The two rounds, and the catalog's next look at what it has published; for minutes after a change, the dashboard's.
    if (keys("later") !== 3 && keys("later") !== 4) broken.push(`${keys("later")} keys wait for later`);
  }
  return broken;
}

async function untilKept(
  look: () => Promise<readonly string[]>,
  limitMs: number,
): Promise<readonly string[]> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const broken = await look();
    if (broken.length === 0 || performance.now() > endMs) return broken;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Mulberry32: the same seed gives the same story. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
