// `steward takedown plan`: which listings would go, and when, read from the dashboard's copies; nothing is written.

import { isoDay, isoSecond } from "../core/time.ts";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createDirectory } from "../adapters/github/base/directory.ts";
import { createForge } from "../adapters/github/forge.ts";
import { createCache } from "../adapters/github/base/cache.ts";
import { readConfig } from "../platform/config.ts";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { parsePolicy, type Policy } from "../core/policy/policy.ts";
import { forecast, type Forecast } from "../core/takedown/forecast.ts";
import { readRecordLines, type CaseRecord } from "../core/takedown/record.ts";
import { utc } from "../core/takedown/messages.ts";
import { policyInForce } from "../jobs/facts/catalog.ts";
import { seeDashboard } from "../jobs/takedown/observe.ts";
import { CASE_PERMISSIONS } from "../work/permissions.ts";
import { createSeal } from "../platform/seal.ts";
import { githubAsApp } from "./app-github.ts";
import { EXIT } from "./outcome.ts";

export interface TakedownPlanOptions {
  /** "owner/name", read from GitHub with the App's credentials. */
  readonly repo: string | undefined;
  /** A file with the text of dashboard issues, in place of GitHub. */
  readonly dashboard: string | undefined;
  /** The catalog folder, for its policy. */
  readonly catalog: string | undefined;
  /** ISO date or date-time up to which it is told; default: no such line is drawn. */
  readonly at: string | undefined;
  readonly format: "text" | "json";
}

export interface TakedownPlanWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly nowMs: number;
  write(text: string): void;
  warn(text: string): void;
}

interface Found {
  readonly records: readonly CaseRecord[];
  readonly mode: Policy["takedown"]["mode"];
}

export async function runTakedownPlan(
  options: TakedownPlanOptions,
  world: TakedownPlanWorld,
): Promise<number> {
  const atMs = options.at === undefined ? world.nowMs : momentOf(options.at);
  if (atMs === undefined) {
    world.warn("--at: not a date; write 2026-12-01 or 2026-12-01T12:00:00Z.");
    return EXIT.usage;
  }
  if ((options.repo === undefined) === (options.dashboard === undefined)) {
    world.warn("Say where the cases are: --repo OWNER/NAME, or --dashboard FILE with a dashboard's text.");
    return EXIT.usage;
  }
  if (options.repo !== undefined && !/^[^/\s]+\/[^/\s]+$/.test(options.repo)) {
    world.warn("--repo takes OWNER/NAME.");
    return EXIT.usage;
  }
  const lacking = lackOf(options, world);
  if (lacking !== undefined) {
    world.warn(lacking);
    return EXIT.usage;
  }
  const found =
    options.dashboard !== undefined ? fromFile(options, world) : await fromGitHub(options.repo ?? "", world);
  if (typeof found === "string") {
    world.warn(found);
    return EXIT.inconclusive;
  }
  // What lies ahead happens on the way there: a date to come is no outage until then.
  const fromMs = Math.min(atMs, world.nowMs);
  const lines = forecast(found.records, fromMs, found.mode);
  world.write(options.format === "json" ? json(fromMs, atMs, lines) : text(fromMs, atMs, lines));
  return EXIT.clean;
}

