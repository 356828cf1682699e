// A fresh marketplace under the template's own rulesets: its sole owner can work, others cannot go around a review, and Steward writes what it must.

import { afterEach, describe, expect, it } from "@jest/globals";
import { addProject, CATALOG, goodFiles, rollUp } from "../support/scene.ts";
import { BRANCH, ids, later, removed } from "../support/published.ts";
import { TEMPLATE_RULESETS, templateRuleset } from "../support/rulesets.ts";
import { handles, openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: CaseScene;
afterEach(async () => scene.close());
const { label, say } = handles(() => scene);

const MINUTE_MS = 60_000;
const ID = "alpha-tool";
const LINK = { name: "Alpha Tool", link: "https://github.com/owner/alpha-tool", maintainers: "[owner]" };
const REST = {
  documentation: "https://github.com/owner/alpha-tool#readme",
  issues: "https://github.com/owner/alpha-tool/issues",
};

/** Two listings are published; `owner` alone administers, `writer` has write access. */
async function openRuled(): Promise<void> {
  scene = await openCases();
  const { sandbox } = scene;
  sandbox.setRole(CATALOG, "owner", "admin");
  sandbox.setRole(CATALOG, "writer", "write");
  await addProject(sandbox, "owner", ID);
  await sandbox.commit(CATALOG, "main", { "README.md": "# A marketplace\n" });
  await scene.settled();
  await later(scene, MINUTE_MS);
  for (const name of TEMPLATE_RULESETS) sandbox.addRuleset(CATALOG, templateRuleset(name, sandbox.appId));
}

type Files = Parameters<CaseScene["sandbox"]["commit"]>[2];

/** A pull request from a branch of the catalog itself; the App has not looked yet. */
async function propose(author: string, files: Files, branch = "proposal") {
  const { sandbox } = scene;
  const sha = await sandbox.commit(CATALOG, branch, files, { author });
  const head = { branch };
  const { number } = await sandbox.openPullRequest({ repo: CATALOG, author, head, title: `Add ${ID}` });
  return { number, sha };
}

const merge = (number: number, login: string, method: "merge" | "squash" = "squash"): Promise<string> =>
  scene.sandbox.mergePullRequest(CATALOG, number, login, method);

const published = async (): Promise<readonly string[]> => (await ids(scene)).toSorted();

describe("a marketplace under the template's rulesets", () => {
  it("lets its sole owner merge their own pull request once it passed, by a squash, and nobody else", async () => {
    await openRuled();
    const { number, sha } = await propose("owner", await goodFiles(ID, { ...LINK, ...REST }));
    // Whoever may pass the review by does not pass Steward's check by.
    await expect(merge(number, "owner")).rejects.toThrow(/Required status check "steward" is expected/);
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    await expect(merge(number, "writer")).rejects.toThrow(/approving review is required/);
    await expect(merge(number, "owner", "merge")).rejects.toThrow(/must not contain merge commits/);
    await merge(number, "owner");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await published()).toEqual([ID, "other-tool", "poll-maker"]);
  });

  it("keeps the sole owner, too, from what fails and from pushing past it", async () => {
    await openRuled();
    const { number, sha } = await propose("owner", {
      ...(await goodFiles(ID, { ...LINK, ...REST, license: undefined, summary: "x" })),
    });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    await expect(merge(number, "owner")).rejects.toThrow(/Required status check "steward" is failing/);
    await expect(
      scene.sandbox.commit(CATALOG, "main", { "README.md": "# Mine\n" }, { author: "owner" }),
    ).rejects.toThrow(/Changes must be made through a pull request/);
  });

  it("asks for somebody else's approval of what was pushed last", async () => {
    await openRuled();
    const { sandbox } = scene;
    const { number } = await propose("maintainer", { "README.md": "# Ours\n" });
    await sandbox.commit(CATALOG, "proposal", { "README.md": "# Theirs\n" }, { author: "writer" });
    await scene.settled();
    sandbox.review(CATALOG, number, "writer", "APPROVED");
    await expect(merge(number, "maintainer")).rejects.toThrow(/someone other than the last pusher/);
    sandbox.review(CATALOG, number, "deputy", "APPROVED");
    await merge(number, "maintainer");
  });

  it("lets nobody put the publish branch back or delete it, and Steward publish, take down and restore", async () => {
    await openRuled();
    const { sandbox } = scene;
    const old = sandbox.branchSha(CATALOG, BRANCH) ?? "";
    const { number: pull } = await propose("owner", await goodFiles(ID, { ...LINK, ...REST }));
    await scene.settled();
    await merge(pull, "owner");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await published()).toContain(ID);
    for (const login of ["writer", "owner"]) {
      await expect(sandbox.forcePush(CATALOG, BRANCH, old, login)).rejects.toThrow(/Cannot force-push/);
      await expect(sandbox.deleteBranch(CATALOG, BRANCH, login)).rejects.toThrow(/Cannot delete/);
      await expect(sandbox.forcePush(CATALOG, "main", old, login)).rejects.toThrow(/Cannot force-push/);
    }
    const number = await scene.report("poll-maker");
    await label(number, "owner", "security");
    expect(await say(number, "owner", "/takedown poll-maker")).toBe("+1");
    expect(await published()).toEqual([ID, "other-tool"]);
    expect(await scene.isListed("poll-maker")).toBe(false);
    expect((await removed(scene)).map(({ id }) => id)).toEqual(["poll-maker"]);
    expect(await say(number, "owner", "/resolve fixed in 2.1")).toBe("+1");
    expect(await say(number, "owner", "/restore poll-maker")).toBe("+1");
    await later(scene, MINUTE_MS);
    expect(await published()).toEqual([ID, "other-tool", "poll-maker"]);
    // By the direct way all along: no pull request of Steward's waited for anybody.
    expect(sandbox.issues(CATALOG).filter((issue) => issue.viaApp && issue.pull !== undefined)).toEqual([]);
  });
});
