// The name that a mistyped one was meant to be, for “did you mean”.

import { editDistance } from "./ids.ts";

/** The known key nearest to `key`, if one is near enough to be a slip. */
export function nearestOf(key: string, known: readonly string[]): string | undefined {
  const plain = key.toLowerCase();
  const most = Math.max(1, Math.min(3, Math.floor(plain.length / 2)));
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    const distance =
      name.startsWith(plain) && plain.length >= 3 ? 1 : editDistance(plain, name.toLowerCase(), most);
    if (distance <= most && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}
