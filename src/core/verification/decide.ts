// What was known of each listing + a day's looks → what is known now, and of which listings their maintainers are told.

import { HOUR_MS, isoSecond, isoDay } from "../time.ts";
import type { Field, Row, Rule, LinkProblem, Verification } from "./file.ts";
import { WATCHED_FIELDS } from "./file.ts";
import { sifted, type Look, type LinkOutcome } from "./look.ts";

/** Looks closer together than this are one: a day's look is not repeated by a restart. */
const APART_MS = 20 * HOUR_MS;
/** “Three times over seven days”. */
const FAILED_TIMES = 3;
const FAILED_MS = 7 * 24 * HOUR_MS;
/** What answers and is another thing now is looked at once more, a day later, before a word is said. */
const CHANGED_TIMES = 2;
const CHANGED: readonly Rule[] = ["archived", "transferred", "other-host"];

/** A published listing, as far as it is verified. */
export interface Verified {
  readonly id: string;
  readonly name: string;
  readonly maintainers: readonly string[];
  readonly link: string;
  readonly documentation: string;
  readonly issues: string;
}

export interface Report {
  readonly listing: Verified;
  readonly troubles: readonly LinkProblem[];
  /** Something that nobody was told yet. */
  readonly isNew: boolean;
}

export interface VerificationDecision {
  readonly rows: readonly Row[];
  /** Listings whose trouble is old enough to be told; by id. */
  readonly reports: readonly Report[];
}

export function decide(
  before: Verification | undefined,
  listings: readonly Verified[],
  looks: readonly Look[],
  { control, nowMs }: { readonly control: boolean; readonly nowMs: number },
): VerificationDecision {
  const rows = new Map((before?.listings ?? []).map((row) => [row.id, row]));
  const looked = new Map<string, Look[]>();
  for (const look of sifted(looks, control)) looked.set(look.id, [...(looked.get(look.id) ?? []), look]);
  const next = listings.map((listing) =>
    rowAfter(listing, rows.get(listing.id), looked.get(listing.id) ?? [], nowMs),
  );
  const reports = listings.flatMap((listing, at): readonly Report[] => {
    const troubles = (next[at]?.troubles ?? []).filter(isTold);
    const isNew = troubles.some(({ reported }) => reported === undefined);
    return troubles.length === 0 ? [] : [{ listing, troubles, isNew }];
  });
  const told = new Set(reports.map(({ listing }) => listing.id));
  const day = isoDay(nowMs);
  return {
    rows: next
      .map((row) => (told.has(row.id) ? markTold(row, day) : row))
      .filter(
        ({ verified, troubles, hosts }) =>
          verified !== undefined || troubles !== undefined || hosts !== undefined,
      ),
    reports,
  };
}

/** Whether it has stayed so for long enough. */
export function isTold({ rule, since, last, times }: LinkProblem): boolean {
  if (CHANGED.includes(rule)) return times >= CHANGED_TIMES;
  return times >= FAILED_TIMES && Date.parse(last) - Date.parse(since) >= FAILED_MS;
}

function markTold(row: Row, day: string): Row {
  return {
    ...row,
    troubles: (row.troubles ?? []).map((trouble) =>
      isTold(trouble) ? { ...trouble, reported: trouble.reported ?? day } : trouble,
    ),
  };
}

function rowAfter(listing: Verified, row: Row | undefined, looks: readonly Look[], nowMs: number): Row {
  // Another address in the listing begins anew: what the old one did says nothing of it.
  const troubles = new Map(
    (row?.troubles ?? []).filter(({ field, url }) => listing[field] === url).map((one) => [one.field, one]),
  );
  const hosts = new Map(
    (row?.hosts ?? []).filter(({ field, url }) => listing[field] === url).map((one) => [one.field, one]),
  );
  const wasLooked = row?.verified !== undefined || hosts.size > 0;
  const inOrder = new Set<Field>();
  for (const { field, url, outcome } of looks) {
    if (listing[field] !== url) continue;
    const found = judged(outcome, hosts.get(field)?.host ?? (wasLooked ? hostNamed(url) : undefined));
    if (found === "unknown") continue;
    if (found === "fine") {
      troubles.delete(field);
      inOrder.add(field);
      if (outcome.kind === "fine" && !hosts.has(field) && !sameHost(outcome.host, hostNamed(url)))
        hosts.set(field, { field, url, host: outcome.host });
    } else troubles.set(field, again(troubles.get(field), { field, url, ...found }, nowMs));
  }
  const verified = WATCHED_FIELDS.every((field) => inOrder.has(field)) ? isoDay(nowMs) : row?.verified;
  return {
    id: listing.id,
    ...(verified === undefined ? {} : { verified }),
    ...(troubles.size === 0
      ? {}
      : { troubles: WATCHED_FIELDS.flatMap((field) => troubles.get(field) ?? []) }),
    ...(hosts.size === 0 ? {} : { hosts: WATCHED_FIELDS.flatMap((field) => hosts.get(field) ?? []) }),
  };
}

/** `usual`: where the address has always led; undefined: it was never checked before. */
function judged(
  outcome: LinkOutcome,
  usual: string | undefined,
): "fine" | "unknown" | { readonly rule: Rule; readonly to?: string } {
  switch (outcome.kind) {
    case "unknown":
      return "unknown";
    case "fine":
      return usual === undefined || sameHost(usual, outcome.host)
        ? "fine"
        : { rule: "other-host", to: outcome.host };
    case "changed":
      return { rule: outcome.rule, ...(outcome.to === undefined ? {} : { to: outcome.to }) };
    case "failed":
      return { rule: outcome.rule };
  }
}

function again(
  old: LinkProblem | undefined,
  found: { readonly field: Field; readonly url: string; readonly rule: Rule; readonly to?: string },
  nowMs: number,
): LinkProblem {
  // A host that first answers nothing and then a 404 is still broken; one that is archived is another story.
  if (old === undefined || CHANGED.includes(old.rule) !== CHANGED.includes(found.rule) || isOther(old, found))
    return { ...found, since: isoSecond(nowMs), last: isoSecond(nowMs), times: 1 };
  if (nowMs - Date.parse(old.last) < APART_MS) return old;
  const { since, times, reported } = old;
  // What it was told as stays: nobody is told twice because the words would be others today.
  const rule = reported === undefined ? found : { ...found, rule: old.rule };
  return {
    ...rule,
    since,
    last: isoSecond(nowMs),
    times: times + 1,
    ...(reported === undefined ? {} : { reported }),
  };
}

function isOther(old: LinkProblem, found: { readonly rule: Rule; readonly to?: string }): boolean {
  return CHANGED.includes(found.rule) && (old.rule !== found.rule || old.to !== found.to);
}

export function hostNamed(url: string): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}

function sameHost(a: string, b: string): boolean {
  const plain = (host: string): string => host.toLowerCase().replace(/^www\./, "");
  return plain(a) === plain(b);
}
