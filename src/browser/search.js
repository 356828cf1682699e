// Search as you type: the index comes in parts, newest first, and answers from what has come while the rest is on its way.

/**
 * @typedef {import("./find.js").Words} Words
 * @typedef {ReturnType<typeof import("./find.js").createFinder>} Finder
 * @typedef {{ q: string, type: string, tag: string, sort: string }} Query
 */

// columns: written by `npm run gen` from src/core/storefront/listed.ts
/**
 * @typedef {[
 *   id: string,
 *   order: number,
 *   name: string,
 *   type: string,
 *   summary: string,
 *   tags: string[],
 *   maintainers: string[],
 *   added: number,
 *   updated: number,
 *   picture: string | number,
 *   underReview: 0 | 1,
 * ]} Row
 */
const AT = /** @type {const} */ ({
  id: 0,
  order: 1,
  name: 2,
  type: 3,
  summary: 4,
  tags: 5,
  maintainers: 6,
  added: 7,
  updated: 8,
  picture: 9,
  underReview: 10,
});
// end of the columns

const SHOWN_MAX = 30;
const AT_ONCE = 6;
const REDRAW_MS = 300;
const TAGS_SHOWN_MAX = 200;
const FIELDS = /** @type {const} */ (["q", "type", "tag", "sort"]);

/** @param {HTMLFormElement} form */
export async function startSearch(form) {
  const page = pageParts();
  /** @type {Row[]} */
  const rows = [];
  const address = form.dataset["index"] ?? "";
  const index = readParts(address);
  // Whoever waits for the engine first must not leave a failure unheard.
  index.catch(() => undefined);
  /** @type {[typeof import("./find.js"), typeof import("minisearch")]} */
  const [{ createFinder }, { default: MiniSearch }] = await Promise.all([
    import(form.dataset["find"] ?? ""),
    import(form.dataset["engine"] ?? ""),
  ]);
  const finder = createFinder(MiniSearch);
  /** How much of the index is there, 0 to 1. */
  let share = 0;
  let shown = SHOWN_MAX;
  let base = "/";
  let failed = false;

  const draw = () => {
    const asked = queryOf(form);
    const isActive = FIELDS.some((name) => asked[name] !== "");
    document.documentElement.classList.toggle("searching", isActive);
    if (!isActive) return;
    const before = performance.now();
    const isWhole = share === 1 || failed;
    const { found, how } = answer(finder, rows, asked, isWhole);
    page.results.dataset["answerMs"] = String(performance.now() - before);
    page.results.dataset["share"] = String(share);
    page.cards.replaceChildren(...found.slice(0, shown).map((row) => card(row, base)));
    page.more.hidden = found.length <= shown;
    page.status.textContent = statusOf(found.length, how, share, failed);
    const isNone = found.length === 0 && isWhole;
    page.none.hidden = !isNone;
    if (isNone) help(page, asked, answer(finder, rows, { ...asked, type: "", tag: "" }, true).found.length);
  };

  let drawnAt = 0;
  /** More has come: shown now and then, and never under the feet of somebody who walks through the results. */
  const drawMore = () => {
    if (performance.now() - drawnAt < REDRAW_MS || page.cards.contains(document.activeElement)) return;
    drawnAt = performance.now();
    draw();
  };

  listen(form, page, (change) => {
    shown = change === "more" ? shown + SHOWN_MAX : SHOWN_MAX;
    if (change === "typed" || change === "chosen") remember(queryOf(form), change === "typed");
    draw();
  });

  fill(form, false);
  if (queryOf(form).q !== "") remember(queryOf(form), true);
  draw();
  try {
    await readIndex(await index, async (fresh, total, from) => {
      base = from;
      const first = rows.length;
      rows.push(...fresh);
      await finder.add(fresh.map((row, at) => wordsOf(row, first + at)));
      share = total === 0 ? 1 : Math.min(1, finder.size / total);
      drawMore();
    });
    share = 1;
  } catch {
    failed = true;
  }
  offerTags(form, rows);
  draw();
}

/**
 * @param {HTMLFormElement} form
 * @param {ReturnType<typeof pageParts>} page
 * @param {(change: "typed" | "chosen" | "more" | "back") => void} on
 */
