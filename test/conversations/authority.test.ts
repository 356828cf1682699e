// Who may do what: every kind of person against every command, judged by the role GitHub tells at that moment.

import { afterEach, describe, expect, it } from "@jest/globals";
import { PEOPLE_ASKED_MAX } from "../../src/core/review/overrides.ts";
import type { SandboxAccount, SandboxRole } from "../../src/sandbox/model.ts";
import type { Comment } from "../../src/sandbox/model.ts";
import { createWebHosts } from "../../src/sandbox/web-hosts.ts";
import {
  CATALOG,
  goodFiles,
  listing,
  rollUp,
  submit,
  type Submission,
  openScene,
  type Scene,
} from "../support/scene.ts";

let scene: Scene;
afterEach(async () => {
  await scene.close();
});

const ROLE_LOOKUP = "/repos/{owner}/{repo}/collaborators/{username}/permission";
const lookUps = (): number => scene.sandbox.calls.filter(({ template }) => template === ROLE_LOOKUP).length;
const reactions = (comment: Comment): string[] =>
  comment.reactions.map(({ user, content }) =>
    user === scene.sandbox.world.app.bot ? content : `${content} by somebody else`,
  );

interface Person {
  readonly login: string;
  readonly mayWrite: boolean;
  /** undefined: none of their own; they have whatever everybody has. */
  readonly role?: SandboxRole;
  /** Commands of these are not even answered. */
  readonly silent?: true;
  /** Between their word and our reading. */
  readonly meanwhile?: (account: SandboxAccount) => void;
}

const PEOPLE: readonly Person[] = [
  { login: "nobody-special", mayWrite: false },
  { login: "reader", role: "read", mayWrite: false },
  { login: "triager", role: "triage", mayWrite: false },
  { login: "writer", role: "write", mayWrite: true },
  { login: "keeper", role: "maintain", mayWrite: true },
  { login: "administrator", role: "admin", mayWrite: true },
  { login: "private-member", mayWrite: false },
  { login: "private-owner", mayWrite: true },
  {
    login: "ex-collaborator",
    role: "write",
    mayWrite: false,
    meanwhile: ({ login }) => scene.sandbox.setRole(CATALOG, login, "none"),
  },
  {
    login: "late-collaborator",
    mayWrite: true,
    meanwhile: ({ login }) => scene.sandbox.setRole(CATALOG, login, "write"),
  },
  {
    login: "deleted-account",
    role: "write",
    mayWrite: false,
    meanwhile: ({ id }) => void scene.sandbox.world.accounts.delete(id),
  },
  { login: "build-robot[bot]", role: "write", mayWrite: false, silent: true },
  { login: "other-app[bot]", role: "admin", mayWrite: false, silent: true },
];

/** `community`, its members whose membership is private, and everybody in the role they have when they speak. */
async function openWithPeople(): Promise<void> {
  scene = await openScene({ files: await goodFiles("poll-makers") });
  const { world } = scene.sandbox;
  for (const { login, role } of PEOPLE) {
    const account = scene.sandbox.addUser(login);
    if (login.endsWith("[bot]")) world.accounts.set(account.id, Object.assign(account, { type: "Bot" }));
    if (role !== undefined) scene.sandbox.setRole(CATALOG, login, role);
  }
  const community = scene.sandbox.repository(CATALOG).owner;
  const account = (login: string) => [...world.accounts.values()].find((one) => one.login === login)?.id ?? 0;
  community.members.set(account("private-member"), "member");
  community.members.set(account("private-owner"), "admin");
}

/** A pull request each, held because its id is one letter from a published one. */
async function heldPulls(): Promise<Map<Person, Submission>> {
  const pulls = new Map<Person, Submission>();
  for (const [at, person] of PEOPLE.entries()) {
    const id = `poll-maker${String.fromCodePoint(0x61 + at)}`;
    pulls.set(person, await submit(scene, await goodFiles(id), { branch: `held-${at}` }));
  }
  await scene.settled();
  scene.clock.advance(2_000);
  for (const { sha } of pulls.values()) expect(rollUp(scene, sha)).toBe("action_required");
  return pulls;
}

