// Turns word lists into matchers that respect word boundaries where a script has them, and search anywhere where it has none.

/** Scripts without spaces, and Korean, which glues particles to a word. */
const GLUED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Scripts that write articles, "and" and prepositions as the first letters of a word, and owners as its last. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Arabic}/u, "[وفبلكس]{0,2}(?:ال|لل)?"],
  [/\p{Script=Hebrew}/u, "[והבלמכש]{0,3}"],
];
const LETTERS = "[\\p{L}\\p{M}\\p{N}_]";
/** No letter of a spaced script before: between Chinese characters any place may begin a word. */
export const NOT_INSIDE_WORD = `(?<!(?!${GLUED.source})${LETTERS})`;

/**
 * One spelling for letters typed with or without marks: accents, Arabic and Hebrew vowels, hamza, Persian joiners, the dots
 * below Hindi letters. Kana and Indic vowel signs stay.
 */
export function foldMarks(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]|[\u0591-\u05c7]|\u0640|[\u064b-\u065f]|\u0670|\u093c|[\u200c-\u200f]/gu, "")
    .normalize("NFC")
    .replaceAll(/[ىی]/gu, "ي")
    .replaceAll("ک", "ك")
    .replaceAll("ة", "ه")
    .replaceAll("ँ", "ं");
}

/** One spelling for words typed with or without accents, in any case. */
export function foldWords(text: string): string {
  return foldMarks(text)
    .toLowerCase()
    .replaceAll("ı", "i")
    .replaceAll("ß", "ss")
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("’", "'");
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
}

/** `*` inside a term stands for the rest of a word. */
function patternOf(term: string): string {
  return term
    .replace(/\*$/u, "")
    .split("*")
    .map((part) => escapeRegExp(part))
    .join("[\\p{L}\\p{M}]{0,12}");
}

/** A matcher for folded text. Terms are separated by commas; one ending in `*` may go on. */
export function wordMatcher(list: string): RegExp {
  const glued: string[] = [];
  const whole: string[] = [];
  const stems: string[] = [];
  const prefixed = new Map<string, string[]>();
  for (const term of new Set(list.split(",").map((written) => foldWords(written.trim())))) {
    if (term === "" || term === "*") continue;
    const prefix = PREFIXES.find(([script]) => script.test(term))?.[1];
    if (prefix !== undefined) prefixed.set(prefix, [...(prefixed.get(prefix) ?? []), patternOf(term)]);
    else if (GLUED.test(term)) glued.push(patternOf(term));
    else if (term.endsWith("*")) stems.push(patternOf(term));
    else whole.push(patternOf(term));
  }
  const parts = [
    ...glued,
    ...[...prefixed].map(([prefix, terms]) => `(?<!${LETTERS})${prefix}(?:${terms.join("|")})`),
    ...(whole.length > 0 ? [`(?<!${LETTERS})(?:${whole.join("|")})(?!${LETTERS})`] : []),
    ...(stems.length > 0 ? [`(?<!${LETTERS})(?:${stems.join("|")})`] : []),
  ];
  return new RegExp(parts.length === 0 ? "(?!)" : parts.join("|"), "u");
}
