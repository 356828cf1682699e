// What publishing does not let out: held listings, lost pictures, stricter policies, and who lets what through.

import { afterEach, describe, expect, it } from "@jest/globals";
import { createWebHosts } from "../../src/sandbox/web-hosts.ts";
import {
  addProject,
  CATALOG,
  goodFiles,
  lineFrom,
  listing,
  openScene,
  pngIcon,
  submit,
  type Scene,
} from "../support/scene.ts";
import {
  catalog,
  entries,
  ids,
  issuesBearing,
  later,
  mergeNow,
  openIssues,
  publishedText,
} from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const HELD = "steward: not published";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe("a listing that does not pass at publish", () => {
  it("is reported; a maintainer's word on the report lets it through, a stranger's does not", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    // One letter away, and merged without anybody's word on it.
    await addProject(scene.sandbox, "contributor", "other");
    await mergeNow(scene, await goodFiles("poll-makers", { name: "Poll Makers" }));
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect((await catalog(scene)).waiting).toEqual(["poll-makers"]);
    const [issue] = openIssues(scene, HELD);
    expect(issue?.body).toContain("`poll-makers`");
    expect(issue?.body).toContain("/accept poll-makers submission");
    scene.clock.advance(2_000);
    scene.sandbox.comment(
      CATALOG,
      issue?.number ?? 0,
      "stranger",
      lineFrom(issue?.body ?? "", "submission", "it is fine"),
    );
    await scene.settled();
    expect(await ids(scene)).toEqual(["poll-maker"]);
    const comment = scene.sandbox.comment(
      CATALOG,
      issue?.number ?? 0,
      "maintainer",
      lineFrom(issue?.body ?? "", "submission", "it is their own variant"),
    );
    await scene.settled();
    expect(await ids(scene)).toEqual(["poll-maker", "poll-makers"]);
    const [, released] = await entries(scene);
    expect(released?.checks.find(({ id }) => id === "submission")).toMatchObject({
      status: "released",
      releasedBy: { login: "maintainer", reason: "it is their own variant" },
    });
    expect(comment.reactions.map(({ content }) => content)).toEqual(["+1"]);
    const answers = scene.sandbox
      .comments(CATALOG, issue?.number ?? 0)
      .map(({ reactions }) => reactions[0]?.content);
    expect(answers.slice(0, 2)).toEqual(["-1", "+1"]);
    expect(openIssues(scene, HELD)).toEqual([]);
  });

  it("that was let through on its pull request goes out at once, with who let it through", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const { number, sha } = await submit(scene, await goodFiles("poll-makers"));
    await scene.settled();
    scene.clock.advance(2_000);
    const line = `/accept submission ${sha.slice(0, 7)} their own variant`;
    scene.sandbox.comment(CATALOG, number, "maintainer", line);
    await scene.settled();
    await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
    await scene.settled();
    const entry = (await entries(scene)).find(({ id }) => id === "poll-makers");
    expect(entry?.checks.find(({ id }) => id === "submission")?.releasedBy).toMatchObject({
      login: "maintainer",
      reason: "their own variant",
      pull: number,
    });
    expect(issuesBearing(scene, HELD)).toEqual([]);
  });

  it("changed by a stranger: the version of before stays, and so do its owners", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    await mergeNow(
      scene,
      {
        "listings/poll-maker.yml": listing({
          maintainers: "[contributor, stranger]",
          summary: "Taken over by somebody",
        }),
      },
      { author: "stranger" },
    );
    expect(await entries(scene)).toEqual([before]);
    expect(openIssues(scene, HELD)[0]?.body).toContain("The version published before stays online.");
    // Its owner fixes it: the report goes by itself.
    await mergeNow(scene, { "listings/poll-maker.yml": listing({ summary: "Back in its owner's words" }) });
    expect((await entries(scene))[0]).toMatchObject({
      summary: "Back in its owner's words",
      owners: before?.owners,
    });
    expect(openIssues(scene, HELD)).toEqual([]);
  });

  it("changed by a stranger beneath the owner's next change is held all the same", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    scene.clock.advance(5 * MINUTE_MS);
    await scene.stopApp();
    const theirs = await submit(
      scene,
      { "listings/poll-maker.yml": listing({ summary: "Slipped in by somebody else" }) },
      { author: "stranger", branch: "theirs" },
    );
    const own = await submit(
      scene,
      { "listings/poll-maker.yml": listing({ license: "MIT" }) },
      { branch: "own" },
    );
    for (const { number } of [theirs, own]) {
      await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
      scene.clock.advance(2_000);
    }
    await scene.startApp();
    await later(scene, MINUTE_MS);
    expect(await entries(scene)).toEqual([before]);
    expect(openIssues(scene, HELD)).toHaveLength(1);
  });

  it("pushed without a pull request counts as made with write access", async () => {
    scene = await openScene();
    await scene.sandbox.commit(CATALOG, "main", await goodFiles(), { author: "maintainer" });
    await scene.settled();
    const [entry] = await entries(scene);
    expect(entry?.source).not.toHaveProperty("pull");
    expect(entry?.owners.map(({ login }) => login)).toEqual(["contributor"]);
  });
});

