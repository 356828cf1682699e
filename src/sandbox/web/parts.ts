// Small pieces that several pages share: icons, labels, people, times, comments.

import type { SandboxAccount, CheckRun, Comment, Issue, Label, Repository } from "../model.ts";
import { fullName, type World } from "../world.ts";
import { html, type Html, type HtmlPart } from "./html.ts";
import { markdown } from "./markdown.ts";

export function repositoryPath(repository: Repository): string {
  return `/${repository.owner.login}/${repository.name}`;
}

const TIME = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

export function time(ms: number): Html {
  return html`<time datetime="${new Date(ms).toISOString()}">${TIME.format(ms)} UTC</time>`;
}

export function avatar(account: SandboxAccount): Html {
  return html`<img class="avatar" src="/avatars/${account.id}.svg" alt="" width="22" height="22" />`;
}

export function person(account: SandboxAccount): Html {
  return html`<strong>${account.login.replace(/\[bot\]$/, "")}</strong>${
      account.type === "Bot" ? html` <span class="tag">app</span>` : undefined
    }`;
}

/** A square face out of the account's number, the same every time. */
export function avatarSvg(id: number): string {
  const bits = (Math.imul(id, 2_654_435_761) >>> 0) ^ (Math.imul(id + 7, 40_503) >>> 0);
  const hue = Math.abs(Math.imul(id, 47)) % 360;
  let cells = "";
  for (let at = 0; at < 15; at += 1) {
    if (((bits >>> at) & 1) === 0) continue;
    const [column, row] = [Math.floor(at / 5), at % 5];
    for (const x of new Set([column, 4 - column]))
      cells += `<rect x="${x + 1}" y="${row + 1}" width="1.02" height="1.02"/>`;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 7"><rect width="7" height="7" fill="hsl(${hue} 45% 90%)"/>` +
    `<g fill="hsl(${hue} 50% 42%)">${cells}</g></svg>`
  );
}

function hueOf(name: string): number {
  if (/ready|accepted|good/i.test(name)) return 2;
  if (/security|critical|taken-down|blocking|bug/i.test(name)) return 1;
  if (/needs|changes|high|warn/i.test(name)) return 3;
  if (/held|severity/i.test(name)) return 5;
  return /^steward/i.test(name) ? 4 : 0;
}

export function label(one: Label): Html {
  return html`<span class="label hue-${hueOf(one.name)}">${one.name}</span>`;
}

export function labelClass(one: Label): string {
  return `label hue-${hueOf(one.name)}`;
}

export function labels(list: readonly Label[]): Html {
  return html`<span class="chips">${list.map(label)}</span>`;
}

type Tone = "good" | "bad" | "wait" | "held" | "mute";

const SHAPES: Readonly<Record<Tone, Html>> = {
  good: html`<circle cx="9" cy="9" r="8" fill="currentColor" /><path
      d="m5.2 9.3 2.6 2.5 5-5.4"
      fill="none"
      stroke="#fff"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
    />`,
  bad: html`<circle cx="9" cy="9" r="8" fill="currentColor" /><path
      d="m6.2 6.2 5.6 5.6m0-5.6-5.6 5.6"
      stroke="#fff"
      stroke-width="1.8"
      stroke-linecap="round"
    />`,
  wait: html`<circle
      cx="9"
      cy="9"
      r="7"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-dasharray="3.2 2.3"
    /><circle cx="9" cy="9" r="3" fill="currentColor" />`,
  held: html`<circle cx="9" cy="9" r="8" fill="currentColor" /><path
      d="M9 4.6v5.2m0 3v.2"
      stroke="#fff"
      stroke-width="2"
      stroke-linecap="round"
    />`,
  mute: html`<circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" stroke-width="2" /><path
      d="M5.8 9h6.4"
      stroke="currentColor"
      stroke-width="2"
    />`,
};

