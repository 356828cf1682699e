// Pages about files: folders, a file with its lines, a readme.

import { resolveCommitish } from "../commitish.ts";
import type { GitTreeEntry } from "../git/parse.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { Repository } from "../model.ts";
import { fullName } from "../world.ts";
import { html, type Html } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { repositoryPath } from "./parts.ts";

export interface FileLocation {
  readonly repository: Repository;
  /** A branch or SHA as the address has it. */
  readonly ref: string;
  readonly commitSha: string;
  readonly path: string;
  readonly entry: GitTreeEntry;
}

/** `main/listings/demo.yml` → the branch `main` and the path; branches may hold slashes, and the longest that fits wins. */
export async function findPlace(repository: Repository, address: string): Promise<FileLocation | undefined> {
  const parts = address.split("/");
  for (let at = parts.length; at > 0; at -= 1) {
    const ref = parts.slice(0, at).join("/");
    const sha = resolveCommitish(repository, ref);
    const commit = sha === undefined ? undefined : await repository.git.objects.commit(sha);
    if (commit === undefined) continue;
    const path = parts.slice(at).join("/");
    const entry: GitTreeEntry | undefined =
      path === ""
        ? { mode: "040000", name: "", sha: commit.tree, type: "tree" }
        : await gitEntryAt(repository.git.objects, commit.tree, path);
    if (entry !== undefined) return { repository, ref, commitSha: commit.sha, path, entry };
  }
  return undefined;
}

const SHAPES = {
  folder: html`<path
    d="M2 4.5A1.5 1.5 0 0 1 3.5 3h3.2l1.8 2h6A1.5 1.5 0 0 1 16 6.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 2 13.5z"
    fill="currentColor"
  />`,
  file: html`<path
    d="M4.5 2h6L14 5.5V16H4.5zM10.5 2v3.5H14"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linejoin="round"
  />`,
  link: html`<path
    d="M4.5 2h6L14 5.5V16H4.5zM7 12l4-4m0 3.2V8H7.8"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linejoin="round"
  />`,
  module: html`<path
    d="m9 2 6 3v8l-6 3-6-3V5zm0 7 6-4M9 9 3 5m6 4v7"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
    stroke-linejoin="round"
  />`,
};

function fileIcon(entry: GitTreeEntry): Html {
  const plain = entry.mode === "120000" ? SHAPES.link : SHAPES.file;
  const shape = entry.type === "tree" ? SHAPES.folder : entry.type === "commit" ? SHAPES.module : plain;
  return html`<svg class="icon file" viewBox="0 0 18 18" aria-hidden="true">${shape}</svg>`;
}

export async function fileList(place: FileLocation): Promise<Html> {
  const { repository, ref, path } = place;
  const entries = [...((await repository.git.objects.tree(place.entry.sha)) ?? [])].sort(
    (a, b) => Number(b.type === "tree") - Number(a.type === "tree") || (a.name < b.name ? -1 : 1),
  );
  const prefix = path === "" ? "" : `${path}/`;
  const rows = entries.map((entry) => {
    const kind = entry.type === "tree" ? "tree" : "blob";
    const href = `${repositoryPath(repository)}/${kind}/${ref}/${encodeURI(prefix + entry.name)}`;
    const name = entry.type === "commit" ? html`${entry.name}` : html`<a href="${href}">${entry.name}</a>`;
    return html`<tr>
      <td>${fileIcon(entry)}${name}</td>
    </tr>`;
  });
  return html`<table class="files">
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

export function pathCrumbs(place: FileLocation): Html {
  const base = `${repositoryPath(place.repository)}/tree/${place.ref}`;
  const parts = place.path.split("/").filter(Boolean);
  const links = parts.map((name, at) => {
    const last = at === parts.length - 1;
    const href = `${base}/${encodeURI(parts.slice(0, at + 1).join("/"))}`;
    return html` / ${last ? html`<b>${name}</b>` : html`<a href="${href}">${name}</a>`}`;
  });
  return html`<span
    ><span class="branch mono">${place.ref.slice(0, 40)}</span>
    <a href="${base}">${place.repository.name}</a>${links}</span
  >`;
}

export async function readmeCard(place: FileLocation): Promise<Html | undefined> {
  const { objects } = place.repository.git;
  const entry = (await objects.tree(place.entry.sha))?.find((one) =>
    /^readme\.(md|markdown)$/i.test(one.name),
  );
  const blob = entry === undefined ? undefined : await objects.read(entry.sha);
  if (entry === undefined || blob?.type !== "blob") return undefined;
  return html`<div class="card">
    <header><h2>${entry.name}</h2></header>
    <div class="body">${markdown(blob.bytes.toString("utf8"), repositoryPath(place.repository))}</div>
  </div>`;
}

const SHOWN_BYTES_MAX = 400_000;
const IMAGE = /\.(png|jpe?g|gif|svg|webp)$/i;

async function fileBody(place: FileLocation): Promise<Html> {
  const { repository, entry } = place;
  const bytes = (await repository.git.objects.read(entry.sha))?.bytes ?? Buffer.alloc(0);
  const raw = `${repositoryPath(repository)}/raw/${place.commitSha}/${encodeURI(place.path)}`;
  if (entry.mode !== "120000" && IMAGE.test(place.path)) {
    return html`<div class="body"><img src="${raw}" alt="${place.path}" class="markdown" /></div>`;
  }
  if (bytes.includes(0) || bytes.length > SHOWN_BYTES_MAX) {
    return html`<p class="empty">${bytes.length} bytes, not shown. <a href="${raw}">Download</a></p>`;
  }
  const lines = bytes.toString("utf8").replace(/\n$/, "").split("\n");
  const rows = lines.map(
    (line, at) =>
      html`<tr id="L${at + 1}">
        <td class="n"><a href="#L${at + 1}">${at + 1}</a></td>
        <td>${line}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table class="code">
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

export async function filePage(visit: Visit, place: FileLocation): Promise<string> {
  const { repository } = place;
  const tree = place.entry.type === "tree";
  const card = html`<div class="card">
    <header class="small">
      ${pathCrumbs(place)}${
        tree
          ? undefined
          : html`<a href="${repositoryPath(repository)}/raw/${place.commitSha}/${encodeURI(place.path)}"
              >Raw</a
            >`
      }
    </header>
    ${tree ? await fileList(place) : await fileBody(place)}
  </div>`;
  const readme = tree ? await readmeCard(place) : undefined;
  const content = html`<div class="stack">${card}${readme}</div>`;
  const title = `${place.path === "" ? repository.name : place.path} · ${fullName(repository)}`;
  return page(visit, title, repositoryFrame(repository, "code", content), repository);
}
