// What a search finds and in which order: how texts of any script become terms, what a query asks for, and how near is near enough.

/**
 * @typedef {{ id: number, name: string, summary: string, tags: string, maintainers: string, type: string }} Words
 * @typedef {import("minisearch").default<Words>} Engine
 * @typedef {import("minisearch").Query} Asked
 * @typedef {"all" | "near" | "some"} How What was found has all words, words like them, or some of them.
 */

/** Scripts whose words stand together without spaces; Korean has spaces, and compounds that people look for by their parts. */
const UNSPACED_SCRIPTS = ["Han", "Hira", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"];
const UNSPACED = `[${UNSPACED_SCRIPTS.map((script) => `\\p{scx=${script}}`).join("")}]`;
const LETTER = "[\\p{L}\\p{M}\\p{N}]";
const SPACED = `(?!${UNSPACED})${LETTER}`;
/** A run of an unspaced script; a word, with the marks that C# and C++ end in; a picture. */
const WORD = new RegExp(
  `((?:(?=${LETTER})${UNSPACED})+)|(?:${SPACED})+(?:(?:#|\\+{1,2})(?!${LETTER}))?|\\p{Extended_Pictographic}`,
  "gu",
);
/** "Wi-Fi", "to-do", "node.js", "CI/CD": written together as often as not. */
const COMPOUND = new RegExp(`(?:${SPACED})+(?:[-‐‑.'’_/](?:${SPACED})+)+`, "gu");
const BETWEEN = /[-‐‑.'’_/]/gu;
const JOINED_MAX = 40;
const QUERY_MAX = 200;
const QUERY_WORDS_MAX = 12;
/** Left out of a query that says more. */
const SMALL_WORDS = new Set("a an and as at by for from in is it of on or that the to with".split(" "));
/** Accents and vowel points: few type them, and whoever does finds the same. */
const POINTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/gu;

/** @param {string} text */
function folded(text) {
  return text.normalize("NFD").replaceAll(POINTS, "").normalize("NFC").toLowerCase();
}

/**
 * Terms of a text to be found: words; of compounds the parts and the whole; of unspaced scripts every two neighbours, and
 * the last character, so that any part is found by its own pairs and a single character as the beginning of one.
 * @param {string} text
 * @param {string} [field]
 */
export function termsOf(text, field) {
  const whole = text.normalize("NFKC");
  /** @type {string[]} */
  const terms = [];
  for (const [word, run] of whole.matchAll(WORD)) {
    if (run !== undefined) {
      const characters = Array.from(folded(run));
      characters.forEach((character, at) => terms.push(character + (characters[at + 1] ?? "")));
      continue;
    }
    terms.push(folded(word));
    const parts = field === "name" ? word.replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2").split(" ") : [];
    if (parts.length > 1) terms.push(...parts.map(folded));
  }
  for (const [compound] of whole.matchAll(COMPOUND)) {
    const joined = folded(compound.replaceAll(BETWEEN, ""));
    if (joined.length <= JOINED_MAX) terms.push(joined);
  }
  return terms;
}

/**
 * Terms that one piece of a query, written without a space, asks for: all of them.
 * @param {string} piece
 */
function askedOf(piece) {
  return Array.from(piece.matchAll(WORD)).flatMap(([word, run]) => {
    const characters = run === undefined ? [] : Array.from(folded(run));
    return characters.length < 2
      ? [folded(word)]
      : characters.slice(1).map((character, at) => `${characters[at]}${character}`);
  });
}

/**
 * The letters and digits of a text alone: how names are compared.
 * @param {string} text
 */
export function bare(text) {
  return folded(Array.from(text.normalize("NFKC").matchAll(WORD), ([word]) => word).join(""));
}

/**
 * @param {string} q
 * @returns {Asked[]} What is asked for, a piece at a time.
 */
function piecesOf(q) {
  const pieces = q
    .slice(0, QUERY_MAX)
    .normalize("NFKC")
    .split(/\s+/u)
    .filter((piece) => askedOf(piece).length > 0)
    .slice(0, QUERY_WORDS_MAX);
  const telling = pieces.filter((piece) => !SMALL_WORDS.has(folded(piece)));
  return (telling.length > 0 ? telling : pieces).map((piece) => {
    const terms = askedOf(piece);
    const joined = bare(piece);
    /** @type {Asked} */
    const parts = { combineWith: "AND", queries: terms };
    const isCompound = terms.length > 1 && piece.search(COMPOUND) >= 0;
    return isCompound ? { combineWith: "OR", queries: [parts, joined] } : parts;
  });
}

/** Misspelt by this share of its letters, or by this many, a word is still found. @param {string} term */
const misspelt = (term) => (term.length > 3 && isPlain(term) ? 0.25 : false);
/** @param {string} term */
const badlyMisspelt = (term) => (isPlain(term) ? (term.length > 3 ? 0.34 : term.length === 3 && 1) : false);
/** @param {string} term */
const isPlain = (term) => !/[#+]$/.test(term);

/** @param {typeof import("minisearch").default} MiniSearch */
export function createFinder(MiniSearch) {
  /** @type {Engine} */
  const engine = new MiniSearch({
    fields: ["name", "summary", "tags", "maintainers", "type"],
    tokenize: termsOf,
    processTerm: (term) => term || null,
    searchOptions: {
      tokenize: (term) => [term],
      boost: { name: 4, tags: 2 },
      prefix: true,
      maxFuzzy: 2,
      weights: { fuzzy: 0.2, prefix: 0.6 },
    },
  });
  /** @type {string[]} */
  const names = [];

  return {
    get size() {
      return engine.documentCount;
    },

    /** @param {readonly Words[]} words */
    async add(words) {
      for (const { id, name } of words) names[id] = bare(name);
      await engine.addAllAsync(words, { chunkSize: 50 });
    },

    /**
     * The best first: the very name, then names that begin with it, then names that hold it, then whatever fits best.
     * @param {string} q
     * @param {(id: number) => boolean} fits
     * @param {boolean} isWhole Where something is still to come, what is merely near must wait.
     * @returns {{ ids: number[], how: How }}
     */
    find(q, fits, isWhole) {
      const pieces = piecesOf(q);
      const name = bare(q.slice(0, QUERY_MAX));
      const filter = (/** @type {{ id: number }} */ { id }) => fits(id);
      /** @type {(combineWith: "AND" | "OR", fuzzy: (term: string) => number | boolean) => number[]} */
      const ids = (combineWith, fuzzy) => {
        /** @type {Asked} */
        const words = { combineWith, queries: pieces };
        // "team city" is TeamCity, too.
        const asked = pieces.length > 1 ? { combineWith: "OR", queries: [words, name] } : words;
        return engine.search(/** @type {Asked} */ (asked), { filter, fuzzy }).map(({ id }) => id);
      };
      /** @param {number} id */
      const place = (id) => {
        const at = names[id]?.indexOf(name) ?? -1;
        return names[id] === name ? 0 : at === 0 ? 1 : at > 0 ? 2 : 3;
      };
      const sorted = (/** @type {number[]} */ found) => found.sort((a, b) => place(a) - place(b));
      const all = ids("AND", misspelt);
      if (all.length > 0 || !isWhole || pieces.length === 0) return { ids: sorted(all), how: "all" };
      const near = ids("AND", badlyMisspelt);
      if (near.length > 0 || pieces.length === 1) return { ids: sorted(near), how: "near" };
      return { ids: ids("OR", misspelt), how: "some" };
    },
  };
}
