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
  const { user, world } = visit;
  if (user === undefined)
    return html`<section>
      <h2>Clone and push</h2>
      <p class="small soft">Choose who you are at the top of the page to see how.</p>
    </section>`;
  const mayPush = hasRole(repository, user, "write");
  const target = mayPush ? repository : forkOf(visit, repository);
  if (target === undefined)
    return html`<section>
      <h2>Clone and push</h2>
      <p class="small soft">
        ${user.login} may not push here. Press <b>Fork</b> at the top of the page: the fork's page says how to
        clone it and how to propose a change from it.
      </p>
    </section>`;
  const before = [
    `git clone ${cloneAddress(world, target, user.login)}`,
    `cd ${target.name}`,
    "git switch -c my-change",
  ];
  const after = ["git add -A", 'git commit -m "Add my listing"', "git push -u origin my-change"];
  const where =
    target === repository
      ? html`<p class="small soft">Then reload this page to open the pull request.</p>`
      : html`<p class="small soft">
          Then open the pull request on the page of
          <a href="${repositoryPath(target)}">${fullName(target)}</a>.
        </p>`;
  return html`<section>
    <h2>Clone and push</h2>
    ${mayPush ? undefined : html`<p class="small soft">${user.login} may not push here, but to the fork:</p>`}
    <pre class="shell">${before.join("\n")}</pre>
    <p class="small soft">Add or change files, such as <code>listings/my-plugin.yml</code>, and:</p>
    <pre class="shell">${after.join("\n")}</pre>
    ${where}
    <p class="small soft">The name before the @ is who you are; no password is asked.</p>
  </section>`;
}

function forkOf(visit: Visit, repository: Repository): Repository | undefined {
  return [...visit.world.repositories.values()].find(
    (one) => !one.deleted && one.parent === repository && one.owner === visit.user,
  );
}

/** Beside the repository's name; where the visitor has one already, the way to it. */
function forkForm(visit: Visit, repository: Repository): Html | undefined {
  if (visit.user === undefined || repository.owner === visit.user) return undefined;
  const fork = forkOf(visit, repository);
  if (fork !== undefined)
    return html`<a class="button tiny beside" href="${repositoryPath(fork)}">Your fork</a>`;
  return html`<form class="beside" method="post" action="${repositoryPath(repository)}/_fork">
    <button class="tiny">Fork as ${visit.user.login}</button>
  </form>`;
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
    }${openPullForm(visit, repository)}${howTo(visit, repository)}
  </aside>`;
  const content = html`<div class="columns">${main}${side}</div>`;
  const framed = repositoryFrame(repository, "code", content, forkForm(visit, repository));
  return page(visit, fullName(repository), framed, repository);
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
      ? html`<a class="button" href="${base}/new/choose">New issue</a>`
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
