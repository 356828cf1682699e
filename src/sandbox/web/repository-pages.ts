// Pages about repositories: the list of them, one of them, its lists of issues.

import type { Repository } from "../model.ts";
import { canSee, hasRole } from "../roles.ts";
import type { Actor } from "../actor.ts";
import { fullName, liveIssues } from "../world.ts";
import { fileList, findPlace, pathCrumbs, readmeCard } from "./file-pages.ts";
import { html, type Html } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { cloneAddress, issueRow, repositoryPath, time } from "./parts.ts";

export function repositoryHome(visit: Visit, actor: Actor): string {
  const { world } = visit;
  const all = [...world.repositories.values()].filter((one) => !one.deleted && canSee(one, actor));
  const sources = all.filter((one) => one.parent === undefined);
  const rows = sources.map((repository) => {
    const open = liveIssues(repository).filter((issue) => issue.state === "open");
    const pulls = open.filter((issue) => issue.pull !== undefined).length;
    const forks = all.filter((one) => one.parent === repository);
    return html`<li>
      <div class="grow">
        <a class="title" href="${repositoryPath(repository)}">${fullName(repository)}</a>
        <span class="tag">${repository.private ? "private" : "public"}</span>
        <div class="small soft">${repository.description ?? "No description"}</div>
        ${
          forks.length === 0
            ? undefined
            : html`<div class="small soft">
                Forks:
                ${forks.map((one, at) => html`${at === 0 ? "" : ", "}<a href="${repositoryPath(one)}">${fullName(one)}</a>`)}
              </div>`
        }
      </div>
      <span class="small soft">${pulls} open ${pulls === 1 ? "pull request" : "pull requests"}</span>
    </li>`;
  });
  const list =
    rows.length === 0
      ? html`<p class="empty">No repository yet.</p>`
      : html`<ul class="rows">
          ${rows}
        </ul>`;
  return page(
    visit,
    "Repositories",
    html`<div class="crumbs"><b>Repositories</b></div>
      <div class="card">${list}</div>`,
  );
}

function howTo(visit: Visit, repository: Repository): Html {
  const login = visit.user?.login ?? "LOGIN";
  const address = cloneAddress(visit.world, repository, login);
  const lines = [
    `git clone ${address}`,
    `cd ${repository.name}`,
    "git switch -c my-change",
    "# edit a file",
    'git commit -am "Change"',
    "git push -u origin my-change",
  ];
  return html`<section>
    <h2>Clone and push</h2>
    <pre class="shell">${lines.join("\n")}</pre>
    <p class="small soft">The name before the @ is who you are; no password is asked.</p>
  </section>`;
}

function forkForm(visit: Visit, repository: Repository): Html | undefined {
  if (visit.user === undefined || repository.owner === visit.user) return undefined;
  return html`<section>
    <h2>Fork</h2>
    <form method="post" action="${repositoryPath(repository)}/_fork">
      <button>Fork as ${visit.user.login}</button>
    </form>
  </section>`;
}

function openPullForm(visit: Visit, repository: Repository): Html | undefined {
  const target = repository.parent ?? repository;
  const branches = repository.git
    .refs("refs/heads/")
    .map((one) => one.name.slice("refs/heads/".length))
    .filter(
      (name) =>
        (repository.parent !== undefined || name !== repository.defaultBranch) && !name.startsWith("gh-"),
    );
  if (visit.user === undefined || branches.length === 0 || !hasRole(repository, visit.user, "write"))
    return undefined;
  const options = branches.map((name) => html`<option>${name}</option>`);
  return html`<section>
    <h2>Open a pull request</h2>
    <form class="stack" method="post" action="${repositoryPath(repository)}/_pull">
      <select name="branch" aria-label="Branch">
        ${options}
      </select>
      <input type="text" name="title" aria-label="Title" placeholder="Title" required /><button class="main">
        Propose to ${fullName(target)}
      </button>
    </form>
  </section>`;
}

export async function repositoryPage(visit: Visit, repository: Repository): Promise<string> {
  const place = await findPlace(repository, repository.defaultBranch);
  const open = liveIssues(repository)
    .filter((issue) => issue.state === "open")
    .reverse();
  const pulls = open.filter((issue) => issue.pull !== undefined).slice(0, 5);
  const commit = place === undefined ? undefined : await repository.git.objects.commit(place.commitSha);
  const files =
    place === undefined || commit === undefined
      ? html`<p class="empty">Nothing pushed yet.</p>`
      : html`<header class="small">
            <span>${pathCrumbs(place)}</span
            ><span class="soft">${commit.message.split("\n")[0]} · ${time(commit.committer.dateMs)}</span>
          </header>
          ${await fileList(place)}`;
  const main = html`<div class="stack">
    ${
      pulls.length === 0
        ? undefined
        : html`<div class="card">
            <header>
              <h2>Open pull requests</h2>
              <a class="small" href="${repositoryPath(repository)}/pulls">All</a>
            </header>
            <ul class="rows">
              ${pulls.map(issueRow)}
            </ul>
          </div>`
    }
    <div class="card">${files}</div>
    ${place === undefined ? undefined : await readmeCard(place)}
  </div>`;
  const parent = repository.parent;
  const side = html`<aside class="side">
    ${
      repository.description === null
        ? undefined
        : html`<section>
            <h2>About</h2>
            ${repository.description}
          </section>`
    }${
      parent === undefined
        ? undefined
        : html`<section>
            <h2>Forked from</h2>
            <a href="${repositoryPath(parent)}">${fullName(parent)}</a>
          </section>`
    }${openPullForm(visit, repository)}${howTo(visit, repository)}${forkForm(visit, repository)}
  </aside>`;
  const content = html`<div class="columns">${main}${side}</div>`;
  return page(visit, fullName(repository), repositoryFrame(repository, "code", content), repository);
}

/** `show`: open or closed. */
export function repositoryList(
  visit: Visit,
  repository: Repository,
  kind: "pulls" | "issues",
  show: "open" | "closed",
): string {
  const found = liveIssues(repository)
    .filter((issue) => (issue.pull !== undefined) === (kind === "pulls"))
    .toReversed();
  const shown = found.filter((issue) => issue.state === show);
  const base = `${repositoryPath(repository)}/${kind}`;
  const link = (state: "open" | "closed"): Html => {
    const count = found.filter((issue) => issue.state === state).length;
    const name = state === "open" ? "Open" : "Closed";
    return html`<a
      href="${base}?state=${state}"
      ${state === show ? html` aria-current="true" class="title"` : undefined}
      >${name} <span class="count">${count}</span></a
    >`;
  };
  const newIssue =
    kind === "issues" && visit.user !== undefined
      ? html`<a class="button" href="${base}/new">New issue</a>`
      : undefined;
  const list =
    shown.length === 0
      ? html`<p class="empty">None.</p>`
      : html`<ul class="rows">
          ${shown.map(issueRow)}
        </ul>`;
  const content = html`<div class="card">
    <header><span class="chips">${link("open")} ${link("closed")}</span>${newIssue}</header>
    ${list}
  </div>`;
  const title = kind === "pulls" ? "Pull requests" : "Issues";
  return page(
    visit,
    `${title} · ${fullName(repository)}`,
    repositoryFrame(repository, kind, content),
    repository,
  );
}