/** They speak while we do not listen; then things happen to them; then we read. */
async function speak(
  pulls: Map<Person, Submission>,
  say: (person: Person, number: number) => void,
): Promise<void> {
  scene.sandbox.faults.deliveries.lose = true;
  for (const [person, { number }] of pulls) say(person, number);
  const { accounts } = scene.sandbox.world;
  for (const person of pulls.keys()) {
    const account = [...accounts.values()].find(({ login }) => login === person.login);
    if (account !== undefined) person.meanwhile?.(account);
  }
  scene.sandbox.faults.deliveries.lose = false;
  await scene.server.service.sweepAll();
  await scene.settled();
}

describe("role × command", () => {
  it("`/accept` lets a held result through for those who may write now, and for nobody else", async () => {
    await openWithPeople();
    const pulls = await heldPulls();
    const comments = new Map<Person, Comment>();
    await speak(pulls, (person, number) => {
      const short = pulls.get(person)?.sha.slice(0, 7);
      comments.set(
        person,
        scene.sandbox.comment(CATALOG, number, person.login, `/accept submission ${short} seen it`),
      );
    });
    for (const [person, { sha, number }] of pulls) {
      const comment = comments.get(person);
      const wanted = person.silent === true ? [] : person.mayWrite ? ["+1"] : ["-1"];
      expect([person.login, rollUp(scene, sha), comment && reactions(comment)]).toEqual([
        person.login,
        person.mayWrite ? "success" : "action_required",
        wanted,
      ]);
      const ready = person.mayWrite ? ["steward: ready"] : ["steward: held"];
      expect(scene.sandbox.labels(CATALOG, number)).toEqual(ready);
      // One sticky comment and theirs: nobody is answered in words.
      expect(scene.sandbox.comments(CATALOG, number)).toHaveLength(2);
    }
  });

  it("an approving review does the same", async () => {
    await openWithPeople();
    const pulls = await heldPulls();
    await speak(pulls, ({ login }, number) => scene.sandbox.review(CATALOG, number, login, "APPROVED"));
    for (const [{ login, mayWrite }, { sha }] of pulls)
      expect([login, rollUp(scene, sha)]).toEqual([login, mayWrite ? "success" : "action_required"]);
  });

  it("`/recheck` is the author's and the writers'; others are told no, robots nothing", async () => {
    await openWithPeople();
    const { number } = await submit(scene, await goodFiles());
    await scene.settled();
    const said = new Map<Person, Comment>();
    const pulls = new Map(PEOPLE.map((person) => [person, { number } as Submission]));
    await speak(pulls, (person) => {
      said.set(person, scene.sandbox.comment(CATALOG, number, person.login, "/recheck"));
    });
    const own = scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    for (const [person, comment] of said) {
      const wanted = person.silent === true ? [] : person.mayWrite ? ["+1"] : ["-1"];
      expect([person.login, reactions(comment)]).toEqual([person.login, wanted]);
    }
    expect(reactions(own)).toEqual(["+1"]);
  });

  it("being the author gives `/recheck` and nothing else, whatever the role", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const roles = ["none", "read", "triage", "write", "maintain", "admin"] as const;
    const rows: { role: SandboxRole; sha: string; accept: Comment; recheck: Comment }[] = [];
    for (const [at, role] of roles.entries()) {
      const login = `author-${role}`;
      scene.sandbox.addUser(login);
      if (role !== "none") scene.sandbox.setRole(CATALOG, login, role);
      const files = await goodFiles(`poll-maker${at}`, { maintainers: `[${login}]` });
      const { number, sha } = await submit(scene, files, { author: login, branch: `own-${at}` });
      await scene.settled();
      scene.clock.advance(2_000);
      const recheck = scene.sandbox.comment(CATALOG, number, login, "/recheck");
      const accept = scene.sandbox.comment(
        CATALOG,
        number,
        login,
        `/accept submission ${sha.slice(0, 7)} it is mine`,
      );
      rows.push({ role, sha, accept, recheck });
    }
    await scene.settled();
    for (const { role, sha, accept, recheck } of rows) {
      const writes = ["write", "maintain", "admin"].includes(role);
      expect([role, rollUp(scene, sha), reactions(accept), reactions(recheck)]).toEqual([
        role,
        writes ? "success" : "action_required",
        [writes ? "+1" : "-1"],
        ["+1"],
      ]);
    }
  });

  it("a word from before the result was shown counts for nothing, though the check had begun", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    scene.sandbox.faults.deliveries.lose = true;
    const { number, sha } = await submit(scene, await goodFiles());
    const comment = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      `/accept submission ${sha.slice(0, 7)} blindly`,
    );
    scene.clock.advance(5_000);
    scene.sandbox.faults.deliveries.lose = false;
    await scene.server.service.sweepAll();
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(reactions(comment)).toEqual(["confused"]);
  });
});

