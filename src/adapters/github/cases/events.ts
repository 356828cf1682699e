// The events of one issue that say who labelled, closed or reopened it, found whatever else others make happen there.

import type { SeenEvent } from "../../../core/takedown/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { LABEL_TIMES } from "./queries.ts";
import { ownTexts } from "../base/own-texts.ts";

export interface SeenEvents {
  /** Oldest first. */
  readonly events: readonly SeenEvent[];
  /** Label events with a smaller id may be lacking; 0: none is. */
  readonly from: number;
}

const EVENTS: ReadonlySet<string> = new Set(["labeled", "unlabeled", "closed", "reopened"]);
const PAGE = 100;
/** So many pages are read from end to end; of longer lists those alone that hold what counts. */
const WHOLE_PAGES_MAX = 5;
/** Questions about the events of one issue in one look. */
const CALLS_MAX = 40;

interface Listed {
  readonly nodeId: string;
  readonly atMs: number;
  /** undefined: of a kind that says nothing to us. */
  readonly event: SeenEvent | undefined;
}

interface Pages {
  /** undefined: enough was asked in this look. */
  at(page: number): Promise<readonly Listed[] | undefined>;
  /** As GitHub's first answer says. */
  last(): number;
  /** All that was read. */
  all(): readonly Listed[];
}

/**
 * GitHub lists events oldest first, with everything that anybody can cause (being mentioned, referenced, closed and
 * reopened) among them. Its timeline tells one kind from another, newest first, but neither an event's number nor the
 * label's name as it was then: so it says when, and the list says what.
 */
export async function eventsOf(options: ForgeOptions, number: number): Promise<SeenEvents> {
  const pages = pagesOf(options, number);
  await pages.at(1);
  if (pages.last() <= WHOLE_PAGES_MAX) {
    for (let page = 2; (await pages.at(page - 1))?.length === PAGE; page += 1) await pages.at(page);
    return { events: inOrder(pages), from: 0 };
  }
  let last = pages.last();
  await pages.at(last - 1);
  // Some may have come since the first answer.
  while ((await pages.at(last))?.length === PAGE) last += 1;
  const { newest, more } = await labelTimes(options, number);
  let from = Number.MAX_SAFE_INTEGER;
  for (const wanted of newest) {
    const found = wanted === null ? undefined : await find(pages, last, wanted);
    if (found?.event === undefined) return { events: inOrder(pages), from };
    from = Math.min(from, found.event.id);
  }
  return { events: inOrder(pages), from: more ? from : 0 };
}

function inOrder(pages: Pages): readonly SeenEvent[] {
  const byId = new Map(pages.all().flatMap(({ event }) => (event === undefined ? [] : [[event.id, event]])));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

function pagesOf(options: ForgeOptions, number: number): Pages {
  const { octokit, owner, name } = options;
  const { isOurApp } = ownTexts(options);
  const read = new Map<number, readonly Listed[]>();
  let last = 1;
  return {
    async at(page) {
      const known = read.get(page);
      if (known !== undefined) return known;
      if (read.size >= CALLS_MAX) return undefined;
      const { data, headers } = await octokit.rest.issues.listEvents({
        owner,
        repo: name,
        issue_number: number,
        per_page: PAGE,
        page,
      });
      last = Math.max(
        last,
        Number(/[?&]page=(\d{1,9})[^>]*>; rel="last"/.exec(headers.link ?? "")?.[1] ?? 0),
      );
      const listed = data.map((event): Listed => {
        const actor = event.actor as { id: number; login: string; type: string } | null;
        const via = event.performed_via_github_app as { id: number } | null | undefined;
        const atMs = Date.parse(event.created_at);
        return {
          nodeId: event.node_id,
          atMs,
          event: !EVENTS.has(event.event)
            ? undefined
            : {
                id: event.id,
                atMs,
                what: event.event as SeenEvent["what"],
                label: "label" in event ? (event.label.name ?? "") : "",
                actor:
                  actor === null
                    ? undefined
                    : { id: actor.id, login: actor.login, type: actor.type === "User" ? "User" : "Bot" },
                mine: isOurApp(via?.id),
              },
        };
      });
      read.set(page, listed);
      return listed;
    },
    last: () => last,
    all: () => [...read.values()].flat(),
  };
}

interface Wanted {
  readonly id: string;
  readonly createdAt: string;
}

/** undefined: it is not where it should be, or enough was asked. */
async function find(pages: Pages, last: number, { id, createdAt }: Wanted): Promise<Listed | undefined> {
  const known = pages.all().find(({ nodeId }) => nodeId === id);
  if (known !== undefined) return known;
  const atMs = Date.parse(createdAt);
  // The first page that ends no sooner than it.
  let [low, high] = [1, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const listed = await pages.at(middle);
    if (listed === undefined) return undefined;
    if ((listed.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) >= atMs) high = middle;
    else low = middle + 1;
  }
  for (let page = low; page <= last; page += 1) {
    const listed = await pages.at(page);
    if (listed === undefined) return undefined;
    const found = listed.find(({ nodeId }) => nodeId === id);
    if (found !== undefined || (listed[0]?.atMs ?? 0) > atMs) return found;
  }
  return undefined;
}

/** When labels were set and taken off, newest first; null: what cannot be shown. */
async function labelTimes(
  { octokit, owner, name, repositoryId }: ForgeOptions,
  number: number,
): Promise<{ readonly newest: readonly (Wanted | null)[]; readonly more: boolean }> {
  type Data = {
    readonly repository: {
      readonly databaseId: number;
      readonly issue: {
        readonly timelineItems: {
          readonly pageInfo: { readonly hasPreviousPage: boolean };
          readonly nodes: readonly (Wanted | null)[];
        };
      } | null;
    } | null;
  };
  const data = await askGraphQL<Data>(
    octokit,
    LABEL_TIMES,
    { owner, name, number },
    { spare: ["timelineItems"] },
  );
  if (data.repository === null || data.repository.databaseId !== repositoryId)
    throw new JobError("retry", "the repository has another name by now");
  const items = data.repository.issue?.timelineItems;
  if (items === undefined) throw new JobError("retry", "the issue is not shown");
  return { newest: items.nodes.toReversed(), more: items.pageInfo.hasPreviousPage };
}
