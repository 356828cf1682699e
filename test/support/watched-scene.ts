// A scene that can lose its App's memory and start it anew, and in which nothing secret may ever reach the log.

import { createLog } from "../../src/adapters/log.ts";
import { createSandbox, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { startServer, type RunningServer, type ServerOptions } from "../../src/server/start.ts";
import { createContract } from "./contract.ts";
import { addProject, type Scene } from "./scene.ts";

export interface WatchedScene extends Scene {
  /** The App's process ends, with everything it remembered. Deliveries fail meanwhile. */
  stopApp(): Promise<void>;
  /** A new one starts and sweeps, as `steward start` does. */
  startApp(): Promise<void>;
  readonly logged: readonly string[];
}

export interface WatchedOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly allowRepositories?: readonly string[];
  readonly web?: ServerOptions["web"];
}

const RECORD_KEY = "9b1f04c7e2d85a36f7c0e1b2a3d4958671f2e3c4";
const contract = createContract();

export async function openWatchedScene(options: WatchedOptions = {}): Promise<WatchedScene> {
  let offsetMs = 0;
  const clock = {
    nowMs: () => Date.now() + offsetMs,
    advance(ms: number) {
      offsetMs += ms;
    },
  };
  const logged: string[] = [];
  const sandbox = await createSandbox({ nowMs: clock.nowMs, observe: contract, ...options.sandbox });
  for (const login of ["maintainer", "contributor", "stranger", "owner"]) sandbox.addUser(login);
  sandbox.addOrganization("community");
  await sandbox.addRepository({
    owner: "community",
    name: "marketplace",
    installed: true,
    roles: { maintainer: "maintain" },
    files: {
      "README.md": "# Marketplace\n",
      ".github/steward.yml": "extends: mattermost\n",
      "listings/.gitkeep": "",
      ...options.files,
    },
  });
  await addProject(sandbox, "contributor", "poll-maker");
  const secrets = [sandbox.privateKey, sandbox.webhookSecret, RECORD_KEY];
  const log = createLog("trace", { write: (line: string) => void logged.push(line) }, secrets);
  const begin = (): Promise<RunningServer> =>
    startServer({
      appId: sandbox.appId,
      privateKey: sandbox.privateKey,
      apiUrl: sandbox.url,
      userAgent: "marketplace-steward/test",
      web: options.web ?? {},
      clock,
      log,
      allowRepositories: options.allowRepositories ?? [],
      webhookSecrets: [sandbox.webhookSecret],
      host: "127.0.0.1",
      port: 0,
    });
  let server = await begin();
  sandbox.setWebhookTarget(`${server.url}/api/github/webhooks`);
  const settled = async (): Promise<void> => {
    for (let round = 0; round < 8; round += 1) {
      await sandbox.deliveriesSettled();
      await server.service.worker.idle();
      await sandbox.deliveriesSettled();
      const due = server.service.queue.nextDueMs() ?? Infinity;
      if (server.service.queue.working === 0 && due > clock.nowMs()) return;
    }
  };
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
    async startApp() {
      server = await begin();
      sandbox.setWebhookTarget(`${server.url}/api/github/webhooks`);
      await server.service.sweepAll();
      await settled();
    },
    async close() {
      await server.stop();
      await sandbox.close();
      assertNoSecret(logged.join("\n"), [...secrets, ...sandbox.world.tokens.keys()]);
      contract.assertKept();
    },
  };
}

/** Whole secrets, the lines of keys, and the long parts of what is made of parts. */
export function assertNoSecret(text: string, secrets: readonly string[]): void {
  const pieces = secrets
    .flatMap((secret) => [secret, ...secret.split(/[\n.]/)])
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= 24 && !piece.startsWith("-----"));
  const leaked = pieces.filter((piece) => text.includes(piece)).length;
  if (leaked > 0) throw new Error(`${leaked} of ${pieces.length} secrets or parts of them are in the log`);
  if (/eyJ[\w-]{10,}\.[\w-]{10,}\.|PRIVATE KEY|gh[opsur]_\w{20,}/.test(text))
    throw new Error("something shaped like a secret is in the log");
}
