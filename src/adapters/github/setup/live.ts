// Asks GitHub itself what no description tells, on a repository for tests: reads, and what it writes it takes away again.

import type { Octokit } from "@octokit/rest";
import type { LiveAnswer, LiveId, LiveResult } from "../../../core/setup/live.ts";
import type { Permissions } from "../../../work/permissions.ts";
import type { GitHub } from "../base/client.ts";
import { createOctokit } from "../base/octokit.ts";

const REQUEST_MS_MAX = 30_000;
const FRESH_TOKENS = 5;
/** How long GitHub may take to show what was just written. */
const SHOWN_MS = 1_500;
const TRIES = 6;
const COMMIT_BYTES = 20 * 1024 * 1024;

const READING = {
  metadata: "read",
  contents: "read",
  issues: "read",
  pull_requests: "read",
} as const satisfies Permissions;
const WRITING = {
  metadata: "read",
  contents: "write",
  issues: "write",
  pull_requests: "write",
} as const satisfies Permissions;

export interface LiveOptions {
  readonly github: GitHub;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly owner: string;
  readonly repo: string;
  /** "owner/name" of a public repository without the App, with a release and issue forms. */
  readonly elsewhere: string;
  /** Whether it may write to the repository. */
  readonly writes: boolean;
  pause(ms: number): Promise<void>;
  /** Names what its writes are called, so that two runs do not meet. */
  readonly mark: string;
}

interface Asking extends LiveOptions {
  /** As the installation, with a token of its own: asked once, nothing added to the answers. */
  readonly octokit: Octokit;
  /** What has to be taken away again, newest first. */
  readonly leftovers: { readonly what: string; readonly take: () => Promise<unknown> }[];
}

type Question = (asking: Asking) => Promise<LiveAnswer>;

const EXPECTED: LiveAnswer = { is: "expected" };
const otherwise = (seen: string): LiveAnswer => ({ is: "otherwise", seen });
const unknown = (because: string): LiveAnswer => ({ is: "unknown", because });

const QUESTIONS: Readonly<Partial<Record<LiveId, Question>>> = {
  "fresh-token": freshToken,
  "repository-by-number": repositoryByNumber,
  "elsewhere-release": (asking) => elsewhere(asking, "latestRelease { tagName }", "latestRelease"),
  "elsewhere-templates": (asking) => elsewhere(asking, "issueTemplates { name }", "issueTemplates"),
  "merge-commits": mergeCommits,
  "test-merge": testMerge,
  "own-texts": (asking) => ownWords(asking, "viewerDidAuthor"),
  "own-reactions": (asking) => ownWords(asking, "viewerHasReacted"),
  "forced-push": forcedPush,
  "commit-size": commitSize,
};

/** `left`: what could not be taken away again, for whoever does. */
export async function askLive(
  options: LiveOptions,
  ids: readonly LiveId[],
): Promise<{ readonly results: readonly LiveResult[]; readonly left: readonly string[] }> {
  const octokit = await tokened(options, options.writes ? WRITING : READING);
  const asking: Asking = { ...options, octokit, leftovers: [] };
  const results: LiveResult[] = [];
  const left: string[] = [];
  try {
    for (const id of ids) {
      const answer = await (QUESTIONS[id] ?? byHand)(asking).catch((error: unknown) =>
        unknown(`GitHub said: ${wordsOf(error)}.`),
      );
      results.push({ id, answer });
    }
  } finally {
    for (const { what, take } of asking.leftovers.toReversed()) await take().catch(() => left.push(what));
  }
  return { results, left };
}

function byHand(): Promise<LiveAnswer> {
  return Promise.resolve(unknown("It takes a person."));
}

/** Never a body: the status and GitHub's short message. */
function wordsOf(error: unknown): string {
  const { status, message } = error as { status?: number; message?: string };
  return `${status ?? ""} ${(message ?? String(error)).split("\n", 1)[0]?.slice(0, 120) ?? ""}`.trim();
}

async function tokened(options: LiveOptions, permissions: Permissions): Promise<Octokit> {
  const { github, apiUrl, userAgent, installationId, repositoryId } = options;
  const { data } = await github.app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    repository_ids: [repositoryId],
    permissions,
  });
  return createOctokit({ apiUrl, userAgent, token: data.token, timeoutMs: REQUEST_MS_MAX });
}

async function freshToken(asking: Asking): Promise<LiveAnswer> {
  const { owner, repo } = asking;
  for (let count = 0; count < FRESH_TOKENS; count += 1) {
    const young = await tokened(asking, READING);
    try {
      await young.rest.repos.get({ owner, repo });
    } catch (error) {
      const { status } = error as { status?: number };
      if (status !== 401 && status !== 403) throw error;
      return otherwise(`The ${count + 1}. of ${FRESH_TOKENS} young tokens was answered ${status}.`);
    }
  }
  return EXPECTED;
}

