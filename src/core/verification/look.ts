// What one look at one address came to; and which failures of a day say nothing, because they are ours or a whole host's.

import type { Fact } from "../facts.ts";
import type { Field, Rule } from "./file.ts";

export type LinkOutcome =
  /** `host`: where it led in the end. */
  | { readonly kind: "fine"; readonly host: string }
  /** It answers, and is not what was listed any more. */
  | { readonly kind: "changed"; readonly rule: "archived" | "transferred"; readonly to?: string }
  | { readonly kind: "failed"; readonly rule: Exclude<Rule, "archived" | "transferred" | "other-host"> }
  /** Says nothing for and nothing against it. */
  | { readonly kind: "unknown" };

export interface Look {
  readonly id: string;
  readonly field: Field;
  readonly url: string;
  /** Who was asked: the address's host, or the code host whose API answered. */
  readonly host: string;
  /** An API that we use for everything else too, or the open web. */
  readonly by: "api" | "web";
  readonly outcome: LinkOutcome;
}

/** Many: from so many listings on, a host that fails for all of them is taken to be out. */
const HOST_OUT_LISTINGS_MIN = 3;
/** So many listings of a failing host are asked after on one day. */
const WITNESSES_MAX = 5;
/** From so many failing hosts on, most hosts failing at once is taken to be our own trouble. */
const OURS_HOSTS_MIN = 3;

/** A failure that is not known to be the listing's: refusals for robots, limits, and whatever broke on our side. */
const SAYS_NOTHING = ["host-busy", "challenge", "our-limit", "crashed", "github", "unreadable"];

export function failedOr<T>(fact: Fact<T>, known: (value: T) => LinkOutcome): LinkOutcome {
  if (fact.state === "known") return known(fact.value);
  if (fact.state === "unavailable")
    return SAYS_NOTHING.includes(fact.reason) ? { kind: "unknown" } : { kind: "failed", rule: "no-answer" };
  // An address that was given and published is never one of these two.
  if (fact.reason === "not-given" || fact.reason === "bad-url") return { kind: "unknown" };
  return { kind: "failed", rule: fact.reason };
}

/**
 * The day's looks, with failures that accuse nobody made unknown. `control`: an address that has nothing to do with
 * any listing answered over the same way.
 */
export function sifted(looks: readonly Look[], control: boolean): readonly Look[] {
  const ours = isOurs(
    looks.filter(({ by }) => by === "web"),
    control,
  );
  const out = hostsOut(looks);
  return looks.map((look) => {
    const says = look.outcome.kind !== "failed" || !((ours && look.by === "web") || out.has(look.host));
    return says ? look : { ...look, outcome: { kind: "unknown" } };
  });
}

/**
 * Listings to be looked at too, before a failure is believed: others on a host of which nothing has answered today. A
 * host that is out meets its listings one by one, for each has a day of its own.
 */
export function witnesses(
  looks: readonly Look[],
  others: readonly { readonly id: string; readonly hosts: readonly string[] }[],
): ReadonlySet<string> {
  const looked = new Set(looks.map(({ id }) => id));
  const wanted = new Set<string>();
  for (const [host, { ids, answered }] of hostsOf(looks)) {
    if (answered || ids.size === 0) continue;
    const free = others.filter(({ id, hosts }) => hosts.includes(host) && !looked.has(id));
    for (const { id } of free.slice(0, Math.max(0, WITNESSES_MAX - ids.size))) wanted.add(id);
  }
  return wanted;
}

function isOurs(looks: readonly Look[], control: boolean): boolean {
  const failed = new Set(looks.filter(({ outcome }) => outcome.kind === "failed").map(({ host }) => host));
  if (failed.size === 0) return false;
  const others = new Set(
    looks.filter(({ outcome, host }) => outcome.kind === "fine" && !failed.has(host)).map(({ host }) => host),
  );
  if (others.size === 0 && !control) return true;
  return failed.size >= OURS_HOSTS_MIN && failed.size > others.size;
}

interface HostSeen {
  /** Listings for which it failed. */
  readonly ids: Set<string>;
  /** For somebody it did answer. */
  answered: boolean;
}

function hostsOf(looks: readonly Look[]): ReadonlyMap<string, HostSeen> {
  const hosts = new Map<string, HostSeen>();
  for (const { host, id, outcome } of looks) {
    const present = hosts.get(host) ?? { ids: new Set<string>(), answered: false };
    hosts.set(host, present);
    if (outcome.kind === "failed") present.ids.add(id);
    else if (outcome.kind !== "unknown") present.answered = true;
  }
  return hosts;
}

function hostsOut(looks: readonly Look[]): ReadonlySet<string> {
  return new Set(
    [...hostsOf(looks)]
      .filter(([, { ids, answered }]) => !answered && ids.size >= HOST_OUT_LISTINGS_MIN)
      .map(([host]) => host),
  );
}