function listen(form, page, on) {
  form.addEventListener("input", ({ target }) => on(target instanceof HTMLInputElement ? "typed" : "chosen"));
  form.addEventListener("submit", () => on("typed"));
  form.addEventListener("reset", () => setTimeout(() => on("chosen")));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.reset();
  });
  page.more.addEventListener("click", () => {
    const first = page.cards.children.length;
    on("more");
    page.cards.children[first]?.querySelector("a")?.focus();
  });
  page.wider.addEventListener("click", () => {
    for (const name of ["type", "tag"]) fieldOf(form, name).value = "";
    on("chosen");
    fieldOf(form, "q").focus();
  });
  addEventListener("popstate", () => {
    fill(form, true);
    on("back");
  });
}

/**
 * What the form asks for.
 * @param {HTMLFormElement} form
 * @returns {Query}
 */
function queryOf(form) {
  const data = new FormData(form);
  const of = (/** @type {string} */ name) => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  return { q: of("q"), type: of("type"), tag: of("tag"), sort: of("sort") };
}

/**
 * @param {Finder} finder
 * @param {readonly Row[]} rows
 * @param {Query} asked
 * @param {boolean} isWhole
 * @returns {{ found: Row[], how: import("./find.js").How }}
 */
function answer(finder, rows, { q, type, tag, sort }, isWhole) {
  const fits = (/** @type {Row | undefined} */ row) =>
    row !== undefined && (type === "" || row[AT.type] === type) && (tag === "" || row[AT.tags].includes(tag));
  if (q === "") return { found: sorted(rows.filter(fits), sort === "" ? "newest" : sort), how: "all" };
  const { ids, how } = finder.find(q, (id) => fits(rows[id]), isWhole);
  return {
    found: sorted(
      ids.map((id) => rows[id]).filter((row) => row !== undefined),
      sort,
    ),
    how,
  };
}

/**
 * @param {Row[]} found
 * @param {string} sort
 */
function sorted(found, sort) {
  if (sort === "name") return found.sort((a, b) => a[AT.name].localeCompare(b[AT.name]));
  if (sort === "updated") return found.sort((a, b) => b[AT.updated] - a[AT.updated]);
  return sort === "newest" ? found.sort((a, b) => b[AT.order] - a[AT.order]) : found;
}

/**
 * Puts the search into the address: what was chosen is a step that Back undoes, words that are typed are one together.
 * @param {Query} asked
 * @param {boolean} isTyped
 */
function remember(asked, isTyped) {
  const before = new URLSearchParams(location.search);
  if (FIELDS.every((name) => asked[name] === (before.get(name) ?? "").trim())) return;
  const words = new URLSearchParams(FIELDS.map((name) => [name, asked[name]]).filter(([, value]) => value));
  const address = words.size === 0 ? location.pathname : `?${words.toString()}`;
  if (isTyped && history.state?.isTyped === true) history.replaceState({ isTyped }, "", address);
  else history.pushState({ isTyped }, "", address);
}

/** @param {string} address */
async function readParts(address) {
  return /** @type {{ parts: [path: string, count: number][], base: string }} */ (await json(address));
}

/**
 * Reads the index part by part, the newest first, a few at a time.
 * @param {Awaited<ReturnType<typeof readParts>>} index
 * @param {(rows: Row[], total: number, base: string) => Promise<void>} take
 */
async function readIndex({ parts, base }, take) {
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  const waiting = [...parts].reverse();
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift())
      await take(await json(base + part[0]), total, base);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

function pageParts() {
  /** @type {(selector: string) => HTMLElement} */
  const find = (selector) => {
    const found = document.querySelector(selector);
    if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
    return found;
  };
  return {
    results: find("#results"),
    status: find("[data-status]"),
    cards: find("[data-cards]"),
    more: find("[data-more]"),
    none: find("[data-none]"),
    wider: find("[data-wider]"),
  };
}

/**
 * Where nothing was found: the way that is most likely to lead further.
 * @param {ReturnType<typeof pageParts>} page
 * @param {Query} asked
 * @param {number} elsewhere How many fit without the filters.
 */
function help(page, { type, tag }, elsewhere) {
  const isNarrow = type !== "" || tag !== "";
  page.wider.hidden = !isNarrow || elsewhere === 0;
  page.wider.textContent = `Show ${counted(elsewhere)} of any type and tag`;
}

/**
 * What was fetched before is asked for its date alone.
 * @param {string} address
 */
