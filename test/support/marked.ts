// Our texts as GitHub holds them: which marks they bear, and how they are made and read back at its edge.

import { readMarks, withMarks, type Mark, type TextPlace } from "../../src/core/marks/marks.ts";
import type { Seal } from "../../src/core/seal.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";

/** Whether a text at GitHub ends with a sealed block that holds a mark of that name. */
export function bears(body: string | null | undefined, name: string): boolean {
  const block = /<!-- steward\n((?:[a-z]+ [^\n]+\n)*)seal [0-9a-f]{64}\n-->$/.exec((body ?? "").trimEnd());
  return block?.[1]?.split("\n").some((line) => line.startsWith(`${name} `)) === true;
}

/** As it stands at GitHub after we wrote it. */
export function atGitHub(text: string, marks: readonly Mark[], place: TextPlace, seal: Seal): string {
  return sealText(withMarks(text, marks), place, seal);
}

/** Text and marks of what GitHub shows. */
export function backFrom(body: string, place: TextPlace, seal: Seal): ReturnType<typeof readMarks> {
  return readMarks(openText(body, place, seal).body);
}
