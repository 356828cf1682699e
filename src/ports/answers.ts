// What addresses said a moment ago, as the jobs keep it.

import type { Fact } from "../core/facts.ts";

export interface KeptAnswer {
  readonly fact: Fact<unknown>;
  readonly askedAtMs: number;
}

/** Bounded: what is forgotten is asked anew. */
export interface RecentAnswers {
  get(key: string): KeptAnswer | undefined;
  /** Takes the place of what was kept under that key. */
  put(key: string, answer: KeptAnswer): void;
}