async function json(address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${response.status} of ${address}`);
  return response.json();
}

/**
 * @param {Row} row
 * @param {number} id
 * @returns {Words}
 */
function wordsOf(row, id) {
  const [tags, maintainers] = [row[AT.tags].join(" "), row[AT.maintainers].join(" ")];
  return { id, name: row[AT.name], summary: row[AT.summary], tags, maintainers, type: row[AT.type] };
}

/** @param {number} count */
function counted(count) {
  return count === 1 ? "1 listing" : `${count.toLocaleString("en")} listings`;
}

/**
 * @param {number} count
 * @param {import("./find.js").How} how
 * @param {number} share
 * @param {boolean} failed
 */
function statusOf(count, how, share, failed) {
  const found = counted(count);
  if (failed)
    return `${found} so far. Not everything could be searched: load the page again to try once more.`;
  if (share < 1) return count === 0 ? "Searching…" : `${found} so far, still searching…`;
  if (count === 0) return "No listings found";
  if (how === "all") return found;
  return how === "near"
    ? `Nothing has exactly these words. ${found} with words like them:`
    : `Nothing has all of these words. ${found} with some of them:`;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function fieldOf(form, name) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) return field;
  throw new Error(`the search has no ${name}`);
}

/**
 * What the address asks for, so that a search can be sent to a friend, and Back leads to the one before.
 * @param {HTMLFormElement} form
 * @param {boolean} isBack At the start, whoever types faster than the search arrives keeps their words.
 */
function fill(form, isBack) {
  const asked = new URLSearchParams(location.search);
  for (const name of FIELDS) {
    const field = fieldOf(form, name);
    const value = asked.get(name) ?? "";
    if (!isBack && (value === "" || (name === "q" && field.value !== ""))) continue;
    if (field instanceof HTMLSelectElement && name === "tag" && !optionsOf(field).includes(value))
      field.add(new Option(value, value));
    field.value = value;
  }
}

/** @param {HTMLSelectElement} field */
function optionsOf(field) {
  return Array.from(field.options, ({ value }) => value);
}

/**
 * @param {HTMLFormElement} form
 * @param {readonly Row[]} rows
 */
function offerTags(form, rows) {
  const field = form.elements.namedItem("tag");
  if (!(field instanceof HTMLSelectElement)) return;
  /** @type {Map<string, number>} */
  const uses = new Map();
  for (const row of rows) for (const tag of row[AT.tags]) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  const chosen = field.value;
  const most = [...uses].sort((a, b) => b[1] - a[1]).slice(0, TAGS_SHOWN_MAX);
  const names = [...new Set([...most.map(([tag]) => tag), chosen])].filter((tag) => tag !== "").sort();
  field.replaceChildren(new Option("Any tag", ""), ...names.map((tag) => new Option(tag, tag)));
  field.value = chosen;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string>} attributes
 * @param {readonly (Node | string)[]} inner
 */
function element(name, attributes, inner = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inner);
  return made;
}

/**
 * The same card as the pages bear.
 * @param {Row} row
 * @param {string} base
 */
function card(row, base) {
  const [name, type, tags, picture] = [row[AT.name], row[AT.type], row[AT.tags], row[AT.picture]];
  const kind = `${type.slice(0, 1).toUpperCase()}${type.slice(1).replaceAll("-", " ")}`;
  const by = row[AT.maintainers][0] === undefined ? "" : ` by ${row[AT.maintainers][0]}`;
  const marks = [
    ...(row[AT.underReview] === 1 ? [element("span", { class: "mark warn" }, ["Under review"])] : []),
    ...tags.slice(0, 3).map((tag) => element("span", {}, [tag])),
  ];
  return element("li", { class: "card" }, [
    typeof picture === "string"
      ? element("img", {
          class: "pic",
          src: `${base}${picture}`,
          alt: "",
          width: "56",
          height: "56",
          loading: "lazy",
        })
      : element("span", { class: `pic tile hue-${picture}`, "aria-hidden": "true" }, [initial(name)]),
    element("div", { class: "what" }, [
      element("h3", { dir: "auto" }, [element("a", { href: `${base}listings/${row[AT.id]}/` }, [name])]),
      element("p", { class: "kind" }, [kind + by]),
    ]),
    element("p", { class: "sum", dir: "auto" }, [row[AT.summary]]),
    ...(marks.length > 0 ? [element("p", { class: "tags" }, marks)] : []),
  ]);
}

/** @param {string} name */
function initial(name) {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? "•").toLocaleUpperCase("en");
}
