// A contributor opens a pull request, and the App answers on it: the main road, end to end over HTTP.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createGitHub } from "../../src/adapters/github/base/client.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  listing,
  openScene,
  pngIcon,
  rollUp,
  submit,
  verdicts,
  type Scene,
} from "../support/scene.ts";
import { bears } from "../support/marked.ts";

let scene: Scene;
afterEach(async () => scene.close());

const CHECK_RUNS = [
  "Documentation",
  "Image",
  "Issue tracker",
  "Link",
  "Listing file",
  "Owner",
  "Standing",
].map((title) => `steward / ${title}`);
const sticky = (number: number) =>
  scene.sandbox.comments(CATALOG, number).filter(({ body }) => bears(body, "review"));
const annotations = (sha: string) => scene.sandbox.checkRuns(CATALOG, sha).flatMap((run) => run.annotations);

describe("a new listing", () => {
  it("that is in order gets a run for each check, the roll-up, one comment and the label, in few calls", async () => {
    scene = await openScene();
    scene.sandbox.calls.length = 0;
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual(
      Object.fromEntries(["steward", ...CHECK_RUNS].map((name) => [name, "success"])),
    );
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
    expect(sticky(number)).toHaveLength(1);
    expect(sticky(number)[0]?.body).toContain("ready to be merged");
    const calls = scene.sandbox.calls.filter(
      ({ template }) => template !== "/repos/{owner}/{repo}/git/trees/{tree_sha}",
    );
    expect(calls.length).toBeLessThanOrEqual(20);
    expect(calls.filter(({ kind }) => kind === "write").length).toBeLessThanOrEqual(12);
  });

  it("with mistakes hears of all of them at once, each on its line", async () => {
    scene = await openScene();
    const { number, sha } = await submit(scene, {
      "listings/poll-maker.yml": listing({
        type: "plugins",
        summary: "short",
        issues: "http://github.com/contributor/poll-maker/issues",
        sumary: "x",
      }),
      "images/poll-maker.png": "<html>not an image</html>",
    });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: needs changes"]);
    const found = annotations(sha)
      .filter(({ annotation_level: level }) => level === "failure")
      .map(({ title, path, start_line: line }) => `${path}:${line} ${title}`);
    expect(found.sort()).toEqual(
      [
        "listings/poll-maker.yml:11 submission/unknown-field",
        "listings/poll-maker.yml:2 submission/not-allowed",
        "listings/poll-maker.yml:3 submission/too-short",
        "listings/poll-maker.yml:6 submission/not-https",
        "listings/poll-maker.yml:7 image/not-an-image",
      ].sort(),
    );
    expect(verdicts(scene, sha)["steward / Issue tracker"]).toBe("failure");
  });

  it("fixed by a push turns green; the comment is the same one, edited", async () => {
    scene = await openScene();
    const {
      number,
      fork,
      branch,
      sha: first,
    } = await submit(scene, {
      ...(await goodFiles()),
      "listings/poll-maker.yml": listing({ type: "plugins" }),
    });
    await scene.settled();
    expect(rollUp(scene, first)).toBe("failure");
    const before = sticky(number)[0]?.id;
    const second = await scene.sandbox.commit(
      fork,
      branch,
      { "listings/poll-maker.yml": listing() },
      { author: "contributor" },
    );
    await scene.settled();
    expect(rollUp(scene, second)).toBe("success");
    expect(sticky(number).map(({ id }) => id)).toEqual([before]);
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
  });

  it("with more than 50 findings gets an annotation for every one", async () => {
    scene = await openScene();
    const many = Array.from({ length: 120 }, (_, i) => `extra-field-${i}: x\n`).join("");
    const { sha } = await submit(scene, {
      ...(await goodFiles()),
      "listings/poll-maker.yml": listing() + many,
    });
    await scene.settled();
    expect(annotations(sha).filter(({ title }) => title === "submission/unknown-field")).toHaveLength(120);
    expect(
      scene.sandbox.checkRuns(CATALOG, sha).filter(({ name }) => name === "steward / Listing file"),
    ).toHaveLength(1);
  });

  it("as a draft is checked alike, and is never called ready", async () => {
    scene = await openScene();
    const { number, sha } = await submit(scene, await goodFiles(), { draft: true });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(scene.sandbox.labels(CATALOG, number)).toEqual([]);
    await scene.sandbox.editPullRequest(CATALOG, number, "contributor", { draft: false });
    await scene.settled();
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
  });

  it("from a fork that was deleted is reviewed all the same", async () => {
    scene = await openScene();
    scene.sandbox.faults.deliveries.lose = true;
    const { number, fork, sha } = await submit(scene, await goodFiles());
    scene.sandbox.deleteFork(fork);
    scene.sandbox.faults.deliveries.lose = false;
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("from a branch of the catalog itself is reviewed as one from a fork", async () => {
    scene = await openScene();
    const sha = await scene.sandbox.commit(CATALOG, "add-poll-maker", await goodFiles(), {
      author: "maintainer",
    });
    const pull = await scene.sandbox.openPullRequest({
      repo: CATALOG,
      author: "maintainer",
      head: { branch: "add-poll-maker" },
      title: "Add",
    });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    expect(scene.sandbox.labels(CATALOG, pull.number)).toEqual(["steward: ready"]);
  });
});

describe("where Steward stays out", () => {
  it("says nothing in a repository without a policy", async () => {
    scene = await openScene({ policy: null });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({});
    expect(scene.sandbox.comments(CATALOG, number)).toEqual([]);
  });

  it("says nothing for another base than the default branch, and starts when the pull request is retargeted", async () => {
    scene = await openScene();
    await scene.sandbox.commit(CATALOG, "next", { "notes.md": "x" }, { author: "maintainer" });
    const { number, sha } = await submit(scene, await goodFiles(), { base: "next" });
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({});
    await scene.sandbox.editPullRequest(CATALOG, number, "contributor", { base: "main" });
    await scene.settled();
    // The other branch's file came along: that is not a listing's business.
    expect(rollUp(scene, sha)).toBe("failure");
  });

  it("judges by the policy on the default branch, never by the pull request's", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, {
      ...(await goodFiles("poll-maker", { type: "spaceship" })),
      ".github/steward.yml": "extends: mattermost\ntypes: [spaceship]\n",
    });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(annotations(sha).map(({ title }) => title)).toEqual(
      expect.arrayContaining(["submission/not-allowed", "submission/mixed"]),
    );
  });
});

