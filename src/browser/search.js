// Search as you type: the index comes in parts, newest first, and answers from what has come while the rest is on its way.

/**
 * @typedef {{ id: number, name: string, summary: string, tags: string, maintainers: string, type: string }} Words
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

/** @param {string} term */
function folded(term) {
  return term.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

/** @param {HTMLFormElement} form */
export async function startSearch(form) {
  const { default: MiniSearch } = /** @type {typeof import("minisearch")} */ (
    await import(form.dataset["engine"] ?? "")
  );
  /** @type {Row[]} */
  const rows = [];
  const engine = engineOf(MiniSearch);
  const page = pageParts();
  /** How much of the index is there, 0 to 1. */
  let share = 0;
  let shown = SHOWN_MAX;
  let base = "/";
  let failed = false;

  const draw = () => {
    const asked = queryOf(form);
    const active = Object.values(asked).some((value) => value !== "");
    showActive(form, page, asked, active);
    if (!active) return;
    const before = performance.now();
    const found = answer(engine, rows, asked);
    page.results.dataset["answerMs"] = String(performance.now() - before);
    page.results.dataset["share"] = String(share);
    page.cards.replaceChildren(...found.slice(0, shown).map((row) => card(row, base)));
    page.more.hidden = found.length <= shown;
    page.status.textContent = statusOf(found.length, share, failed);
  };

  let drawnAt = 0;
  /** More has come: shown now and then, and never under the feet of somebody who walks through the results. */
  const drawMore = () => {
    if (performance.now() - drawnAt < REDRAW_MS || page.cards.contains(document.activeElement)) return;
    drawnAt = performance.now();
    draw();
  };

  const drawAnew = () => {
    shown = SHOWN_MAX;
    draw();
  };
  form.addEventListener("input", drawAnew);
  form.addEventListener("submit", drawAnew);
  form.addEventListener("reset", () => setTimeout(drawAnew));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") form.reset();
  });
  page.more.addEventListener("click", () => {
    const first = page.cards.children.length;
    shown += SHOWN_MAX;
    draw();
    page.cards.children[first]?.querySelector("a")?.focus();
  });

  fill(form);
  draw();
  try {
    await readIndex(form.dataset["index"] ?? "", async (fresh, total, from) => {
      base = from;
      const first = rows.length;
      rows.push(...fresh);
      await engine.addAllAsync(
        fresh.map((row, at) => wordsOf(row, first + at)),
        { chunkSize: 50 },
      );
      share = total === 0 ? 1 : Math.min(1, engine.documentCount / total);
      drawMore();
    });
    share = 1;
  } catch {
    failed = true;
  }
  offerTags(form, rows);
  draw();
}

/** @param {typeof import("minisearch").default} MiniSearch */
function engineOf(MiniSearch) {
  /** @type {import("minisearch").default<Words>} */
  const engine = new MiniSearch({
    fields: ["name", "summary", "tags", "maintainers", "type"],
    processTerm: (term) => folded(term) || null,
    searchOptions: {
      boost: { name: 4, tags: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 3 ? 0.25 : false),
      maxFuzzy: 2,
      combineWith: "AND",
      weights: { fuzzy: 0.2, prefix: 0.6 },
    },
  });
  return engine;
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
 * @param {import("minisearch").default<Words>} engine
 * @param {readonly Row[]} rows
 * @param {Query} asked
 */
function answer(engine, rows, { q, type, tag, sort }) {
  const fits = (/** @type {Row | undefined} */ row) =>
    row !== undefined && (type === "" || row[AT.type] === type) && (tag === "" || row[AT.tags].includes(tag));
  const found =
    q === ""
      ? rows.filter(fits)
      : engine
          .search(q, { filter: ({ id }) => fits(rows[id]) })
          .map(({ id }) => rows[id])
          .filter((row) => row !== undefined);
  if (sort === "name") return found.sort((a, b) => a[AT.name].localeCompare(b[AT.name]));
  if (sort === "updated") return found.sort((a, b) => b[AT.updated] - a[AT.updated]);
  return sort === "newest" || q === "" ? found.sort((a, b) => b[AT.order] - a[AT.order]) : found;
}

/**
 * Shows the results in place of what there is to browse, and puts the search into the address.
 * @param {HTMLFormElement} form
 * @param {ReturnType<typeof pageParts>} page
 * @param {Query} asked
 * @param {boolean} active
 */
function showActive(form, page, asked, active) {
  page.results.hidden = !active;
  page.browse.hidden = active;
  document.body.classList.toggle("searching", active);
  const clear = form.querySelector('button[type="reset"]');
  if (clear instanceof HTMLButtonElement) clear.hidden = !active;
  const words = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== "")).toString();
  history.replaceState(null, "", words === "" ? location.pathname : `?${words}`);
}

/**
 * Reads the index part by part, the newest first, a few at a time.
 * @param {string} address
 * @param {(rows: Row[], total: number, base: string) => Promise<void>} take
 */
async function readIndex(address, take) {
  const index = await json(address);
  /** @type {[path: string, count: number][]} */
  const parts = index.parts;
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  const waiting = [...parts].reverse();
  const lane = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift())
      await take(await json(index.base + part[0]), total, index.base);
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
    browse: find("[data-browse]"),
    status: find("[data-status]"),
    cards: find("[data-cards]"),
    more: find("[data-more]"),
  };
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

/**
 * @param {number} count
 * @param {number} share
 * @param {boolean} failed
 */
function statusOf(count, share, failed) {
  const found = count === 1 ? "1 listing" : `${count.toLocaleString("en")} listings`;
  if (failed)
    return `${found} so far. Not everything could be searched: load the page again to try once more.`;
  return share < 1 ? `${found} so far, still looking…` : found;
}

/**
 * What the address asks for, so that a search can be sent to a friend.
 * @param {HTMLFormElement} form
 */
function fill(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLSelectElement && name === "tag") field.add(new Option(value, value));
    // Whoever types faster than the search arrives keeps their words.
    if (field instanceof HTMLSelectElement || (field instanceof HTMLInputElement && field.value === ""))
      field.value = value;
  }
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