describe("what was not held yet", () => {
  it("is not accepted by an approval from the time when we could not check", async () => {
    const hosts = await createWebHosts({ "images.example": { "/logo.svg": { hang: true } } });
    scene = await openScene({
      web: {
        ca: [hosts.ca],
        times: { connectMs: 400, firstByteMs: 400, totalMs: 800 },
        resolve: async (name) => [hosts.resolve(name)].filter((found) => found !== undefined),
      },
    });
    const later = async (ms: number): Promise<void> => {
      scene.clock.advance(ms);
      scene.server.service.worker.poke();
      await scene.settled();
    };
    const files = { "listings/poll-maker.yml": listing({ image: "https://images.example/logo.svg" }) };
    const { number, sha } = await submit(scene, files);
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("in_progress");
    scene.clock.advance(60_000);
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await later(31 * 60_000);
    expect(rollUp(scene, sha)).toBe("action_required");
    await later(5_000);
    scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("action_required");
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.settled();
    expect(rollUp(scene, sha)).toBe("success");
    await hosts.close();
  });
});

describe("numbers, not names", () => {
  it("a login that changed hands between the word and the look counts for nothing", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const writer = scene.sandbox.addUser("other-name");
    scene.sandbox.setRole(CATALOG, "other-name", "admin");
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.clock.advance(2_000);
    const stranger = [...scene.sandbox.world.accounts.values()].find(({ login }) => login === "stranger");
    scene.sandbox.faults.slowMs = 150;
    scene.sandbox.calls.length = 0;
    const comment = scene.sandbox.comment(
      CATALOG,
      number,
      "stranger",
      `/accept submission ${sha.slice(0, 7)} fine`,
    );
    // As soon as the comment has been read, the login is the administrator's; the role is asked after that.
    while (!scene.sandbox.calls.some(({ operationName }) => operationName === "ReviewState"))
      await new Promise((resolve) => setTimeout(resolve, 2));
    expect(lookUps()).toBe(0);
    if (stranger !== undefined) stranger.login = "stranger-before";
    writer.login = "stranger";
    await scene.settled();
    expect(lookUps()).toBeGreaterThan(0);
    expect(rollUp(scene, sha)).toBe("action_required");
    expect(reactions(comment)).toEqual(["-1"]);
  });
});

