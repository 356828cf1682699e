// Pages of a repository that nobody acts on here: its wiki, releases and commits, and where GitHub sends a visitor on.

import { resolveCommitish } from "../commitish.ts";
import type { Repository } from "../model.ts";
import { html } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { repositoryPath } from "./parts.ts";

type QuietPage = { readonly html: string } | { readonly goTo: string };

/** As an address has it: "Getting Started" stands at `wiki/Getting-Started`. */
function isTitle(title: string, address: string): boolean {
  return title.replaceAll(" ", "-").toLowerCase() === address.replaceAll(" ", "-").toLowerCase();
}

/** undefined: there is no such page among these. */
export async function quietPage(
  visit: Visit,
  repository: Repository,
  rest: string,
): Promise<QuietPage | undefined> {
  const [kind = "", ...parts] = rest.split("/");
  const address = parts.join("/");
  const base = repositoryPath(repository);
  const show = (title: string): QuietPage => ({ html: simplePage(visit, repository, title) });
  switch (kind) {
    case "wiki":
      // Whoever may not write one is led back to where there is something to read.
      if (repository.wikiPages.size === 0) return { goTo: base };
      if (address === "") return show("Home");
      return [...repository.wikiPages].some((title) => isTitle(title, address)) && !isTitle("Home", address)
        ? show(address)
        : { goTo: `${base}/wiki` };
    case "releases":
      return releasePage(repository, parts, show);
    case "tags":
      return parts.length === 0 ? show("Tags") : undefined;
    case "commit": {
      const sha = resolveCommitish(repository, address);
      const commit = sha === undefined ? undefined : await repository.git.objects.commit(sha);
      return commit === undefined ? undefined : show(`Commit ${commit.sha.slice(0, 7)}`);
    }
    case "edit":
    case "new":
      return { goTo: `/login?return_to=${encodeURIComponent(`${base}/${rest}`)}` };
    default:
      return undefined;
  }
}

function releasePage(
  repository: Repository,
  [what = "", ...parts]: readonly string[],
  show: (title: string) => QuietPage,
): QuietPage | undefined {
  const { releases, git } = repository;
  const base = repositoryPath(repository);
  if (what === "") return show("Releases");
  const tag = what === "tag" ? parts.join("/") : parts.slice(0, -1).join("/");
  const release = releases.find((one) => one.tagName === tag);
  if (what === "tag")
    return release !== undefined || git.ref(`refs/tags/${tag}`) !== undefined
      ? show(`Release ${tag}`)
      : undefined;
  const newest = releases.at(-1);
  if (what === "latest" && parts.length === 0)
    return { goTo: newest === undefined ? `${base}/releases` : `${base}/releases/tag/${newest.tagName}` };
  const of = what === "latest" ? newest : what === "download" ? release : undefined;
  const name = parts.at(-1) ?? "";
  return of?.assets.some((asset) => asset.name === name) === true ? show(name) : undefined;
}

function simplePage(visit: Visit, repository: Repository, title: string): string {
  const content = html`<div class="card">
    <header><h2>${title}</h2></header>
    <div class="body"><p>Nothing more is kept of this here.</p></div>
  </div>`;
  return page(visit, title, repositoryFrame(repository, "code", content), repository);
}

export function loginPage(visit: Visit): string {
  return page(
    visit,
    "Sign in",
    html`<div class="card">
      <div class="body"><p>Choose who you are at the top of the page.</p></div>
    </div>`,
  );
}