/** An ISO day or time, UTC where it names no zone; undefined: neither, or a day that no calendar has. */
function momentOf(text: string): number | undefined {
  const [, day = "", time = "", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const dayMs = Date.parse(day);
  if (Number.isNaN(dayMs) || isoDay(dayMs) !== day) return undefined;
  const ms = time === "" ? dayMs : Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** What has to be given before anything can be read; a sentence. */
function lackOf(
  { dashboard, catalog }: TakedownPlanOptions,
  { environment }: TakedownPlanWorld,
): string | undefined {
  if (dashboard === undefined) {
    const read = readConfig(withoutDeliveries(environment));
    return read.state === "faulty" ? credentialsNeeded(read.faults) : undefined;
  }
  if (keysOf(environment).length === 0)
    return "RECORD_KEY is missing: without it nobody can tell a record from a forgery.";
  if (!isPlainFile(dashboard)) return `--dashboard: there is no file ${JSON.stringify(dashboard)}.`;
  return catalog === undefined || isPlainFile(join(catalog, POLICY_PATH))
    ? undefined
    : `--catalog: ${JSON.stringify(catalog)} has no ${POLICY_PATH}.`;
}

function isPlainFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function keysOf(environment: TakedownPlanWorld["environment"]): readonly string[] {
  return (environment["RECORD_KEY"] ?? "").split(/[\s,]+/).filter((key) => key !== "");
}

/** Deliveries are not taken here, so their secret is not asked for. */
function withoutDeliveries(environment: TakedownPlanWorld["environment"]): TakedownPlanWorld["environment"] {
  return { ...environment, WEBHOOK_SECRET: environment["WEBHOOK_SECRET"] ?? UNUSED };
}

function credentialsNeeded(faults: readonly string[]): string {
  return ["The App's credentials are needed:", ...faults].join("\n  - ");
}

function fromFile(
  { dashboard, catalog }: TakedownPlanOptions,
  { environment }: TakedownPlanWorld,
): Found | string {
  const lines = readFileSync(dashboard ?? "", "utf8").split(/\r?\n/);
  const read = readRecordLines(lines, createSeal(keysOf(environment)));
  if (read.includes("broken")) return "A record in the file does not verify.";
  const records = read.flatMap((one) => (one === "broken" ? [] : [one.record]));
  if (catalog === undefined) return { records, mode: "on" };
  const parsed = parsePolicy(readFileSync(join(catalog, POLICY_PATH)), undefined);
  return parsed.state === "valid"
    ? { records, mode: parsed.policy.takedown.mode }
    : "The catalog's policy is not valid.";
}

async function fromGitHub(repo: string, { environment }: TakedownPlanWorld): Promise<Found | string> {
  const read = readConfig(withoutDeliveries(environment));
  if (read.state === "faulty") return credentialsNeeded(read.faults);
  const { appId, formerAppIds, privateKey, apiUrl, recordKeys } = read.config;
  const github = githubAsApp({ appId, privateKey, apiUrl });
  const directory = createDirectory(github);
  const seal = createSeal(recordKeys);
  const open = async (fullName: string) => {
    const where = await directory.findByName(fullName);
    if (where === undefined) return undefined;
    const octokit = github.installation(where.installationId, where.repositoryId, CASE_PERMISSIONS);
    const forge = createForge({
      ...where,
      octokit,
      appId,
      formerAppIds,
      seal,
      trees: createCache(1_000),
      blobs: createCache(1_000_000),
      reading: new Map(),
    });
    return { forge, repositoryId: where.repositoryId };
  };
  const catalog = await open(repo);
  if (catalog === undefined) return `The App is not installed on ${repo}.`;
  const state = await catalog.forge.catalogState();
  const policy = state === undefined ? undefined : (await policyInForce(catalog.forge, state)).policy;
  if (policy === undefined) return `${repo} has no valid policy.`;
  const { repository, mode } = policy.takedown;
  const other = repository === undefined ? undefined : await open(repository);
  const boards = await Promise.all(
    [catalog, ...(other === undefined ? [] : [other])].map((one) =>
      seeDashboard(one.forge, one.repositoryId, seal),
    ),
  );
  return { records: boards.flatMap(({ copies }) => [...copies.values()]), mode };
}

/** Long and varied enough to be taken; no delivery is ever verified with it. */
const UNUSED = "no-delivery-is-verified-by-this-0123456789-qwertzuiop";

const COLUMN = utc(0).length;

function text(fromMs: number, atMs: number, lines: readonly Forecast[]): string {
  const as = `As of ${utc(fromMs)}, if nobody does anything`;
  if (lines.length === 0) return `${as}:\n  nothing; no case runs.\n`;
  const names = lines.map((line) => `${line.listing} (${line.private ? "private " : ""}#${line.issue})`);
  const width = Math.max(...names.map(({ length }) => length));
  const rows = lines.map(({ atMs: whenMs, what }, at) => ({
    whenMs,
    row: `  ${(whenMs === undefined ? "nothing by itself" : utc(whenMs)).padEnd(COLUMN)}  ${(names[at] ?? "").padEnd(width)}  ${what}\n`,
  }));
  const all = (some: typeof rows): string => some.map(({ row }) => row).join("") || "  nothing\n";
  if (atMs <= fromMs) return `${as}:\n${all(rows)}`;
  const isBy = (whenMs: number | undefined): boolean => whenMs !== undefined && whenMs <= atMs;
  const by = rows.filter(({ whenMs }) => isBy(whenMs));
  const after = rows.filter(({ whenMs }) => !isBy(whenMs));
  return `${as}\nuntil ${utc(atMs)}:\n${all(by)}after that:\n${all(after)}`;
}

function json(fromMs: number, atMs: number, lines: readonly Forecast[]): string {
  const cases = lines.map(({ atMs: whenMs, ...rest }) => ({
    at: whenMs === undefined ? null : new Date(whenMs).toISOString(),
    ...rest,
  }));
  return `${JSON.stringify({ version: 1, asOf: isoSecond(fromMs), ...(atMs > fromMs ? { until: isoSecond(atMs) } : {}), cases }, undefined, 2)}\n`;
}
