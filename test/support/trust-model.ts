// A real catalog in the local GitHub on which many people act at once, with an account of its own of what they were allowed.

import { changedTree } from "../../src/sandbox/actions/commits.ts";
import { isAncestor, mergeBase, mergedTree } from "../../src/sandbox/git/history.ts";
import { formatCommit } from "../../src/sandbox/git/parse.ts";
import { gitEntryAt, walkTree } from "../../src/sandbox/git/trees.ts";
import type { PullIssue } from "../../src/sandbox/views/pulls.ts";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { BRANCH, entries } from "./published.ts";
import { addProject, CATALOG, listing, pngIcon, rollUp, verdicts } from "./scene.ts";
import { handles, openCases, type CaseScene } from "./takedown-scene.ts";

export class BrokenPromise extends Error {}

export const PEOPLE = ["contributor", "stranger", "writer"] as const;
export type Person = (typeof PEOPLE)[number];
export const IDS = ["poll-maker", "other-tool", "weather-board"] as const;
export type Id = (typeof IDS)[number];
export const KINDS = ["own", "evil", "broken", "remove"] as const;
export type Kind = (typeof KINDS)[number];
const CHECKS = ["submission", "ownership", "standing"] as const;
const RUNS = {
  submission: "steward / Listing file",
  ownership: "steward / Owner",
  standing: "steward / Standing",
} as const;

const MINUTE_MS = 60_000;
const PULLS_MAX = 6;
const ROUNDS_MAX = 3;
/** Whose each listing is from the start. */
const OWNER: Readonly<Record<Id, Person>> = {
  "poll-maker": "contributor",
  "other-tool": "contributor",
  "weather-board": "stranger",
};
/** Of one size each: git takes a picture that comes for the equal one that goes, and finds conflicts that are none. */
const PICTURE_PX: Readonly<Record<Id, number>> = {
  "poll-maker": 512,
  "other-tool": 520,
  "weather-board": 528,
};
const NAMES: Readonly<Record<Id, string>> = {
  "poll-maker": "Poll Maker",
  "other-tool": "Other Tool",
  "weather-board": "Weather Board",
};

/** A line by a maintainer that lets something through, as far as the model can tell. */
interface Release {
  readonly pull: number;
  readonly sha: string;
  readonly check: string;
  readonly comment: number;
}

interface Proposed {
  readonly number: number;
  readonly author: Person;
  readonly fork: string;
  readonly branch: string;
  readonly heads: string[];
}

type Files = ReadonlyMap<string, string>;

/** People's steps; one that GitHub or the state of things refuses is none. */
export class TrustModel {
  readonly #scene: CaseScene;
  readonly #act: ReturnType<typeof handles>;
  readonly #proposed: Proposed[] = [];
  readonly #forks = new Map<Person, string>();
  readonly #mains: string[] = [];
  #releases: Release[] = [];
  /** Commits and the checks that were shown as held on them, whatever the others said. */
  readonly #shownHeld = new Set<string>();
  /** Listing files that somebody with write access put there themselves. */
  readonly #byWriters = new Set<string>();
  /** Listing files merged with a release of their commit, or by their owner. */
  readonly #byRelease = new Set<string>();
  readonly #cases = new Map<Id, number>();
  readonly #out = new Map<string, { readonly atMs: number; restored: boolean }>();
  readonly #merged: { readonly number: number; readonly sha: string; readonly atMs: number }[] = [];
  #published = new Map<string, Entry>();
  #edition = 0;
  /** How often each promise was put to the test. */
  readonly seen = { successes: 0, releases: 0, removals: 0, returns: 0, published: 0 };

  private constructor(scene: CaseScene) {
    this.#scene = scene;
    this.#act = handles(() => scene);
  }

