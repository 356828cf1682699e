// One commit in several pull requests: proposing somebody else's commit makes nobody its owner.

import { afterEach, describe, expect, it } from "@jest/globals";
import {
  addProject,
  CATALOG,
  goodFiles,
  listing,
  openScene,
  rollUp,
  submit,
  type Scene,
} from "../support/scene.ts";
import { entries, openIssues } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const ID = "weather-board";
const of = (owner: string, maintainers = `[${owner}]`) => ({
  name: "Weather Board",
  maintainers,
  link: `https://github.com/${owner}/thing`,
  documentation: `https://github.com/${owner}/thing#readme`,
  issues: `https://github.com/${owner}/thing/issues`,
});

/** The owner's commit, proposed by both; answers the owner's and the stranger's pull request. */
async function proposed(first: "owner" | "stranger") {
  scene = await openScene();
  await addProject(scene.sandbox, "owner", "thing");
  await addProject(scene.sandbox, "stranger", "thing");
  const { sandbox } = scene;
  const ownFork = sandbox.fork(CATALOG, "owner");
  const from = sandbox.branchSha(CATALOG, "main") ?? "";
  const sha = await sandbox.commit(ownFork, "wb", await goodFiles(ID, of("owner")), {
    author: "owner",
    from,
  });
  const strangers = sandbox.fork(CATALOG, "stranger");
  await sandbox.forcePush(strangers, "dup", sha, "stranger");
  const numbers: Record<string, number> = {};
  for (const author of first === "owner" ? ["owner", "stranger"] : ["stranger", "owner"]) {
    const head = author === "owner" ? { repo: ownFork, branch: "wb" } : { repo: strangers, branch: "dup" };
    const { number } = await sandbox.openPullRequest({
      repo: CATALOG,
      author,
      head,
      title: author,
      body: "",
    });
    numbers[author] = number;
    await scene.settled();
  }
  return { sha, owner: numbers["owner"] ?? 0, stranger: numbers["stranger"] ?? 0 };
}

describe.each(["owner", "stranger"] as const)(
  "a commit that the %s proposes first, merged with both",
  (first) => {
    it("brings the listing for its owner, and the other owns nothing by it", async () => {
      const { owner } = await proposed(first);
      scene.clock.advance(60_000);
      await scene.sandbox.mergePullRequest(CATALOG, owner, "maintainer");
      // Before anything is published, a review asks whose merged pull request brought it.
      const files = {
        [`listings/${ID}.yml`]: listing({
          ...of("stranger", "[owner, stranger]"),
          image: `images/${ID}.png`,
        }),
      };
      const theirs = await submit(scene, files, { author: "stranger", branch: "c2" });
      await scene.settled();
      expect(rollUp(scene, theirs.sha)).not.toBe("success");
      const [entry] = await entries(scene);
      expect([entry?.id, entry?.source.pull, entry?.owners.map(({ login }) => login)]).toEqual([
        ID,
        owner,
        ["owner"],
      ]);
      expect(openIssues(scene, "steward: not published")).toEqual([]);
    });
  },
);

describe("a commit that only a stranger proposed", () => {
  it("makes nobody an owner whom its file does not name", async () => {
    scene = await openScene({ policy: "extends: mattermost\npublish:\n  repository: community/nowhere\n" });
    await addProject(scene.sandbox, "owner", "thing");
    await addProject(scene.sandbox, "stranger", "thing");
    const first = await submit(scene, await goodFiles(ID, of("owner")), { author: "stranger", branch: "a" });
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, first.number, "maintainer");
    await scene.settled();
    const files = {
      [`listings/${ID}.yml`]: listing({ ...of("stranger", "[owner, stranger]"), image: `images/${ID}.png` }),
    };
    const second = await submit(scene, files, { author: "stranger", branch: "b" });
    await scene.settled();
    expect(rollUp(scene, second.sha)).not.toBe("success");
  });
});
