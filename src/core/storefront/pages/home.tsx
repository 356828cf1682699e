// The home page: what this is, search, the types, the newest. The only page that changes at every publish.

import type { VNode } from "preact";
import { documentOf, Out, submitAddress, type Frame } from "../frame.tsx";
import { Cards, type CardData } from "../parts/card.tsx";
import { Icon, typeIcon } from "../parts/icons.tsx";
import { longDay, paragraphsOf, typeWords } from "../text.ts";

export interface HomeInput {
  readonly newest: readonly CardData[];
  /** Recently changed, none of the newest among them. */
  readonly changed: readonly CardData[];
  readonly tags: readonly string[];
  readonly total: number;
  /** ISO date-time of the commit this was published from. */
  readonly at: string;
}

export function homePage(input: HomeInput, frame: Frame): string {
  const { site, absolute } = frame;
  const { marketplace } = site;
  const url = absolute("");
  // The rest stands on the About page.
  const [about] = paragraphsOf(marketplace.about);
  return documentOf(
    frame,
    {
      title: marketplace.name,
      description: about ?? `Listings of ${marketplace.name}.`,
      path: "",
      area: "home",
      jsonLd: { "@type": "WebSite", name: marketplace.name, ...(url !== undefined && { url }) },
    },
    <main id="main" tabIndex={-1}>
      <section class="hero">
        <div class="wrap">
          <h1>
            <bdi>{marketplace.name}</bdi>
          </h1>
          {about === undefined ? null : <p class="lead about">{about}</p>}
          <SearchForm frame={frame} total={input.total} />
          <noscript>
            <p class="lead">
              Search needs JavaScript. Everything can be <a href={frame.href("all/")}>browsed</a> without.
            </p>
          </noscript>
        </div>
      </section>
      <Results />
      <div data-browse>
        <section class="wrap" aria-labelledby="types">
          <h2 id="types">What are you looking for?</h2>
          <TypeTiles frame={frame} />
        </section>
        {input.newest.length === 0 ? (
          <p class="wrap empty">
            Nothing is listed yet. <Out href={submitAddress(site)}>Be the first</Out>.
          </p>
        ) : (
          <section class="wrap" aria-labelledby="newest">
            <div class="row">
              <h2 id="newest">New</h2>
              <a href={frame.href("all/")}>Browse all</a>
            </div>
            <Cards frame={frame} cards={input.newest} heading="h3" />
          </section>
        )}
        {input.changed.length === 0 ? null : (
          <section class="wrap" aria-labelledby="changed">
            <h2 id="changed">Recently updated</h2>
            <Cards frame={frame} cards={input.changed} heading="h3" />
          </section>
        )}
        {input.tags.length === 0 ? null : (
          <section class="wrap" aria-labelledby="tags">
            <div class="row">
              <h2 id="tags">By tag</h2>
              <a href={frame.href("tags/")}>More tags</a>
            </div>
            <TagList frame={frame} tags={input.tags} />
          </section>
        )}
        <Assurance frame={frame} at={input.at} />
      </div>
    </main>,
  );
}

function SearchForm({ frame, total }: { readonly frame: Frame; readonly total: number }): VNode {
  const { href, assets, site } = frame;
  return (
    <form
      class="search js-only"
      role="search"
      action={href("")}
      method="get"
      data-search={href(assets.search)}
      data-engine={href(assets.minisearch)}
      data-index={href("search/index.json")}
    >
      <div class="box">
        <Icon name="search" />
        <input
          type="search"
          name="q"
          id="q"
          aria-label="Search listings"
          placeholder={total > 1 ? `Search ${total.toLocaleString("en")} listings` : "Search"}
          autocomplete="off"
          spellcheck={false}
          aria-controls="results"
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <div class="narrow">
        <label>
          <span>Type</span>
          <select name="type">
            <option value="">All types</option>
            {site.types.map((type) => (
              <option key={type} value={type}>
                {typeWords(type).many}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Tag</span>
          <select name="tag">
            <option value="">Any tag</option>
          </select>
        </label>
        <label>
          <span>Sort</span>
          <select name="sort">
            <option value="">Best match</option>
            <option value="newest">Newest</option>
            <option value="updated">Recently updated</option>
            <option value="name">Name</option>
          </select>
        </label>
        <button type="reset" class="quiet" hidden>
          Clear
        </button>
      </div>
    </form>
  );
}

/** Filled by the search; without it, it stays hidden. */
function Results(): VNode {
  return (
    <section class="wrap" id="results" aria-labelledby="found" hidden>
      <h2 id="found">Results</h2>
      <p class="soft" role="status" aria-live="polite" data-status />
      <ul class="cards" data-cards />
      <p class="steps">
        <button type="button" class="button" data-more hidden>
          Show more
        </button>
      </p>
    </section>
  );
}

function TypeTiles({ frame }: { readonly frame: Frame }): VNode {
  return (
    <ul class="kinds">
      {frame.site.types.map((type) => {
        const { many, what } = typeWords(type);
        return (
          <li key={type}>
            <a href={frame.href(`type/${type}/`)}>
              <Icon name={typeIcon(type)} />
              <span>
                <b>{many}</b>
                {what === "" ? null : <small>{what}</small>}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export function TagList({ frame, tags }: { readonly frame: Frame; readonly tags: readonly string[] }): VNode {
  return (
    <ul class="taglist">
      {tags.map((tag) => (
        <li key={tag}>
          <a href={frame.href(`tag/${tag}/`)}>{tag}</a>
        </li>
      ))}
    </ul>
  );
}

function Assurance({ frame, at }: { readonly frame: Frame; readonly at: string }): VNode {
  return (
    <section class="wrap" aria-labelledby="promise">
      <div class="promise">
        <Icon name="badge" />
        <div>
          <h2 id="promise">Checked before it is listed</h2>
          <p>
            Every listing has been through the same <a href={frame.href("checklist/")}>checklist</a>, and its
            page shows what was seen and when. A listing with a security problem that is not fixed in time is{" "}
            <a href={frame.href("removed/")}>removed, and says so</a>.
          </p>
          <p class="soft">
            As of <time dateTime={at}>{longDay(at)}</time>.
          </p>
        </div>
      </div>
    </section>
  );
}
