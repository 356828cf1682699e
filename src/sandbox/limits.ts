// What GitHub lets through: points and content for each minute, budgets for each hour, requests at once.

import { ApiRefusal } from "./refusal.ts";
import type { Actor } from "./actor.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * The most of each, as GitHub documents it ("Rate limits for the REST API", "Rate limits and query limits for the GraphQL
 * API", read November 2026). Time on GitHub's processors (90 seconds a minute) is the one limit that cannot be told here.
 */
export interface Limits {
  /** Points a minute on one REST endpoint: a read 1, a write 5. */
  readonly endpointPoints: number;
  /** Points a minute of GraphQL: a query 1, a mutation 5. */
  readonly graphqlPoints: number;
  /** Requests a minute that make content. */
  readonly contentPerMinute: number;
  /** The same in an hour. */
  readonly contentPerHour: number;
  /** Requests at the same time, REST and GraphQL together. */
  readonly concurrent: number;
  /** Requests an hour, REST. undefined: by whom, and by how much an installation covers. */
  readonly restPerHour: number | undefined;
  /** Points an hour, GraphQL; undefined: the same. */
  readonly graphqlPerHour: number | undefined;
  /** Check runs, labels and changes of what is there are counted as content, too; GitHub says nothing of them. */
  readonly everyWriteIsContent: boolean;
}

export const GITHUB_LIMITS: Limits = {
  endpointPoints: 900,
  graphqlPoints: 2_000,
  contentPerMinute: 80,
  contentPerHour: 500,
  concurrent: 100,
  restPerHour: undefined,
  graphqlPerHour: undefined,
  everyWriteIsContent: false,
};

/** Stricter ones; more than GitHub allows is had by saying why. */
export type LimitsAsked = Partial<Limits> & { readonly lenientBecause?: string };

/** @throws Error: more than GitHub allows, and nobody said why. */
export function limitsFrom(asked: LimitsAsked = {}): Limits {
  const { lenientBecause, ...changed } = asked;
  const limits = { ...GITHUB_LIMITS, ...changed };
  for (const [name, most] of Object.entries(GITHUB_LIMITS)) {
    const now = limits[name as keyof Limits];
    const isMore = typeof now === "number" && now > (typeof most === "number" ? most : INSTALLATION_MAX);
    if (isMore && (lenientBecause ?? "").trim() === "")
      throw new Error(`the sandbox's ${name} is more than GitHub allows; say why with lenientBecause`);
  }
  return limits;
}

/** What one request asks of the limits. */
interface Ask {
  readonly actor: Actor;
  readonly method: string;
  /** Of the operation. */
  readonly template: string;
  /** GraphQL points by GitHub's formula; undefined: a REST request. */
  readonly points: number | undefined;
  readonly writes: boolean;
}

export interface Budget {
  readonly limit: number;
  readonly used: number;
  readonly resetMs: number;
  readonly resource: "core" | "graphql";
}

/** `refusal`: the answer instead of the work. */
export interface Admission {
  readonly budget: Budget;
  readonly refusal: ApiRefusal | undefined;
  /** GitHub answers this one with a 200 that holds the error. */
  readonly isSpent: boolean;
}

export interface Limiter {
  /** Counts the request, if it is let through. */
  admit(ask: Ask): Admission;
  /** As it stands, without asking for anything. */
  budget(actor: Actor, resource: Budget["resource"]): Budget;
  /** One more request of theirs is being worked on, until it has left. @throws ApiRefusal: too many are. */
  enter(actor: Actor): void;
  leave(actor: Actor): void;
  /** How often something was refused for a limit, and until when the longest wait lasts that was asked for. */
  readonly refusals: { count: number; untilMs: number };
}

const INSTALLATION_BASE = 5_000;
const INSTALLATION_MAX = 12_500;
const REPOSITORIES_FREE = 20;
const PER_REPOSITORY = 50;
const ANONYMOUS = 60;

/** Requests an hour. An installation has 50 more for each repository, and for each member of its organization, over 20. */
function perHour(actor: Actor): number {
  if (actor.kind === "anonymous") return ANONYMOUS;
  if (actor.kind !== "installation") return INSTALLATION_BASE;
  const { repositoryIds, account } = actor.token.installation;
  const over = (count: number): number => Math.max(0, count - REPOSITORIES_FREE) * PER_REPOSITORY;
  return Math.min(
    INSTALLATION_MAX,
    INSTALLATION_BASE + over(repositoryIds.size) + over(account.members.size),
  );
}

function whoIs(actor: Actor): string {
  if (actor.kind === "user") return `user ${actor.user.id}`;
  return actor.kind === "installation" ? `installation ID ${actor.token.installation.id}` : actor.kind;
}

