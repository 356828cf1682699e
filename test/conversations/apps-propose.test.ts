// What an App proposes is held until a maintainer lets it through, owns nothing, and never ends where nobody can go on.

import { afterEach, describe, expect, it } from "@jest/globals";
import {
  CATALOG,
  goodFiles,
  lineFrom,
  listing,
  openScene,
  rollUp,
  submit,
  verdicts,
  type Scene,
} from "../support/scene.ts";
import { entries, ids, mergeNow, openIssues } from "../support/published.ts";

let scene: Scene;
afterEach(async () => scene.close());

const HELD = "steward: not published";
const OWNER = "steward / Owner";
const APP = "renovate[bot]";

async function open(policy = "extends: mattermost\n"): Promise<void> {
  scene = await openScene({ policy });
  addApp(APP);
}

function addApp(login: string): void {
  const account = scene.sandbox.addUser(login);
  scene.sandbox.world.accounts.set(account.id, Object.assign(account, { type: "Bot" }));
}

const idOf = (login: string): number =>
  [...scene.sandbox.world.accounts.values()].find((one) => one.login === login)?.id ?? 0;
const sticky = (number: number): string =>
  scene.sandbox.comments(CATALOG, number).find(({ author }) => author.login.startsWith("marketplace-"))
    ?.body ?? "";

async function propose(author: string, files?: Awaited<ReturnType<typeof goodFiles>>) {
  const submission = await submit(scene, files ?? (await goodFiles()), { author });
  await scene.settled();
  scene.clock.advance(2_000);
  return submission;
}

async function merge(number: number): Promise<void> {
  scene.clock.advance(2_000);
  await scene.sandbox.mergePullRequest(CATALOG, number, "maintainer");
  await scene.settled();
}

describe("a new listing by an App", () => {
  it("is held, and released by a maintainer it belongs to those whom its file names", async () => {
    await open();
    const { number, sha } = await propose(APP);
    expect([rollUp(scene, sha), verdicts(scene, sha)[OWNER]]).toEqual(["action_required", "action_required"]);
    expect(sticky(number)).toContain("`renovate` is an App, not a person.");
    scene.sandbox.comment(CATALOG, number, "maintainer", lineFrom(sticky(number), "ownership", "ours"));
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    await merge(number);
    expect((await entries(scene))[0]?.owners).toEqual([{ id: idOf("contributor"), login: "contributor" }]);
    expect(openIssues(scene, HELD)).toEqual([]);
    // Whom the file names may change it now; the App may not.
    const files = { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, end them" }) };
    expect(rollUp(scene, (await propose("contributor", files)).sha)).toBe("success");
    const other = { "listings/poll-maker.yml": listing({ summary: "Create polls, see votes, start them" }) };
    expect(rollUp(scene, (await propose(APP, other)).sha)).toBe("action_required");
    const gone = await propose(APP, { "listings/poll-maker.yml": null } as never);
    expect(verdicts(scene, gone.sha)[OWNER]).toBe("action_required");
  });

  it("merged over its hold is not published, and released where that is said", async () => {
    await open();
    const { number } = await propose(APP);
    await merge(number);
    expect(await ids(scene)).toEqual([]);
    const [issue] = openIssues(scene, HELD);
    expect(issue?.body).toContain("is an App, not a person");
    scene.clock.advance(2_000);
    const line = lineFrom(issue?.body ?? "", "ownership", "ours");
    scene.sandbox.comment(CATALOG, issue?.number ?? 0, "stranger", line);
    await scene.settled();
    expect(await ids(scene)).toEqual([]);
    scene.sandbox.comment(CATALOG, issue?.number ?? 0, "maintainer", line);
    await scene.settled();
    expect((await entries(scene)).map(({ id, owners }) => [id, owners.map(({ login }) => login)])).toEqual([
      ["poll-maker", ["contributor"]],
    ]);
    expect(openIssues(scene, HELD)).toEqual([]);
  });

  it("under the login of a person is not theirs, nor ever recorded as theirs", async () => {
    await open();
    addApp("contributor[bot]");
    const { number, sha } = await propose("contributor[bot]");
    expect(verdicts(scene, sha)[OWNER]).toBe("action_required");
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    await merge(number);
    expect((await entries(scene))[0]?.owners).toEqual([{ id: idOf("contributor"), login: "contributor" }]);
  });

  it("that names the App as its maintainer fails: nobody could be asked", async () => {
    await open();
    const { sha } = await propose(APP, await goodFiles("poll-maker", { maintainers: "[renovate]" }));
    expect(verdicts(scene, sha)[OWNER]).toBe("failure");
  });
});

describe("an App with write access in GitHub, or named in the policy", () => {
  const TRUSTING = "extends: mattermost\nchecks:\n  ownership: { apps: [Renovate] }\n";

  it("counts as made with write access only where the policy says so", async () => {
    await open();
    scene.sandbox.setRole(CATALOG, APP, "admin");
    const { sha } = await propose(APP);
    expect(rollUp(scene, sha)).toBe("action_required");
    await scene.close();
    await open(TRUSTING);
    const trusted = await propose(APP);
    expect(rollUp(scene, trusted.sha)).toBe("success");
    await merge(trusted.number);
    expect((await entries(scene))[0]?.owners.map(({ login }) => login)).toEqual(["contributor"]);
    await mergeNow(scene, { "listings/poll-maker.yml": listing({ license: "MIT" }) }, { author: APP });
    expect((await entries(scene))[0]?.license).toBe("MIT");
  });

  it("is that App alone: no person of that name, and no App whose name begins so", async () => {
    await open(TRUSTING);
    scene.sandbox.addUser("renovate");
    addApp("renovate-fork[bot]");
    for (const [at, author] of ["renovate", "renovate-fork[bot]"].entries()) {
      const files = await goodFiles(`board-${at}`, { name: `Board ${at}` });
      const { sha } = await propose(author, files);
      expect([author, rollUp(scene, sha)]).not.toEqual([author, "success"]);
    }
  });
});
