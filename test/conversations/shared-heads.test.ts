// One commit, several open pull requests: the check runs belong to one of them, and nobody turns another's red.

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  addProject,
  CATALOG,
  goodFiles,
  openScene,
  rollUp,
  submit,
  verdicts,
  type Scene,
} from "../support/scene.ts";
import { entries, openIssues } from "../support/published.ts";
import { handles, openCases, type CaseScene } from "../support/takedown-scene.ts";

let scene: Scene;
let takedowns: CaseScene;
afterEach(async () => scene.close());

const ID = "weather-board";
const READY = "steward: ready";
const RED = "steward: needs changes";

const labels = (number: number): readonly string[] => scene.sandbox.labels(CATALOG, number);
const told = (number: number): string =>
  scene.sandbox
    .comments(CATALOG, number)
    .filter(({ viaApp }) => viaApp)
    .map(({ body }) => body)
    .join("\n");
const writes = () => scene.sandbox.calls.filter(({ kind }) => kind === "write");
const asked = (name: string) => scene.sandbox.calls.filter(({ operationName }) => operationName === name);
const runWrites = () => writes().filter(({ template }) => template.includes("check-runs"));
const belongsTo = (number: number): string => `The checks of this commit belong to #${number}`;

async function sweep(): Promise<void> {
  scene.clock.advance(16 * 60_000);
  await scene.server.service.sweepAll();
  await scene.settled();
}

/** The owner's pull request, judged. */
async function owners(change: Readonly<Record<string, string>> = {}) {
  const files = await goodFiles(ID, {
    name: "Weather Board",
    maintainers: "[owner]",
    link: "https://github.com/owner/thing",
    documentation: "https://github.com/owner/thing#readme",
    issues: "https://github.com/owner/thing/issues",
    ...change,
  });
  const pull = await submit(scene, files, { author: "owner", branch: "wb" });
  await scene.settled();
  return pull;
}

/** A pull request of the same commit. */
async function again(
  sha: string,
  author: string,
  more: { readonly base?: string; readonly draft?: boolean } = {},
) {
  const { sandbox } = scene;
  const repo = author === "owner" ? "owner/marketplace" : sandbox.fork(CATALOG, author);
  const branch = `again-${sandbox.issues(CATALOG).length}`;
  await sandbox.forcePush(repo, branch, sha, author);
  const head = { repo, branch };
  const pull = await sandbox.openPullRequest({
    repo: CATALOG,
    author,
    head,
    title: "again",
    body: "",
    ...more,
  });
  await scene.settled();
  return { number: pull.number, repo, branch };
}

/** A stranger is faster than the owner with the owner's own commit; the owner's pull request is not open yet. */
async function strangersFirst() {
  const { sandbox } = scene;
  const mine = await owners();
  await sandbox.closePullRequest(CATALOG, mine.number, "owner");
  await scene.settled();
  const first = await again(mine.sha, "stranger");
  return { sha: mine.sha, first, owners: mine.number };
}

beforeEach(async () => {
  scene = await openScene();
  await addProject(scene.sandbox, "owner", "thing");
});

