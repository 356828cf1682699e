// GitHub's test merge of an open pull request: made in the background, once somebody asks, for one head on one tip.

import { mergedTree } from "../git/history.ts";
import { formatCommit } from "../git/parse.ts";
import type { Mergeability, PullIssue } from "../views/pulls.ts";
import { emailOf } from "../views/git.ts";
import type { World } from "../world.ts";

/** Asking begins the work where none was begun; of a pull request that is closed nothing is worked out. */
export async function mergeability(
  world: World,
  { pull, repository, state }: PullIssue,
): Promise<Mergeability> {
  const tipSha = repository.git.ref(`refs/heads/${pull.base.branch}`);
  if (state === "closed" || tipSha === undefined) return { state: "unknown" };
  const headSha = pull.head.sha;
  const known = pull.testMerge;
  if (known === undefined || known.headSha !== headSha || known.tipSha !== tipSha) {
    pull.testMerge = { headSha, tipSha, readyAtMs: world.nowMs() + world.faults.testMergeMs };
    return { state: "unknown" };
  }
  if (world.nowMs() < known.readyAtMs) return { state: "unknown" };
  if (known.commitSha === undefined) {
    const { objects } = repository.git;
    const tree = await mergedTree(objects, tipSha, headSha);
    const who = { name: repository.owner.login, email: emailOf(repository.owner), dateMs: known.readyAtMs };
    const message = `Merge ${headSha} into ${tipSha}\n`;
    known.commitSha =
      tree === undefined
        ? null
        : await objects.writeCommit(
            formatCommit({ tree, parents: [tipSha, headSha], author: who, committer: who, message }),
          );
  }
  return known.commitSha === null
    ? { state: "conflicting" }
    : { state: "mergeable", commitSha: known.commitSha };
}