describe("each command runs once", () => {
  it("after a loss of everything: what was answered stays answered, what was not is answered once", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.clock.advance(2_000);
    const before = scene.sandbox.comment(CATALOG, number, "contributor", "/recheck");
    const refused = scene.sandbox.comment(
      CATALOG,
      number,
      "stranger",
      `/accept submission ${sha.slice(0, 7)} no`,
    );
    await scene.settled();
    await scene.stopApp();
    const during = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      `/accept submission ${sha.slice(0, 7)} seen it`,
    );
    await scene.sandbox.deliveriesSettled();
    expect(reactions(during)).toEqual([]);
    // What was refused stays refused, even when the person may by now.
    scene.sandbox.setRole(CATALOG, "stranger", "write");
    await scene.startApp();
    expect(rollUp(scene, sha)).toBe("success");
    expect([before, refused, during].map(reactions)).toEqual([["+1"], ["-1"], ["+1"]]);
    for (let times = 0; times < 3; times += 1) {
      await scene.stopApp();
      scene.sandbox.calls.length = 0;
      await scene.startApp();
      const writes = scene.sandbox.calls.filter(({ kind }) => kind === "write");
      // The first one brings the dashboard up to date; nothing is said on the pull request, and then nothing at all.
      expect(writes.filter(({ path }) => times > 0 || !path.endsWith("/issues/2"))).toEqual([]);
    }
    expect([before, refused, during].map(reactions)).toEqual([["+1"], ["-1"], ["+1"]]);
    const comments = scene.sandbox.comments(CATALOG, number);
    expect(comments).toHaveLength(4);
  });

  it("an approval given while the App was away counts when it is back", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    await scene.stopApp();
    scene.clock.advance(2_000);
    scene.sandbox.review(CATALOG, number, "maintainer", "APPROVED");
    await scene.startApp();
    expect(rollUp(scene, sha)).toBe("success");
  });
});

describe("a crowd", () => {
  const STRANGERS = 120;

  it("of strangers with commands costs a bounded number of look-ups a review, and cannot crowd out a maintainer", async () => {
    scene = await openScene({ files: await goodFiles("poll-makers") });
    const { number, sha } = await submit(scene, await goodFiles());
    await scene.settled();
    scene.clock.advance(2_000);
    scene.sandbox.faults.deliveries.lose = true;
    scene.sandbox.setRole(CATALOG, "owner", "write");
    const early = scene.sandbox.comment(CATALOG, number, "owner", "/recheck");
    const crowd = Array.from({ length: STRANGERS }, (_, at) => scene.sandbox.addUser(`stranger-${at}`).login);
    const said = crowd.map((login) =>
      scene.sandbox.comment(CATALOG, number, login, `/accept submission ${sha.slice(0, 7)} me too`),
    );
    for (const login of crowd.slice(0, 60)) scene.sandbox.review(CATALOG, number, login, "APPROVED");
    scene.sandbox.faults.deliveries.lose = false;
    scene.sandbox.calls.length = 0;
    const word = scene.sandbox.comment(
      CATALOG,
      number,
      "maintainer",
      `/accept submission ${sha.slice(0, 7)} seen it`,
    );
    await scene.settled();
    // Author, and of each kind at most so many.
    expect(PEOPLE_ASKED_MAX).toBeLessThanOrEqual(20);
    expect(lookUps()).toBeLessThanOrEqual(1 + 2 * PEOPLE_ASKED_MAX);
    expect(reactions(word)).toEqual(["+1"]);
    expect(rollUp(scene, sha)).toBe("success");
    const answered = (): number => said.filter((comment) => comment.reactions.length > 0).length;
    expect(answered()).toBeLessThanOrEqual(PEOPLE_ASKED_MAX);
    // The others are answered by and by, and the release stands all the while.
    for (let looks = 0; looks < 12 && early.reactions.length === 0; looks += 1) {
      const before = lookUps();
      scene.clock.advance(31_000);
      scene.server.service.worker.poke();
      await scene.settled();
      expect(lookUps() - before).toBeLessThanOrEqual(1 + 3 * PEOPLE_ASKED_MAX);
      expect(rollUp(scene, sha)).toBe("success");
    }
    expect(answered()).toBe(STRANGERS);
    expect(reactions(early)).toEqual(["+1"]);
    for (const comment of said) expect(reactions(comment)).toEqual(["-1"]);
    scene.sandbox.calls.length = 0;
    scene.clock.advance(31_000);
    scene.server.service.worker.poke();
    await scene.settled();
    // What the dashboard reads is no part of it.
    expect(lookUps()).toBe(0);
    expect(scene.sandbox.calls.filter(({ operationName }) => operationName === "ReviewState")).toEqual([]);
    expect(scene.sandbox.calls.filter(({ kind }) => kind === "write")).toEqual([]);
  });
});
