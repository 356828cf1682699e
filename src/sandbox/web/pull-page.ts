// The page of one pull request: what it says, what the checks say, what people say, and the merge button.

import { mergedTree } from "../git/history.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { StoredAnnotation, CheckRun, Repository } from "../model.ts";
import { hasRole } from "../roles.ts";
import { latestRuns } from "../views/checks.ts";
import { pullCommits, pullFiles, type PullIssue } from "../views/pulls.ts";
import { fullName } from "../world.ts";
import { conversation, editForm, issuePath, labelForm, talkForm } from "./conversation.ts";
import { html, type Html, type HtmlPart } from "./html.ts";
import { page, repositoryFrame, type Visit } from "./layout.ts";
import { markdown } from "./markdown.ts";
import { bubble, icon, outcomeOf, repositoryPath, person, stateBadge, time, toneOf } from "./parts.ts";

async function linesAt(repository: Repository, sha: string, path: string): Promise<readonly string[]> {
  const commit = await repository.git.objects.commit(sha);
  const entry =
    commit === undefined ? undefined : await gitEntryAt(repository.git.objects, commit.tree, path);
  if (entry?.type !== "blob") return [];
  return ((await repository.git.objects.read(entry.sha))?.bytes.toString("utf8") ?? "").split("\n");
}

const LINES_SHOWN_MAX = 12;

async function annotationView(run: CheckRun, one: StoredAnnotation): Promise<Html> {
  const { repository, headSha } = run.suite;
  const lines = await linesAt(repository, headSha, one.path);
  const shown = lines.slice(one.start_line - 1, Math.min(one.end_line, one.start_line - 1 + LINES_SHOWN_MAX));
  const href = `${repositoryPath(repository)}/blob/${headSha}/${encodeURI(one.path)}#L${one.start_line}`;
  const columns = one.start_column === null ? "" : `:${one.start_column}`;
  const code = shown.map(
    (line, at) =>
      html`<tr>
        <td class="n">${one.start_line + at}</td>
        <td>${line}</td>
      </tr>`,
  );
  return html`<div class="note ${one.annotation_level}">
    <div class="where small">
      <a class="mono" href="${href}">${one.path}:${one.start_line}${columns}</a
      ><span class="soft">${one.annotation_level}</span>
    </div>
    ${
      code.length === 0
        ? undefined
        : html`<table class="code">
            <tbody>
              ${code}
            </tbody>
          </table>`
    }
    <div class="says">
      ${one.title === null ? undefined : html`<p><b>${one.title}</b></p>`}
      <p>${one.message}</p>
      ${one.raw_details === null ? undefined : html`<pre class="shell">${one.raw_details}</pre>`}
    </div>
  </div>`;
}

async function runView(visit: Visit, issue: PullIssue, run: CheckRun): Promise<Html> {
  const base = repositoryPath(issue.repository);
  const annotations = [];
  for (const one of run.annotations) annotations.push(await annotationView(run, one));
  const rerun =
    visit.user === undefined
      ? undefined
      : html`<form method="post" action="${issuePath(issue)}/_rerun">
          <button class="tiny" name="run" value="${run.id}">Re-run</button>
        </form>`;
  const words = [run.summary, run.text].filter((one): one is string => one !== null && one !== "");
  // What is wrong stands open; a roll-up's words do too, since they say what to do next.
  const open = toneOf(run) === "bad" && (run.annotations.length > 0 || !run.name.includes("/"));
  return html`<details class="run" id="run-${run.id}" ${open ? html` open` : undefined}>
    <summary>
      ${icon(toneOf(run))}<span class="name">${run.name}</span
      ><span class="what small">${run.title ?? ""}</span
      ><span class="small ${toneOf(run)}">${outcomeOf(run)}</span>
    </summary>
    <div class="inner">
      ${words.map((text) => markdown(text, base))}${annotations}
      <div class="foot small soft">
        <span
          >${
            run.completedAtMs === undefined
              ? html`started ${time(run.startedAtMs)}`
              : html`finished ${time(run.completedAtMs)}`
          }</span
        >${rerun}
      </div>
    </div>
  </details>`;
}

async function checksCard(visit: Visit, issue: PullIssue): Promise<Html> {
  const suites = issue.repository.suites.filter((suite) => suite.headSha === issue.pull.head.sha);
  const order = ["bad", "held", "wait", "mute", "good"];
  const runs = latestRuns(suites.flatMap((suite) => suite.runs)).sort(
    (a, b) => order.indexOf(toneOf(a)) - order.indexOf(toneOf(b)) || (a.name < b.name ? -1 : 1),
  );
  if (runs.length === 0) {
    return html`<div class="card">
      <header><h2>Checks</h2></header>
      <p class="empty">No check has reported on this commit yet.</p>
    </div>`;
  }
  const views = [];
  for (const run of runs) views.push(await runView(visit, issue, run));
  const counts = ["bad", "held", "wait", "mute", "good"].map(
    (tone) => runs.filter((run) => toneOf(run) === tone).length,
  );
  const [bad = 0, held = 0, wait = 0, , good = 0] = counts;
  const said = [
    bad > 0 && `${bad} failing`,
    held > 0 && `${held} waiting for a person`,
    wait > 0 && `${wait} running`,
    good > 0 && `${good} passed`,
  ];
  const again =
    visit.user === undefined
      ? undefined
      : html`<form method="post" action="${issuePath(issue)}/_rerun">
          <button class="tiny" name="run" value="all">Re-run all</button>
        </form>`;
  return html`<div class="card" id="checks">
    <header>
      <span
        ><h2>Checks</h2>
        <span class="small soft">${said.filter(Boolean).join(" · ")}</span></span
      >${again}
    </header>
    ${views}
  </div>`;
}

