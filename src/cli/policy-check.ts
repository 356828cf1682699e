// `steward policy check`: whether a policy is valid, which keys are in force and why, and which listings it would change.

import { isoDay } from "../core/time.ts";
import { lstat, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { committedText, remoteUrl } from "../adapters/worktree/history.ts";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import { POLICY_PATH } from "../core/listing/changes.ts";
import { openIdentity } from "../core/policy/identity.ts";
import { explainPolicy } from "../core/policy/explain.ts";
import type { Impact } from "../core/policy/impact.ts";
import { parsePolicy, POLICY_BYTES_MAX, type ParsedPolicy } from "../core/policy/policy.ts";
import { toPlain } from "../core/review/markdown.ts";
import { totals } from "../core/review/policy-report.ts";
import { folderImpact } from "../jobs/folder/impact.ts";
import { isSchemaStale, SCHEMA_PATH } from "./catalog-schema.ts";
import { EXIT } from "./outcome.ts";
import { isFolder, remarksIn } from "./folder-policy.ts";
import { shellWord } from "./shell.ts";
import { startedHere } from "./started-as.ts";

export interface PolicyCheckOptions {
  /** Default: the catalog folder's own. */
  readonly file: string | undefined;
  readonly catalog: string | undefined;
  readonly nowMs: number;
}

export async function runPolicyCheck(
  { file, catalog, nowMs }: PolicyCheckOptions,
  write: (text: string) => void,
  warn: (text: string) => void,
): Promise<number> {
  const root = resolve(catalog ?? catalogAbove(file));
  if (!(await isFolder(root))) {
    warn(`--catalog: there is no folder ${JSON.stringify(catalog ?? root)}.`);
    return EXIT.usage;
  }
  const own = join(root, POLICY_PATH);
  const path = file === undefined ? own : resolve(file);
  const text = await readPlain(path);
  if (text === undefined) {
    warn(`There is no policy file ${JSON.stringify(file ?? POLICY_PATH)} that could be read.`);
    return EXIT.usage;
  }
  const shown = file ?? POLICY_PATH;
  const parsed = parsePolicy(text, undefined);
  if (parsed.state === "invalid") {
    for (const { place, message, fix } of parsed.problems)
      write(`${shown}:${place.line}:${place.column} ${toPlain(message)} ${toPlain(fix)}\n`);
    write(`\n${shown} is not valid: ${parsed.problems.length} to fix.\n`);
    return EXIT.findings;
  }
  write(`${shown} is valid. In force:\n\n${keysText(parsed)}\n`);
  const repositoryUrl = await remoteUrl(root);
  for (const sentence of openIdentity(parsed.policy, repositoryUrl)) write(`${toPlain(sentence)}\n\n`);
  const remarks = await remarksIn(root, parsed, nowMs);
  for (const { line, message, fix } of remarks)
    write(`${shown}:${line} ${toPlain(message)} ${toPlain(fix)}\n`);
  if (remarks.length > 0) write("\n");
  const clean = remarks.some(({ isWrong }) => isWrong) ? EXIT.findings : EXIT.clean;
  if (path === own && (await isSchemaStale(root, parsed.policy.types)))
    write(
      `${SCHEMA_PATH} is not the schema of these types, and editors go by it: ${startedHere()} schema --catalog ${shellWord(root)} --write\n\n`,
    );
  const before = await otherVersion(root, own, path, text);
  if (before === undefined) {
    write("There is no other version of the policy to compare it with.\n");
    return clean;
  }
  const today = isoDay(nowMs);
  const impact = await folderImpact(openWorktree(root), before.policy, parsed.policy, today);
  write(impactText(impact, before.name));
  const to = new Set(impact.changes.map((change) => change.to));
  return to.has("fail") ? EXIT.findings : to.has("unknown") ? EXIT.inconclusive : clean;
}

/** The folder that a `.github/steward.yml` belongs to; any other file is compared with the one of this folder. */
function catalogAbove(file: string | undefined): string {
  if (file === undefined) return ".";
  const folder = dirname(resolve(file));
  return basename(folder) === ".github" ? dirname(folder) : ".";
}

async function readPlain(path: string): Promise<Uint8Array | undefined> {
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isFile() !== true) return undefined;
  // One byte over the most says that it is too large.
  return entry.size > POLICY_BYTES_MAX
    ? new Uint8Array(POLICY_BYTES_MAX + 1)
    : new Uint8Array(await readFile(path));
}

type Valid = Extract<ParsedPolicy, { state: "valid" }>;

const SOURCES = { file: "this file", default: "default" } as const;

function keysText({ file }: Valid): string {
  const keys = explainPolicy(file).filter(({ value }) => value !== undefined);
  const width = Math.max(...keys.map(({ key }) => key.length));
  return keys
    .map(({ key, value = "", from }) => {
      const source = from === "preset" ? `preset ${file.extends}` : SOURCES[from];
      return `  ${key.padEnd(width)}  ${printable(value)}  (${source})\n`;
    })
    .join("");
}

/** The policy of the folder, where another file is checked; else what was committed last. Only a valid one can be compared with. */
async function otherVersion(
  root: string,
  own: string,
  path: string,
  text: Uint8Array,
): Promise<{ readonly policy: Valid["policy"]; readonly name: string } | undefined> {
  const elsewhere = path !== own;
  const last = elsewhere ? undefined : await committedText(root, POLICY_PATH);
  const bytes = elsewhere
    ? await readPlain(own)
    : last === undefined
      ? undefined
      : new TextEncoder().encode(last);
  if (bytes === undefined || Buffer.compare(bytes, text) === 0) return undefined;
  const parsed = parsePolicy(bytes, undefined);
  if (parsed.state === "invalid") return undefined;
  return { policy: parsed.policy, name: elsewhere ? POLICY_PATH : `the last commit's ${POLICY_PATH}` };
}

function impactText({ listings, changes }: Impact, name: string): string {
  const head = `Compared with ${name}, by the files of ${listings.toLocaleString("en")} listings; nothing was asked of any web site.`;
  if (changes.length === 0) return `${head}\nNo listing would change verdict.\n`;
  const rows = changes.map(
    ({ id, from, to, because }) =>
      `  ${id}: ${from} → ${to}: ${because.map(({ check, why }) => `${check}: ${toPlain(why)}`).join("; ")}\n`,
  );
  return `${head}\n${changes.length.toLocaleString("en")} would change verdict: ${totals(changes)}.\n\n${rows.join("")}`;
}

/** A file's own characters must not steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");
}
