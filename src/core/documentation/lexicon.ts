// Chooses the words a page is read with: those common to all pages, and those of the languages in which it is written.

import { ASIAN } from "./languages-asian.ts";
import { EUROPEAN, type LanguageWords } from "./languages.ts";
import { foldWords, wordMatcher } from "./matching.ts";
import { HEADINGS, TOPIC_WORDS } from "./topics.ts";

const LANGUAGES: Readonly<Record<string, LanguageWords>> = { ...EUROPEAN, ...ASIAN };
const OWN = ["value", "manual", "entity"] as const;
export type Word = keyof typeof TOPIC_WORDS | (typeof OWN)[number];
export const WORD_NAMES = [...Object.keys(TOPIC_WORDS), ...OWN] as readonly Word[];
export type Lexicon = Readonly<Record<Word, RegExp>>;

const HEADING_KEYS = { install: "hInstall", configure: "hConfigure", use: "hUse", start: "hStart" } as const;

/** Headings are short and often in English on any page, so they are read with every language's words. */
export function headingList(name: keyof typeof HEADINGS): string {
  const key = name in HEADING_KEYS ? HEADING_KEYS[name as keyof typeof HEADING_KEYS] : undefined;
  const more = key === undefined ? [] : Object.values(LANGUAGES).map((words) => words[key] ?? "");
  return [HEADINGS[name], ...more].join(", ");
}

export function otherHeadings(key: "hAside" | "hBuilders"): string {
  return Object.values(LANGUAGES)
    .map((words) => words[key] ?? "")
    .join(", ");
}

/** Small words that only one language uses often. Languages with a script of their own need none. */
const SMALL_WORDS: Readonly<Record<string, string>> = {
  de: "der, die, das, und, ist, mit, fur, werden, auf, eine, einen, nicht, sie, zum, wird, oder",
  fr: "le, les, des, est, pour, dans, une, vous, avec, sur, pas, votre, qui, et, du, aux",
  es: "el, los, las, una, para, con, por, del, que, es, y, su, se, puede, este, esta",
  pt: "o, os, uma, para, com, nao, do, da, em, voce, seu, sua, ao, pelo, e, mais",
  it: "il, gli, della, per, con, non, di, che, una, nel, e, sono, del, puoi, alla, i",
  nl: "het, een, van, en, de, voor, met, niet, je, zijn, deze, wordt, op, naar, te, bij",
  pl: "nie, jest, do, na, oraz, sie, z, w, dla, ze, jak, przez, aby, lub, po, twoj",
  cs: "je, na, se, pro, ze, nebo, jak, jsou, do, ve, pokud, tento, vase, po, s, v",
  tr: "ve, bir, icin, ile, bu, olarak, da, de, gibi, sonra, veya, daha, olan, degil, her, en",
  vi: "va, cua, cho, la, cac, ban, mot, duoc, voi, khong, trong, nay, đe, co, tu, khi",
  id: "dan, yang, untuk, dengan, di, ini, dari, ke, atau, pada, anda, adalah, jika, akan, dapat, secara",
};
const SAMPLE_CHARS_MAX = 20_000;
/** Share of a page's small words, against the language with most, from which a language is read too. */
const SHARE_MIN = 0.6;
const COUNT_MIN = 3;
const LANGUAGES_MAX = 2;
const ENGLISH = wordsSet("the, and, is, to, of, for, with, you, your, this, that, are, in, or, it, be");

function wordsSet(list: string): ReadonlySet<string> {
  return new Set(list.split(",").map((word) => foldWords(word.trim())));
}
const smallWords = Object.entries(SMALL_WORDS).map(([name, list]) => [name, wordsSet(list)] as const);

/** The names of the languages with Latin letters in which a text is written, English aside. */
export function languagesOf(text: string): readonly string[] {
  const words = foldWords(text.slice(0, SAMPLE_CHARS_MAX)).match(/\p{Script=Latin}+/gu) ?? [];
  const count = (set: ReadonlySet<string>): number => words.filter((word) => set.has(word)).length;
  const scores = smallWords.map(([name, set]) => [name, count(set)] as const);
  const top = Math.max(...scores.map(([, score]) => score));
  const least = Math.max(COUNT_MIN, top * SHARE_MIN, count(ENGLISH) / 4);
  return scores
    .filter(([, score]) => score >= least)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, LANGUAGES_MAX)
    .map(([name]) => name)
    .toSorted();
}

const lexicons = new Map<string, Lexicon>();

/** Languages with letters of their own are always read, for they cannot be mistaken; `languages` adds those in Latin letters. */
export function lexiconOf(languages: readonly string[]): Lexicon {
  const key = languages.join(" ");
  const known = lexicons.get(key);
  if (known !== undefined) return known;
  const chosen = Object.entries(LANGUAGES).filter(
    ([name]) => !(name in SMALL_WORDS) || languages.includes(name),
  );
  const listOf = (name: Word): string =>
    [
      name in TOPIC_WORDS ? TOPIC_WORDS[name as keyof typeof TOPIC_WORDS] : "",
      ...chosen.map(([, words]) => wordOf(words, name)),
    ].join(", ");
  const lexicon = Object.fromEntries(WORD_NAMES.map((name) => [name, wordMatcher(listOf(name))])) as Lexicon;
  lexicons.set(key, lexicon);
  return lexicon;
}

function wordOf(words: LanguageWords, name: Word): string {
  return name === "secret" || name === "columns" ? "" : (words[name] ?? "");
}
