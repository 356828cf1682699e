// A catalog as far as removals go: what people do to its branches, and what Steward's own decisions make of that.

import { createHash } from "node:crypto";
import type { Entry } from "../../src/core/catalog/entry.ts";
import { keepsOut, rememberRemovals } from "../../src/core/catalog/memory.ts";
import { ledgerText, liftedLines, lineFor, markedLines } from "../../src/core/catalog/removal.ts";
import type { RemovedLine } from "../../src/core/catalog/schema.ts";
import { readLedger, sealLedger, type LedgerLine } from "../../src/core/listing/ledger.ts";
import { decidePublish, NO_HELD_ISSUE } from "../../src/core/publication/decide.ts";
import { firstLook, NOBODY, weigh, type ListingFacts } from "../../src/core/publication/listing.ts";
import type { SeenPublication } from "../../src/core/publication/seen.ts";
import { createSeal } from "../../src/platform/seal.ts";
import { policyWith, sha } from "./catalog-entries.ts";
import { exampleStanding } from "../../src/core/checks/example-facts.ts";
import { goodJudgement } from "./good-world.ts";

export const OWNER_ID = 101;
export const OTHER_ID = 202;
const REPOSITORY_ID = 7;
const seal = createSeal(["k".repeat(32)]);
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
const policy = policyWith();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How a listing's file came to stand where it stands. */
interface Origin {
  readonly version: number;
  /** undefined: it was pushed. */
  readonly pull:
    | { readonly by: number; readonly saysWhatChanged: boolean; readonly mergedAtMs: number }
    | undefined;
}

interface Commit {
  readonly parent: Commit | undefined;
  readonly listings: ReadonlyMap<string, Origin>;
  readonly ledger: ReadonlyMap<string, string>;
}

interface Published {
  readonly generation: number;
  readonly source: Commit;
  readonly sourceAtMs: number;
  readonly waiting: readonly string[];
  readonly lines: readonly RemovedLine[];
  readonly entries: ReadonlyMap<string, Entry>;
}

/** What Steward took out, as the model itself remembers it: nothing of Steward's own memory. */
interface TakenOut {
  readonly atMs: number;
  readonly owners: readonly number[];
  readonly isWithdrawal: boolean;
}

export class BrokenPromise extends Error {}

export class RemovalModel {
  nowMs = Date.parse("2026-02-01T12:00:00Z");
  tip: Commit = { parent: undefined, listings: new Map(), ledger: new Map() };
  /** The publish branch, oldest first, and where people have put it. */
  branch: Published[] = [];
  /** What sealed deployments name: the newest of all. */
  newest: Published | undefined;
  readonly openCases = new Map<string, number>();
  private readonly out = new Map<string, TakenOut>();
  private readonly ledgerTexts: string[] = [];
  private lastCase = 0;

  /** What a visitor sees, once Steward has looked. */
  get published(): Published | undefined {
    return this.newest;
  }

  private commit(change: { listings?: Map<string, Origin>; ledger?: Map<string, string> }): void {
    this.nowMs += 5_000;
    this.tip = {
      parent: this.tip,
      listings: change.listings ?? this.tip.listings,
      ledger: change.ledger ?? this.tip.ledger,
    };
  }

  add(id: string, version: number, by: number | undefined, saysWhatChanged: boolean): void {
    const listings = new Map(this.tip.listings);
    const mergedAtMs = this.nowMs + 5_000;
    listings.set(id, { version, pull: by === undefined ? undefined : { by, saysWhatChanged, mergedAtMs } });
    this.commit({ listings });
  }

  remove(id: string): void {
    const listings = new Map(this.tip.listings);
    if (listings.delete(id)) this.commit({ listings });
  }

  /** Somebody's hand in the ledger: nothing there, any earlier text, or words of their own. */
  meddle(id: string, what: "gone" | "forged" | number): void {
    const ledger = new Map(this.tip.ledger);
    if (what === "gone") ledger.delete(id);
    else if (what === "forged")
      ledger.set(
        id,
        `version: 1\nid: ${id}\nreason: withdrawn\nremoved: "2026-01-01T00:00:00Z"\nowners: [${OTHER_ID}]\n`,
      );
    else {
      const text = this.ledgerTexts[what % Math.max(1, this.ledgerTexts.length)];
      if (text !== undefined) ledger.set(id, text);
    }
    this.commit({ ledger });
  }