async function repositoryByNumber({ octokit, repositoryId, owner, repo }: Asking): Promise<LiveAnswer> {
  try {
    const { data } = await octokit.request("GET /repositories/{repository_id}", {
      repository_id: repositoryId,
    });
    const { full_name: name } = data as { full_name?: string };
    return name?.toLowerCase() === `${owner}/${repo}`.toLowerCase()
      ? EXPECTED
      : otherwise(`The number ${repositoryId} is answered with another repository.`);
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
    return otherwise("GitHub answered 404.");
  }
}

async function elsewhere(asking: Asking, field: string, name: string): Promise<LiveAnswer> {
  const [owner = "", repo = ""] = asking.elsewhere.split("/");
  const data = await asking.octokit.graphql<{ repository: Record<string, unknown> | null }>(
    `query Elsewhere($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${field} } }`,
    { owner, name: repo },
  );
  if (data.repository === null) return unknown(`${asking.elsewhere} is not shown to the App.`);
  const value = data.repository[name];
  const isThere = Array.isArray(value) ? value.length > 0 : value !== null;
  return isThere
    ? EXPECTED
    : otherwise(
        `GitHub shows none for ${asking.elsewhere}, which should have some (--elsewhere names another).`,
      );
}

async function mergeCommits({ octokit, owner, repo: name }: Asking): Promise<LiveAnswer> {
  const { repository } = await octokit.graphql<{ repository: { mergeCommitAllowed: unknown } | null }>(
    "query MergeCommits($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { mergeCommitAllowed } }",
    { owner, name },
  );
  return typeof repository?.mergeCommitAllowed === "boolean"
    ? EXPECTED
    : otherwise("GitHub does not say whether they are.");
}

interface MergeNode {
  readonly number: number;
  readonly mergeable: string;
  readonly headRefOid: string;
  readonly potentialMergeCommit: {
    readonly parents: { readonly nodes: readonly { readonly oid: string }[] };
  } | null;
}

async function testMerge({ octokit, owner, repo: name, pause }: Asking): Promise<LiveAnswer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { repository } = await octokit.graphql<{
      repository: {
        defaultBranchRef: { name: string; target: { oid: string } | null } | null;
        pullRequests: { nodes: readonly (MergeNode & { baseRefName: string })[] };
      } | null;
    }>(
      `query TestMerge($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {
        defaultBranchRef { name target { oid } }
        pullRequests(states: OPEN, first: 20) { nodes { number baseRefName mergeable headRefOid
          potentialMergeCommit { parents(first: 2) { nodes { oid } } } } } } }`,
      { owner, name },
    );
    const branch = repository?.defaultBranchRef;
    const pull = repository?.pullRequests.nodes.find(
      (one) => one.baseRefName === branch?.name && one.mergeable !== "CONFLICTING",
    );
    if (pull === undefined || branch === null || branch === undefined)
      return unknown("No open pull request to the default branch could be merged; open one.");
    const parents = pull.potentialMergeCommit?.parents.nodes.map(({ oid }) => oid) ?? [];
    if (parents[0] === branch.target?.oid && parents[1] === pull.headRefOid) return EXPECTED;
    if (attempt === TRIES - 1)
      return otherwise(
        `#${pull.number} has ${parents.length === 0 ? "none" : "one of other commits"} after ${Math.round((TRIES * SHOWN_MS) / 1_000)} seconds.`,
      );
    await pause(SHOWN_MS);
  }
  return unknown("GitHub did not come to an answer.");
}