describe("pull requests that are no submission", () => {
  it("get the roll-up alone: held for a stranger, released by a maintainer's approval", async () => {
    scene = await openScene();
    const { number, sha } = await submit(scene, { "README.md": "# Better words\n" }, { author: "stranger" });
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({ steward: "action_required" });
    expect(scene.sandbox.comments(CATALOG, number)).toEqual([]);
    expect(scene.sandbox.labels(CATALOG, number)).toEqual([]);
    scene.sandbox.review(CATALOG, number, "contributor", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("that once held a listing lose its label, and the comment says so", async () => {
    scene = await openScene();
    const { number, fork, branch } = await submit(scene, await goodFiles());
    await scene.settled();
    expect(scene.sandbox.labels(CATALOG, number)).toEqual(["steward: ready"]);
    await scene.sandbox.commit(
      fork,
      branch,
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null, "NOTES.md": "x" },
      { author: "contributor" },
    );
    await scene.settled();
    expect(scene.sandbox.labels(CATALOG, number)).toEqual([]);
    expect(scene.sandbox.comments(CATALOG, number).map(({ body }) => body.split("\n")[0])).toEqual([
      "### No listing is changed here any more",
    ]);
  });

  it("pass for somebody with write access", async () => {
    scene = await openScene();
    const { sha } = await submit(scene, { "README.md": "# Better words\n" }, { author: "maintainer" });
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({ steward: "success" });
  });

  it("fail when they bring a policy that is not valid, whoever brings it", async () => {
    scene = await openScene();
    const { sha } = await submit(
      scene,
      { ".github/steward.yml": "extends: mattermost\nwaiver: []\nchecks:\n  ownership: off\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(
      annotations(sha)
        .map(({ title, start_line: line }) => `${line} ${title}`)
        .sort(),
    ).toEqual(["2 policy/unknown-field", "4 policy/not-allowed"]);
  });

  it("that Steward opened may not write the ledger by somebody else's commit", async () => {
    scene = await openScene();
    const { sandbox } = scene;
    const line = 'version: 1\nid: poll-maker\nreason: security\nremoved: "2026-03-01T10:00:00Z"\n';
    const sha = await sandbox.commit(
      CATALOG,
      "takedown",
      { "removed/poll-maker.yml": line },
      { author: "maintainer" },
    );
    const github = createGitHub({
      appId: sandbox.appId,
      privateKey: sandbox.privateKey,
      apiUrl: sandbox.url,
      userAgent: "test",
      clock: scene.clock,
    });
    const { id } = sandbox.repository(CATALOG);
    const where = await scene.server.service.directory.find(id);
    const octokit = github.installation(where?.installationId ?? 0, id, {
      contents: "write",
      pull_requests: "write",
    });
    await octokit.request("POST /repos/{owner}/{repo}/pulls", {
      owner: "community",
      repo: "marketplace",
      title: "Remove poll-maker",
      head: "takedown",
      base: "main",
      body: "Case #7, acknowledged 2026-02-15.",
    });
    await scene.settled();
    // What it makes itself is sealed, and passes: takedown-own-pulls.test.ts.
    expect(verdicts(scene, sha)).toEqual({ steward: "failure" });
  });

  it("fail when they touch the ledger", async () => {
    scene = await openScene();
    const { sha } = await submit(
      scene,
      { "removed/poll-maker.yml": "version: 1\n", ...(await goodFiles()) },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(verdicts(scene, sha)).toEqual({ steward: "failure" });
  });
});

describe("shapes of a submission", () => {
  const shapes: [
    name: string,
    files: () => Promise<Parameters<Scene["sandbox"]["commit"]>[2]>,
    rule: string,
  ][] = [
    [
      "a listing together with something else",
      async () => ({ ...(await goodFiles()), "README.md": "x" }),
      "submission/mixed",
    ],
    [
      "two listings by a contributor",
      async () => ({ ...(await goodFiles()), ...(await goodFiles("other-tool")) }),
      "submission/several",
    ],
    [
      "a listing that is a symbolic link",
      async () => ({ "listings/poll-maker.yml": { mode: "120000", content: "../README.md" } }),
      "submission/not-a-plain-file",
    ],
    [
      "a listing that is executable",
      async () => ({
        "listings/poll-maker.yml": { mode: "100755", content: listing() },
        "images/poll-maker.png": await pngIcon(),
      }),
      "submission/not-a-plain-file",
    ],
    [
      "a listing that is a submodule",
      async () => ({ "listings/poll-maker.yml": { mode: "160000", sha: "1".repeat(40) } }),
      "submission/not-a-plain-file",
    ],
    [
      "an id outside the grammar",
      async () => ({ "listings/Poll_Maker.yml": listing() }),
      "submission/bad-id",
    ],
    [
      "a reserved id",
      async () => ({
        "listings/index.yml": listing({ image: "images/index.png" }),
        "images/index.png": await pngIcon(),
      }),
      "submission/reserved-id",
    ],
    [
      "a file in a wrong place",
      async () => ({ "listings/poll/maker.yml": listing() }),
      "submission/bad-path",
    ],
    [
      "an image of no listing",
      async () => ({ "images/nobody.png": await pngIcon() }),
      "submission/image-without-listing",
    ],
    [
      "not UTF-8",
      async () => ({ "listings/poll-maker.yml": new Uint8Array([0x6e, 0xff, 0xfe, 0x00]) }),
      "submission/not-utf8",
    ],
    ["an empty file", async () => ({ "listings/poll-maker.yml": "" }), "submission/empty"],
    [
      "a file of 1 MB",
      async () => ({ "listings/poll-maker.yml": `name: ${"x".repeat(1_048_576)}\n` }),
      "submission/too-large",
    ],
    [
      "a screenshot that is not there",
      async () => ({ ...(await goodFiles("poll-maker", { screenshots: "[images/poll-maker/one.png]" })) }),
      "submission/missing-file",
    ],
  ];
  it.each(shapes)("%s is a finding", async (_, files, rule) => {
    scene = await openScene();
    const { sha } = await submit(scene, await files());
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(annotations(sha).map(({ title }) => title)).toContain(rule);
    // Whatever the shape, every check has an answer and none of them hangs.
    expect(Object.keys(verdicts(scene, sha)).sort()).toEqual(["steward", ...CHECK_RUNS].sort());
    expect(Object.values(verdicts(scene, sha))).not.toContain("in_progress");
  });

  it("several listings by somebody with write access are judged together", async () => {
    scene = await openScene();
    const { sha } = await submit(
      scene,
      { ...(await goodFiles()), ...(await goodFiles("standup-notes")) },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
  });

  it("201 listings are too many, even for a maintainer, and no web site is asked", async () => {
    scene = await openScene();
    const files: Record<string, string> = {};
    for (let i = 0; i < 201; i += 1)
      files[`listings/tool-number-${String(i).padStart(3, "0")}.yml`] = listing({
        image: "https://nowhere.example/x.png",
      });
    const { sha } = await submit(scene, files, { author: "maintainer" });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(annotations(sha).map(({ title }) => title)).toContain("submission/too-many-listings");
    expect(scene.sandbox.calls.filter(({ template }) => template.includes("/readme"))).toEqual([]);
  });

  it("3,001 files are not read to the end, and never pass", async () => {
    scene = await openScene();
    const files: Record<string, string> = {};
    for (let i = 0; i < 3_001; i += 1) files[`images/poll-maker/${i}.png`] = String(i);
    const { sha } = await submit(scene, { ...(await goodFiles()), ...files }, { author: "maintainer" });
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("failure");
    expect(annotations(sha).map(({ title }) => title)).toContain("submission/too-many-files");
  });

  it("a rename is held", async () => {
    scene = await openScene({ files: await goodFiles() });
    const moved = await goodFiles("vote-counter");
    const { sha } = await submit(
      scene,
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null, ...moved },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(annotations(sha).map(({ title }) => title)).toContain("submission/rename");
  });

  it("a removal by its owner is judged by paths and owner alone", async () => {
    scene = await openScene({ files: { "README.md": "x" } });
    const added = await submit(scene, await goodFiles());
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, added.number, "maintainer");
    await addProject(scene.sandbox, "stranger", "other");
    const byOwner = await submit(
      scene,
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null },
      { branch: "remove" },
    );
    await scene.settled();
    expect(verdicts(scene, byOwner.sha)).toEqual(
      Object.fromEntries(["steward", ...CHECK_RUNS].map((name) => [name, "success"])),
    );
    const runs = scene.sandbox.checkRuns(CATALOG, byOwner.sha);
    expect(runs.find(({ name }) => name === "steward / Image")?.summary).toContain(
      "nothing to check: the listing goes",
    );
    const byStranger = await submit(
      scene,
      { "listings/poll-maker.yml": null, "images/poll-maker.png": null },
      { author: "stranger" },
    );
    await scene.settled();
    expect(verdicts(scene, byStranger.sha)["steward / Owner"]).toBe("action_required");
    expect(rollUp(scene, byStranger.sha)).toBe("action_required");
  });
});
