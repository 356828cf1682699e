// `steward check`: the checks of a pull request, at home.

import { isoDay } from "../core/time.ts";
import {
  catalogFolder,
  openWorktree,
  type FoundListing,
  type Worktree,
} from "../adapters/worktree/worktree.ts";
import { ASKED_AGAIN } from "../core/checks/run.ts";
import { createLookAlikes } from "../core/listing/ids.ts";
import type { Policy } from "../core/policy/policy.ts";
import { CHECKS } from "../core/checks/index.ts";
import { brokenJudgement, checkListing, type CheckFolderOptions } from "../jobs/folder/check.ts";
import { version } from "../platform/version.ts";
import { jsonReport } from "./formats/json.ts";
import { markdownReport } from "./formats/markdown.ts";
import { sarifReport } from "./formats/sarif.ts";
import { textReport } from "./formats/text.ts";
import { wordsFor } from "./ending.ts";
import {
  EXIT,
  exitCodeOf,
  checkedItem,
  reportOf,
  type CheckedItem,
  type CheckedListing,
  type CheckReport,
} from "./outcome.ts";
import { fixListings } from "./fix.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";
import { createProgress } from "./progress.ts";
import { watchCatalog } from "./watch.ts";
import { openWorld, type CliWorld } from "./world.ts";

export const FORMATS = ["text", "json", "markdown", "sarif"] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckOptions {
  readonly files: readonly string[];
  readonly catalog: string | undefined;
  readonly format: Format;
  readonly offline: boolean;
  readonly fix?: boolean;
  readonly watch?: boolean;
}

export interface CheckTerminal {
  write(text: string): void;
  warn(text: string): void;
  readonly color: boolean;
  /** How wide it is; without it nothing is wrapped. */
  readonly columns?: number | undefined;
  readonly interactive: boolean;
}

const ONLINE_AT_ONCE = 8;
const OFFLINE_AT_ONCE = 4;

export async function runCheckCommand(
  options: CheckOptions,
  terminal: CheckTerminal,
  stopped?: Promise<unknown>,
): Promise<number> {
  // An empty catalog is in order; a folder that is not there is a slip of the pen, and must not pass for one.
  if (options.catalog !== undefined && !(await isFolder(options.catalog))) {
    terminal.warn(`--catalog: there is no folder ${JSON.stringify(options.catalog)}.`);
    return EXIT.usage;
  }
  if (options.watch !== true) return checkOnce(options, terminal);
  let code: number = EXIT.clean;
  const { root } = openWorktree(rootOf(options));
  const run = async (): Promise<void> => {
    // A fresh screen for each look; what is piped keeps everything.
    if (terminal.interactive && terminal.color) terminal.write("\u001B[2J\u001B[H");
    try {
      code = await checkOnce(options, terminal);
    } catch (error) {
      // A file that is gone while it is read comes back with the next save.
      code = EXIT.inconclusive;
      terminal.warn(wordsFor(error));
    }
    terminal.warn("Watching; save a file to check again, Ctrl+C ends.");
  };
  const watching = watchCatalog({ root, run, warn: (line) => terminal.warn(line) });
  await (stopped ?? untilTold());
  await watching.close();
  return code;
}

function untilTold(): Promise<unknown> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
}

function rootOf({ catalog, files }: CheckOptions): string {
  return catalog ?? (files[0] === undefined ? "." : catalogFolder(files[0]));
}

async function checkOnce(options: CheckOptions, terminal: CheckTerminal): Promise<number> {
  const folder = openWorktree(rootOf(options));
  const { policy, faults, unsaid, isNoCatalog } = await readPolicy(folder);
  for (const fault of faults) terminal.warn(fault);
  if (unsaid !== undefined) terminal.warn(unsaid);
  if (options.fix === true)
    await fixListings(folder, await namedOrAll(options, folder), policy, (text) =>
      terminal.warn(text.trimEnd()),
    );
  const opened = openWorld(process.env);
  if ("faults" in opened) {
    for (const fault of opened.faults) terminal.warn(fault);
    return EXIT.usage;
  }
  try {
    const report = await checkFolder(options, folder, policy, opened, terminal.interactive);
    terminal.write(formatted(report, options.format, terminal, checklistOf(policy)));
    // Nothing was checked, and that must not pass for a folder in which all is well.
    if (isNoCatalog === true && report.listings.length === 0) return EXIT.usage;
    return faults.length > 0
      ? Math.max(EXIT.findings, exitCodeOf(report.verdict))
      : exitCodeOf(report.verdict);
  } finally {
    await opened.close();
  }
}