describe("a takedown while a stranger's change is held", () => {
  it("keeps what was published: a restore, which is not judged, brings back nothing else", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    const strange = {
      "listings/poll-maker.yml": listing({
        summary: "Words of somebody else",
        screenshots: "[images/poll-maker/strange.png]",
      }),
      "images/poll-maker/strange.png": await pngIcon(),
    };
    await mergeNow(scene, strange, { author: "stranger" });
    const body = "### Listing\n\npoll-maker\n";
    const { number } = await scene.sandbox.openIssue(CATALOG, { author: "owner", title: "A hole", body });
    await scene.settled();
    await scene.sandbox.label(CATALOG, number, "maintainer", "security", "severity: critical");
    scene.sandbox.comment(CATALOG, number, "maintainer", "/case poll-maker");
    await scene.settled();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual([]);
    for (const command of ["/resolve fixed", "/restore poll-maker"]) {
      scene.sandbox.comment(CATALOG, number, "maintainer", command);
      await scene.settled();
      await later(scene, MINUTE_MS);
    }
    expect((await entries(scene)).map(({ summary, source }) => [summary, source])).toEqual([
      [before?.summary, before?.source],
    ]);
    expect(await scene.sandbox.readFile(CATALOG, "main", "images/poll-maker/strange.png")).toBeUndefined();
  });
});

describe("more than one run judges", () => {
  it("keeps nobody waiting behind what is held, and is not looked at without end", async () => {
    scene = await openScene();
    const files: Record<string, string | Uint8Array> = await goodFiles("zz-good", { name: "Good" });
    for (let number = 1; number <= 101; number += 1)
      files[`listings/l${(number * 31_337_003).toString(36)}.yml`] = "name: x\n";
    await scene.sandbox.commit(CATALOG, "main", files, { author: "maintainer" });
    await scene.settled();
    expect(await ids(scene)).toEqual(["zz-good"]);
    expect(openIssues(scene, HELD)[0]?.body).toContain("And 61 more");
  });
});

describe("a listing file that becomes a link", () => {
  it("is held, though the link holds the very bytes that are published", async () => {
    const body = await pngIcon();
    const hosts = await createWebHosts({
      "pictures.example": { "/logo.png": () => ({ headers: { "content-type": "image/png" }, body }) },
    });
    const resolve = async (name: string) => [hosts.resolve(name)].filter((found) => found !== undefined);
    scene = await openScene({ web: { ca: [hosts.ca], resolve } });
    const text = listing({ image: "https://pictures.example/logo.png" });
    await mergeNow(scene, { "listings/poll-maker.yml": text });
    const link = { mode: "120000", content: text };
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "listings/poll-maker.yml": link },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(openIssues(scene, HELD)[0]?.body).toContain("is a symbolic link");
    expect((await entries(scene))[0]?.image?.sourceBytes).toBe(body.byteLength);
    await hosts.close();
  });
});

