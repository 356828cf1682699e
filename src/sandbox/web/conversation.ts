// What was said and done on an issue or pull request, in order, and the forms to say more.

import type { Issue, IssueEvent, Repository } from "../model.ts";
import { hasRole } from "../roles.ts";
import { isPull } from "../views/pulls.ts";
import { html, type Html, type HtmlPart } from "./html.ts";
import type { Visit } from "./layout.ts";
import {
  avatar,
  bubble,
  commentBubble,
  icon,
  label,
  labelClass,
  repositoryPath,
  person,
  time,
} from "./parts.ts";

export function issuePath(issue: Issue): string {
  return `${repositoryPath(issue.repository)}/${issue.pull === undefined ? "issues" : "pull"}/${issue.number}`;
}

function eventWords(event: IssueEvent): HtmlPart {
  switch (event.event) {
    case "labeled":
      return html`added ${label({ id: 0, description: null, name: event.label?.name ?? "", color: "" })}`;
    case "unlabeled":
      return html`removed ${label({ id: 0, description: null, name: event.label?.name ?? "", color: "" })}`;
    case "renamed":
      return html`changed the title from <del>${event.rename?.from}</del> to <b>${event.rename?.to}</b>`;
    case "merged":
      return html`merged commit <code>${event.commitId?.slice(0, 7)}</code>`;
    case "closed":
      return event.commitId === undefined
        ? "closed this"
        : html`closed this in <code>${event.commitId.slice(0, 7)}</code>`;
    case "reopened":
      return "reopened this";
    case "ready_for_review":
      return "marked this as ready for review";
    case "convert_to_draft":
      return "turned this into a draft";
    case "locked":
      return "locked the conversation";
    default:
      return event.event.replaceAll("_", " ");
  }
}

const VERDICTS: Readonly<Record<string, HtmlPart>> = {
  APPROVED: html`${icon("good")} approved these changes`,
  CHANGES_REQUESTED: html`${icon("bad")} asked for changes`,
  COMMENTED: "reviewed",
  DISMISSED: html`<del>reviewed</del> (dismissed)`,
};

interface Entry {
  readonly atMs: number;
  readonly id: number;
  readonly view: Html;
}

function reviewEntries(issue: Issue, base: string): Entry[] {
  if (!isPull(issue)) return [];
  return issue.pull.reviews.flatMap((review) => {
    if (review.state === "PENDING") return [];
    const comments = issue.pull.threads
      .filter((thread) => thread.comments.some((one) => one.reviewId === review.id))
      .map((thread) => {
        const first = thread.comments[0];
        const resolved =
          thread.resolvedBy === undefined ? undefined : html` <span class="tag">resolved</span>`;
        return first === undefined
          ? undefined
          : bubble(
              first.author,
              html`on <span class="mono">${first.path}:${first.line}</span>${resolved}`,
              first.body,
              base,
            );
      });
    const words = VERDICTS[review.state];
    const view =
      review.body === ""
        ? html`<div class="event">
            ${avatar(review.author)}<span
              >${person(review.author)} ${words} ${time(review.submittedAtMs)}</span
            >
          </div>`
        : bubble(review.author, html`${words} ${time(review.submittedAtMs)}`, review.body, base);
    return [{ atMs: review.submittedAtMs, id: review.id, view: html`${view}${comments}` }];
  });
}

export function conversation(issue: Issue): Html {
  const base = repositoryPath(issue.repository);
  const entries: Entry[] = [
    ...issue.comments.map((one) => ({ atMs: one.createdAtMs, id: one.id, view: commentBubble(one, base) })),
    ...issue.events.map((one) => ({
      atMs: one.createdAtMs,
      id: one.id,
      view: html`<div class="event">
        ${avatar(one.actor)}<span>${person(one.actor)} ${eventWords(one)} · ${time(one.createdAtMs)}</span>
      </div>`,
    })),
    ...reviewEntries(issue, base),
  ];
  return html`${entries.sort((a, b) => a.atMs - b.atMs || a.id - b.id).map((entry) => entry.view)}`;
}

/** The writing box: comment, and for a pull request approve or ask for changes. */
export function talkForm(visit: Visit, issue: Issue): Html {
  const { user } = visit;
  if (user === undefined) {
    return html`<p class="soft">Choose who you are at the top of the page to comment.</p>`;
  }
  const mayClose = issue.author === user || hasRole(issue.repository, user, "triage");
  const others = isPull(issue) && issue.state === "open" && issue.author !== user;
  const merged = issue.pull?.mergedAtMs !== undefined;
  const closing = issue.state === "open" ? "Close" : "Reopen";
  return html`<form class="say" method="post" action="${issuePath(issue)}/_say">
    <img class="avatar" src="/avatars/${user.id}.svg" alt="" width="34" height="34" />
    <div class="card">
      <header class="small"><span>Write as ${person(user)}</span></header>
      <div class="body">
        <textarea
          name="body"
          aria-label="Comment"
          placeholder="Markdown works. A command such as /recheck goes on the first line."
        ></textarea>
        <div class="actions">
          ${mayClose && !merged ? html`<button class="left" name="action" value="${closing.toLowerCase()}">${closing}</button>` : undefined}${
            others
              ? html`<button name="action" value="request-changes">Request changes</button
                  ><button name="action" value="approve">Approve</button>`
              : undefined
          }<button class="main" name="action" value="comment">Comment</button>
        </div>
      </div>
    </div>
  </form>`;
}

/** Every label of the repository as a switch, for those who may set labels. */
export function labelForm(visit: Visit, issue: Issue, repository: Repository): Html {
  const may = visit.user !== undefined && hasRole(repository, visit.user, "triage");
  const shown = may ? repository.labels : issue.labels;
  const isWriter = visit.user !== undefined && hasRole(repository, visit.user, "write");
  const making = isWriter
    ? html`<form class="line new-label" method="post" action="${issuePath(issue)}/_newlabel">
        <input type="text" name="name" aria-label="New label" placeholder="New label" required /><button
          class="tiny"
        >
          Make
        </button>
      </form>`
    : undefined;
  if (shown.length === 0)
    return html`<section>
      <h2>Labels</h2>
      <span class="soft">None yet</span>
      ${making}
    </section>`;
  const chips = shown.map((one) => {
    const on = issue.labels.includes(one);
    const style = on ? labelClass(one) : "label off";
    if (!may) return label(one);
    const title = on ? "Take off" : "Put on";
    return html`<button
      class="plain"
      name="name"
      value="${one.name}"
      title="${title}"
      aria-pressed="${String(on)}"
    >
      <span class="${style}">${one.name}</span>
    </button>`;
  });
  return html`<section>
    <h2>Labels</h2>
    <form class="chips" method="post" action="${issuePath(issue)}/_label">${chips}</form>
    ${making}
  </section>`;
}

export function editForm(visit: Visit, issue: Issue): Html | undefined {
  const { user } = visit;
  if (user === undefined || (issue.author !== user && !hasRole(issue.repository, user, "write")))
    return undefined;
  return html`<section>
    <details>
      <summary>Edit title and text</summary>
      <form class="stack" method="post" action="${issuePath(issue)}/_edit">
        <input type="text" name="title" aria-label="Title" value="${issue.title}" /><textarea
          name="body"
          aria-label="Text"
        >
${issue.body ?? ""}</textarea
        ><button>Save</button>
      </form>
    </details>
  </section>`;
}
