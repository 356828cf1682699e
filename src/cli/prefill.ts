// What a repository's address or a folder tells about a contribution, so that nobody types what stands there already.

import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Draft } from "../core/listing/draft.ts";
import { tagsFrom } from "../core/listing/people.ts";
import { findPicture } from "./find-picture.ts";
import { openHostsAlone } from "./world.ts";

export interface Prefill {
  readonly draft: Draft;
  /** A picture on this machine that could be the card's. */
  readonly icon: string | undefined;
  /** An address at which nothing was told: private, gone or out of reach. */
  readonly untold?: string | undefined;
}

/** Why nothing can be told from `from`: a sentence; undefined: it is a folder, or an address. */
export async function fromFault(from: string): Promise<string | undefined> {
  const entry = await stat(from).catch(() => undefined);
  if (entry?.isDirectory() === true) return undefined;
  const shown = JSON.stringify(from);
  if (entry !== undefined) return `${shown} is a file; name the folder that it stands in.`;
  if (/^https?:\/\/[^/]/i.test(from) && URL.canParse(from)) return undefined;
  return `There is no folder ${shown}. Name a folder, or a repository's https:// address.`;
}

/** `from`: an https address, or a folder. What cannot be found out is asked. */
export async function prefill(
  from: string,
  apiUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Prefill> {
  const isFolder = await stat(from).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  const local = isFolder ? await fromFolder(resolve(from)) : { draft: {}, icon: undefined, url: from };
  const remote = local.url === undefined ? undefined : await fromAddress(local.url, apiUrl, environment);
  // What stands in the project's own files is nearer to it than what its host says.
  const untold = !isFolder && remote?.isTold === false ? from : undefined;
  return { draft: { ...remote?.draft, ...local.draft }, icon: local.icon, untold };
}

interface Local extends Prefill {
  readonly url: string | undefined;
}

async function fromFolder(folder: string): Promise<Local> {
  const [manifest, pack, url] = await Promise.all([
    readJson(join(folder, "plugin.json")),
    readJson(join(folder, "package.json")),
    originOf(folder),
  ]);
  const text = (...values: unknown[]): string | undefined =>
    values.find((value): value is string => typeof value === "string" && value.trim() !== "")?.trim();
  const name = text(manifest["name"], titleOf(text(pack["name"])), titleOf(basename(folder)));
  const summary = text(manifest["description"], pack["description"]);
  const license = text(pack["license"]);
  const icon = await findPicture(folder, text(manifest["icon_path"]));
  const version = text(manifest["min_server_version"]);
  return {
    url: url ?? text(manifest["homepage_url"], pack["homepage"]),
    icon,
    draft: clean({
      name,
      type: Object.keys(manifest).length > 0 ? "plugin" : undefined,
      summary,
      license,
      tags: tagsFrom(pack["keywords"]),
      issues: text(manifest["support_url"], (pack["bugs"] as { url?: unknown } | undefined)?.url),
      compatibility: version === undefined ? undefined : `>=${version}`,
    }),
  };
}

async function fromAddress(
  address: string,
  apiUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly draft: Draft; readonly isTold: boolean }> {
  if (!URL.canParse(address)) return { draft: {}, isTold: true };
  const hosts = openHostsAlone(apiUrl, environment);
  const found = hosts.parse(address);
  if (found === undefined) return { draft: { link: address }, isTold: true };
  const told = await hosts.describe(found);
  // A host that answers says which topics there are, if only none.
  return {
    draft: clean({ name: titleOf(found.name) ?? found.name, ...told }),
    isTold: told.tags !== undefined,
  };
}

function clean(draft: { readonly [K in keyof Draft]: Draft[K] | undefined }): Draft {
  return Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined && value.length > 0),
  ) as Draft;
}

/** "mattermost-plugin-poll_maker" → "Poll Maker". */
function titleOf(name: string | undefined): string | undefined {
  const words = name
    ?.replace(/^@[^/]+\//, "")
    .replace(/^mattermost-(?:plugin-|app-)?/, "")
    .split(/[-_.\s]+/)
    .filter((word) => word !== "");
  return words === undefined || words.length === 0
    ? undefined
    : words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join(" ");
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  try {
    const value = JSON.parse(await readFile(path, "utf8")) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The folder's origin as a web address, whichever way git reaches it. */
async function originOf(folder: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", folder, "remote", "get-url", "origin"]);
    const origin = stdout.trim();
    const ssh = /^(?:ssh:\/\/)?git@([^:/]+)[:/](.+?)(?:\.git)?$/.exec(origin);
    if (ssh !== null) return `https://${ssh[1]}/${ssh[2]}`;
    return origin.startsWith("https://") ? origin.replace(/\.git$/, "") : undefined;
  } catch {
    return undefined;
  }
}
