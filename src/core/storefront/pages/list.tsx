// The pages that list listings: all of them, those of a type, those with a tag.

import type { VNode } from "preact";
import { documentOf, type Area, type Frame } from "../frame.tsx";
import type { ListPage } from "../lists.ts";
import { Cards, type CardData } from "../parts/card.tsx";
import { Count, type Counted } from "./home.tsx";
import { Icon, typeIcon } from "../parts/icons.tsx";
import { listingsCounted, grouped, typeWords } from "../text.ts";

export type ListKind =
  | { readonly kind: "all" }
  | { readonly kind: "type"; readonly name: string }
  | { readonly kind: "tag"; readonly name: string };

export interface ListInput {
  readonly list: ListKind;
  readonly page: ListPage<CardData>;
  /** On the front page of all: how many listings each type has. */
  readonly types?: readonly Counted[] | undefined;
}

/** The list's folder on the site. */
export function folderOf(list: ListKind): string {
  return list.kind === "all" ? "all/" : `${list.kind}/${list.name}/`;
}

function wordsOf(list: ListKind): { readonly title: string; readonly lead: string; readonly query: string } {
  switch (list.kind) {
    case "all":
      return { title: "All listings", lead: "The newest first.", query: "" };
    case "type": {
      const { many, what } = typeWords(list.name);
      return { title: many, lead: what === "" ? "" : `${what}.`, query: `?type=${list.name}` };
    }
    case "tag":
      return { title: `Tagged “${list.name}”`, lead: "", query: `?tag=${list.name}` };
  }
}

export function listPage({ list, page, types }: ListInput, frame: Frame): string {
  const { title, lead, query } = wordsOf(list);
  const area: Area = list.kind === "all" ? "all" : "none";
  const isFront = page.path === "";
  return documentOf(
    frame,
    {
      title: isFront
        ? title
        : `${title}, ${page.place === undefined ? "older" : `page ${page.place.number}`}`,
      description: `${title} of ${frame.site.marketplace.name}. ${lead}`.trim(),
      path: folderOf(list) + page.path,
      area,
    },
    <main id="main" class="wrap" tabIndex={-1}>
      <div class="page-head">
        <p class="crumbs">
          <a href={frame.href("")}>Home</a>
          {list.kind === "tag" ? (
            <>
              {" / "}
              <a href={frame.href("tags/")}>Tags</a>
            </>
          ) : null}
        </p>
        <h1>
          {list.kind === "type" ? <Icon name={typeIcon(list.name)} /> : null}
          {title}
        </h1>
        {lead === "" && isFront ? null : (
          <p class="lead">{isFront ? lead : "Added earlier, newest first."}</p>
        )}
        {page.total === undefined || page.total === 0 ? null : (
          <p class="soft">
            {listingsCounted(page.total)}
            {page.place === undefined || page.place.of === 1 ? null : ` on ${grouped(page.place.of)} pages`}
          </p>
        )}
        <p class="js-only">
          <a href={frame.href(query)}>{query === "" ? "Search and sort" : "Search, sort and narrow down"}</a>
        </p>
      </div>
      {list.kind === "all" ? <TypeRow frame={frame} counts={types} withTags /> : null}
      {page.entries.length === 0 ? (
        <p class="empty">Nothing is listed here yet.</p>
      ) : (
        <Cards frame={frame} cards={page.entries} heading="h2" />
      )}
      <Steps frame={frame} folder={folderOf(list)} page={page} />
    </main>,
  );
}

/** All types at a glance; without counts they change with the policy alone. */
export function TypeRow(props: {
  readonly frame: Frame;
  readonly counts?: readonly Counted[] | undefined;
  readonly withTags?: boolean;
}): VNode {
  const { frame, counts, withTags = false } = props;
  return (
    <ul class="types" aria-label={withTags ? "Types and tags" : "Types"}>
      {frame.site.types.map((type) => (
        <li key={type}>
          <a href={frame.href(`type/${type}/`)}>
            <Icon name={typeIcon(type)} />
            {typeWords(type).many}
            {counts === undefined ? null : (
              <Count of={counts.find(({ name }) => name === type)?.count ?? 0} />
            )}
          </a>
        </li>
      ))}
      {withTags ? (
        <li>
          <a href={frame.href("tags/")}>
            <Icon name="tag" />
            Tags
          </a>
        </li>
      ) : null}
    </ul>
  );
}

export function Steps<T>(props: {
  readonly frame: Frame;
  readonly folder: string;
  readonly page: ListPage<T>;
}): VNode | null {
  const { frame, folder, page } = props;
  if (page.newer === undefined && page.older === undefined) return null;
  const step = (path: string | undefined, rel: "prev" | "next", words: string): VNode | null =>
    path === undefined ? null : (
      <a class={`button ${rel}`} rel={rel} href={frame.href(folder + path)}>
        {words}
      </a>
    );
  return (
    <nav class="steps" aria-label="Pages of this list">
      {page.path === "" ? null : (
        <a class="button quiet" href={frame.href(folder)}>
          Newest
        </a>
      )}
      {step(page.newer, "prev", "← Newer")}
      {page.place === undefined || page.place.of === 1 ? null : (
        <span class="soft">
          Page {grouped(page.place.number)} of {grouped(page.place.of)}
        </span>
      )}
      {step(page.older, "next", "Older →")}
      {page.place?.oldest === undefined || page.older === undefined ? null : (
        <a class="button quiet" href={frame.href(folder + page.place.oldest)}>
          Oldest
        </a>
      )}
    </nav>
  );
}
