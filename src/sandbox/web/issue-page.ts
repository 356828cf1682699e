// The page of one issue, and the form for a new one.

import type { Issue, Repository } from "../model.ts";
import { fullName } from "../world.ts";
import { conversation, editForm, labelForm, talkForm } from "./conversation.ts";
import { html } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { bubble, repositoryPath, stateBadge, time } from "./parts.ts";

export function issuePage(visit: Visit, issue: Issue): string {
  const { repository } = issue;
  const base = repositoryPath(repository);
  const first = bubble(issue.author, html`opened this ${time(issue.createdAtMs)}`, issue.body, base);
  const content = html`<h1>${issue.title} <span class="soft">#${issue.number}</span></h1>
    <div class="byline">
      ${stateBadge(issue)}<span>opened by ${issue.author.login} ${time(issue.createdAtMs)}</span>
    </div>
    <div class="columns">
      <div class="stack">${first}${conversation(issue)}${talkForm(visit, issue)}</div>
      <aside class="side">${labelForm(visit, issue, repository)}${editForm(visit, issue)}</aside>
    </div>`;
  const title = `${issue.title} · #${issue.number} · ${fullName(repository)}`;
  return page(visit, title, repositoryFrame(repository, "issues", content), repository);
}

export function newIssuePage(visit: Visit, repository: Repository): string {
  const content = html`<h1>New issue</h1>
    <form class="card" method="post" action="${repositoryPath(repository)}/issues/_new">
      <div class="body stack">
        <input type="text" name="title" aria-label="Title" placeholder="Title" required /><textarea
          name="body"
          aria-label="Text"
          placeholder="What is it about? Markdown works."
        ></textarea>
        <div class="actions"><button class="main">Open issue</button></div>
      </div>
    </form>`;
  return page(
    visit,
    `New issue · ${fullName(repository)}`,
    repositoryFrame(repository, "issues", content),
    repository,
  );
}