describe("a host that is down", () => {
  it("is asked for half an hour, then a person decides; when it is back, the listing goes out by itself", async () => {
    scene = await openScene();
    scene.sandbox.faults.requests = [
      { path: /\/repos\/contributor\/poll-maker\/readme$/, answer: { status: 502 } },
    ];
    await scene.sandbox.commit(CATALOG, "main", await goodFiles(), { author: "maintainer" });
    await scene.settled();
    expect((await catalog(scene)).waiting).toEqual(["poll-maker"]);
    expect(openIssues(scene, HELD)).toEqual([]);
    for (let minutes = 0; minutes < 32; minutes += 4) await later(scene, 4 * MINUTE_MS);
    expect(openIssues(scene, HELD)[0]?.body).toContain("Documentation");
    expect(await ids(scene)).toEqual([]);
    scene.sandbox.faults.requests = [];
    await later(scene, 61 * MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect(openIssues(scene, HELD)).toEqual([]);
  });
});

describe("a policy that becomes stricter", () => {
  it("leaves what is published for fourteen days, then takes it off", async () => {
    const lax = "extends: mattermost\nchecks:\n  documentation: off\n";
    scene = await openScene({ policy: lax });
    await scene.sandbox.commit("contributor/poll-maker", "main", { "README.md": "# Poll Maker\n\nPolls.\n" });
    await mergeNow(scene, await goodFiles());
    expect(await ids(scene)).toEqual(["poll-maker"]);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ".github/steward.yml": "extends: mattermost\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    const [entry] = await entries(scene);
    const grace = entry?.checks.find(({ id }) => id === "documentation");
    expect(grace?.status).toBe("grace");
    const days =
      (Date.parse(grace?.graceUntil ?? "") -
        Date.parse(new Date(scene.clock.nowMs()).toISOString().slice(0, 10))) /
      DAY_MS;
    expect(days).toBe(14);
    scene.clock.advance(7 * DAY_MS);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual(["poll-maker"]);
    scene.clock.advance(8 * DAY_MS);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual([]);
    expect(openIssues(scene, HELD)).toHaveLength(1);
  });

  it.each([
    ["knows a type no more", "types: [tool, app]", "submission"],
    ["takes smaller images only", "checks:\n  image:\n    max_bytes: 1024", "image"],
  ])("that %s: what is published stays as it was in its days of grace", async (_how, policy, check) => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    const say = async (text: string): Promise<void> => {
      await scene.sandbox.commit(CATALOG, "main", { ".github/steward.yml": text }, { author: "maintainer" });
      await scene.settled();
    };
    await say(`extends: mattermost\n${policy}\n`);
    const [entry] = await entries(scene);
    expect(entry).toEqual({ ...before, checks: entry?.checks, verified: entry?.verified });
    expect(entry?.checks.filter(({ status }) => status !== "pass")).toMatchObject([
      { id: check, status: "grace" },
    ]);
    const page = await publishedText(scene, "listings/poll-maker/index.html");
    expect(page).toContain('href="/marketplace/type/plugin/"');
    expect(await publishedText(scene, "type/plugin/index.html")).toContain("listings/poll-maker/");
    scene.clock.advance(15 * DAY_MS);
    await scene.server.service.sweepAll();
    await later(scene, MINUTE_MS);
    expect(await ids(scene)).toEqual([]);
    await say("extends: mattermost\n");
    expect(await ids(scene)).toEqual(["poll-maker"]);
    expect(openIssues(scene, HELD)).toEqual([]);
  });

  it("that asks for what passed already changes nothing but the words on the pages", async () => {
    scene = await openScene({ policy: "extends: mattermost\nchecks:\n  documentation: recommended\n" });
    await mergeNow(scene, await goodFiles());
    const before = await publishedText(scene, "listings/poll-maker.json");
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ".github/steward.yml": "extends: mattermost\n" },
      { author: "maintainer" },
    );
    await scene.settled();
    expect(await publishedText(scene, "listings/poll-maker.json")).toBe(before);
  });
});

describe("an owner's login that changed hands", () => {
  it("keeps the number that was recorded while the login stays in the file", async () => {
    scene = await openScene();
    await mergeNow(scene, await goodFiles());
    const [before] = await entries(scene);
    const account = [...scene.sandbox.world.accounts.values()].find(({ login }) => login === "contributor");
    if (account !== undefined) account.login = "contributor-renamed";
    scene.sandbox.addUser("contributor");
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { "images/poll-maker.png": await pngIcon(256) },
      { author: "maintainer" },
    );
    await scene.settled();
    const [after] = await entries(scene);
    expect(after?.owners).toEqual(before?.owners);
  });
});
