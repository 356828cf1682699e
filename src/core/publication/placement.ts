// Weighed listings, each put in its place: what goes out, what goes, what waits, what is held.

import type { Entry, PublishedCheck } from "../catalog/entry.ts";
import { canonicalJson } from "../catalog/json.ts";
import { makeEntry, ownersFor } from "../catalog/make-entry.ts";
import { publishedChecks } from "../catalog/publication.ts";
import { keepsOut } from "../catalog/memory.ts";
import { reasonFor, type Going } from "../catalog/removal.ts";
import type { HeldListing } from "../catalog/report.ts";
import type { RemovedLine } from "../catalog/schema.ts";
import { isComplete, type Listing } from "../listing/schema.ts";
import { nextAskMs } from "../review/retry.ts";
import type { SeenPull } from "../review/seen.ts";
import { isoSecond } from "../time.ts";
import type { ObservedListing } from "./listing.ts";
import type { SeenPublication } from "./seen.ts";

export interface Placement {
  readonly upserts: readonly Entry[];
  readonly removals: readonly Going[];
  readonly held: readonly HeldListing[];
  readonly waiting: readonly string[];
  readonly requeuesMs: readonly number[];
  readonly pulls: ReadonlyMap<number, SeenPull>;
  /** Ids that go without a ledger line or a removal somebody answers for. */
  readonly unexplained: readonly string[];
}

/** One listing's place; most of it is empty. */
interface Place extends Partial<Omit<Placement, "pulls">> {
  readonly pull?: SeenPull;
}

export function placeListings(seen: SeenPublication): Placement {
  const places = [
    ...seen.unasked.map((id) => unasked(seen, id)),
    ...seen.explained.map((id) => explained(seen, id)),
    ...seen.listings.map((listing) =>
      "restored" in listing ? { upserts: [listing.restored] } : placeOf(seen, listing),
    ),
    ...seen.later.map(({ id, held }): Place => ({ waiting: [id], held: held === undefined ? [] : [held] })),
  ];
  const all = <T>(pick: (place: Place) => readonly T[] | undefined): readonly T[] =>
    places.flatMap((place) => pick(place) ?? []);
  return {
    upserts: all(({ upserts }) => upserts),
    removals: all(({ removals }) => removals),
    held: all(({ held }) => held).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    waiting: [...new Set(all(({ waiting }) => waiting))],
    requeuesMs: all(({ requeuesMs }) => requeuesMs),
    pulls: new Map(places.flatMap(({ pull }) => (pull === undefined ? [] : [[pull.number, pull]]))),
    unexplained: all(({ unexplained }) => unexplained),
  };
}

function unasked({ work }: SeenPublication, id: string): Place {
  const entry = work.entries.get(id);
  return {
    ...(entry === undefined ? {} : { removals: [{ entry, reason: "policy" }] }),
    unexplained: [id],
  };
}

/** Steward itself took it out: it has been decided, and nothing is left to judge. */
function explained({ work }: SeenPublication, id: string): Place {
  const entry = work.entries.get(id);
  const line = lineOf(work.memory, id);
  return entry === undefined ? {} : { removals: [{ entry, reason: line?.reason ?? "policy" }] };
}

function placeOf(seen: SeenPublication, listing: ObservedListing): Place {
  const { facts, decision, sinceMs } = listing;
  const { id, pull } = facts;
  const asked = {
    ...(pull === undefined ? {} : { pull }),
    ...(sinceMs === undefined ? {} : { requeuesMs: [nextAskMs(sinceMs, seen.nowMs)] }),
  };
  switch (decision.state) {
    case "wait":
      return { ...asked, waiting: [id] };
    case "held":
      return { ...asked, ...heldPlace(seen, listing, false), removals: graceOver(seen, listing) };
    case "out":
      return facts.kind === "remove"
        ? { ...asked, ...removal(listing) }
        : {
            ...asked,
            ...upsert(seen, listing, publishedChecks(decision, listing.overrides, isoSecond(seen.nowMs))),
          };
  }
}