async function checkFolder(
  options: CheckOptions,
  folder: Worktree,
  policy: Policy,
  { world, refused }: CliWorld,
  interactive: boolean,
): Promise<CheckReport> {
  const [live, removed, published] = await Promise.all([
    folder.idsIn("listings"),
    folder.idsIn("removed"),
    folder.published(),
  ]);
  const named = options.files.length > 0;
  const found = await namedOrAll(options, folder);
  const context: CheckFolderOptions = {
    folder,
    world,
    policy,
    lookAlikes: createLookAlikes(live, removed),
    offline: options.offline,
    refused,
    today: isoDay(Date.now()),
  };
  const progress = createProgress(found.length, interactive);
  const listings: CheckedListing[] = Array.from({ length: found.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < found.length; index = next++) {
      const listing = found[index];
      if (listing === undefined) return;
      progress.begin(listing.id);
      // Outside a git checkout nobody can tell what is new; a file that is named is taken for new.
      const added = published === undefined ? named : !published.has(listing.id);
      listings[index] = await checkOne(context, listing, added);
      progress.end(listing.id);
    }
  };
  await Promise.all(Array.from({ length: options.offline ? OFFLINE_AT_ONCE : ONLINE_AT_ONCE }, lane));
  progress.close();
  return reportOf(listings);
}

function namedOrAll({ files }: CheckOptions, folder: Worktree): Promise<readonly FoundListing[]> {
  return files.length > 0 ? Promise.all(files.map((file) => folder.listingAt(file))) : folder.listings();
}

async function checkOne(
  context: CheckFolderOptions,
  found: FoundListing,
  added: boolean,
): Promise<CheckedListing> {
  const listing = { ...found, added };
  try {
    const { verdict, skipped } = await checkListing(context, listing);
    const judged = new Map(verdict.checks.map((check) => [check.id, checkedItem(check)]));
    const checks = CHECKS.flatMap(({ id, item }): CheckedItem[] => {
      if (skipped.has(id)) return [{ id, item, status: "not-run", evidence: [], findings: [], notes: [] }];
      const checkInput = judged.get(id);
      return checkInput === undefined ? [] : [atHome(checkInput)];
    });
    return { path: found.path, id: found.id, verdict: verdict.overall, checks };
  } catch {
    const outcomes = brokenJudgement(listing);
    const checks = outcomes.map((outcome): CheckedItem => ({
      ...outcome,
      item: CHECKS.find(({ id }) => id === outcome.id)?.item ?? outcome.id,
      notes: [],
    }));
    return { path: found.path, id: found.id, verdict: "unknown", checks };
  }
}

/** The App asks again; a command that has ended does not. */
function atHome(item: CheckedItem): CheckedItem {
  const again =
    (process.env["GITHUB_TOKEN"] ?? process.env["GH_TOKEN"] ?? "") === ""
      ? "Run `check` again; with a token in GITHUB_TOKEN, GitHub answers more questions."
      : "Run `check` again.";
  return {
    ...item,
    findings: item.findings.map((finding) =>
      finding.fix === ASKED_AGAIN ? { ...finding, fix: again } : finding,
    ),
  };
}

/** Where the marketplace's own storefront tells its rules. */
function checklistOf({ publish }: Policy): string | undefined {
  return publish.url === undefined ? undefined : `${publish.url.replace(/\/*$/, "/")}checklist/`;
}

function formatted(
  report: CheckReport,
  format: Format,
  { color, columns }: CheckTerminal,
  pages: string | undefined,
): string {
  switch (format) {
    case "text":
      return textReport(report, color, columns);
    case "json":
      return jsonReport(report);
    case "markdown":
      return markdownReport(report);
    case "sarif":
      return sarifReport(report, version(), pages);
  }
}