describe("a stranger's pull request of the owner's commit", () => {
  it("changes nothing on it, is told whose commit it is, and asks nobody's site", async () => {
    const mine = await owners();
    const before = verdicts(scene, mine.sha);
    expect([before["steward"], labels(mine.number)]).toEqual(["success", [READY]]);
    scene.sandbox.calls.length = 0;
    const theirs = await again(mine.sha, "stranger");
    expect(verdicts(scene, mine.sha)).toEqual(before);
    expect([labels(mine.number), labels(theirs.number)]).toEqual([[READY], []]);
    expect(told(theirs.number)).toContain(belongsTo(mine.number));
    expect(told(theirs.number)).toContain("opened by `owner`");
    expect(told(mine.number)).not.toContain("checks of this commit belong");
    expect(writes().map(({ template }) => template)).toEqual([
      "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    ]);
    expect(asked("Lookup")).toEqual([]);
    // Nothing is left to say, at no sweep and whatever becomes of the stranger's.
    scene.sandbox.calls.length = 0;
    await sweep();
    expect(asked("ReviewState")).toEqual([]);
    await scene.sandbox.closePullRequest(CATALOG, theirs.number, "stranger");
    await scene.settled();
    await sweep();
    expect(
      writes().filter(({ template }) => /check-runs|comments|\/issues\/.*\/labels/.test(template)),
    ).toEqual([]);
    expect(verdicts(scene, mine.sha)).toEqual(before);
  });

  it("lets no command and no approval through, and says where they count", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    scene.clock.advance(60_000);
    const { sandbox } = scene;
    const recheck = sandbox.comment(CATALOG, theirs.number, "stranger", "/recheck");
    const accept = sandbox.comment(
      CATALOG,
      theirs.number,
      "maintainer",
      `/accept owner ${mine.sha.slice(0, 7)} fine`,
    );
    const refused = sandbox.comment(CATALOG, theirs.number, "contributor", "/recheck");
    await scene.settled();
    const answers = [accept, recheck, refused].map(({ reactions }) =>
      reactions.map(({ content }) => content),
    );
    expect(answers).toEqual([["confused"], ["+1"], ["-1"]]);
    expect(told(theirs.number)).toContain(
      `the checks of this commit belong to #${mine.number}, so that it counts there`,
    );
    sandbox.review(CATALOG, theirs.number, "maintainer", "APPROVED");
    await scene.settled();
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["success", []]);
    // The owner's closes: what was said before the stranger's was shown anything lets nothing through.
    await sandbox.closePullRequest(CATALOG, mine.number, "owner");
    await scene.settled();
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["failure", [RED]]);
  });

  it("opened first is judged, and leaves the runs to the owner's at once", async () => {
    const { sha, first, owners: number } = await strangersFirst();
    expect([rollUp(scene, sha), labels(first.number)]).toEqual(["failure", [RED]]);
    const mine = await again(sha, "owner");
    expect([rollUp(scene, sha), labels(mine.number), labels(first.number)]).toEqual(["success", [READY], []]);
    expect(told(first.number)).toContain(belongsTo(mine.number));
    // Closed, it leaves them to the next; open again, it has them again.
    await scene.sandbox.closePullRequest(CATALOG, mine.number, "owner");
    await scene.settled();
    expect([rollUp(scene, sha), labels(first.number)]).toEqual(["failure", [RED]]);
    expect(told(first.number)).not.toContain("checks of this commit belong");
    await scene.sandbox.editPullRequest(CATALOG, number, "owner", { state: "open" });
    await scene.settled();
    expect([rollUp(scene, sha), labels(number), labels(first.number)]).toEqual(["success", [READY], []]);
    expect(told(first.number)).toContain(belongsTo(number));
    scene.sandbox.calls.length = 0;
    await sweep();
    expect(runWrites()).toEqual([]);
  });

  it("is judged as soon as the owner's goes on to another commit", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    await scene.sandbox.commit(
      mine.fork,
      mine.branch,
      { [`listings/${ID}.yml`]: "name: x\n" },
      { author: "owner" },
    );
    await scene.settled();
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["failure", [RED]]);
  });

  it("is judged as soon as the owner's goes to another base", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    await scene.sandbox.commit(CATALOG, "next", { "notes.md": "x" }, { author: "maintainer" });
    await scene.sandbox.editPullRequest(CATALOG, mine.number, "owner", { base: "next" });
    await scene.settled();
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["failure", [RED]]);
  });

  it("is judged as soon as the owner's is merged, where that leaves it open", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    await scene.sandbox.mergePullRequest(CATALOG, mine.number, "maintainer", "squash");
    await scene.settled();
    expect(scene.sandbox.issue(CATALOG, theirs.number).state).toBe("open");
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["failure", [RED]]);
    expect((await entries(scene)).map(({ id, source }) => [id, source.pull])).toEqual([[ID, mine.number]]);
  });

  it.each(["a draft", "not a draft"])("leaves them to the owner's that is %s", async (kind) => {
    const { sha, first } = await strangersFirst();
    const mine = await again(sha, "owner", { draft: kind === "a draft" });
    expect(rollUp(scene, sha)).toBe("success");
    expect(told(first.number)).toContain(belongsTo(mine.number));
  });

  it("into another branch has no part in it", async () => {
    const mine = await owners();
    await scene.sandbox.commit(CATALOG, "next", { "notes.md": "x" }, { author: "maintainer" });
    const theirs = await again(mine.sha, "stranger", { base: "next" });
    expect([rollUp(scene, mine.sha), told(theirs.number)]).toEqual(["success", ""]);
  });

  it("merged in the owner's stead makes the stranger no owner", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    await scene.sandbox.mergePullRequest(CATALOG, theirs.number, "maintainer", "squash");
    await scene.settled();
    expect((await entries(scene)).flatMap(({ owners: all }) => all.map(({ login }) => login))).not.toContain(
      "stranger",
    );
    expect(openIssues(scene, "steward: not published")).toHaveLength(1);
  });

  it("is accepted by no merge queue on the owner's checks, alone or in a group", async () => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    const another = await submit(scene, await goodFiles(), { branch: "another" });
    await scene.settled();
    const titleOf = async (...numbers: readonly number[]) => {
      const group = await scene.sandbox.mergeGroup(CATALOG, numbers);
      await scene.settled();
      return [rollUp(scene, group.headSha), scene.sandbox.checkRuns(CATALOG, group.headSha)[0]?.title];
    };
    const belongs = `The checks of this commit belong to #${mine.number}: merge that one`;
    expect(await titleOf(theirs.number)).toEqual(["failure", belongs]);
    expect((await titleOf(mine.number))[0]).toBe("success");
    expect((await titleOf(mine.number, another.number))[0]).toBe("success");
  });

  it("gets the runs anew by the button of whoever has them", async () => {
    const { sha, first } = await strangersFirst();
    const mine = await again(sha, "owner");
    const run = scene.sandbox.checkRuns(CATALOG, sha).findLast(({ name }) => name === "steward");
    await scene.sandbox.rerequestCheckRun(CATALOG, run?.id ?? 0, "maintainer");
    await scene.settled();
    expect([rollUp(scene, sha), labels(mine.number), labels(first.number)]).toEqual(["success", [READY], []]);
    const runs = scene.sandbox.checkRuns(CATALOG, sha).filter(({ name }) => name === "steward");
    expect(runs.at(-1)?.id).not.toBe(run?.id);
    expect(runs.at(-1)?.externalId).toContain(`pr=${mine.number} `);
  });
});