  /** What GitHub's Revert button makes: the state of before, pushed. */
  revert(back: number): void {
    const before = this.ancestor(back);
    if (before === undefined) return;
    const listings = new Map(
      [...before.listings].map(([id, origin]): [string, Origin] => [
        id,
        this.tip.listings.get(id)?.version === origin.version
          ? (this.tip.listings.get(id) ?? origin)
          : { version: origin.version, pull: undefined },
      ]),
    );
    this.commit({ listings, ledger: new Map(before.ledger) });
  }

  forcePush(back: number): void {
    this.nowMs += 5_000;
    this.tip = this.ancestor(back) ?? this.tip;
  }

  /** The publish branch put back; Steward's deployments still name the newest. */
  rollBack(back: number): void {
    this.branch = this.branch.slice(0, Math.max(1, this.branch.length - back));
  }

  private ancestor(back: number): Commit | undefined {
    let at: Commit | undefined = this.tip;
    for (let step = 0; step < back; step += 1) at = at?.parent;
    return at;
  }

  startCase(id: string): void {
    this.lastCase += 1;
    if (!this.openCases.has(id)) this.openCases.set(id, this.lastCase);
  }

  endCase(id: string): void {
    this.openCases.delete(id);
  }

  /** Steward takes it out for the case that runs. `crashes`: before what is published knows of it. */
  takeDown(id: string, crashes: boolean): void {
    const issue = this.openCases.get(id);
    const entry = this.newest?.entries.get(id);
    if (issue === undefined || entry === undefined) return;
    this.nowMs += 5_000;
    const { version, reason, removed, name, owners, blobs } = lineFor(entry, "security", this.nowMs);
    const line: LedgerLine = { version, id, reason, removed, name, cases: [{ issue }], owners, blobs };
    const revision = this.nowMs;
    const text = sealLedger(ledgerText(line), { repositoryId: REPOSITORY_ID, revision }, seal);
    const listings = new Map(this.tip.listings);
    listings.delete(id);
    this.ledgerTexts.push(text);
    this.commit({ listings, ledger: new Map(this.tip.ledger).set(id, text) });
    this.out.set(id, { atMs: revision, owners, isWithdrawal: false });
    if (crashes) {
      // The next look reads the sealed line before anybody can have undone it.
      this.publish();
      return;
    }
    const own = this.newest;
    if (own === undefined) return;
    const entries = new Map(own.entries);
    entries.delete(id);
    this.put({ ...own, entries, lines: markedLines(own.lines, line, entry, revision) });
  }

  /** `/restore`, which needs every case on it ended. */
  restore(id: string): void {
    const own = this.newest;
    const line = own?.lines.find((one) => one.id === id && keepsOut(one));
    if (own === undefined || line === undefined || this.openCases.has(id)) return;
    this.nowMs += 5_000;
    this.put({ ...own, lines: liftedLines(own.lines, id, this.nowMs) });
    const listings = new Map(this.tip.listings);
    const ledger = new Map(this.tip.ledger);
    ledger.delete(id);
    const version = versionOf(line.kept);
    if (!listings.has(id)) listings.set(id, { version, pull: undefined });
    this.commit({ listings, ledger });
    this.out.delete(id);
  }

  private put(next: Omit<Published, "generation">): void {
    const published = { ...next, generation: (this.newest?.generation ?? 0) + 1 };
    this.branch.push(published);
    this.newest = published;
  }

  /** One look of publishing, with the real decision; whatever it lets out is held against what was taken out. */
  publish(): void {
    this.nowMs += 60_000;
    const seen = this.observe();
    const plan = decidePublish(seen, digest);
    if (!("kind" in plan) || plan.kind !== "go") throw new Error("nothing decided");
    const { next, ledger } = plan;
    if (next !== undefined) {
      const entries = new Map(this.newest?.entries);
      for (const { entry } of next.removals) {
        entries.delete(entry.id);
        if (!this.out.has(entry.id)) this.tookOut(entry, next.lines);
      }
      for (const entry of next.upserts) {
        if (!entries.has(entry.id)) this.assertMayCome(entry.id);
        entries.set(entry.id, entry);
      }
      const isStopped = plan.outcome === "stopped";
      const source = isStopped ? (this.newest?.source ?? this.tip) : this.tip;
      const sourceAtMs = isStopped ? (this.newest?.sourceAtMs ?? this.nowMs) : this.nowMs - 1;
      this.put({ source, sourceAtMs, waiting: next.waiting, lines: next.lines, entries });
    }
    if (plan.followsUp) this.writeLedger(ledger);
  }

