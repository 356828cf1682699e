// Commits, comparisons and contributors over REST.

import { resolveCommitish } from "../commitish.ts";
import { differences, mergeBase, revisions } from "../git/history.ts";
import type { Repository } from "../model.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import { userView } from "../views/accounts.ts";
import { accountOfSignature, commitView, differenceView } from "../views/git.ts";
import { isPull, pullSimpleView, type PullIssue } from "../views/pulls.ts";
import { repositoryHtmlUrl, repositoryUrl } from "../views/repositories.ts";
import { accountByLogin, liveIssues, type World } from "../world.ts";
import {
  json,
  linkHeader,
  pageAsked,
  paged,
  param,
  operationPath,
  type Answer,
  type RepositoryCall,
} from "./operation.ts";
import { inNoOrder } from "../order.ts";

export async function contributors(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const tip = resolveCommitish(repository, "HEAD");
  if (tip === undefined) return { status: 204 };
  const counts = new Map<string, { view: Record<string, unknown>; contributions: number }>();
  for (const sha of await revisions(repository.git.objects, tip)) {
    const commit = await repository.git.objects.commit(sha);
    if (commit === undefined) continue;
    const account = accountOfSignature(world, commit.author);
    const key = account?.login ?? commit.author.email;
    const view: Record<string, unknown> =
      account === undefined
        ? { type: "Anonymous", email: commit.author.email, name: commit.author.name }
        : userView(world, account);
    const entry = counts.get(key) ?? { view, contributions: 0 };
    entry.contributions += 1;
    counts.set(key, entry);
  }
  const list = [...counts.values()]
    .filter((one) => one.view["type"] !== "Anonymous" || call.query.get("anon") === "true")
    .sort((a, b) => b.contributions - a.contributions);
  return paged(call, operationPath(call, "/contributors"), list, (one) => ({
    ...one.view,
    contributions: one.contributions,
  }));
}

export async function commits(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { git } = repository;
  const tip = resolveCommitish(repository, call.query.get("sha") ?? "HEAD");
  if (git.refs("refs/heads/").length === 0) throw new ApiRefusal(409, "Git Repository is empty.");
  if (tip === undefined || (await git.objects.commit(tip)) === undefined) throw notFound();
  const path = call.query.get("path") ?? undefined;
  const login = call.query.get("author");
  const { page, perPage } = pageAsked(call);
  const account = login === null ? undefined : accountByLogin(world, login);
  const author = login === null ? undefined : account === undefined ? login : `${account.id}+`;
  const shas = await revisions(git.objects, tip, {
    ...(path === undefined ? {} : { path }),
    ...(author === undefined ? {} : { author }),
    skip: (page - 1) * perPage,
    max: perPage + 1,
  });
  const found = await Promise.all(shas.slice(0, perPage).map((sha) => git.objects.commit(sha)));
  const more = shas.length > perPage;
  return {
    status: 200,
    body: found.flatMap((commit) => (commit === undefined ? [] : [commitView(world, repository, commit)])),
    headers: linkHeader(call, operationPath(call, "/commits"), page * perPage + (more ? 1 : 0)),
  };
}

export async function oneCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { objects } = repository.git;
  const sha = resolveCommitish(repository, param(call, "ref"));
  const commit = sha === undefined ? undefined : await objects.commit(sha);
  if (commit === undefined) throw unprocessable(`No commit found for SHA: ${param(call, "ref")}`);
  const parent = commit.parents[0] ?? "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
  const files = await differences(objects, parent, commit.sha);
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return json({
    ...commitView(world, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.slice(0, 300).map((file) => differenceView(world, repository, commit.sha, file)),
  });
}