async function mergeCard(visit: Visit, issue: PullIssue): Promise<Html | undefined> {
  const { pull, repository } = issue;
  if (issue.state === "closed") return undefined;
  const may = visit.user !== undefined && hasRole(repository, visit.user, "write");
  const own = visit.user === issue.author || may;
  const draftForm = own
    ? html`<form method="post" action="${issuePath(issue)}/_draft">
        <button name="draft" value="${String(!pull.draft)}">
          ${pull.draft ? "Ready for review" : "Back to draft"}
        </button>
      </form>`
    : undefined;
  if (pull.draft) {
    return html`<div class="card merge">
      <span>${icon("mute")} This is still a draft.</span>${draftForm}
    </div>`;
  }
  const tip = repository.git.ref(`refs/heads/${pull.base.branch}`) ?? pull.base.sha;
  const clean = (await mergedTree(repository.git.objects, tip, pull.head.sha)) !== undefined;
  const words = clean
    ? html`${icon("good")} No conflicts with <span class="branch mono">${pull.base.branch}</span>`
    : html`${icon("bad")} This branch has conflicts that must be resolved`;
  const form = may
    ? html`<form class="line" method="post" action="${issuePath(issue)}/_merge">
        <select name="method" aria-label="How to merge">
          <option value="merge">Merge commit</option>
          <option value="squash">Squash</option>
          <option value="rebase">Rebase</option></select
        ><button class="main" ${clean ? undefined : html` disabled`}>Merge</button>
      </form>`
    : html`<span class="small soft">People with write access can merge.</span>`;
  return html`<div class="card merge">
    <span>${words}</span><span class="chips">${draftForm}${form}</span>
  </div>`;
}

function patchRows(patch: string): Html {
  let at = 0;
  const rows = patch.split("\n").map((line) => {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      at = Number(hunk[1]);
      return html`<tr class="hunk">
        <td class="n">…</td>
        <td>${line}</td>
      </tr>`;
    }
    const kind = line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "";
    const number = kind === "del" || line.startsWith("\\") ? "" : String(at++);
    return html`<tr class="${kind}">
      <td class="n">${number}</td>
      <td>${line}</td>
    </tr>`;
  });
  return html`<div class="scroll">
    <table class="code">
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

async function filesCard(issue: PullIssue): Promise<Html> {
  const files = await pullFiles(issue);
  const rows = files.slice(0, 100).map((file) => {
    const href = `${repositoryPath(issue.repository)}/blob/${issue.pull.head.sha}/${encodeURI(file.path)}`;
    const open = files.length <= 3 && file.additions + file.deletions <= 60;
    const name = file.previousPath === undefined ? file.path : `${file.previousPath} → ${file.path}`;
    const body: HtmlPart =
      file.patch === undefined
        ? html`<p class="empty">Not shown. <a href="${href}">See the file</a></p>`
        : patchRows(file.patch);
    return html`<details class="run" ${open ? html` open` : undefined}>
      <summary>
        <span class="mono grow">${name}</span
        ><span class="small"
          ><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span
        >
      </summary>
      ${body}
    </details>`;
  });
  return html`<div class="card" id="files">
    <header>
      <h2>Files changed <span class="count">${files.length}</span></h2>
    </header>
    ${rows}
  </div>`;
}

export async function pullPage(visit: Visit, issue: PullIssue): Promise<string> {
  const { repository, pull } = issue;
  const base = repositoryPath(repository);
  const commits = (await pullCommits(issue)).length;
  const head =
    pull.head.repository === undefined
      ? html`<span class="branch mono">unknown repository</span>`
      : html`<a class="branch mono" href="${repositoryPath(pull.head.repository)}"
          >${pull.head.ownerLogin}:${pull.head.branch}</a
        >`;
  const verb = pull.mergedAtMs === undefined ? "wants to merge" : "merged";
  const byline = html`<div class="byline">
    ${stateBadge(issue)}<span
      >${person(pull.mergedBy ?? issue.author)} ${verb} ${commits} ${commits === 1 ? "commit" : "commits"}
      into <span class="branch mono">${pull.base.branch}</span> from ${head}</span
    >
  </div>`;
  const first = bubble(issue.author, html`opened this ${time(issue.createdAtMs)}`, issue.body, base);
  const side = html`<aside class="side">
    ${labelForm(visit, issue, repository)}
    <section>
      <h2>Head</h2>
      <a class="mono" href="${base}/tree/${pull.head.sha}">${pull.head.sha.slice(0, 10)}</a>
    </section>
    <section>
      <h2>On this page</h2>
      <a href="#checks">Checks</a> · <a href="#files">Files changed</a>
    </section>
    ${editForm(visit, issue)}
  </aside>`;
  const main = html`<div class="stack">
    ${first}${await checksCard(visit, issue)}${conversation(issue)}${await mergeCard(visit, issue)}${talkForm(visit, issue)}${await filesCard(issue)}
  </div>`;
  const content = html`<h1>${issue.title} <span class="soft">#${issue.number}</span></h1>
    ${byline}
    <div class="columns">${main}${side}</div>`;
  const title = `${issue.title} · #${issue.number} · ${fullName(repository)}`;
  return page(visit, title, repositoryFrame(repository, "pulls", content), repository);
}