async function ownWords(asking: Asking, field: "viewerDidAuthor" | "viewerHasReacted"): Promise<LiveAnswer> {
  const { octokit, owner, repo, leftovers, writes, mark, pause } = asking;
  if (!writes) return unknown("It takes --write.");
  const at = { owner, repo };
  const { data: issue } = await octokit.rest.issues.create({
    ...at,
    title: `Steward's live check ${mark}`,
    body: "This issue is closed in a moment. It asks whether GitHub shows an App what it wrote.",
  });
  leftovers.push({
    what: `the issue #${issue.number}`,
    take: () => octokit.rest.issues.update({ ...at, issue_number: issue.number, state: "closed" }),
  });
  const { data: comment } = await octokit.rest.issues.createComment({
    ...at,
    issue_number: issue.number,
    body: "Whose is this?",
  });
  await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: comment.id, content: "+1" });
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { repository } = await octokit.graphql<{
      repository: {
        issue: {
          viewerDidAuthor: boolean;
          comments: {
            nodes: readonly {
              viewerDidAuthor: boolean;
              reactionGroups: readonly { content: string; viewerHasReacted: boolean }[] | null;
            }[];
          };
        } | null;
      } | null;
    }>(
      `query OwnWords($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) {
        issue(number: $number) { viewerDidAuthor comments(first: 1) { nodes { viewerDidAuthor
          reactionGroups { content viewerHasReacted } } } } } }`,
      { owner, name: repo, number: issue.number },
    );
    const seen = repository?.issue;
    const said = seen?.comments.nodes[0];
    const isOurs =
      field === "viewerDidAuthor"
        ? seen?.viewerDidAuthor === true && said?.viewerDidAuthor === true
        : said?.reactionGroups?.some((one) => one.content === "THUMBS_UP" && one.viewerHasReacted) === true;
    if (isOurs) return EXPECTED;
    await pause(SHOWN_MS);
  }
  return otherwise(`${field} stayed false for ${Math.round((TRIES * SHOWN_MS) / 1_000)} seconds.`);
}

/** A branch of its own from the default branch's tip. */
async function ownBranch({ octokit, owner, repo, leftovers, mark }: Asking, name: string) {
  const at = { owner, repo };
  const { data: repository } = await octokit.rest.repos.get(at);
  const base = repository.default_branch;
  const { data: tip } = await octokit.rest.git.getRef({ ...at, ref: `heads/${base}` });
  const branch = `steward-live-check-${name}-${mark}`;
  const tipSha = tip.object.sha;
  await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: tipSha });
  leftovers.push({
    what: `the branch ${branch}`,
    take: () => octokit.rest.git.deleteRef({ ...at, ref: `heads/${branch}` }),
  });
  return { at, base, branch, tipSha };
}

async function forcedPush(asking: Asking): Promise<LiveAnswer> {
  const { octokit, writes, leftovers, mark, pause, owner, repo: name } = asking;
  if (!writes) return unknown("It takes --write.");
  const { at, base, branch, tipSha } = await ownBranch(asking, "push");
  const { data: tip } = await octokit.rest.git.getCommit({ ...at, commit_sha: tipSha });
  const commit = async (message: string): Promise<string> => {
    const { data } = await octokit.rest.git.createCommit({
      ...at,
      message: `${message} ${mark}`,
      tree: tip.tree.sha,
      parents: [tipSha],
    });
    return data.sha;
  };
  await octokit.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: await commit("One") });
  const { data: pull } = await octokit.rest.pulls.create({
    ...at,
    title: `Steward's live check ${mark}`,
    head: branch,
    base,
    body: "This pull request is closed in a moment. It asks whether GitHub shows a forced push.",
  });
  leftovers.push({
    what: `the pull request #${pull.number}`,
    take: () => octokit.rest.pulls.update({ ...at, pull_number: pull.number, state: "closed" }),
  });
  await octokit.rest.git.updateRef({
    ...at,
    ref: `heads/${branch}`,
    sha: await commit("Two"),
    force: true,
  });
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { repository } = await octokit.graphql<{
      repository: {
        pullRequest: { timelineItems: { nodes: readonly { createdAt?: string }[] } } | null;
      } | null;
    }>(
      `query ForcedPush($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) {
        pullRequest(number: $number) { timelineItems(last: 1, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
          nodes { ... on HeadRefForcePushedEvent { createdAt } } } } } }`,
      { owner, name, number: pull.number },
    );
    if ((repository?.pullRequest?.timelineItems.nodes.length ?? 0) > 0) return EXPECTED;
    await pause(SHOWN_MS);
  }
  return otherwise(`No event after ${Math.round((TRIES * SHOWN_MS) / 1_000)} seconds.`);
}

async function commitSize(asking: Asking): Promise<LiveAnswer> {
  const { octokit, writes, mark, owner, repo } = asking;
  if (!writes) return unknown("It takes --write.");
  const { branch, tipSha } = await ownBranch(asking, "size");
  try {
    await octokit.graphql(
      "mutation CommitSize($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
      {
        input: {
          branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: branch },
          message: { headline: `Steward's live check ${mark}` },
          expectedHeadOid: tipSha,
          fileChanges: {
            additions: [
              {
                path: `steward-live-check-${mark}.bin`,
                contents: Buffer.alloc(COMMIT_BYTES, mark).toString("base64"),
              },
            ],
          },
        },
      },
    );
    return EXPECTED;
  } catch (error) {
    return otherwise(`GitHub said: ${wordsOf(error)}.`);
  }
}