function heldPlace(
  { work }: SeenPublication,
  { facts, decision }: ObservedListing,
  pictureOnly: boolean,
): Place {
  const { id, kind, pull, blobsDigest } = facts;
  const held = {
    id,
    verdict: decision.verdict,
    blobs: blobsDigest,
    pull: pull?.number,
    published: work.entries.has(id),
    takenOut: work.memory.some((line) => line.id === id && keepsOut(line)),
    removal: kind === "remove",
    pictureOnly,
  };
  return { waiting: [id], held: [held] };
}

/** A grace that is over takes the listing off, for its files no longer pass; the report goes on. */
function graceOver(
  { work, today }: SeenPublication,
  { facts: { id, kind } }: ObservedListing,
): readonly Going[] {
  const published = work.entries.get(id);
  const isOver = published?.checks.some(({ graceUntil }) => graceUntil !== undefined && graceUntil < today);
  return kind === "again" && published !== undefined && isOver === true
    ? [{ entry: published, reason: "policy", lapsed: true }]
    : [];
}

function removal({ facts: { id, before, pull } }: ObservedListing): Place {
  if (before === undefined) return {};
  return {
    removals: [{ entry: before, reason: reasonFor(before, pull?.author?.id, pull?.body ?? "") }],
    unexplained: pull === undefined ? [id] : [],
  };
}

function upsert(seen: SeenPublication, listing: ObservedListing, checks: readonly PublishedCheck[]): Place {
  const { id, kind, before, checkInput } = listing.facts;
  // In its days of grace a file that no longer fits the policy goes on saying what it said.
  const isUnfit = kind === "again" && (checkInput.listing?.problems.length ?? 1) > 0;
  const fields = checkInput.listing?.fields;
  const isWhole = fields !== undefined && isComplete(fields) && !(isUnfit && before !== undefined);
  const entry = isWhole
    ? entryOf(seen, listing, fields, checks)
    : before && { ...before, checks, verified: isoSecond(seen.nowMs) };
  // What lacks a field that every listing has is no entry, whatever was decided of it.
  if (entry === undefined) return heldPlace(seen, listing, false);
  const held = listing.pictureLost && entry.image === undefined ? heldPlace(seen, listing, true) : {};
  // A second look that finds the same leaves the entry as it is, dates included.
  const published = seen.work.entries.get(id);
  const isSame = kind === "again" && published !== undefined && saysSame(published, entry);
  return isSame ? held : { ...held, upserts: [entry] };
}

function entryOf(
  { work, nowMs, branches }: SeenPublication,
  { facts, pictures }: ObservedListing,
  fields: Listing,
  checks: readonly PublishedCheck[],
): Entry {
  const { id, checkInput, before, blobs, pull } = facts;
  const kept = lineOf(work.memory, id)?.kept;
  const accounts = checkInput.facts.ownership;
  return makeEntry({
    id,
    fields,
    before: before ?? kept,
    owners: ownersFor(
      fields.maintainers,
      before?.owners ?? kept?.owners ?? [],
      accounts.state === "known" ? accounts.value.accounts : new Map(),
      pull?.author,
    ),
    image: pictures.image,
    screenshots: pictures.screenshots,
    checks,
    blobs,
    pull: pull?.number,
    nowMs,
    sourceAtMs: branches.tip.atMs,
  });
}

function saysSame(before: Entry, now: Entry): boolean {
  const bare = ({ verified: _verified, checks, ...rest }: Entry): string =>
    canonicalJson([
      rest,
      checks.map(({ id, status, graceUntil, waivedUntil }) => [id, status, graceUntil, waivedUntil]),
    ]);
  return bare(before) === bare(now);
}

function lineOf(lines: readonly RemovedLine[], id: string): RemovedLine | undefined {
  return lines.find((line) => line.id === id);
}
