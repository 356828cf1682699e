// The home page: what this is, search, the types, the newest. The only page that changes at every publish.

import type { VNode } from "preact";
import { documentOf, Out, submitAddress, type Frame } from "../frame.tsx";
import { Cards, type CardData } from "../parts/card.tsx";
import { Icon, typeIcon } from "../parts/icons.tsx";
import { longDay, grouped, paragraphsOf, typeWords } from "../text.ts";

/** More than any name or sentence here; the search itself reads no more. */
const SEARCH_MAX = 200;

/** A type or a tag, and how many listings have it. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface HomeInput {
  readonly newest: readonly CardData[];
  /** Recently changed, none of the newest among them. */
  readonly changed: readonly CardData[];
  readonly tags: readonly Counted[];
  /** Every type of the policy, in its order. */
  readonly types: readonly Counted[];
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
      <Results frame={frame} />
      <div data-browse>
        <section class="wrap" aria-labelledby="types">
          <h2 id="types">What are you looking for?</h2>
          <TypeTiles frame={frame} types={input.types} />
        </section>
        {input.newest.length === 0 ? (
          <p class="wrap empty">
            Nothing is listed yet. <Out href={submitAddress(site)}>Be the first</Out>.
          </p>
        ) : (
          <section class="wrap" aria-labelledby="newest">
            <div class="row">
              <h2 id="newest">New</h2>
              <a href={frame.href("all/")}>
                {input.total === 1 ? "Browse all" : `Browse all ${grouped(input.total)}`}
              </a>
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
      data-find={href(assets.find)}
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
          placeholder={total > 1 ? `Search ${grouped(total)} listings` : "Search"}
          maxlength={SEARCH_MAX}
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
            <option value="updated">Last updated</option>
            <option value="name">Name</option>
          </select>
        </label>
        <button type="reset" class="quiet">
          Clear
        </button>
      </div>
    </form>
  );
}

/** Filled by the search, and shown while the address or the form asks for something: its place is kept from the first paint on. */
function Results({ frame }: { readonly frame: Frame }): VNode {
  const { href, site } = frame;
  return (
    <section class="wrap" id="results" aria-labelledby="found">
      <h2 id="found">Results</h2>
      <p class="soft" role="status" aria-live="polite" data-status>
        Searching…
      </p>
      <ul class="cards" data-cards />
      <div class="none" data-none hidden>
        <p>
          Look for a part of a name, for what it connects to, or for a maintainer. Fewer words find more, and
          most typing errors are forgiven.
        </p>
        <p class="steps">
          <button type="button" class="button" data-wider hidden />
          <a class="button" href={href("all/")}>
            Browse all listings
          </a>
          <a class="button" href={href("tags/")}>
            Browse tags
          </a>
        </p>
        {submitAddress(site) === undefined ? null : (
          <p>
            Is something missing? <Out href={submitAddress(site)}>List your work</Out>.
          </p>
        )}
      </div>
      <p class="steps">
        <button type="button" class="button" data-more hidden>
          Show more
        </button>
      </p>
    </section>
  );
}

function TypeTiles(props: { readonly frame: Frame; readonly types: readonly Counted[] }): VNode {
  const { frame, types } = props;
  return (
    <ul class="kinds">
      {types.map(({ name, count }) => {
        const { many, what } = typeWords(name);
        return (
          <li key={name}>
            <a href={frame.href(`type/${name}/`)}>
              <Icon name={typeIcon(name)} />
              <span>
                <b>{many}</b> <Count of={count} />
                {what === "" ? null : <small>{what}</small>}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export function TagList(props: { readonly frame: Frame; readonly tags: readonly Counted[] }): VNode {
  return (
    <ul class="taglist">
      {props.tags.map(({ name, count }) => (
        <li key={name}>
          <a href={props.frame.href(`tag/${name}/`)}>
            {name} <Count of={count} />
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Count({ of }: { readonly of: number }): VNode {
  return <span class="count">{grouped(of)}</span>;
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