/** `owner:branch`, a branch, a tag or a SHA, anywhere in the fork network. */
function resolveSide(world: World, repository: Repository, name: string): string | undefined {
  const [owner, branch] = name.includes(":") ? name.split(":") : [undefined, name];
  if (owner === undefined) return resolveCommitish(repository, branch ?? "");
  const other = [...world.repositories.values()].find(
    (one) =>
      !one.deleted &&
      one.owner.login.toLowerCase() === owner.toLowerCase() &&
      one.git.objects === repository.git.objects,
  );
  return other === undefined ? undefined : resolveCommitish(other, branch ?? "");
}

export async function compare(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { objects } = repository.git;
  const [left = "", right = ""] = param(call, "basehead").split("...");
  const [baseSha, headSha] = [resolveSide(world, repository, left), resolveSide(world, repository, right)];
  const base = baseSha === undefined ? undefined : await objects.commit(baseSha);
  const head = headSha === undefined ? undefined : await objects.commit(headSha);
  if (base === undefined || head === undefined) throw notFound();
  const common = await mergeBase(objects, base.sha, head.sha);
  const commonCommit = common === undefined ? undefined : await objects.commit(common);
  if (commonCommit === undefined)
    throw new ApiRefusal(404, `No common ancestor between ${left} and ${right}.`);
  const ahead = await revisions(objects, `${base.sha}..${head.sha}`);
  const behind = await revisions(objects, `${head.sha}..${base.sha}`);
  // Asked for no page, GitHub shows the newest 250; pages begin at the oldest.
  const isPaged = call.query.has("per_page") || call.query.has("page");
  const { page, perPage } = isPaged ? pageAsked(call) : { page: 1, perPage: 250 };
  const oldestFirst = ahead.toReversed();
  const shown = isPaged
    ? oldestFirst.slice((page - 1) * perPage, page * perPage)
    : oldestFirst.slice(-perPage);
  const listed = await Promise.all(shown.map((sha) => objects.commit(sha)));
  const status =
    ahead.length === 0
      ? behind.length === 0
        ? "identical"
        : "behind"
      : behind.length === 0
        ? "ahead"
        : "diverged";
  const html = `${repositoryHtmlUrl(world, repository)}/compare/${left}...${right}`;
  const files = page === 1 ? await differences(objects, commonCommit.sha, head.sha) : [];
  return {
    status: 200,
    headers: linkHeader(call, operationPath(call, `/compare/${left}...${right}`), ahead.length),
    body: {
      url: `${repositoryUrl(world, repository)}/compare/${left}...${right}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: commitView(world, repository, base),
      merge_base_commit: commitView(world, repository, commonCommit),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: listed.flatMap((one) => (one === undefined ? [] : [commitView(world, repository, one)])),
      files: files.slice(0, 300).map((file) => differenceView(world, repository, head.sha, file)),
    },
  };
}

/**
 * Pull requests that a commit is part of, or that it merged. GitHub looks for it in this repository's own branches and in
 * what was merged: a pull request from a fork is found once it is merged, and never before.
 */
export async function pullsWithCommit(repository: Repository, sha: string): Promise<readonly PullIssue[]> {
  const found: PullIssue[] = [];
  for (const issue of liveIssues(repository).filter(isPull)) {
    const { pull } = issue;
    if (pull.mergedAtMs === undefined && pull.head.repository !== repository) continue;
    const inside =
      pull.mergeCommitSha === sha ||
      pull.head.sha === sha ||
      (await revisions(repository.git.objects, `${pull.base.sha}..${pull.head.sha}`)).includes(sha);
    if (inside) found.push(issue);
  }
  return found;
}

/** Those that merged the commit, and those of this repository that hold it. */
export async function pullsOfCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const sha = resolveCommitish(repository, param(call, "commit_sha"));
  if (sha === undefined || (await repository.git.objects.commit(sha)) === undefined) {
    throw unprocessable(`No commit found for SHA: ${param(call, "commit_sha")}`);
  }
  const found = await pullsWithCommit(repository, sha);
  return paged(call, operationPath(call, `/commits/${sha}/pulls`), inNoOrder(found), (issue) =>
    pullSimpleView(world, issue),
  );
}
