// Branches whose merge does more than they show: a stranger's commit of several parents, and a merge that came from behind.

import { changedTree, type FileChanges } from "../../src/sandbox/actions/commits.ts";
import { formatCommit } from "../../src/sandbox/git/parse.ts";
import { mergeNow } from "./published.ts";
import { CATALOG, goodFiles, submit, type Scene } from "./scene.ts";

const MINUTE_MS = 60_000;

/** A stranger's commit of these parents, with one parent's files and some of their own, proposed from their fork. */
export async function propose(scene: Scene, parents: readonly string[], files: FileChanges) {
  const fork = scene.sandbox.fork(CATALOG, "stranger");
  const repository = scene.sandbox.repository(fork);
  const { objects } = repository.git;
  const first = await objects.commit(parents[0] ?? "");
  const who = { name: "stranger", email: "stranger@x.example", dateMs: scene.clock.nowMs() };
  const tree = await changedTree(repository, first?.tree, files);
  const sha = await objects.writeCommit(
    formatCommit({ tree, parents: [...parents], author: who, committer: who, message: "Update\n" }),
  );
  await scene.sandbox.forcePush(fork, "own", sha, "stranger");
  const pull = await scene.sandbox.openPullRequest({
    repo: CATALOG,
    author: "stranger",
    head: { repo: fork, branch: "own" },
    title: "Add Weather Board",
    body: "",
  });
  await scene.settled();
  return { sha, number: pull.number };
}

export const weather = () =>
  goodFiles("weather-board", {
    name: "Weather Board",
    maintainers: "[stranger]",
    link: "https://github.com/stranger/fine",
    documentation: "https://github.com/stranger/fine#readme",
    issues: "https://github.com/stranger/fine/issues",
  });

/** The maintainer's pull request `files`, merged by a merge commit while another was merged before it. */
export async function mergedBehind(
  scene: Scene,
  files: FileChanges,
): Promise<{ readonly before: string; readonly head: string }> {
  const behind = await submit(scene, files, { author: "maintainer", branch: "behind" });
  await scene.settled();
  scene.clock.advance(MINUTE_MS);
  await mergeNow(scene, await goodFiles("other-tool", { name: "Other Tool" }));
  const before = scene.sandbox.branchSha(CATALOG, "main") ?? "";
  scene.clock.advance(MINUTE_MS);
  await scene.sandbox.mergePullRequest(CATALOG, behind.number, "maintainer");
  await scene.settled();
  scene.clock.advance(MINUTE_MS);
  return { before, head: behind.sha };
}
