// What a publish decides, as a function of one value: what goes out, stays, is held or goes, and what it lacks.

import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CatalogFile, RemovedLine } from "../../src/core/catalog/schema.ts";
import { lineFor } from "../../src/core/catalog/removal.ts";
import { absent, unavailable } from "../../src/core/facts.ts";
import { decidePublish } from "../../src/core/publication/decide.ts";
import {
  firstLook,
  NOBODY,
  peopleToAsk,
  weigh,
  type FirstLook,
  type AskedPeople,
  type ListingFacts,
  type ObservedListing,
  type Scales,
} from "../../src/core/publication/listing.ts";
import {
  earlierMerges,
  pullThatCounts,
  type MergedPull,
  type Origin,
} from "../../src/core/publication/origin.ts";
import type { PublishPlan } from "../../src/core/publication/plan.ts";
import type { SeenPublication, SeenPublish, StopIssue } from "../../src/core/publication/seen.ts";
import { decideStop } from "../../src/core/publication/stop.ts";
import { stoppedIssue } from "../../src/core/catalog/stopped.ts";
import { entryOf, policyWith, sha } from "../support/catalog-entries.ts";
import { goodJudgement } from "../support/good-world.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const NOW_MS = Date.parse("2026-02-01T12:00:00Z");
const policy = policyWith();
const scales: Scales = {
  policy,
  today: "2026-02-01",
  nowMs: NOW_MS,
  discussion: { reported: [], comments: [] },
  digest,
};

function factsOf(
  id: string,
  change: Partial<ListingFacts> = {},
  facts: Parameters<typeof goodJudgement>[0] = {},
) {
  const blobs = { [`listings/${id}.yml`]: sha(`new ${id}`) };
  const made: ListingFacts = {
    id,
    kind: "add",
    checkInput: goodJudgement(facts, { id, file: `listings/${id}.yml` }),
    before: undefined,
    blobs,
    blobsDigest: digest(JSON.stringify(blobs)),
    pull: undefined,
    imageBytes: new Uint8Array([1]),
    ...change,
  };
  return made;
}

function observed(facts: ListingFacts, sinceMs?: number, people: AskedPeople = NOBODY): ObservedListing {
  return {
    ...weigh(firstLook(facts, sinceMs, scales), people, scales),
    pictures: { image: undefined, screenshots: [] },
  };
}

const headOf = (ids: readonly string[], change: Partial<CatalogFile> = {}): CatalogFile => ({
  version: 1,
  generation: 5,
  source: {
    commit: sha("before"),
    at: "2026-01-05T10:00:00Z",
    policy: "p",
    listings: "l",
    images: null,
    removed: null,
  },
  marketplace: { name: "Community", security: "mailto:security@community.example" },
  count: ids.length,
  types: { plugin: ids.length },
  tags: {},
  next: ids.length,
  waiting: [],
  parts: [],
  removed: { path: "removed.json", count: 0, bytes: 2, sha256: "0", blob: "0" },
  look: "same",
  ...change,
});

interface Scene {
  /** Ids that are published. */
  readonly published?: readonly string[];
  /** Ids on the default branch; default: the published ones. */
  readonly listings?: readonly string[];
  readonly seen?: Partial<SeenPublication>;
  readonly work?: Partial<SeenPublication["work"]>;
  readonly branches?: Partial<SeenPublication["branches"]>;
}

function seenOf({ published = [], listings = published, seen = {}, work = {}, branches = {} }: Scene) {
  const made: Extract<SeenPublish, { kind: "ready" }> = {
    kind: "ready",
    nowMs: NOW_MS,
    carried: [],
    today: "2026-02-01",
    branches: {
      policy,
      tip: { sha: sha("tip"), atMs: NOW_MS - 60_000, policySha: "p" },
      source: { listings: "l", images: null, removed: null },
      head: headOf(published),
      isOurs: true,
      isWhole: true,
      isBranchGone: false,
      rolledBackFrom: undefined,
      foreign: [],
      logoLost: undefined,
      ...branches,
    },
    work: {
      listings: new Set(listings),
      ledgerFiles: new Map(),
      lines: [],
      memory: work.lines ?? [],
      back: new Set(),
      entries: new Map(published.map((id, order) => [id, entryOf(id, { order })])),
      everything: false,
      sourceChanged: false,
      ...work,
    },
    isRewritten: false,
    explained: [],
    unasked: [],
    listings: [],
    later: [],
    heldIssue: undefined,
    stopIssue: undefined,
    cases: [],
    caseEntries: [],
    mayWrite: new Set(),
    ...seen,
  };
  return made;
}

