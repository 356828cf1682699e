// Pull requests, reviews and re-runs, as a person acts on them.

import { rerequestRun, rerequestSuite } from "../actions/checks.ts";
import { closeIssue, reopenIssue } from "../actions/close.ts";
import { editText } from "../actions/issues.ts";
import {
  addReview,
  createMergeGroup,
  dismissReview,
  mergePull,
  openPull,
  retarget,
  setDraft,
} from "../actions/pulls.ts";
import type { People, PullEdit } from "./types.ts";
import { latestRuns } from "../views/checks.ts";
import type { World } from "../world.ts";
import type { Finders } from "./find.ts";

type Pulls = Pick<
  People,
  | "openPullRequest"
  | "editPullRequest"
  | "closePullRequest"
  | "mergePullRequest"
  | "mergeGroup"
  | "review"
  | "dismissReview"
  | "rerequestCheckRun"
  | "rerequestCheckSuite"
  | "checkRuns"
>;

async function edit(
  world: World,
  find: Finders,
  repo: string,
  number: number,
  login: string,
  edit: PullEdit,
): Promise<void> {
  const issue = find.pull(repo, number);
  const by = find.by(login);
  await editText(world, issue, by, {
    ...(edit.title === undefined ? {} : { title: edit.title }),
    ...(edit.body === undefined ? {} : { body: edit.body }),
  });
  if (edit.base !== undefined) await retarget(world, issue, edit.base, by);
  if (edit.draft !== undefined) await setDraft(world, issue, edit.draft, by);
  if (edit.state === "closed") await closeIssue(world, issue, by, {});
  if (edit.state === "open") await reopenIssue(world, issue, by);
}

export function pullActions(world: World, find: Finders): Pulls {
  return {
    openPullRequest(ask) {
      const repository = find.repository(ask.repo);
      const head = ask.head.repo === undefined ? repository : find.repository(ask.head.repo);
      return openPull(world, repository, find.by(ask.author), {
        title: ask.title ?? `Changes from ${ask.head.branch}`,
        body: ask.body ?? null,
        base: ask.base ?? repository.defaultBranch,
        head: { repository: head, branch: ask.head.branch },
        draft: ask.draft ?? false,
      });
    },
    editPullRequest: (repo, number, login, asked) => edit(world, find, repo, number, login, asked),
    closePullRequest: (repo, number, login) => closeIssue(world, find.pull(repo, number), find.by(login), {}),
    mergePullRequest: (repo, number, login, method = "merge") =>
      mergePull(world, find.pull(repo, number), find.by(login), { method }),
    mergeGroup(repo, numbers, login, ask) {
      const repository = find.repository(repo);
      const by = login === undefined ? { account: repository.owner, viaApp: false } : find.by(login);
      return createMergeGroup(
        world,
        repository,
        numbers.map((number) => find.pull(repo, number)),
        by,
        ask,
      );
    },
    review: (repo, number, login, state, more = {}) =>
      addReview(world, find.pull(repo, number), find.by(login), { body: "", ...more, state }),
    dismissReview(repo, number, reviewId, login) {
      const issue = find.pull(repo, number);
      const review = issue.pull.reviews.find((one) => one.id === reviewId);
      if (review === undefined) throw new Error(`${repo}#${number} has no review ${reviewId}`);
      dismissReview(world, issue, review, find.by(login));
    },
    rerequestCheckRun(repo, id, login) {
      const run = find
        .repository(repo)
        .suites.flatMap((suite) => suite.runs)
        .find((one) => one.id === id);
      if (run === undefined) throw new Error(`${repo} has no check run ${id}`);
      return rerequestRun(world, run, find.by(login));
    },
    rerequestCheckSuite(repo, id, login) {
      const suite = find.repository(repo).suites.find((one) => one.id === id);
      if (suite === undefined) throw new Error(`${repo} has no check suite ${id}`);
      return rerequestSuite(world, suite, find.by(login));
    },
    checkRuns: (repo, sha) =>
      latestRuns(
        find
          .repository(repo)
          .suites.filter((suite) => suite.headSha === sha)
          .flatMap((suite) => suite.runs),
      ),
  };
}
