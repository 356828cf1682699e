// Keeps what addresses said for as long as there is room: whoever looks again soon is answered without asking anybody.

import { LRUCache } from "lru-cache";
import type { KeptAnswer, RecentAnswers } from "../../ports/answers.ts";

/** Pages are judged whole, so an answer can be as large as a page. */
const CHARACTERS_MAX = 32 * 1024 * 1024;

export function createRecentAnswers(charactersMax = CHARACTERS_MAX): RecentAnswers {
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: charactersMax,
    sizeCalculation: ({ fact }, key) => key.length + JSON.stringify(fact).length,
  });
  return {
    get: (key) => kept.get(key),
    put: (key, answer) => void kept.set(key, answer),
  };
}