function planned(scene: Scene): PublishPlan {
  const decided = decidePublish(seenOf(scene), digest);
  if (!("kind" in decided) || decided.kind !== "go") throw new Error("no plan to publish");
  return decided;
}

const NO_ISSUE = { number: undefined, body: "", reported: [], comments: [] };
const leaving = (id: string, order = 0) =>
  observed(factsOf(id, { kind: "remove", before: entryOf(id, { order }), blobs: {} }, {}));

describe("a publish", () => {
  it("of nothing that differs is nothing", () => {
    const plan = planned({ published: ["poll-maker"] });
    expect(plan).toMatchObject({
      outcome: "unchanged",
      next: undefined,
      heldWrites: [],
      stopWrites: [],
      notes: [],
    });
  });

  it("puts a new listing out, with the order to come and the pull request to be thanked", () => {
    const plan = planned({ listings: ["poll-maker"], seen: { listings: [observed(factsOf("poll-maker"))] } });
    expect(plan.outcome).toBe("published");
    expect(plan.next?.upserts.map(({ id, order }) => [id, order])).toEqual([["poll-maker", -1]]);
    expect(plan.next?.added).toEqual([]);
  });

  it("asks for the report before it says that something is held", () => {
    const held = observed(factsOf("poll-maker", {}, { linkTarget: absent("not-found") }));
    expect(held.decision.state).toBe("held");
    const scene = { listings: ["poll-maker"], seen: { listings: [held] } };
    expect(decidePublish(seenOf(scene), digest)).toEqual({ need: "held-issue" });
    const plan = planned({ ...scene, seen: { ...scene.seen, heldIssue: NO_ISSUE } });
    expect(plan.next).toMatchObject({ upserts: [], waiting: ["poll-maker"] });
    expect(plan.heldWrites).toEqual([
      expect.objectContaining({ do: "open", label: "steward: not published" }),
    ]);
  });

  it("waits for what could not be told, says nothing of it yet, and looks again", () => {
    const open = observed(factsOf("poll-maker", {}, { linkTarget: unavailable("time-out") }));
    const plan = planned({ listings: ["poll-maker"], seen: { listings: [open] } });
    expect(plan.next).toMatchObject({ upserts: [], waiting: ["poll-maker"] });
    expect(plan.heldWrites).toEqual([]);
    expect(plan.requeuesMs).toHaveLength(1);
  });

  it("after half an hour of not being told is a person's to decide", () => {
    const facts = factsOf("poll-maker", {}, { linkTarget: unavailable("time-out") });
    expect(observed(facts, NOW_MS - 29 * 60_000).decision.state).toBe("wait");
    expect(observed(facts, NOW_MS - 31 * 60_000).decision.state).toBe("held");
  });

  it("writes anew what others did to the branch, and what is gone with it", () => {
    expect(planned({ published: ["a-b"], branches: { isWhole: false } }).outcome).toBe("published");
    expect(planned({ published: ["a-b"], branches: { isBranchGone: true } }).outcome).toBe("published");
    // What was never ours is nothing to be undone.
    expect(planned({ branches: { isOurs: false, isWhole: false, head: undefined } }).outcome).toBe(
      "unchanged",
    );
  });

  it("says which commit the published is of: the newest one, whatever was published before", () => {
    const source = { commit: sha("tip"), atMs: NOW_MS - 60_000, policy: "p" };
    expect(planned({ published: ["a-b"], branches: { isWhole: false } }).next?.source).toMatchObject(source);
    const first = { isBranchGone: true, head: undefined };
    expect(planned({ branches: first }).next?.source).toMatchObject(source);
  });

  it("tells once of foreign commits and of a lost logo", () => {
    const plan = planned({
      branches: { foreign: ["abc"], logoLost: { path: "logo.png", why: "large" } },
    });
    expect(plan.notes.map(({ mark }) => mark)).toEqual(["foreign abc", "logo large logo.png"]);
  });

  it("closes the report when nothing is held any more", () => {
    const heldIssue = { number: 9, body: "old", reported: [], comments: [] };
    expect(planned({ seen: { heldIssue } }).heldWrites).toEqual([
      expect.objectContaining({ do: "close", number: 9 }),
    ]);
  });

  it("goes on at once while something was not looked at since the branch moved", () => {
    const later = (isOfThisTip: boolean) => [{ id: "poll-maker", held: undefined, isOfThisTip }];
    expect(planned({ seen: { later: later(false) } }).requeuesMs).toEqual([NOW_MS]);
    expect(planned({ seen: { later: later(true) } }).requeuesMs).toEqual([]);
  });
});