describe("what happens while nobody listens", () => {
  it.each(["closed", "pushed on"])("is put right at the next start: the owner's is %s", async (what) => {
    const mine = await owners();
    const theirs = await again(mine.sha, "stranger");
    await scene.stopApp();
    if (what === "closed") await scene.sandbox.closePullRequest(CATALOG, mine.number, "owner");
    else
      await scene.sandbox.commit(
        mine.fork,
        mine.branch,
        { "listings/x.yml": "name: x\n" },
        { author: "owner" },
      );
    await scene.startApp();
    expect([rollUp(scene, mine.sha), labels(theirs.number)]).toEqual(["failure", [RED]]);
  });

  it("a duplicate that is opened, and the owner's that comes second", async () => {
    const { sha, first } = await strangersFirst();
    scene.sandbox.faults.deliveries.lose = true;
    const mine = await again(sha, "owner");
    expect(rollUp(scene, sha)).toBe("failure");
    scene.sandbox.faults.deliveries.lose = false;
    await sweep();
    expect([rollUp(scene, sha), labels(mine.number), labels(first.number)]).toEqual(["success", [READY], []]);
  });
});

describe("of several", () => {
  it("strangers the oldest has the runs; all others are told, and the next one follows", async () => {
    const { sha, first } = await strangersFirst();
    const second = await again(sha, "contributor");
    expect(told(second.number)).toContain(belongsTo(first.number));
    const third = await again(sha, "maintainer");
    // With write access the author may own any listing.
    expect([told(first.number), told(second.number)]).toEqual([
      expect.stringContaining(belongsTo(third.number)),
      expect.stringContaining(belongsTo(third.number)),
    ]);
    expect(told(third.number)).not.toContain("checks of this commit belong");
    await scene.sandbox.closePullRequest(CATALOG, third.number, "maintainer");
    await scene.settled();
    expect(told(first.number)).not.toContain("checks of this commit belong");
    expect(told(second.number)).toContain(belongsTo(first.number));
    expect(rollUp(scene, sha)).toBe("failure");
  });
});