export function icon(tone: Tone): Html {
  return html`<svg class="icon ${tone}" viewBox="0 0 18 18" aria-hidden="true">${SHAPES[tone]}</svg>`;
}

export function toneOf(run: CheckRun): Tone {
  if (run.status !== "completed") return "wait";
  if (run.conclusion === "success") return "good";
  if (run.conclusion === "action_required") return "held";
  return run.conclusion === "neutral" || run.conclusion === "skipped" ? "mute" : "bad";
}

export function outcomeOf(run: CheckRun): string {
  const word = run.status === "completed" ? (run.conclusion ?? "completed") : run.status;
  return word.replaceAll("_", " ");
}

export function stateBadge(issue: Issue): Html {
  const pull = issue.pull;
  if (pull?.mergedAtMs !== undefined) return html`<span class="state merged">Merged</span>`;
  if (issue.state === "closed") return html`<span class="state closed">Closed</span>`;
  return pull?.draft === true
    ? html`<span class="state draft">Draft</span>`
    : html`<span class="state">Open</span>`;
}

const FACES: Readonly<Record<string, string>> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  confused: "😕",
  heart: "❤️",
  hooray: "🎉",
  rocket: "🚀",
  eyes: "👀",
};

/** One bubble of the conversation. */
export function bubble(
  author: SandboxAccount,
  heading: HtmlPart,
  body: string | null,
  base: string,
  foot?: HtmlPart,
): Html {
  return html`<article class="say">
    <img class="avatar" src="/avatars/${author.id}.svg" alt="" width="34" height="34" />
    <div class="card">
      <header class="small">
        <span>${person(author)} <span class="soft">${heading}</span></span>
      </header>
      <div class="body">
        ${body === null || body.trim() === "" ? html`<p class="soft">Nothing written.</p>` : markdown(body, base)}${foot}
      </div>
    </div>
  </article>`;
}

export function commentBubble(comment: Comment, base: string): Html {
  const edited = comment.lastEditedAtMs === undefined ? undefined : html` · edited`;
  const counts = new Map<string, number>();
  for (const { content } of comment.reactions) counts.set(content, (counts.get(content) ?? 0) + 1);
  const reactions = [...counts].map(
    ([content, count]) => html`<span class="tag">${FACES[content] ?? content} ${count}</span>`,
  );
  const foot = reactions.length === 0 ? undefined : html`<p class="chips">${reactions}</p>`;
  const heading = html`<a class="soft" id="issuecomment-${comment.id}" href="#issuecomment-${comment.id}"
      >commented ${time(comment.createdAtMs)}</a
    >${edited}`;
  return bubble(comment.author, heading, comment.body, base, foot);
}

export function issueRow(issue: Issue): Html {
  const kind = issue.pull === undefined ? "issues" : "pull";
  return html`<li>
    ${issueIcon(issue)}
    <div class="grow">
      <a class="title" href="${repositoryPath(issue.repository)}/${kind}/${issue.number}">${issue.title}</a>
      ${labels(issue.labels)}
      <div class="small soft">
        #${issue.number} opened ${time(issue.createdAtMs)} by
        ${issue.author.login}${
          issue.comments.length === 0
            ? undefined
            : html` · ${issue.comments.length} ${issue.comments.length === 1 ? "comment" : "comments"}`
        }
      </div>
    </div>
  </li>`;
}

function issueIcon(issue: Issue): Html {
  if (issue.pull?.mergedAtMs !== undefined) return icon("held");
  if (issue.state === "closed") return icon("bad");
  return html`<svg class="icon good" viewBox="0 0 18 18" aria-hidden="true">
    <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" stroke-width="2" />
    <circle cx="9" cy="9" r="2.2" fill="currentColor" />
  </svg>`;
}

export function cloneAddress(world: World, repository: Repository, login: string | undefined): string {
  const who = login === undefined ? "" : `${login}@`;
  return `${world.url.replace("//", `//${who}`)}/${fullName(repository)}.git`;
}
