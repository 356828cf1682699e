// What each pull request asked lately, and what it was told: looking at the same commit again does not ask at once again.

import type { CheckId } from "../../core/checks/check.ts";
import { CHECKS } from "../../core/checks/index.ts";
import { absent, type Fact } from "../../core/facts.ts";
import { askableAtMs, type NotAsked } from "../../core/review/asked.ts";
import { unknownSince } from "../../core/review/retry.ts";
import { runName } from "../../core/review/seen.ts";
import type { RecentAnswers } from "../../ports/answers.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ReviewState } from "../../ports/forge.ts";

/** One look of a pull request at its addresses. */
export interface Askings {
  /** `what` is asked of `address`: answered from memory where this commit was told a moment ago, and asked once a look. */
  ask<T>(what: string, address: string, ask: () => Promise<Fact<T>>): Promise<Fact<T>>;
  /** What this look was told from memory. */
  notAsked(): readonly NotAsked[];
}

export interface AskingOptions {
  readonly kept: RecentAnswers;
  readonly clock: Clock;
  /** The commit of one pull request: another has questions of its own. */
  readonly of: string;
  /** Since when each check has not been able to tell: its retries are due by that. */
  readonly unknownSinceMs: readonly number[];
}

/** A process that starts anew has forgotten: it asks sooner, never later. */
export function createAskings({ kept, clock, of, unknownSinceMs }: AskingOptions): Askings {
  const asking = new Map<string, Promise<Fact<unknown>>>();
  const notAsked: NotAsked[] = [];
  const askNow = async (key: string, ask: () => Promise<Fact<unknown>>): Promise<Fact<unknown>> => {
    const askedAtMs = clock.nowMs();
    const fact = await ask();
    kept.put(key, { fact, askedAtMs });
    return fact;
  };
  return {
    ask<T>(what: string, address: string, ask: () => Promise<Fact<T>>): Promise<Fact<T>> {
      const key = `${of} ${what} ${address}`;
      const present = asking.get(key);
      if (present !== undefined) return present as Promise<Fact<T>>;
      const before = kept.get(key);
      const againMs = before === undefined ? 0 : askableAtMs(before.fact, before.askedAtMs, unknownSinceMs);
      const isLeft = before !== undefined && clock.nowMs() < againMs;
      if (isLeft) {
        const failed = before.fact.state === "unavailable";
        notAsked.push({ address, askedAtMs: before.askedAtMs, failed, askableAtMs: againMs });
      }
      const answer = isLeft ? Promise.resolve(before.fact) : askNow(key, ask);
      asking.set(key, answer);
      return answer as Promise<Fact<T>>;
    },
    notAsked: () => notAsked,
  };
}

interface AskingPorts {
  readonly answers?: RecentAnswers;
  readonly clock: Clock;
}

/** Of one look; undefined: nothing is remembered here, and everything is asked. */
export function askingsOf({ answers: kept, clock }: AskingPorts, state: ReviewState): Askings | undefined {
  if (kept === undefined) return undefined;
  const names = new Map<CheckId, string>(CHECKS.map(({ id, title }) => [id, runName(title)]));
  const unknownSinceMs = [...unknownSince(state.pull, names).values()];
  return createAskings({ kept, clock, of: commitOf(state), unknownSinceMs });
}

/** A push is a question of its own; a title, a comment or a button on the same commit is none. */
function commitOf({ repositoryId, pull }: ReviewState): string {
  return `${repositoryId} ${pull.number} ${pull.headSha}`;
}

/** Somebody pressed a re-run button. */
export function pressButton({ answers, clock }: AskingPorts, state: ReviewState): void {
  answers?.put(`${commitOf(state)} button`, { fact: absent("not-given"), askedAtMs: clock.nowMs() });
}

/** When somebody last did; undefined: nobody that we remember. */
export function pressedAtMs({ answers }: AskingPorts, state: ReviewState): number | undefined {
  return answers?.get(`${commitOf(state)} button`)?.askedAtMs;
}