describe("a pull request whose commit is nobody else's", () => {
  it("asks GitHub what it asked before, in as many calls", async () => {
    scene.sandbox.calls.length = 0;
    const mine = await owners();
    expect([rollUp(scene, mine.sha), labels(mine.number)]).toEqual(["success", [READY]]);
    expect([asked("ReviewState").length, asked("OpenHeads").length]).toEqual([1, 0]);
    expect(scene.sandbox.calls.filter(({ template }) => template.includes("/permission"))).toHaveLength(1);
    expect(scene.sandbox.calls.filter(({ template }) => template.includes("/compare/"))).toHaveLength(1);
  });

  it("finds the other beyond the first page of what is open", async () => {
    const mine = await owners();
    scene.sandbox.faults.deliveries.lose = true;
    const repo = scene.sandbox.fork(CATALOG, "contributor");
    await scene.sandbox.commit(repo, "noise", { "notes.md": "x" }, { author: "contributor" });
    const head = { repo, branch: "noise" };
    for (let count = 0; count < 101; count += 1) {
      await scene.sandbox.forcePush(
        repo,
        `noise-${count}`,
        scene.sandbox.branchSha(repo, "noise") ?? "",
        "contributor",
      );
      await scene.sandbox.openPullRequest({
        repo: CATALOG,
        author: "contributor",
        head: { ...head, branch: `noise-${count}` },
        title: "x",
        body: "",
      });
    }
    scene.sandbox.faults.deliveries.lose = false;
    await scene.sandbox.closePullRequest(CATALOG, mine.number, "owner");
    const theirs = await again(mine.sha, "stranger");
    const last = await again(mine.sha, "owner");
    expect(asked("OpenHeads").length).toBeGreaterThan(0);
    expect([rollUp(scene, mine.sha), labels(last.number), labels(theirs.number)]).toEqual([
      "success",
      [READY],
      [],
    ]);
  });
});

describe("Steward's own takedown, proposed again by the listing's owner", () => {
  it("keeps its runs, and the other is told", async () => {
    await scene.close();
    takedowns = await openCases();
    scene = takedowns;
    const { label, say } = handles(() => takedowns);
    const number = await takedowns.report("poll-maker");
    await label(number, "maintainer", "security");
    scene.sandbox.addRuleset(CATALOG, {
      name: "reviewed",
      rules: [{ type: "pull_request", parameters: {} }],
    });
    await say(number, "maintainer", "/takedown poll-maker");
    const own = scene.sandbox.issues(CATALOG).find((issue) => issue.pull !== undefined);
    const sha = own?.pull?.head.sha ?? "";
    expect(rollUp(scene, sha)).toBe("success");
    const theirs = await again(sha, "contributor");
    expect([rollUp(scene, sha), labels(theirs.number)]).toEqual(["success", []]);
    expect(told(theirs.number)).toContain("Steward's own");
    expect(told(theirs.number)).toContain(belongsTo(own?.number ?? 0));
    await sweep();
    expect(rollUp(scene, sha)).toBe("success");
    await scene.sandbox.closePullRequest(CATALOG, theirs.number, "contributor");
    await scene.settled();
    await sweep();
    expect(rollUp(scene, sha)).toBe("success");
  });
});
