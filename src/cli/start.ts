// `steward start`: the App, with the environment as its configuration; without credentials, its registration first.

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createLog } from "../adapters/log.ts";
import { openDurableQueue } from "../adapters/queue/durable.ts";
import { FolderInUse } from "../adapters/queue/lock.ts";
import type { KeyQueue } from "../ports/queue.ts";
import { type ListenAddress, readConfig, type Config } from "../platform/config.ts";
import { appEnvPath, isUnconfigured, withAppEnv, type Environment } from "../server/app-env.ts";
import { startRegistration } from "../server/registration.ts";
import { controlPath, openControl } from "../server/control.ts";
import { giveBackMemory } from "../server/memory.ts";
import { startServer, type RunningServer } from "../server/start.ts";
import { version } from "../platform/version.ts";
import { secretsIn, serviceOptionsFrom } from "../service/options.ts";
import { EXIT } from "./outcome.ts";
import { cannotWrite } from "./doctor-machine.ts";
import { isAddressLost, isPortLost } from "./port.ts";

const BEGIN_AGAIN_MS = 5_000;
const STOP_MS_MAX = 9_500;

export async function runStart(environment: Environment, warn: (text: string) => void): Promise<number> {
  const stopped = new Promise<"stopped">((resolve) => {
    process.once("SIGTERM", () => resolve("stopped"));
    process.once("SIGINT", () => resolve("stopped"));
  });
  if (isUnconfigured(environment)) {
    const registered = await register(environment, warn, stopped);
    if (registered !== "registered") return registered;
  }
  const read = readConfig(withAppEnv(environment));
  if (read.state === "faulty") return cannotStart(read.faults, warn);
  return serve(read.config, stopped, warn);
}

function cannotStart(faults: readonly string[], warn: (text: string) => void): number {
  warn("The App cannot start:");
  for (const fault of faults) warn(`  - ${fault}`);
  return EXIT.usage;
}

function notListening(config: ListenAddress, error: unknown): string {
  // The system names the address, which may be another one of ours.
  const { address: host = config.host, port = config.port } = error as Partial<Record<"address", string>> & {
    readonly port?: number;
  };
  const isOther = port !== config.port && config.port !== 0;
  return `${isOther ? "METRICS_ADDRESS" : isPortLost(error) ? "PORT" : "HOST"}: ${host}:${port} is not available${isPortLost(error) ? ": another program is using it, or you lack the permission" : ` (${codeOf(error)})`}.`;
}

/** The credentials are what registration is about to bring; everything else has to be right already. */
async function register(
  environment: Environment,
  warn: (text: string) => void,
  stopped: Promise<"stopped">,
): Promise<number | "registered"> {
  const read = readConfig(environment);
  const faults = read.state === "faulty" ? read.faults : [];
  const others = faults.filter((fault) => !/^(?:APP_ID|PRIVATE_KEY|WEBHOOK_SECRET|RECORD_KEY)\b/.test(fault));
  if (others.length > 0) return cannotStart(others, warn);
  const given = (name: string): string | undefined =>
    environment[name]?.trim().replace(/\/+$/, "") || undefined;
  const path = appEnvPath(environment);
  // GitHub tells the keys once: a folder that cannot keep them must not be found out afterwards.
  const because = await cannotWrite(resolve(dirname(path)));
  if (because !== undefined)
    return cannotStart(
      [`DATA_DIR: the App's keys could not be kept in ${dirname(path)} (${because}).`],
      warn,
    );
  const host = given("HOST") ?? "127.0.0.1";
  const port = Number(given("PORT") ?? "3000");
  const registration = await startRegistration({
    host,
    port,
    path,
    apiUrl: given("GITHUB_API_URL"),
    publicUrl: given("PUBLIC_URL"),
    log: createLog(given("LOG_LEVEL") ?? "info"),
    nowMs: () => Date.now(),
  }).catch((error: unknown) => {
    if (!isAddressLost(error)) throw error;
    return notListening({ host, port }, error);
  });
  if (typeof registration === "string") return cannotStart([registration], warn);
  warn("There is no GitHub App yet. To register one, open");
  warn(`  ${registration.url}`);
  if (registration.code !== undefined) warn(`and enter this code: ${registration.code}`);
  const end = await Promise.race([registration.registered, stopped]);
  await registration.stop();
  if (end === "registered") return end;
  if (end === "without-server")
    warn(
      `The App is registered, and its keys are in ${path}. Nothing runs here: the workflow does the work.`,
    );
  return EXIT.clean;
}

async function serve(
  config: Config,
  stopped: Promise<"stopped">,
  warn: (text: string) => void,
): Promise<number> {
  const log = createLog(config.logLevel, undefined, secretsIn(config));
  const clock = { nowMs: () => Date.now() };
  const at =
    config.databaseUrl === undefined ? { folder: config.dataDir } : { databaseUrl: config.databaseUrl };
  let queue: KeyQueue;
  try {
    queue = await openDurableQueue({ at, clock, log });
  } catch (error) {
    return cannotOpen(error, config, warn);
  }
  let server: RunningServer;
  try {
    server = await startServer({
      ...serviceOptionsFrom(config),
      clock,
      log,
      queue,
      publicUrl: config.publicUrl,
      webhookSecrets: config.webhookSecrets,
      host: config.host,
      port: config.port,
      metricsAt: config.metricsAt,
    });
  } catch (error) {
    await queue.close();
    if (!isAddressLost(error)) throw error;
    return cannotStart([notListening(config, error)], warn);
  }
  const control = await openControl(controlPath(config.dataDir), queue).catch((error: unknown) => {
    const because = existsSync(config.dataDir) ? codeOf(error) : `there is no folder ${config.dataDir}`;
    log.warn("no side door for the operator", { because });
  });
  // Loading the program leaves more garbage behind than a day's work: what strangers pour in would come on top of it.
  giveBackMemory();
  log.info("listening", { url: server.url, version: version() });
  server.service.warm();
  // What happened while we were away, and every event that never came, is found by looking, not by remembering.
  const begin = (): void => {
    server.service.begin().catch((error: unknown) => {
      log.error("the queue does not answer", { because: codeOf(error), waitMs: BEGIN_AGAIN_MS });
      setTimeout(begin, BEGIN_AGAIN_MS).unref();
    });
  };
  begin();
  await stopped;
  log.info("stopping");
  await control?.close();
  // Whatever hangs, a supervisor's patience ends: what is not handed back by then comes back by itself.
  setTimeout(() => process.exit(EXIT.inconclusive), STOP_MS_MAX).unref();
  await server.stop();
  return EXIT.clean;
}

/** One sentence for what the operator can fix; never the address, which may hold a password. */
function cannotOpen(error: unknown, config: Config, warn: (text: string) => void): number {
  const said = error instanceof Error ? error.message : String(error);
  warn("The App cannot start:");
  if (error instanceof FolderInUse) warn(`  - ${said}`);
  else if (config.databaseUrl === undefined)
    warn(`  - The queue in DATA_DIR (${config.dataDir}) cannot be opened: ${said}`);
  else warn(`  - The database at DATABASE_URL cannot be used: ${said || codeOf(error)}`);
  // Not a fault of the configuration, perhaps: whoever supervises us may try again.
  return EXIT.inconclusive;
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? "no reason given";
}