/** Sums what happened in the last so many ms, in steps of a sixtieth: a window that slides. */
class Window {
  readonly #spanMs: number;
  readonly #steps = new Map<number, number>();

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  #step(atMs: number): number {
    return Math.floor(atMs / (this.#spanMs / 60));
  }

  sum(nowMs: number): number {
    const first = this.#step(nowMs) - 59;
    let total = 0;
    for (const [step, amount] of this.#steps) {
      if (step < first) this.#steps.delete(step);
      else total += amount;
    }
    return total;
  }

  add(nowMs: number, amount: number): void {
    const step = this.#step(nowMs);
    this.#steps.set(step, (this.#steps.get(step) ?? 0) + amount);
  }

  /** Seconds until `room` is there, if nothing else comes. */
  waitSeconds(nowMs: number, room: number, most: number): number {
    let total = this.sum(nowMs);
    const stepMs = this.#spanMs / 60;
    for (const [step, amount] of [...this.#steps].sort(([a], [b]) => a - b)) {
      total -= amount;
      if (total + room <= most) return Math.max(1, Math.ceil(((step + 60) * stepMs - nowMs) / 1_000));
    }
    return Math.ceil(this.#spanMs / 1_000);
  }
}

interface Hour {
  endsMs: number;
  used: number;
}

/** What people see on the page, or are told of: GitHub's "content-generating requests". Check runs and labels are not known to be. */
const NO_CONTENT =
  /\/(?:check-runs|check-suites|labels|access_tokens|conversions|attempts|assignees)(?:\/|$)/;

function makesContent({ method, template, points, writes }: Ask, every: boolean): boolean {
  if (!writes) return false;
  if (points !== undefined || every) return true;
  return (method === "POST" || method === "PUT") && !NO_CONTENT.test(template);
}

const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
const CONTENT =
  "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.";

interface Kept {
  hourOf(actor: Actor, resource: string): Hour;
  windowOf(key: string, spanMs: number): Window;
}

/** What was counted so far. */
function keep(world: { nowMs(): number }): Kept {
  const hours = new Map<string, Hour>();
  const windows = new Map<string, Window>();
  return {
    hourOf(actor, resource) {
      const key = `${whoIs(actor)} ${resource}`;
      const known = hours.get(key);
      if (known !== undefined && known.endsMs > world.nowMs()) return known;
      const begun = { endsMs: world.nowMs() + HOUR_MS, used: 0 };
      hours.set(key, begun);
      return begun;
    },
    windowOf(key, spanMs) {
      const known = windows.get(key) ?? new Window(spanMs);
      windows.set(key, known);
      return known;
    },
  };
}

interface Share {
  readonly window: Window;
  readonly amount: number;
  readonly most: number;
  readonly message: string;
}

/** What a request takes of each window it falls into. */
function sharesOf(ask: Ask, { windowOf }: Kept, limits: Limits): readonly Share[] {
  const { actor, method, template, points, writes } = ask;
  const who = whoIs(actor);
  const endpoint = points === undefined ? `${method} ${template}` : "graphql";
  const pace: Share = {
    window: windowOf(`${who} ${endpoint}`, MINUTE_MS),
    amount: writes ? 5 : 1,
    most: points === undefined ? limits.endpointPoints : limits.graphqlPoints,
    message: SECONDARY,
  };
  if (!makesContent(ask, limits.everyWriteIsContent)) return [pace];
  const content = (spanMs: number, most: number): Share => ({
    window: windowOf(`${who} content ${spanMs}`, spanMs),
    amount: 1,
    most,
    message: CONTENT,
  });
  return [pace, content(MINUTE_MS, limits.contentPerMinute), content(HOUR_MS, limits.contentPerHour)];
}

export function createLimiter(world: { nowMs(): number }, limits: () => Limits): Limiter {
  const kept = keep(world);
  const atOnce = new Map<string, number>();
  const refusals = { count: 0, untilMs: 0 };
  const refused = (waitSeconds: number, message: string, isSpent = false): ApiRefusal => {
    refusals.count += 1;
    refusals.untilMs = Math.max(refusals.untilMs, world.nowMs() + waitSeconds * 1_000);
    const headers = isSpent ? {} : { "retry-after": String(waitSeconds) };
    return new ApiRefusal(403, message, undefined, headers);
  };
  const budget = (actor: Actor, resource: Budget["resource"]): Budget => {
    const { endsMs, used } = kept.hourOf(actor, resource);
    const { restPerHour, graphqlPerHour } = limits();
    const limit = (resource === "core" ? restPerHour : graphqlPerHour) ?? perHour(actor);
    return { limit, used: Math.min(used, limit), resetMs: endsMs, resource };
  };
  return {
    refusals,
    budget,
    admit(ask) {
      const { actor, points } = ask;
      const now = world.nowMs();
      const resource = points === undefined ? "core" : "graphql";
      const before = budget(actor, resource);
      const cost = points ?? 1;
      if (before.used + cost > before.limit) {
        const waitSeconds = Math.max(1, Math.ceil((before.resetMs - now) / 1_000));
        const refusal = refused(waitSeconds, `API rate limit exceeded for ${whoIs(actor)}.`, true);
        return { budget: { ...before, used: before.limit }, isSpent: true, refusal };
      }
      const shares = sharesOf(ask, kept, limits());
      for (const { window, amount, most, message } of shares) {
        if (window.sum(now) + amount <= most) continue;
        const refusal = refused(window.waitSeconds(now, amount, most), message);
        return { budget: before, isSpent: false, refusal };
      }
      for (const { window, amount } of shares) window.add(now, amount);
      kept.hourOf(actor, resource).used += cost;
      return { budget: budget(actor, resource), isSpent: false, refusal: undefined };
    },
    enter(actor) {
      const now = (atOnce.get(whoIs(actor)) ?? 0) + 1;
      if (now > limits().concurrent) throw refused(60, SECONDARY);
      atOnce.set(whoIs(actor), now);
    },
    leave(actor) {
      const now = (atOnce.get(whoIs(actor)) ?? 1) - 1;
      if (now > 0) atOnce.set(whoIs(actor), now);
      else atOnce.delete(whoIs(actor));
    },
  };
}
