// Questions of `steward doctor --live` that take writing: on an issue, a pull request and branches of their own.

import type { LiveAnswer } from "../../../core/setup/live.ts";
import { EXPECTED, otherwise, SHOWN_MS, TRIES, couldNotCheck, wordsOf, type Asking } from "./live-asking.ts";
import { COMMIT_SIZE, FORCED_PUSH, OWN_WORDS } from "./live-queries.ts";

const COMMIT_BYTES = 20 * 1024 * 1024;

export async function ownWords(
  asking: Asking,
  field: "viewerDidAuthor" | "viewerHasReacted",
): Promise<LiveAnswer> {
  const { octokit, owner, repo, leftovers, writes, mark, pause } = asking;
  if (!writes) return couldNotCheck("It takes --write.");
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
    }>(OWN_WORDS, { owner, name: repo, number: issue.number });
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

export async function forcedPush(asking: Asking): Promise<LiveAnswer> {
  const { octokit, writes, leftovers, mark, pause, owner, repo: name } = asking;
  if (!writes) return couldNotCheck("It takes --write.");
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
    }>(FORCED_PUSH, { owner, name, number: pull.number });
    if ((repository?.pullRequest?.timelineItems.nodes.length ?? 0) > 0) return EXPECTED;
    await pause(SHOWN_MS);
  }
  return otherwise(`No event after ${Math.round((TRIES * SHOWN_MS) / 1_000)} seconds.`);
}

export async function commitSize(asking: Asking): Promise<LiveAnswer> {
  const { octokit, writes, mark, owner, repo } = asking;
  if (!writes) return couldNotCheck("It takes --write.");
  const { branch, tipSha } = await ownBranch(asking, "size");
  try {
    await octokit.graphql(COMMIT_SIZE, {
      commit: {
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
    });
    return EXPECTED;
  } catch (error) {
    return otherwise(`GitHub said: ${wordsOf(error)}.`);
  }
}
