// `steward doctor`: looks at a set-up from end to end and names what is wrong with it, with its fix; it changes nothing.

import { stat } from "node:fs/promises";
import { readConfig } from "../platform/config.ts";
import { diagnose } from "../core/setup/diagnose.ts";
import type { ConfigurationSeen } from "../core/setup/seen.ts";
import type { Diagnosis } from "../core/setup/diagnosis.ts";
import { appEnvPath, isUnconfigured, withAppEnv, type Environment } from "../server/app-env.ts";
import { createSeal } from "../platform/seal.ts";
import { seeGitHub } from "./doctor-github.ts";
import { seeFolder } from "./doctor-folder.ts";
import { seeMachine } from "./doctor-machine.ts";
import { doctorJson, doctorText } from "./formats/doctor.ts";
import { isFolder } from "./folder-policy.ts";
import { EXIT } from "./outcome.ts";

export interface DoctorOptions {
  /** "owner/name"; undefined: every catalog that is installed. */
  readonly repo: string | undefined;
  /** A folder to look at, in place of the App. */
  readonly catalog: string | undefined;
  readonly format: "text" | "json";
}

export interface DoctorWorld {
  readonly environment: Environment;
  readonly nowMs: () => number;
  readonly color: boolean;
  write(text: string): void;
  warn(text: string): void;
}

const EXIT_OF = { fine: EXIT.clean, broken: EXIT.findings, unknown: EXIT.inconclusive } as const;
/** Secrets that looking does not need; good enough to get the rest of the configuration read. */
const STAND_INS = {
  WEBHOOK_SECRET: "7d1c0b9e5f3a48267d10c9be5f3a4826aa",
  RECORD_KEY: "c4b8e1f7092d6a35c4b81ef7092d6a35bb",
};

export async function runDoctor(options: DoctorOptions, world: DoctorWorld): Promise<number> {
  const { repo, catalog } = options;
  if (repo !== undefined && !/^[^/\s]+\/[^/\s]+$/.test(repo)) {
    world.warn("--repo takes OWNER/NAME.");
    return EXIT.usage;
  }
  if (repo !== undefined && catalog !== undefined) {
    world.warn("Say --repo for a catalog at GitHub, or --catalog for a folder; not both.");
    return EXIT.usage;
  }
  if (catalog !== undefined && !(await isFolder(catalog))) {
    world.warn(`--catalog: there is no folder ${catalog}.`);
    return EXIT.usage;
  }
  const diagnosis = catalog === undefined ? await ofApp(repo, world) : await ofFolder(catalog, world.nowMs());
  world.write(options.format === "json" ? doctorJson(diagnosis) : doctorText(diagnosis, world.color));
  return EXIT_OF[diagnosis.verdict];
}

async function ofFolder(root: string, nowMs: number): Promise<Diagnosis> {
  return diagnose({
    configuration: undefined,
    machine: undefined,
    github: undefined,
    folder: await seeFolder(root, nowMs),
  });
}

async function ofApp(repo: string | undefined, world: DoctorWorld): Promise<Diagnosis> {
  const { nowMs } = world;
  const environment = withAppEnv(world.environment);
  const read = readConfig(environment);
  const configuration = await seeConfiguration(world.environment, read.state === "faulty" ? read.faults : []);
  if (configuration.unregistered)
    return diagnose({ configuration, machine: undefined, github: undefined, folder: undefined });
  // What is wrong with one variable must not hide what is wrong elsewhere: GitHub is asked with what asking needs.
  const names = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "GITHUB_API_URL"];
  const core = readConfig({
    ...Object.fromEntries(names.map((name) => [name, environment[name]])),
    ...STAND_INS,
  });
  const has = (name: string): boolean =>
    read.state === "ready" || !read.faults.some((fault) => fault.startsWith(`${name}:`));
  const publicUrl =
    has("PUBLIC_URL") && given(environment, "PUBLIC_URL") !== ""
      ? given(environment, "PUBLIC_URL").replace(/\/+$/, "")
      : undefined;
  const github =
    core.state === "faulty"
      ? undefined
      : await seeGitHub({
          config: core.config,
          seal: has("RECORD_KEY") ? createSeal(values(environment, "RECORD_KEY")) : undefined,
          isRotating: values(environment, "RECORD_KEY").length === 2,
          repo,
          allowed: has("ALLOW_REPOSITORIES") ? values(environment, "ALLOW_REPOSITORIES") : [],
          publicUrl,
          nowMs,
        });
  const machine = await seeMachine({
    dataDir: given(environment, "DATA_DIR") || "./data",
    databaseUrl: has("DATABASE_URL") ? given(environment, "DATABASE_URL") || undefined : undefined,
    publicUrl: publicUrl ?? hookOrigin(github?.hook),
  });
  return diagnose({ configuration, machine, github, folder: undefined });
}

/** Where GitHub brings its events is the App's address, too. */
function hookOrigin(hook: { state: string; value?: { url: string } | null } | undefined): string | undefined {
  const url = hook?.state === "known" ? hook.value?.url : undefined;
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function given(environment: Environment, name: string): string {
  return (environment[name] ?? "").trim();
}

function values(environment: Environment, name: string): readonly string[] {
  return given(environment, name)
    .split(/[\s,]+/)
    .filter((one) => one !== "");
}

async function seeConfiguration(own: Environment, faults: readonly string[]): Promise<ConfigurationSeen> {
  const environment = withAppEnv(own);
  const path = appEnvPath(own);
  const file = await stat(path).catch(() => undefined);
  return {
    unregistered: isUnconfigured(own),
    faults,
    rotating: ["WEBHOOK_SECRET", "RECORD_KEY"].filter((name) => values(environment, name).length === 2),
    // Windows keeps no such bits, and says that everybody may.
    readableSecrets:
      file !== undefined && process.platform !== "win32" && (file.mode & 0o077) !== 0 ? path : undefined,
  };
}