describe("removals", () => {
  const many = ["a-a", "b-b", "c-c", "d-d"];

  it("that Steward itself decided go, for its reason", () => {
    const line = { ...lineFor(entryOf("a-a"), "security", NOW_MS), marked: false };
    const plan = planned({
      published: ["a-a"],
      listings: [],
      work: { ledgerFiles: new Map([["a-a", {}]]), memory: [line] },
      seen: { explained: ["a-a"] },
    });
    expect(plan.next?.removals.map(({ entry }) => entry.id)).toEqual(["a-a"]);
    expect(plan.next?.lines).toEqual([expect.objectContaining({ id: "a-a", reason: "security" })]);
  });

  it("that nobody explained stop everything, until somebody who may says so of these very ones", () => {
    const scene = {
      published: many,
      listings: [],
      seen: { listings: many.map((id, order) => leaving(id, order)) },
    };
    expect(decidePublish(seenOf(scene), digest)).toEqual({ need: "stop-issue" });
    const stopped = planned({ ...scene, seen: { ...scene.seen, stopIssue: null } });
    expect(stopped).toMatchObject({ outcome: "stopped", next: undefined, followsUp: false, stands: true });
    expect(stopped.stopWrites).toEqual([expect.objectContaining({ do: "open" })]);
    const issue = goAhead(many);
    const goesOn = planned({ ...scene, seen: { ...scene.seen, stopIssue: issue } });
    expect(goesOn).toMatchObject({ outcome: "published", stands: false });
    expect(goesOn.next?.removals).toHaveLength(many.length);
    // A word for other ids is no word for these.
    const others = planned({ ...scene, seen: { ...scene.seen, stopIssue: goAhead([...many, "e-e"]) } });
    expect(others).toMatchObject({ outcome: "stopped", next: undefined });
  });

  it("by Steward itself go out while everything else stands still", () => {
    const line = { ...lineFor(entryOf("z-z"), "security", NOW_MS), marked: false };
    const plan = planned({
      published: [...many, "z-z"],
      listings: [],
      work: { ledgerFiles: new Map([["z-z", {}]]), memory: [line] },
      seen: { explained: ["z-z"], listings: many.map((id, order) => leaving(id, order)), stopIssue: null },
    });
    expect(plan).toMatchObject({ outcome: "stopped", followsUp: true, heldWrites: [] });
    expect(plan.next?.removals.map(({ entry }) => entry.id)).toEqual(["z-z"]);
    // What is published stays of the source that it is of.
    expect(plan.next?.source.commit).toBe(sha("before"));
  });

  function goAhead(ids: readonly string[]): StopIssue {
    const stop = { why: "shrinking" as const, lost: [...ids].sort(), published: many.length };
    const { body } = stoppedIssue(stop, NOW_MS - 60_000, digest);
    const comment = {
      id: 1,
      author: { id: 5, login: "maintainer", type: "User" as const },
      body: "/publish",
      edited: false,
      mine: false,
      createdAtMs: NOW_MS - 30_000,
      myReactions: [],
    };
    return { number: 3, body, comments: [comment], mayMaintain: new Set([5]) };
  }

  it("are accepted by those alone who may maintain", () => {
    const issue = goAhead(many);
    const stop = { why: "shrinking" as const, lost: many, published: many.length };
    expect(decideStop(stop, issue, NOW_MS, digest).goesOn).toBe(true);
    expect(decideStop(stop, { ...issue, mayMaintain: new Set([6]) }, NOW_MS, digest).goesOn).toBe(false);
    // Nobody can say that a catalog we cannot read is one we can.
    expect(decideStop({ why: "unreadable", branch: "x" }, issue, NOW_MS, digest).goesOn).toBe(false);
  });
});

