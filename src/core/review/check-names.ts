// What people may call a check in a command: its id, its title, its line in the checklist, the policy's own line.

import type { CheckId } from "../checks/check.ts";
import { CHECKS } from "../checks/index.ts";
import { itemText, NO_TEXTS, type Texts } from "../policy/texts.ts";
import { toPlain } from "./markdown.ts";
import { runName } from "./seen.ts";

export interface CheckName {
  readonly check: CheckId;
  /** As words are compared: small letters, single spaces. */
  readonly words: readonly string[];
}

const OURS = namesUnder(NO_TEXTS);

/** The names under a policy; without one, our own. */
export function checkNames(texts: Texts = NO_TEXTS): readonly CheckName[] {
  return texts === NO_TEXTS ? OURS : namesUnder(texts);
}

/** The longest first, so that none hides a longer one that begins with it. A name of two checks names none, an id aside. */
function namesUnder(texts: Texts): readonly CheckName[] {
  const ids = new Map<string, CheckId>(CHECKS.map(({ id }) => [id, id]));
  const others = new Map<string, CheckId | undefined>();
  for (const check of CHECKS) {
    const told = [check.item, itemText(texts, check)].flatMap((item) => [item, toPlain(item)]);
    const own = [check.title, runName(check.title), ...told, ...told.map((item) => item.replace(/\.$/, ""))];
    for (const name of new Set(own.map((one) => wordsOf(one).join(" "))))
      others.set(name, others.has(name) && others.get(name) !== check.id ? undefined : check.id);
  }
  return [...others, ...ids]
    .flatMap(([name, check]): CheckName[] =>
      name === "" || check === undefined || (ids.has(name) && ids.get(name) !== check)
        ? []
        : [{ check, words: name.split(" ") }],
    )
    .sort((a, b) => b.words.length - a.words.length);
}

function wordsOf(text: string): string[] {
  return text.normalize("NFC").toLowerCase().split(" ").filter(Boolean);
}

/** The check that `text` begins with, and what follows its name. */
export function readCheckName(
  text: string,
  names: readonly CheckName[],
): { readonly check: CheckId; readonly rest: string } | undefined {
  const words = text.split(" ");
  // Places of the words that are not empty: people put two spaces where one belongs.
  const places = words.flatMap((word, place) => (word === "" ? [] : [place]));
  const told = places.map((place) => (words[place] ?? "").normalize("NFC").toLowerCase());
  const found = names.find((name) => name.words.every((word, at) => told[at] === word));
  if (found === undefined) return undefined;
  const last = places[found.words.length - 1] ?? 0;
  return { check: found.check, rest: words.slice(last + 1).join(" ") };
}
