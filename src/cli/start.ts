// `steward start`: the App, with the environment as its configuration; without credentials, its registration first.

import { createLog } from "../adapters/log.ts";
import { readConfig, type Config } from "../config.ts";
import { appEnvPath, isUnconfigured, withAppEnv, type Environment } from "../server/app-env.ts";
import { startRegistration } from "../server/registration.ts";
import { startServer } from "../server/start.ts";
import { userAgent, version } from "../version.ts";
import { EXIT } from "./outcome.ts";

/** A lost event waits this long at most (GitHub sends each once, and some are lost). */
const SWEEP_EVERY_MS = 15 * 60_000;

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
  return serve(read.config, stopped);
}

function cannotStart(faults: readonly string[], warn: (text: string) => void): number {
  warn("The App cannot start:");
  for (const fault of faults) warn(`  - ${fault}`);
  return EXIT.usage;
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
  const registration = await startRegistration({
    host: given("HOST") ?? "127.0.0.1",
    port: Number(given("PORT") ?? "3000"),
    path: appEnvPath(environment),
    apiUrl: given("GITHUB_API_URL"),
    publicUrl: given("PUBLIC_URL"),
    log: createLog(given("LOG_LEVEL") ?? "info"),
    nowMs: () => Date.now(),
  });
  warn("There is no GitHub App yet. To register one, open");
  warn(`  ${registration.url}`);
  if (registration.code !== undefined) warn(`and enter this code: ${registration.code}`);
  const end = await Promise.race([registration.registered.then(() => "registered" as const), stopped]);
  await registration.stop();
  return end === "stopped" ? EXIT.clean : end;
}

async function serve(config: Config, stopped: Promise<"stopped">): Promise<number> {
  const secrets = [config.privateKey, ...config.webhookSecrets, ...config.recordKeys];
  const log = createLog(config.logLevel, undefined, secrets);
  const server = await startServer({
    appId: config.appId,
    privateKey: config.privateKey,
    apiUrl: config.apiUrl,
    userAgent: userAgent(config.publicUrl),
    web: { allow: config.fetchAllow },
    clock: { nowMs: () => Date.now() },
    log,
    allowRepositories: config.allowRepositories,
    webhookSecrets: config.webhookSecrets,
    recordKeys: config.recordKeys,
    host: config.host,
    port: config.port,
  });
  log.info("listening", { url: server.url, version: version() });
  server.service.warm();
  // What happened while we were away, and every event that never came, is found by looking, not by remembering.
  const sweep = (): void => {
    server.service.sweepAll().then(
      (catalogs) => log.info("swept", { catalogs }),
      (error: unknown) =>
        log.error("sweep failed", { because: error instanceof Error ? error.message : String(error) }),
    );
  };
  sweep();
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS);
  await stopped;
  clearInterval(sweeping);
  log.info("stopping");
  await server.stop();
  return EXIT.clean;
}