  private tookOut(entry: Entry, lines: readonly RemovedLine[]): void {
    const reason = lines.find(({ id }) => id === entry.id)?.reason;
    const owners = entry.owners.map(({ id }) => id);
    this.out.set(entry.id, { atMs: this.nowMs, owners, isWithdrawal: reason === "withdrawn" });
  }

  private assertMayCome(id: string): void {
    const out = this.out.get(id);
    if (out === undefined) return;
    const pull = this.tip.listings.get(id)?.pull;
    const isOwners = pull !== undefined && out.owners.includes(pull.by) && pull.mergedAtMs > out.atMs;
    const isFree = !this.openCases.has(id) && (out.isWithdrawal || pull?.saysWhatChanged === true);
    if (!isOwners || !isFree)
      throw new BrokenPromise(`${id} came back by ${pull === undefined ? "a push" : JSON.stringify(pull)}`);
    this.out.delete(id);
  }

  private writeLedger({ missing, over }: { missing: readonly RemovedLine[]; over: readonly string[] }): void {
    if (missing.length + over.length === 0) return;
    const ledger = new Map(this.tip.ledger);
    for (const line of missing) {
      const text = sealLedger(
        ledgerText(line),
        { repositoryId: REPOSITORY_ID, revision: line.revision ?? 0 },
        seal,
      );
      this.ledgerTexts.push(text);
      ledger.set(line.id, text);
    }
    for (const id of over) ledger.delete(id);
    this.commit({ ledger });
  }

  /** As the job observes it, of the branches of this model. */
  private observe(): SeenPublication & { kind: "ready" } {
    const own = this.newest;
    const before = own?.source;
    const changed = new Set<string>(own?.waiting ?? this.tip.listings.keys());
    for (const id of new Set([...(before?.listings.keys() ?? []), ...this.tip.listings.keys()]))
      if (before?.listings.get(id)?.version !== this.tip.listings.get(id)?.version) changed.add(id);
    const words = new Map(
      [...new Set([...(before?.ledger.keys() ?? []), ...this.tip.ledger.keys()])]
        .filter((id) => before?.ledger.get(id) !== this.tip.ledger.get(id))
        .map((id) => [id, this.word(id)] as const),
    );
    const entries = new Map(own?.entries);
    const memory = rememberRemovals({
      lines: own?.lines ?? [],
      words,
      sourceAtMs: own?.sourceAtMs,
      isPublished: (id) => entries.has(id),
      cases: [],
    });
    for (const line of memory) if (keepsOut(line) && entries.has(line.id)) changed.add(line.id);
    const explained = [...changed].filter(
      (id) => entries.has(id) && memory.some((line) => line.id === id && keepsOut(line)),
    );
    const listings = [...changed]
      .filter((id) => !explained.includes(id))
      .sort()
      .flatMap((id) => this.weighed(id, memory));
    const isGoing = [...changed].some((id) => !this.tip.listings.has(id) && entries.has(id));
    return {
      kind: "ready",
      nowMs: this.nowMs,
      carried: [],
      today: new Date(this.nowMs).toISOString().slice(0, 10),
      branches: {
        policy,
        tip: { sha: sha(String(this.nowMs)), atMs: this.nowMs - 1, policySha: "p" },
        source: { listings: "l", images: null, removed: null },
        head: own === undefined ? undefined : headOf(own),
        isOurs: own !== undefined,
        isWhole: this.branch.at(-1) === own,
        isBranchGone: false,
        rolledBackFrom: this.branch.at(-1) === own ? undefined : "newest",
        foreign: [],
        logoLost: undefined,
      },
      work: {
        listings: this.tip.listings,
        ledgerFiles: this.tip.ledger,
        lines: own?.lines ?? [],
        memory,
        back: new Set(),
        entries,
        everything: false,
        sourceChanged: before !== this.tip,
      },
      isRewritten: isGoing && before !== undefined && !this.descendsFrom(before),
      explained,
      unasked: [],
      listings,
      later: [],
      heldIssue: NO_HELD_ISSUE,
      stopIssue: null,
      cases: [],
      caseEntries: [],
      mayWrite: new Set(),
    };
  }