describe("what cannot be gone on from", () => {
  const stop = { why: "lost" as const, branch: "gh-pages" };
  const stopped = { kind: "stopped" as const, nowMs: NOW_MS, stop, stopIssue: undefined, isAnew: false };

  it("is said in an issue, and built anew when somebody who may says so, which closes it", () => {
    expect(decidePublish(stopped, digest)).toEqual({ need: "stop-issue" });
    expect(decidePublish({ ...stopped, stopIssue: null }, digest)).toMatchObject({
      kind: "end",
      outcome: "stopped",
      writes: [{ do: "open" }],
    });
    const { body } = stoppedIssue(stop, NOW_MS - 60_000, digest);
    const author = { id: 5, login: "maintainer", type: "User" as const };
    const said = {
      id: 1,
      author,
      body: "/publish",
      edited: false,
      mine: false,
      createdAtMs: NOW_MS - 30_000,
      myReactions: [],
    };
    const stopIssue = { number: 3, body, comments: [said], mayMaintain: new Set([5]) };
    const decided = decidePublish({ ...stopped, stopIssue }, digest);
    expect(decided).toMatchObject({ need: "anew", carried: [{ do: "react" }, { do: "close", number: 3 }] });
    if (!("carried" in decided)) throw new Error("it stands still");
    // What was said goes first, whatever the look anew finds.
    const plan = planned({ seen: { carried: decided.carried } });
    expect(plan).toMatchObject({ stopWrites: decided.carried, stands: false });
  });

  it("ends there when it stands still after all", () => {
    expect(decidePublish({ ...stopped, isAnew: true }, digest)).toMatchObject({ kind: "end", writes: [] });
  });
});

describe("what comes back", () => {
  const line = (change: Partial<RemovedLine> = {}): RemovedLine => ({
    ...lineFor(entryOf("a-a", { order: 0 }), "withdrawn", NOW_MS),
    ...change,
  });

  it("as it was, takes its line along and needs no new judgement", () => {
    const plan = planned({
      listings: ["a-a"],
      work: { lines: [line({ marked: false })] },
      seen: { listings: [{ restored: entryOf("a-a", { order: 0 }) }] },
    });
    expect(plan.next?.upserts.map(({ id }) => id)).toEqual(["a-a"]);
    expect(plan.next?.lines).toEqual([]);
    // It was welcomed when it was new.
    expect(plan.next?.added).toEqual([]);
  });
});

describe("who let something through", () => {
  const held = factsOf("poll-maker", {}, { linkTarget: absent("not-found") });

  it("asks for the roles of those who accept on the report; where nothing is held, of those who wait for an answer", () => {
    const say = (id: number, login: string, body: string) => ({
      id,
      body,
      author: { id, login, type: "User" as const },
      createdAtMs: 0,
      edited: false,
      mine: false,
      myReactions: [],
    });
    const comments = [
      say(5, "maintainer", "/accept poll-maker link it is theirs"),
      say(6, "stranger", "I would /accept that"),
      { ...say(7, "gone", "/accept poll-maker link yes"), author: undefined },
    ];
    const discussed = { ...scales, discussion: { reported: [], comments } };
    const look = firstLook(held, undefined, discussed);
    const heldCheck = { findings: "f".repeat(16) } as FirstLook["held"][number];
    expect(peopleToAsk({ ...look, held: [heldCheck] }, discussed)).toEqual([comments[0]?.author]);
    expect(peopleToAsk({ ...look, held: [] }, discussed)).toEqual([comments[0]?.author]);
    const answered = comments.map((one) => ({ ...one, myReactions: ["confused"] }));
    const later = { ...scales, discussion: { reported: [], comments: answered } };
    expect(peopleToAsk({ ...look, held: [] }, later)).toEqual([]);
  });

  it("is asked only where something is held for a person", () => {
    expect(peopleToAsk(firstLook(factsOf("poll-maker"), undefined, scales), scales)).toEqual([]);
    expect(firstLook(held, undefined, scales).held).toEqual([]);
  });
});

