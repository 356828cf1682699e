// GitHub logins and tags in one answer, as people type them: a word that is no login must never become an owner.

import { tagOf } from "./schema.ts";
import { withoutCurlyQuotes } from "./slips.ts";
import { LOGIN_PATTERN } from "./values.ts";

export type Entries =
  | { readonly entries: readonly string[] }
  /** Why nothing was taken: a sentence, and what to write instead. */
  | { readonly refused: string };

const TAGS_MAX = 8;
/** Between two entries, without being one. */
const AND = new Set(["and", "&", "+"]);
/** What stands beside logins in a sentence; some are accounts of somebody else. */
const WORDS = new Set(
  "a also as by e et i is me my myself of or our plus team the they und us we with y you".split(" "),
);

/** `webHost`: where profiles stand, such as `github.com`. A login with its `@` is taken whatever word it is. */
export function loginsIn(answer: string, webHost = "github.com"): Entries {
  const logins = new Map<string, string>();
  for (const words of partsOf(answer).flatMap((part) => groupsOf(wordsOf(part)))) {
    if (words.length > 1 && words.every((word) => /^\p{Lu}[\p{L}'’.]*$/u.test(word)))
      return { refused: `${shown(words.join(" "))} looks like a person's name. ${ASK}` };
    for (const word of words) {
      const found = loginOf(word, webHost);
      if ("refused" in found) return found;
      // GitHub takes small and capital letters for the same.
      const key = found.login.toLowerCase();
      if (!logins.has(key)) logins.set(key, found.login);
    }
  }
  return { entries: [...logins.values()] };
}

const ASK = "Write GitHub logins, for example: ann-doe, bob";

function loginOf(
  word: string,
  webHost: string,
): { readonly login: string } | Extract<Entries, { refused: string }> {
  const signed = word.startsWith("@");
  const bare = word.replace(/^@/, "");
  if (!signed && WORDS.has(bare.toLowerCase()))
    return { refused: `${shown(word)} is a word, not a login; if it is one, write @${bare}. ${ASK}` };
  if (/^[^@/\s]+@[^@/\s]+\.[^@/\s]+$/.test(bare))
    return { refused: `${shown(word)} is an e-mail address, not a login. ${ASK}` };
  const address =
    /^(?:https?:\/\/)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/@?([^/?#]+)\/?(?:[?#].*)?$/i.exec(bare);
  const login = address?.[1]?.toLowerCase() === webHost ? (address[2] ?? "") : bare;
  if (LOGIN_PATTERN.test(login)) return { login };
  if (signed && /^[\w-]+\/[\w-]+$/.test(bare))
    return {
      refused: `${shown(word)} is a team; a listing belongs to people. Write their logins, for example: ann-doe, bob`,
    };
  return { refused: `${shown(word)} is not a GitHub login. ${ASK}` };
}

/** What commas, semicolons and lines separate; a list in YAML's or JSON's form is read as one. */
function partsOf(answer: string): readonly string[] {
  return answer
    .replace(/^\s*\[([^[\]]*)\]\s*$/, "$1")
    .split(/[,;，、；\r\n]+/)
    .map((part) => part.trim().replace(/^[-*•]\s+/, ""))
    .filter((part) => part !== "");
}

function wordsOf(part: string): readonly string[] {
  return part
    .replace(/([^\s/])\s*[&+]\s*(?=[^\s])/g, "$1 & ")
    .split(/\s+/)
    .map((word) => withoutCurlyQuotes(word) ?? word)
    .map((word) => word.replace(/^["'(<]+|["')>.:]+$/g, ""))
    .filter((word) => word !== "");
}

/** The words between one "and" and the next. */
function groupsOf(words: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [[]];
  for (const word of words)
    if (AND.has(word.toLowerCase())) groups.push([]);
    else groups.at(-1)?.push(word);
  return groups;
}

function shown(word: string): string {
  return JSON.stringify(word.length > 80 ? `${word.slice(0, 79)}…` : word);
}

/** Tags as typed: with commas a tag may have spaces, without them each word is one. What cannot be a tag stays as it is. */
export function tagsIn(answer: string): readonly string[] {
  const parts = partsOf(answer);
  const words = parts.length > 1 ? parts.flatMap((part) => part.split(/\s+(?:and|&)\s+|^and\s+/i)) : parts;
  const tags = (words.length > 1 ? words : words.flatMap((word) => word.split(/\s+/)))
    .map((word) => word.replace(/^["']+|["']+$/g, "").trim())
    .filter((word) => word !== "" && !AND.has(word.toLowerCase()))
    .map((word) => tagOf(word) ?? word);
  return [...new Set(tags)];
}

/** A package's keywords as tags: what can be one, once each, the first eight. */
export function tagsFrom(keywords: unknown): readonly string[] {
  const given: readonly unknown[] =
    typeof keywords === "string" ? keywords.split(/[,;]/) : Array.isArray(keywords) ? keywords : [];
  const tags = given
    .filter((word): word is string => typeof word === "string")
    .map((word) => word.slice(0, 200).normalize("NFKD").replaceAll(/\p{M}/gu, ""))
    .flatMap((word) => tagOf(word.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-+|-+$/g, "")) ?? []);
  return [...new Set(tags)].slice(0, TAGS_MAX);
}
