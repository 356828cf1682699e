// What follows from a moved branch: the push event, pull requests that move, merge or close with it, check suites.

import { isAncestor, revisions } from "../git/history.ts";
import type { CheckSuite, Repository } from "../model.ts";
import { isPull, pullView, type PullIssue } from "../views/pulls.ts";
import { simpleCommitView } from "../views/git.ts";
import { userView } from "../views/accounts.ts";
import { suiteEventView } from "../views/checks.ts";
import { repositoryHtmlUrl, repositoryView } from "../views/repositories.ts";
import { isInstalled, type World } from "../world.ts";
import { closeByKeyword, closeIssue, record } from "./close.ts";
import { emit, isHeard, type By } from "./emit.ts";

export const NO_SHA = "0".repeat(40);

export interface RefMove {
  readonly ref: string;
  /** undefined: the ref is new, or gone. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function openPulls(world: World): PullIssue[] {
  return [...world.repositories.values()].flatMap((repository) =>
    [...repository.issues.values()].filter(isPull).filter((issue) => issue.state === "open"),
  );
}

export function createSuite(
  world: World,
  repository: Repository,
  headSha: string,
  headBranch: string | null,
  beforeSha: string | null,
): CheckSuite {
  const suite: CheckSuite = {
    id: world.nextId(),
    repository,
    appId: world.app.id,
    headSha,
    headBranch,
    beforeSha,
    createdAtMs: world.nowMs(),
    updatedAtMs: world.nowMs(),
    requeued: false,
    runs: [],
  };
  repository.suites.push(suite);
  return suite;
}

async function emitPush(world: World, repository: Repository, move: RefMove, by: By): Promise<void> {
  if (!isHeard(world, repository, "push")) return;
  const { objects } = repository.git;
  const before = move.before ?? NO_SHA;
  const after = move.after ?? NO_SHA;
  const range = move.before === undefined ? after : `${before}..${after}`;
  const shas = move.after === undefined ? [] : await revisions(objects, range, { max: 50 });
  const commits = await Promise.all(
    shas.toReversed().map(async (sha) => {
      const commit = await objects.commit(sha);
      return commit === undefined
        ? []
        : [
            {
              ...simpleCommitView(commit),
              distinct: true,
              url: `${repositoryHtmlUrl(world, repository)}/commit/${sha}`,
              author: { ...simpleCommitView(commit).author, username: by.account.login },
              added: [],
              removed: [],
              modified: [],
            },
          ];
    }),
  );
  const list = commits.flat();
  const { login } = by.account;
  emit(world, repository, "push", null, by.account, {
    ref: move.ref,
    before,
    after,
    created: move.before === undefined,
    deleted: move.after === undefined,
    forced:
      move.before !== undefined && move.after !== undefined && !(await isAncestor(objects, before, after)),
    base_ref: null,
    compare: `${repositoryHtmlUrl(world, repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: list,
    head_commit: list.at(-1) ?? null,
    pusher: { name: login, email: `${login}@users.noreply.example` },
  });
}

async function requestSuite(world: World, repository: Repository, move: RefMove, by: By): Promise<void> {
  if (move.after === undefined || !isInstalled(world, repository)) return;
  if (repository.suites.some((suite) => suite.headSha === move.after)) return;
  const branch = move.ref.replace(/^refs\/heads\//, "");
  const suite = createSuite(world, repository, move.after, branch, move.before ?? NO_SHA);
  emit(world, repository, "check_suite", "requested", by.account, {
    check_suite: await suiteEventView(world, suite),
  });
}

async function synchronize(world: World, issue: PullIssue, after: string, by: By): Promise<void> {
  const { pull, repository } = issue;
  const before = pull.head.sha;
  pull.head.sha = after;
  pull.lastPushedBy = by.account;
  pull.base.sha = repository.git.ref(`refs/heads/${pull.base.branch}`) ?? pull.base.sha;
  issue.updatedAtMs = world.nowMs();
  repository.git.setRef(`refs/pull/${issue.number}/head`, after);
  if (!(await isAncestor(repository.git.objects, before, after)))
    record(world, issue, by, "head_ref_force_pushed", { commitId: after, beforeSha: before });
  emit(world, repository, "pull_request", "synchronize", by.account, {
    number: issue.number,
    before,
    after,
    pull_request: await pullView(world, issue),
  });
}

/** Any push that makes a pull request's head part of its base merges it, whatever its checks say. */
async function mergeIndirectly(world: World, repository: Repository, move: RefMove, by: By): Promise<void> {
  const branch = move.ref.replace(/^refs\/heads\//, "");
  for (const issue of openPulls(world)) {
    if (issue.repository !== repository || issue.pull.base.branch !== branch || move.after === undefined)
      continue;
    if (!(await isAncestor(repository.git.objects, issue.pull.head.sha, move.after))) continue;
    Object.assign(issue.pull, {
      mergedAtMs: world.nowMs(),
      mergedBy: by.account,
      mergeCommitSha: move.after,
    });
    await closeIssue(world, issue, by, { commitId: move.after });
  }
}

/** "Fixes #7" in a commit that reaches the default branch closes in the name of whoever moved it. */
async function closeMentioned(world: World, repository: Repository, move: RefMove, by: By): Promise<void> {
  if (
    move.ref !== `refs/heads/${repository.defaultBranch}` ||
    move.before === undefined ||
    move.after === undefined
  )
    return;
  const { objects } = repository.git;
  for (const sha of await revisions(objects, `${move.before}..${move.after}`, { max: 250 })) {
    const message = (await objects.commit(sha))?.message ?? "";
    await closeByKeyword(world, repository, by, message, sha);
  }
}

/** Call after the ref itself has moved. */
export async function afterRefMove(
  world: World,
  repository: Repository,
  move: RefMove,
  by: By,
): Promise<void> {
  repository.pushedAtMs = world.nowMs();
  if (!move.ref.startsWith("refs/heads/")) return;
  const branch = move.ref.slice("refs/heads/".length);
  await emitPush(world, repository, move, by);
  await closeMentioned(world, repository, move, by);
  await requestSuite(world, repository, move, by);
  for (const issue of openPulls(world)) {
    const { head } = issue.pull;
    if (head.repository !== repository || head.branch !== branch) continue;
    if (move.after === undefined) await closeIssue(world, issue, by, {});
    else if (head.sha !== move.after) await synchronize(world, issue, move.after, by);
  }
  if (move.after !== undefined && move.before !== undefined)
    await mergeIndirectly(world, repository, move, by);
  if (repository.pages?.branch === branch && move.after !== undefined)
    buildPages(world, repository, move.after, by);
}

function buildPages(world: World, repository: Repository, commit: string, by: By): void {
  const build = {
    id: world.nextId(),
    status: "built",
    error: null,
    commit,
    pusher: by.account,
    createdAtMs: world.nowMs(),
  } as const;
  repository.pageBuilds.push(build);
  const at = new Date(build.createdAtMs).toISOString();
  emit(world, repository, "page_build", null, by.account, {
    id: build.id,
    build: {
      url: `${repositoryView(world, repository).url}/pages/builds/${build.id}`,
      status: build.status,
      error: { message: null },
      pusher: userView(world, by.account),
      commit,
      duration: 1000,
      created_at: at,
      updated_at: at,
    },
  });
}
