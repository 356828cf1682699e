// Asks GitHub itself what no description tells, on a repository for tests: reads, and what it writes it takes away again.

import type { Octokit } from "@octokit/rest";
import type { LiveAnswer, LiveId, LiveResult } from "../../../core/setup/live.ts";
import type { Permissions } from "../../../work/permissions.ts";
import { repositoryByNumber } from "../base/allowed.ts";
import {
  EXPECTED,
  otherwise,
  SHOWN_MS,
  TRIES,
  couldNotCheck,
  wordsOf,
  type Asking,
  type LiveOptions,
} from "./live-asking.ts";
import { ELSEWHERE_RELEASE, ELSEWHERE_TEMPLATES, TEST_MERGE } from "./live-queries.ts";
import { commitSize, forcedPush, ownWords } from "./live-writes.ts";
import { MERGE_COMMITS } from "./rules.ts";
import { createOctokit } from "../base/octokit.ts";

const REQUEST_MS_MAX = 30_000;
const FRESH_TOKENS = 5;

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

type Question = (asking: Asking) => Promise<LiveAnswer>;

const QUESTIONS: Readonly<Partial<Record<LiveId, Question>>> = {
  "fresh-token": freshToken,
  "repository-by-number": byNumber,
  "elsewhere-release": (asking) => elsewhere(asking, ELSEWHERE_RELEASE, "latestRelease"),
  "elsewhere-templates": (asking) => elsewhere(asking, ELSEWHERE_TEMPLATES, "issueTemplates"),
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
        couldNotCheck(`GitHub said: ${wordsOf(error)}.`),
      );
      results.push({ id, answer });
    }
  } finally {
    for (const { what, take } of asking.leftovers.toReversed()) await take().catch(() => left.push(what));
  }
  return { results, left };
}

function byHand(): Promise<LiveAnswer> {
  return Promise.resolve(couldNotCheck("It takes a person."));
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

async function byNumber({ octokit, repositoryId, owner, repo }: Asking): Promise<LiveAnswer> {
  try {
    const { full_name: name } = await repositoryByNumber(octokit, repositoryId);
    return name.toLowerCase() === `${owner}/${repo}`.toLowerCase()
      ? EXPECTED
      : otherwise(`The number ${repositoryId} is answered with another repository.`);
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
    return otherwise("GitHub answered 404.");
  }
}

async function elsewhere(asking: Asking, document: string, field: string): Promise<LiveAnswer> {
  const [owner = "", repo = ""] = asking.elsewhere.split("/");
  const data = await asking.octokit.graphql<{ repository: Record<string, unknown> | null }>(document, {
    owner,
    name: repo,
  });
  if (data.repository === null) return couldNotCheck(`${asking.elsewhere} is not shown to the App.`);
  const value = data.repository[field];
  const isThere = Array.isArray(value) ? value.length > 0 : value !== null;
  return isThere
    ? EXPECTED
    : otherwise(
        `GitHub shows none for ${asking.elsewhere}, which should have some (--elsewhere names another).`,
      );
}

async function mergeCommits({ octokit, owner, repo }: Asking): Promise<LiveAnswer> {
  const { repository } = await octokit.graphql<{ repository: { mergeCommitAllowed: unknown } | null }>(
    MERGE_COMMITS,
    { owner, repo },
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
    }>(TEST_MERGE, { owner, name });
    const branch = repository?.defaultBranchRef;
    const pull = repository?.pullRequests.nodes.find(
      (one) => one.baseRefName === branch?.name && one.mergeable !== "CONFLICTING",
    );
    if (pull === undefined || branch === null || branch === undefined)
      return couldNotCheck("No open pull request to the default branch could be merged; open one.");
    const parents = pull.potentialMergeCommit?.parents.nodes.map(({ oid }) => oid) ?? [];
    if (parents[0] === branch.target?.oid && parents[1] === pull.headRefOid) return EXPECTED;
    if (attempt === TRIES - 1)
      return otherwise(
        `#${pull.number} has ${parents.length === 0 ? "none" : "one of other commits"} after ${Math.round((TRIES * SHOWN_MS) / 1_000)} seconds.`,
      );
    await pause(SHOWN_MS);
  }
  return couldNotCheck("GitHub did not come to an answer.");
}
