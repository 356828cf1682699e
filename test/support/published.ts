// What stands on the publish branch of a scene, read as a visitor's program would.

import type { WebPage } from "../../src/sandbox/web-hosts.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import {
  parseCatalog,
  parseRemoved,
  type CatalogFile,
  type RemovedLine,
} from "../../src/core/catalog/schema.ts";
import { CATALOG, submit, type Scene } from "./scene.ts";

export const BRANCH = "gh-pages";

export async function publishedText(scene: Scene, path: string): Promise<string | undefined> {
  return (await scene.sandbox.readFile(CATALOG, BRANCH, path))?.toString("utf8");
}

export async function catalog(scene: Scene): Promise<CatalogFile> {
  const found = parseCatalog((await publishedText(scene, "catalog.json")) ?? "");
  if (found === undefined) throw new Error("no catalog is published");
  return found;
}

export async function entries(scene: Scene): Promise<readonly Entry[]> {
  return (await catalog(scene)).entries ?? [];
}

export async function ids(scene: Scene): Promise<readonly string[]> {
  return (await entries(scene)).map(({ id }) => id);
}

export async function removed(scene: Scene): Promise<readonly RemovedLine[]> {
  return parseRemoved((await publishedText(scene, "removed.json")) ?? "") ?? [];
}

/** A pull request opened, reviewed, merged by a maintainer, and all that follows. */
export async function mergeNow(
  scene: Scene,
  files: Parameters<typeof submit>[1],
  more: Parameters<typeof submit>[2] = {},
): Promise<number> {
  const { number } = await submit(scene, files, more);
  await scene.settled();
  // GitHub tells a merge to the second: one in the second of what came before it would count as earlier.
  scene.clock.advance(2_000);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  await scene.settled();
  return number;
}

/** Time passes, and the App does what has come due. */
export async function later(scene: Scene, ms: number): Promise<void> {
  scene.clock.advance(ms);
  scene.server.service.worker.poke();
  await scene.settled();
}

/** The published files as a site, for a host of the small web: what visitors get where it serves the branch's tip. */
export function siteOf(scene: () => Scene, branch: () => string = () => BRANCH): WebPage {
  return async ({ url = "/" }) => {
    const path = decodeURIComponent(url.split("?")[0] ?? "/").slice(1);
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    const body = await scene().sandbox.readFile(CATALOG, branch(), file);
    if (body === undefined) return { status: 404 };
    const ending = /\.(\w+)$/.exec(file)?.[1] ?? "";
    const type = { html: "text/html", json: "application/json", png: "image/png", webp: "image/webp" }[
      ending
    ];
    return { headers: { "content-type": type ?? "text/plain" }, body: new Uint8Array(body) };
  };
}

export function issuesBearing({ sandbox }: Scene, label: string) {
  return sandbox.issues(CATALOG).filter((issue) => issue.labels.some(({ name }) => name === label));
}

export function openIssues(scene: Scene, label: string) {
  return issuesBearing(scene, label).filter(({ state }) => state === "open");
}