describe("the pull request that counts", () => {
  const pull = (number: number, author: number, mergedAtMs: number): MergedPull =>
    ({ number, mergedAtMs, author: { id: author, login: `user-${author}`, type: "User" } }) as MergedPull;
  const origin = (
    atMs: number,
    pulls: readonly MergedPull[],
    earlier: readonly MergedPull[] = [],
  ): Origin => ({
    commitSha: sha(String(atMs)),
    atMs,
    pulls,
    earlier,
    unclaimed: [],
  });
  const before = entryOf("a-a", { updated: "2026-01-05T10:00:00Z", source: { pull: 1, blobs: {} } });
  const later = Date.parse("2026-01-20T10:00:00Z");

  it("is a stranger's before an owner's", () => {
    const origins = [origin(2, [pull(8, 101, later)]), origin(1, [pull(9, 7, later)])];
    expect(pullThatCounts(origins, before, true)?.number).toBe(9);
  });

  it("is what lies beneath an owner's, unless the owner's branch held these very files", () => {
    const origins = [origin(2, [pull(8, 101, later)], [pull(9, 7, later)])];
    expect(earlierMerges(origins, before).map(({ number }) => number)).toEqual([9]);
    expect(pullThatCounts(origins, before, false)?.number).toBe(9);
    expect(pullThatCounts(origins, before, true)?.number).toBe(8);
  });

  it("is none where it was pushed, and nothing of before the last publish", () => {
    expect(pullThatCounts([origin(2, [])], before, true)).toBeUndefined();
    expect(earlierMerges([origin(2, [], [pull(9, 7, 0), pull(1, 7, later)])], before)).toEqual([]);
  });
});

describe("whatever is seen", () => {
  const ids = ["a-a", "b-b", "c-c", "d-d", "e-e", "f-f"];
  const listing = fc.record({
    id: fc.constantFrom(...ids),
    kind: fc.constantFrom("add" as const, "change" as const, "again" as const, "remove" as const),
    link: fc.constantFrom("fine" as const, "gone" as const, "unknown" as const),
    sinceMs: fc.option(fc.integer({ min: 0, max: 2 * 3_600_000 }), { nil: undefined }),
  });
  const world = fc.record({
    listings: fc.uniqueArray(listing, { selector: ({ id }) => id, maxLength: ids.length }),
    isWhole: fc.boolean(),
    isBranchGone: fc.boolean(),
    ledger: fc.uniqueArray(fc.constantFrom(...ids)),
    isStopRead: fc.boolean(),
  });

  it("nothing that is held or could not be told goes out, and what goes by no word of anybody stops the rest", () => {
    fc.assert(
      fc.property(world, ({ listings, isWhole, isBranchGone, ledger, isStopRead }) => {
        const published = listings.filter(({ kind }) => kind !== "add").map(({ id }) => id);
        const made = listings.map(({ id, kind, link, sinceMs }, order) =>
          observed(
            factsOf(
              id,
              { kind, before: kind === "add" ? undefined : entryOf(id, { order }) },
              link === "fine"
                ? {}
                : { linkTarget: link === "gone" ? absent("not-found") : unavailable("time-out") },
            ),
            sinceMs === undefined ? undefined : NOW_MS - sinceMs,
          ),
        );
        const seen = seenOf({
          published,
          listings: listings.filter(({ kind }) => kind !== "remove").map(({ id }) => id),
          branches: { isWhole, isBranchGone },
          work: { ledgerFiles: new Map(ledger.map((id) => [id, {}])) },
          seen: { listings: made, heldIssue: NO_ISSUE, ...(isStopRead ? { stopIssue: null } : {}) },
        });
        const decided = decidePublish(seen, digest);
        expect(decidePublish(seen, digest)).toEqual(decided);
        const lost = made.filter(
          ({ facts, decision }) => facts.kind === "remove" && decision.state === "out",
        );
        const isGuarded = lost.length > 2 && lost.length > published.length * 0.05;
        if (!("kind" in decided) || decided.kind !== "go") {
          expect([decided, isGuarded, isStopRead]).toEqual([{ need: "stop-issue" }, true, false]);
          return;
        }
        const out = new Set(decided.next?.upserts.map(({ id }) => id));
        for (const { facts, decision } of made)
          if (decision.state !== "out" || facts.kind === "remove") expect(out).not.toContain(facts.id);
        if (isGuarded) {
          expect(decided.outcome).not.toBe("published");
          for (const { entry } of decided.next?.removals ?? []) expect(ledger).toContain(entry.id);
          expect(out.size).toBe(0);
        }
        // What is to be published is said to be, and the other way round.
        expect(decided.outcome === "published").toBe(decided.next !== undefined && !isGuarded);
      }),
      { numRuns: 120 },
    );
  });
});
