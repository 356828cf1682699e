// The frame around every page, and the person the visitor acts as.

import type { SandboxAccount, Repository } from "../model.ts";
import { roleOf } from "../roles.ts";
import { liveIssues, type World } from "../world.ts";
import { html, type Html, type HtmlPart } from "./html.ts";
import type { Desk } from "../desk.ts";
import { repositoryPath, time } from "./parts.ts";

export interface Visit {
  readonly world: World;
  /** undefined: a passer-by, who reads only. */
  readonly user: SandboxAccount | undefined;
  /** Where the page is, to come back to it. */
  readonly address: string;
}

function people(world: World): SandboxAccount[] {
  return [...world.accounts.values()].filter(
    (account) => account.type === "User" && account !== world.app.owner,
  );
}

function actorForm(visit: Visit, repository: Repository | undefined): Html {
  const options = people(visit.world).map((account) => {
    const role = repository === undefined ? "" : ` (${roleOf(repository, account)})`;
    const chosen = account === visit.user;
    return html`<option value="${account.login}" ${chosen ? html` selected` : undefined}>
      ${account.login}${role}
    </option>`;
  });
  return html`<form class="line" method="post" action="/_actor">
    <label class="small soft" for="actor">Acting as</label>
    <select id="actor" name="login">
      <option value="">nobody (read only)</option>
      ${options}</select
    ><input type="hidden" name="back" value="${visit.address}" /><button class="tiny">Switch</button>
  </form>`;
}

const HOUR_MS = 3_600_000;
/** What the clock may be moved by. */
export const CLOCK_MOVES: readonly (readonly [words: string, ms: number])[] = [
  ["1 hour", HOUR_MS],
  ["1 day", 24 * HOUR_MS],
  ["7 days", 7 * 24 * HOUR_MS],
  ["14 days", 14 * 24 * HOUR_MS],
  ["30 days", 30 * 24 * HOUR_MS],
];

function deskBar(visit: Visit, desk: Desk): Html {
  return html`<div class="desk small">
    <div class="wrap">
      <span>It is ${time(visit.world.nowMs())} here.</span>
      <form class="line" method="post" action="/_clock">
        <label for="by">Let</label>
        <select id="by" name="by">
          ${CLOCK_MOVES.map(([words, ms]) => html`<option value="${ms}">${words}</option>`)}</select
        ><span>pass</span><input type="hidden" name="back" value="${visit.address}" /><button class="tiny">
          Move the clock
        </button>
      </form>
      <a href="${desk.storefront}">Storefront</a>
    </div>
  </div>`;
}

function deskWords(desk: Desk): Html {
  return html` There is no internet here: an address on github.com is looked up among the repositories of this
  sandbox, and the only other sites are ${desk.hosts.join(", ")}. Every other address leads nowhere.`;
}

const MARK = html`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
  <path
    d="M3 8.5 4.6 3h10.8L17 8.5M3 8.5h14M3 8.5V17h14V8.5M8 17v-4.5h4V17"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linejoin="round"
  />
</svg>`;

export function page(visit: Visit, title: string, content: HtmlPart, repository?: Repository): string {
  const { desk } = visit.world;
  return `<!doctype html>${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox</title>
        <link rel="stylesheet" href="/_style.css" />
      </head>
      <body>
        <div class="top">
          <div class="wrap">
            <a class="brand" href="/">${MARK}Local GitHub <span class="tag">sandbox</span></a
            >${actorForm(visit, repository)}
          </div>
        </div>
        ${desk === undefined ? undefined : deskBar(visit, desk)}
        <div class="wrap">
          <main>${content}</main>
          <footer>
            A stand-in for GitHub on this machine. Everything here is gone when it
            stops.${desk === undefined ? undefined : deskWords(desk)}
          </footer>
        </div>
      </body>
    </html>`.html
  }`;
}

export type Tab = "code" | "pulls" | "issues";

/** `action`: what stands beside the repository's name. */
export function repositoryFrame(
  repository: Repository,
  current: Tab,
  content: HtmlPart,
  action?: HtmlPart,
): Html {
  const base = repositoryPath(repository);
  const open = liveIssues(repository).filter((issue) => issue.state === "open");
  const pulls = open.filter((issue) => issue.pull !== undefined).length;
  const tab = (name: Tab, href: string, text: string, count?: number): Html =>
    html`<a href="${href}" ${name === current ? html` aria-current="page"` : undefined}
      >${text}${count === undefined ? undefined : html`<span class="count">${count}</span>`}</a
    >`;
  return html`<div class="crumbs">
      <a href="/">${repository.owner.login}</a> / <a href="${base}"><b>${repository.name}</b></a>
      <span class="tag">${repository.private ? "private" : "public"}</span
      >${repository.archived ? html` <span class="tag">archived</span>` : undefined}${action}
    </div>
    <nav class="tabs">
      ${tab("code", base, "Code")}${tab("pulls", `${base}/pulls`, "Pull requests", pulls)}${
        repository.hasIssues ? tab("issues", `${base}/issues`, "Issues", open.length - pulls) : undefined
      }
    </nav>
    ${content}`;
}