  private word(id: string) {
    const text = this.tip.ledger.get(id);
    return text === undefined
      ? { line: undefined, revision: undefined }
      : readLedger(encode(text), id, REPOSITORY_ID, seal);
  }

  private descendsFrom(before: Commit): boolean {
    for (let at: Commit | undefined = this.tip; at !== undefined; at = at.parent)
      if (at === before) return true;
    return false;
  }

  private weighed(id: string, memory: readonly RemovedLine[]): SeenPublication["listings"] {
    const entry = this.newest?.entries.get(id);
    const origin = this.tip.listings.get(id);
    if (origin === undefined && entry === undefined) return [];
    const line = memory.find((one) => one.id === id);
    const blobs = origin === undefined ? {} : { [`listings/${id}.yml`]: sha(`${id} ${origin.version}`) };
    if (origin !== undefined && line?.lifted === true && versionOf(line.kept) === origin.version && line.kept)
      return [{ restored: line.kept }];
    const kind = origin === undefined ? "remove" : entry === undefined ? "add" : "change";
    const ledger = kind === "add" ? this.ledgerFor(id, line) : undefined;
    const pull = origin?.pull;
    const isBefore =
      pull === undefined ||
      (typeof ledger === "object" && pull.mergedAtMs <= (ledger.revision ?? Date.parse(ledger.removed)));
    const standing = exampleStanding({
      id,
      kind,
      author: isBefore ? undefined : { id: pull.by, login: `user-${pull.by}`, type: "User" },
      isPush: isBefore,
      ledger,
      openCases: this.openCases.has(id) && ledger !== undefined ? [this.openCases.get(id)] : [],
      saysWhatChanged: !isBefore && pull.saysWhatChanged,
    });
    const facts: ListingFacts = {
      id,
      kind,
      checkInput: goodJudgement({ standing }, { id, file: `listings/${id}.yml`, kind }),
      before: entry,
      blobs,
      blobsDigest: digest(JSON.stringify(blobs)),
      pull: undefined,
      imageBytes: new Uint8Array([1]),
    };
    const scales = {
      policy,
      today: new Date(this.nowMs).toISOString().slice(0, 10),
      nowMs: this.nowMs,
      discussion: { reported: [], comments: [] },
      digest,
      tipSha: sha("tip"),
    };
    return [
      {
        ...weigh(firstLook(facts, undefined, scales), NOBODY, scales),
        pictures: { image: undefined, screenshots: [] },
      },
    ];
  }

  private ledgerFor(id: string, line: RemovedLine | undefined): RemovedLine | "unreadable" | undefined {
    if (line !== undefined) return keepsOut(line) ? line : undefined;
    return this.tip.ledger.has(id) ? (this.word(id).line ?? "unreadable") : undefined;
  }
}

function versionOf(entry: Entry | undefined): number {
  const blob = Object.values(entry?.source.blobs ?? {})[0];
  for (let version = 0; version < 4; version += 1)
    if (blob === sha(`${entry?.id} ${version}`)) return version;
  return -1;
}

function headOf(own: Published): SeenPublication["branches"]["head"] {
  return {
    version: 1,
    generation: own.generation,
    source: {
      commit: sha("before"),
      at: new Date(own.sourceAtMs).toISOString(),
      policy: "p",
      listings: "l",
      images: null,
      removed: null,
    },
    marketplace: { name: "Community", security: "mailto:security@community.example" },
    count: own.entries.size,
    types: {},
    tags: {},
    next: own.entries.size,
    waiting: own.waiting,
    parts: [],
    removed: { path: "removed.json", count: 0, bytes: 2, sha256: "0", blob: "0" },
    look: "same",
  };
}