  static async open(): Promise<TrustModel> {
    const scene = await openCases({ unchecked: true });
    scene.sandbox.setRole(CATALOG, "writer", "write");
    await addProject(scene.sandbox, "contributor", "other-tool");
    await addProject(scene.sandbox, "stranger", "weather-board");
    await addProject(scene.sandbox, "stranger", "evil");
    const model = new TrustModel(scene);
    await scene.sandbox.commit(
      CATALOG,
      "main",
      { ...(await model.#files("poll-maker", "own")), ...(await model.#files("other-tool", "own")) },
      { author: "maintainer" },
    );
    await model.#byHand();
    await model.look();
    return model;
  }

  async close(): Promise<void> {
    await this.#scene.close();
  }

  // ---- what people do ----

  async propose(author: Person, id: Id, kind: Kind, from: number, message: string): Promise<void> {
    if (this.#open().length >= PULLS_MAX) return;
    const { sandbox } = this.#scene;
    const fork = this.#forkOf(author);
    const branch = `change-${(this.#edition += 1)}`;
    const start = from === 0 ? this.#tip() : (this.#mains.at(-from) ?? this.#tip());
    const sha = await sandbox.commit(fork, branch, await this.#files(id, kind), { author, from: start });
    await this.#openPull(author, fork, branch, sha, message);
  }

  async push(which: number, id: Id, kind: Kind): Promise<void> {
    const pull = this.#pick(which);
    if (pull === undefined) return;
    const { author, fork, branch } = pull;
    pull.heads.push(await this.#scene.sandbox.commit(fork, branch, await this.#files(id, kind), { author }));
  }

  /** The branch is put back to where it was. */
  async putBack(which: number, back: number): Promise<void> {
    const pull = this.#pick(which);
    const sha = pull?.heads.at(-1 - back);
    if (pull === undefined || sha === undefined) return;
    await this.#scene.sandbox.forcePush(pull.fork, pull.branch, sha, pull.author);
    pull.heads.push(sha);
  }

  /** A commit of two parents that shows one's files and hides what it takes back of the other's. */
  async cross(which: number, back: number, other: number, id: Id): Promise<void> {
    const pull = this.#pick(which);
    const older = this.#mains.at(-1 - back);
    const beside = this.#merged.at(-1 - other)?.sha;
    if (pull === undefined || older === undefined || beside === undefined) return;
    const repository = this.#scene.sandbox.repository(pull.fork);
    const { objects } = repository.git;
    const before = await objects.commit(older);
    const who = { name: pull.author, email: "x@x.example", dateMs: this.#scene.clock.nowMs() };
    const sha = await objects.writeCommit(
      formatCommit({
        tree: await changedTree(repository, before?.tree, await this.#files(id, "own")),
        parents: [older, beside],
        author: who,
        committer: who,
        message: "Update\n",
      }),
    );
    await this.#scene.sandbox.forcePush(pull.fork, pull.branch, sha, pull.author);
    pull.heads.push(sha);
  }

  /** Somebody proposes another's commit as their own. */
  async duplicate(which: number, author: Person): Promise<void> {
    const pull = this.#pick(which);
    const sha = pull?.heads.at(-1);
    if (pull === undefined || sha === undefined || this.#open().length >= PULLS_MAX) return;
    const fork = this.#forkOf(author);
    const branch = `same-${(this.#edition += 1)}`;
    await this.#scene.sandbox.forcePush(fork, branch, sha, author);
    await this.#openPull(author, fork, branch, sha, "");
  }

  async closePull(which: number): Promise<void> {
    const pull = this.#pick(which);
    if (pull !== undefined) await this.#scene.sandbox.closePullRequest(CATALOG, pull.number, pull.author);
  }

  /** `back`: of an earlier head of that pull request; `who`: only a maintainer's word counts. */
  accept(which: number, back: number, check: number, who: "maintainer" | Person): void {
    const pull = this.#pick(which);
    const sha = pull?.heads.at(-1 - back);
    const name = CHECKS[check % CHECKS.length] ?? "submission";
    if (pull === undefined || sha === undefined) return;
    const line = `/accept ${name} ${sha.slice(0, 7)} for a good reason`;
    const { id } = this.#scene.sandbox.comment(CATALOG, pull.number, who, line);
    if ((who === "maintainer" || who === "writer") && this.#wasHeld(sha, name))
      this.#releases.push({ pull: pull.number, sha, check: name, comment: id });
  }

  /** The newest release's line is edited or deleted. */
  takeBack(isEdit: boolean): void {
    const last = this.#releases.findLast(({ comment }) => comment !== 0);
    if (last === undefined) return;
    this.#releases = this.#releases.filter((one) => one !== last);
    const { sandbox } = this.#scene;
    if (isEdit) sandbox.editComment(CATALOG, last.comment, "maintainer", "On second thoughts, no");
    else sandbox.deleteComment(CATALOG, last.comment, "maintainer");
  }

  approve(which: number): void {
    const pull = this.#pick(which);
    const sha = pull?.heads.at(-1);
    if (pull === undefined || sha === undefined) return;
    this.#scene.sandbox.review(CATALOG, pull.number, "maintainer", "APPROVED");
    for (const check of CHECKS)
      if (this.#wasHeld(sha, check)) this.#releases.push({ pull: pull.number, sha, check, comment: 0 });
  }

  /** Whatever the checks say. */
  async merge(which: number, method: "merge" | "squash" | "rebase"): Promise<void> {
    const pull = this.#pick(which);
    if (pull === undefined) return;
    const sha = pull.heads.at(-1) ?? "";
    const { clock, sandbox } = this.#scene;
    clock.advance(2_000);
    const all = method === "merge" ? await this.#within(sha) : [pull];
    const before = await this.#listings(this.#tip());
    await sandbox.mergePullRequest(CATALOG, pull.number, "maintainer", method);
    await this.#noteMain();
    this.#merged.push({ number: pull.number, sha, atMs: clock.nowMs() });
    const now = await this.#listings(this.#tip());
    for (const one of all) {
      for (const [path, blob] of await this.#listings(headOf(one))) {
        const isNew = before.get(path) !== blob && now.get(path) === blob;
        if (isNew && this.#may(one, headOf(one), idOf(path))) this.#byRelease.add(`${path} ${blob}`);
      }
    }
    clock.advance(2_000);
  }

  /** Open pull requests whose head this commit holds: GitHub calls each of them merged when a merge commit takes it in. */
  async #within(sha: string): Promise<readonly Proposed[]> {
    const { objects } = this.#scene.sandbox.repository(CATALOG).git;
    const found: Proposed[] = [];
    for (const one of this.#open()) if (await isAncestor(objects, headOf(one), sha)) found.push(one);
    return found;
  }

  /** Past every pull request, as people with write access may. */
  async pushMain(id: Id, kind: Kind): Promise<void> {
    await this.#scene.sandbox.commit(CATALOG, "main", await this.#files(id, kind), { author: "writer" });
    await this.#byHand();
  }

  async ledger(id: Id, isGone: boolean): Promise<void> {
    const path = `removed/${id}.yml`;
    const there = await this.#scene.sandbox.readFile(CATALOG, "main", path);
    if (isGone && there === undefined) return;
    const text = isGone ? null : "reason: withdrawn\nremoved: 2026-01-01\nowners: []\n";
    await this.#scene.sandbox.commit(CATALOG, "main", { [path]: text }, { author: "writer" });
    await this.#byHand();
  }

  /** A new commit with the files of an older one; `isForced`: the branch itself goes back there. */
  async revert(back: number, isForced: boolean): Promise<void> {
    const older = this.#mains.at(-1 - back);
    if (older === undefined || older === this.#tip()) return;
    const { sandbox, clock } = this.#scene;
    const { objects } = sandbox.repository(CATALOG).git;
    const who = { name: "writer", email: "writer@x.example", dateMs: clock.nowMs() };
    const tree = (await objects.commit(older))?.tree ?? "";
    const sha = isForced
      ? older
      : await objects.writeCommit(
          formatCommit({ tree, parents: [this.#tip()], author: who, committer: who, message: "Revert\n" }),
        );
    await sandbox.forcePush(CATALOG, "main", sha, "writer");
    await this.#byHand();
  }

  async rollBack(back: number): Promise<void> {
    const { sandbox } = this.#scene;
    const { objects } = sandbox.repository(CATALOG).git;
    let sha = sandbox.branchSha(CATALOG, BRANCH);
    for (let i = 0; i < back && sha !== undefined; i += 1) sha = (await objects.commit(sha))?.parents[0];
    if (sha !== undefined) await sandbox.forcePush(CATALOG, BRANCH, sha, "writer");
  }

  async startCase(id: Id): Promise<void> {
    if (this.#cases.has(id) || !this.#published.has(id)) return;
    const number = await this.#scene.report(id);
    this.#cases.set(id, number);
    await this.#act.label(number, "maintainer", "security");
    await this.look();
  }

  async takeDown(id: Id): Promise<void> {
    const number = this.#cases.get(id);
    if (number === undefined) return;
    await this.#answerTo(number, "maintainer", `/takedown ${id}`);
    await this.look();
  }

  async endCase(id: Id): Promise<void> {
    const number = this.#cases.get(id);
    if (number === undefined) return;
    if ((await this.#answerTo(number, "maintainer", "/resolve it is fixed")) !== "+1") return;
    this.#cases.delete(id);
    await this.look();
  }

  async restore(id: Id): Promise<void> {
    const out = this.#out.get(id);
    const issue = this.#scene.sandbox
      .issues(CATALOG)
      .findLast(({ title, pull }) => pull === undefined && title.startsWith("Trouble"));
    if (out === undefined || issue === undefined) return;
    const said = await this.#answerTo(issue.number, "maintainer", `/restore ${id}`);
    if (said === "+1") out.restored = true;
    await this.look();
  }

  /** What we react to it with, however long a busy machine takes to ask GitHub. */
  async #answerTo(number: number, login: string, body: string): Promise<string> {
    const { sandbox, clock, settled, server } = this.#scene;
    let said = await this.#act.say(number, login, body);
    const reactions = sandbox.comments(CATALOG, number).findLast((one) => one.body === body)?.reactions ?? [];
    for (let round = 0; round < ROUNDS_MAX && said === ""; round += 1) {
      clock.advance(MINUTE_MS);
      server.service.worker.poke();
      await settled();
      said = reactions.map(({ content }) => content).join();
    }
    return said;
  }

  /** A stranger's change of somebody's listing, shown as held and let through. */
  async release(id: Id): Promise<void> {
    const before = this.#proposed.length;
    await this.propose("stranger", id, "evil", 0, "");
    if (this.#proposed.length === before) return;
    await this.look();
    this.accept(this.#open().length - 1, 0, CHECKS.indexOf("ownership"), "maintainer");
    this.#scene.clock.advance(3_000);
  }

  // ---- what has to hold ----

  /** The App does all it has to; then everything it says and shows is compared with what people were allowed. */
  async look(): Promise<void> {
    const { clock, settled, server } = this.#scene;
    await settled();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      clock.advance(2 * MINUTE_MS);
      if (round === 0) await server.service.sweepAll();
      server.service.worker.poke();
      await settled();
    }
    await this.#noteMain();
    await this.#assertPublished();
    await this.#assertVerdicts();
  }

  async #assertVerdicts(): Promise<void> {
    const open = this.#open();
    for (const sha of new Set(open.map(headOf))) {
      const pulls = open.filter((pull) => headOf(pull) === sha);
      const verdict = rollUp(this.#scene, sha);
      for (const check of CHECKS) this.#wasHeld(sha, check);
      if (verdict !== "success") continue;
      this.seen.successes += 1;
      const faults = await Promise.all(pulls.map((pull) => this.#unjudged(pull, sha)));
      if (faults.every((fault) => fault !== undefined))
        throw new BrokenPromise(`${sha.slice(0, 7)} is green: ${faults.join("; ")}`);
    }
  }

  /** Why a green verdict of this commit is wrong; undefined: it is not. */
  async #unjudged(pull: Proposed, sha: string): Promise<string | undefined> {
    const { objects } = this.#scene.sandbox.repository(CATALOG).git;
    const tip = this.#tip();
    const merged = await mergedTree(objects, tip, sha);
    if (merged === undefined) return `#${pull.number} conflicts`;
    const base = (await mergeBase(objects, tip, sha)) ?? "";
    const own = differing(await this.#all(base), await this.#all(sha));
    const done = differing(await this.#all(tip), await this.#walk(merged));
    const needs = new Set<string>();
    if ([...done].some((path) => !own.has(path))) needs.add("submission");
    const ids = new Set([...own].map(idOf));
    const head = await this.#all(sha);
    const after = await this.#walk(merged);
    for (const path of own) {
      if (after.get(path) !== head.get(path)) needs.add("submission");
      if (!/^(?:listings|images)\//.test(path)) return `#${pull.number} changes ${path}`;
    }
    // One that goes and one that comes may be a rename, which a maintainer lets through.
    if (ids.size > 1 && pull.author !== "writer") needs.add("submission");
    for (const id of ids) {
      const text = await this.#text(sha, `listings/${id}.yml`);
      if (text !== undefined && !/^link: /m.test(text)) return `#${pull.number} lacks its link`;
      if (!this.#owns(pull.author, id)) needs.add("ownership");
      const path = `listings/${id}.yml`;
      const isBack = done.has(path) && after.has(path) && this.#out.has(id);
      if (isBack && this.#cases.has(id as Id)) needs.add("standing");
    }
    const lacking = [...needs].filter((check) => !this.#isReleased(sha, check));
    if (needs.size > 0 && lacking.length === 0) this.seen.releases += 1;
    return lacking.length === 0 ? undefined : `#${pull.number} needed ${lacking.join()}`;
  }

  async #assertPublished(): Promise<void> {
    const now = new Map((await entries(this.#scene)).map((entry) => [entry.id, entry]));
    for (const [id, entry] of now) {
      this.seen.published += 1;
      const path = `listings/${id}.yml`;
      const blob = entry.source.blobs[path] ?? "";
      if (this.#out.has(id)) await this.#assertReturn(id, blob);
      const before = this.#published.get(id)?.source.blobs[path];
      if (before === blob) continue;
      if (!this.#byWriters.has(`${path} ${blob}`) && !this.#byRelease.has(`${path} ${blob}`))
        throw new BrokenPromise(`${id} is published as nobody let it (${entry.link})`);
    }
    const gone = [...this.#published.keys()].filter((id) => !now.has(id));
    for (const id of gone) {
      this.seen.removals += 1;
      this.#out.set(id, { atMs: this.#scene.clock.nowMs(), restored: false });
    }
    this.#published = now;
  }

  async #assertReturn(id: string, blob: string): Promise<void> {
    const out = this.#out.get(id);
    if (out === undefined) return;
    let isRight = out.restored;
    for (const { sha, atMs } of this.#merged) {
      if (isRight || atMs <= out.atMs - ROUNDS_MAX * 2 * MINUTE_MS) continue;
      if ((await this.#listings(sha)).get(`listings/${id}.yml`) !== blob) continue;
      const passed = verdicts(this.#scene, sha)["steward / Standing"] === "success";
      isRight = passed || this.#isReleased(sha, "standing");
    }
    if (!isRight) throw new BrokenPromise(`${id} is published again`);
    this.seen.returns += 1;
    this.#out.delete(id);
  }

  // ---- the model's own account ----

  #tip(): string {
    return this.#scene.sandbox.branchSha(CATALOG, "main") ?? "";
  }

  async #noteMain(): Promise<void> {
    if (this.#mains.at(-1) !== this.#tip()) this.#mains.push(this.#tip());
  }

  /** Whatever stands there now somebody with write access put there. */
  async #byHand(): Promise<void> {
    await this.#noteMain();
    for (const [path, blob] of await this.#listings(this.#tip())) this.#byWriters.add(`${path} ${blob}`);
    this.#scene.clock.advance(3_000);
  }

  #isReleased(sha: string, check: string): boolean {
    return this.#releases.some((one) => one.sha === sha && one.check === check);
  }

  /** Now, or at an earlier look. */
  #wasHeld(sha: string, check: (typeof CHECKS)[number]): boolean {
    const held = `${sha} ${check}`;
    if (verdicts(this.#scene, sha)[RUNS[check]] === "action_required") this.#shownHeld.add(held);
    return this.#shownHeld.has(held);
  }

  #owns(author: Person, id: string): boolean {
    return author === "writer" || OWNER[id as Id] === author;
  }

  #may(pull: Proposed, sha: string, id: string): boolean {
    return this.#owns(pull.author, id) || this.#isReleased(sha, "ownership");
  }

  #issue(number: number): PullIssue {
    return this.#scene.sandbox.issue(CATALOG, number) as PullIssue;
  }

  #open(): readonly Proposed[] {
    return this.#proposed.filter(({ number }) => this.#issue(number).state === "open");
  }

  #pick(which: number): Proposed | undefined {
    const open = this.#open();
    return open[which % Math.max(1, open.length)];
  }

  #forkOf(person: Person): string {
    const { sandbox } = this.#scene;
    if (!this.#forks.has(person)) this.#forks.set(person, sandbox.fork(CATALOG, person));
    return this.#forks.get(person) ?? "";
  }

  async #openPull(author: Person, repo: string, branch: string, sha: string, body: string): Promise<void> {
    const pull = await this.#scene.sandbox.openPullRequest({
      repo: CATALOG,
      author,
      head: { repo, branch },
      title: "Change a listing",
      body,
    });
    this.#proposed.push({ number: pull.number, author, fork: repo, branch, heads: [sha] });
  }

  async #files(id: Id, kind: Kind): Promise<Record<string, string | Uint8Array | null>> {
    const image = `images/${id}.png`;
    if (kind === "remove") return { [`listings/${id}.yml`]: null, [image]: null };
    const owner = OWNER[id];
    const project = `https://github.com/${kind === "evil" ? "stranger/evil" : `${owner}/${id}`}`;
    const text = listing({
      name: NAMES[id],
      summary: `All that there is to know, edition ${(this.#edition += 1)}`,
      link: kind === "broken" ? undefined : project,
      documentation: `${project}#readme`,
      issues: `${project}/issues`,
      image,
      maintainers: `[${owner}]`,
    });
    return { [`listings/${id}.yml`]: text, [image]: await pngIcon(PICTURE_PX[id]) };
  }

  async #walk(tree: string): Promise<Files> {
    const { objects } = this.#scene.sandbox.repository(CATALOG).git;
    const found = await walkTree(objects, tree);
    return new Map(found.filter(({ type }) => type === "blob").map(({ path, sha }) => [path, sha]));
  }

  async #all(sha: string): Promise<Files> {
    const { objects } = this.#scene.sandbox.repository(CATALOG).git;
    return this.#walk((await objects.commit(sha))?.tree ?? "");
  }

  async #listings(sha: string): Promise<Files> {
    return new Map([...(await this.#all(sha))].filter(([path]) => path.startsWith("listings/")));
  }

  async #text(sha: string, path: string): Promise<string | undefined> {
    const { objects } = this.#scene.sandbox.repository(CATALOG).git;
    const tree = (await objects.commit(sha))?.tree ?? "";
    const entry = await gitEntryAt(objects, tree, path);
    return entry === undefined ? undefined : (await objects.read(entry.sha))?.bytes.toString("utf8");
  }
}

function headOf({ heads }: Proposed): string {
  return heads.at(-1) ?? "";
}

function idOf(path: string): string {
  return path.replace(/^[a-z]+\//, "").replace(/\.[a-z]+$/, "");
}

function differing(a: Files, b: Files): ReadonlySet<string> {
  return new Set([...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path)));
}
