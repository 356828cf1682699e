// What `steward doctor` sees at GitHub: first whether it answers, then the App, then each catalog; nothing is written.

import { sameLogin } from "../core/logins.ts";
import type { Seal } from "../core/seal.ts";
import type { GitHub } from "../adapters/github/base/client.ts";
import {
  isInstalledOn,
  probeApi,
  seeApp,
  seeDeliveries,
  seeHook,
  seeInstallations,
  seeRepositories,
} from "../adapters/github/setup/app.ts";
import { seeCatalog } from "../adapters/github/setup/catalog.ts";
import type { Config } from "../platform/config.ts";
import type {
  CatalogSeen,
  CoverageSeen,
  GitHubSeen,
  InstallationSeen,
  NamedSeen,
} from "../core/setup/seen.ts";
import { JobError } from "../core/job-error.ts";
import { readApp } from "../server/manifest.ts";
import { githubAsApp } from "./app-github.ts";

/** Each catalog costs about a dozen questions; who has more names one. */
const CATALOGS_MAX = 25;

export interface GitHubAsk {
  readonly config: Pick<Config, "appId" | "formerAppIds" | "privateKey" | "apiUrl">;
  readonly seal: Seal | undefined;
  /** RECORD_KEY has two values. */
  readonly isRotating: boolean;
  readonly repo: string | undefined;
  readonly allowed: readonly string[];
  readonly publicUrl: string | undefined;
  readonly nowMs: () => number;
}

export async function seeGitHub(ask: GitHubAsk): Promise<GitHubSeen> {
  const { appId, privateKey, apiUrl } = ask.config;
  const { default_permissions: permissions, default_events: events } = readApp();
  const base = {
    apiUrl,
    appId,
    nowMs: ask.nowMs(),
    publicUrl: ask.publicUrl,
    wanted: { permissions, events },
    probe: await probeApi(apiUrl, ask.nowMs),
  };
  const nothing = {
    hook: undefined,
    deliveries: undefined,
    installations: undefined,
    named: [],
    catalogs: [],
    coverage: [],
  };
  if (base.probe.kind !== "api") return { ...base, ...nothing, app: undefined, notLookedAt: 0 };
  const github = githubAsApp({ appId, privateKey, apiUrl });
  const app = await seeApp(github);
  if (app.state !== "known" || typeof app.value === "string")
    return { ...base, ...nothing, app, notLookedAt: 0 };
  const [hook, deliveries, installations] = await Promise.all([
    seeHook(github),
    seeDeliveries(github),
    seeInstallations(github),
  ]);
  const all = installations.state === "known" ? installations.value : [];
  const found = await seeCatalogs(github, ask, all);
  return { ...base, app, hook, deliveries, installations, ...found };
}

interface Found {
  readonly named: readonly NamedSeen[];
  readonly catalogs: readonly CatalogSeen[];
  readonly coverage: readonly CoverageSeen[];
  readonly notLookedAt: number;
}

async function seeCatalogs(
  github: GitHub,
  { config, repo, allowed, seal, isRotating }: GitHubAsk,
  installations: readonly InstallationSeen[],
): Promise<Found> {
  const apps = { appId: config.appId, formerAppIds: config.formerAppIds };
  const active = installations.filter(({ suspended }) => !suspended);
  const names = repo === undefined ? allowed : [repo];
  const by = repo === undefined ? "ALLOW_REPOSITORIES" : "--repo";
  const named: NamedSeen[] = [];
  const todo: {
    readonly name: string;
    readonly installation: InstallationSeen;
    readonly wasNamed: boolean;
  }[] = [];
  for (const name of names) {
    const answer = await where(github, name);
    const owner = name.split("/")[0]?.toLowerCase();
    const installation = active.find(({ account }) => account.toLowerCase() === owner);
    if (answer !== "installed") named.push({ name, by, found: answer });
    else if (installation !== undefined) todo.push({ name, installation, wasNamed: true });
    if (repo !== undefined && allowed.length > 0 && !allowed.some((one) => sameLogin(one, name)))
      named.push({ name, by, found: "not-listed" });
  }
  let notLookedAt = 0;
  const covered = new Map<InstallationSeen, { total: number; lookedAt: number; catalogs: number }>();
  for (const installation of names.length > 0 ? [] : active) {
    const repositories = await seeRepositories(github, installation);
    if (repositories.state !== "known") {
      const because = repositories.state === "unknown" ? repositories.because : repositories.wants;
      named.push({ name: `The list of ${installation.account}'s repositories`, by, found: { because } });
      continue;
    }
    const { names: here, total } = repositories.value;
    todo.push(...here.map((name) => ({ name, installation, wasNamed: false })));
    notLookedAt += total - here.length;
    covered.set(installation, { total, lookedAt: 0, catalogs: 0 });
  }
  const catalogs: CatalogSeen[] = [];
  for (const { name, installation, wasNamed } of todo) {
    if (catalogs.length >= CATALOGS_MAX) {
      notLookedAt += 1;
      continue;
    }
    const seen = await seeCatalog({ github, ...apps, installation, seal, isRotating }, name, wasNamed);
    const cover = covered.get(installation);
    if (cover !== undefined) cover.lookedAt += 1;
    if (seen === "not-a-catalog") continue;
    // What could not be checked may be one.
    if (cover !== undefined) cover.catalogs += 1;
    if ("because" in seen) named.push({ name, by, found: seen });
    else catalogs.push(seen);
  }
  const coverage = [...covered].map(([{ account }, { total, ...counted }]) => ({
    account,
    repositories: total,
    ...counted,
  }));
  return { named, catalogs, coverage, notLookedAt };
}

async function where(
  github: GitHub,
  name: string,
): Promise<"installed" | "not-installed" | { because: string }> {
  try {
    return (await isInstalledOn(github, name)) === "not-installed" ? "not-installed" : "installed";
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    return { because: `GitHub said: ${error.message}.` };
  }
}
