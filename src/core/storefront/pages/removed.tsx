// What became of a removed listing: why and when it went, what to do now; and the list of all of them.

import type { VNode } from "preact";
import type { RemovedEntry } from "../../catalog/entry.ts";
import { hasOwnClock, isCaseKind, REASONS } from "../../listing/reasons.ts";
import { documentOf, inCatalog, Out, type Frame } from "../frame.tsx";
import type { ListPage } from "../lists.ts";
import { Icon } from "../parts/icons.tsx";
import { longDay } from "../text.ts";
import { Steps } from "./list.tsx";

const isGraded = (reason: RemovedEntry["reason"]): boolean => isCaseKind(reason) && !hasOwnClock(reason);

const titleOf = (entry: RemovedEntry): string => entry.name ?? entry.id;

/** The page stands where the listing stood, and says that its own place is under `removed/`. */
export function tombstonePage(entry: RemovedEntry, frame: Frame): string {
  const why = REASONS[entry.reason].page;
  const title = titleOf(entry);
  return documentOf(
    frame,
    {
      title: `${title} (removed)`,
      description: `${title} was removed on ${longDay(entry.removed)}. ${why.long}`,
      path: `removed/${entry.id}/`,
      area: "none",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <p class="crumbs">
        <a href={frame.href("")}>Home</a>
        {" / "}
        <a href={frame.href("removed/")}>Removed listings</a>
      </p>
      <h1 dir="auto">{title}</h1>
      <section class={`alert ${why.isAlarming === true ? "bad" : "mute"}`} aria-labelledby="why">
        <Icon name="gone" />
        <div>
          <h2 id="why">
            {entry.status === "withdrawn" ? "Withdrawn" : "Removed"} on{" "}
            <time dateTime={entry.removed}>{longDay(entry.removed)}</time>
          </h2>
          <p>
            {why.long}
            {entry.severity === undefined || !isGraded(entry.reason)
              ? null
              : ` Its severity: ${entry.severity}.`}
          </p>
        </div>
      </section>
      <h2>If you use it</h2>
      <p>{why.now}</p>
      {entry.issues.length === 0 ? null : (
        <>
          <h2>What happened</h2>
          <ul>
            {entry.issues.map((issue) => (
              <li key={issue}>
                <Out href={inCatalog(frame.site, `issues/${issue}`)}>Case {issue}</Out>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>Can it come back?</h2>
      <p>
        Yes, once what led to this is solved: its maintainers propose it again and say what changed. The name
        stays theirs meanwhile.
      </p>
      <p>
        <a class="button" href={frame.href("all/")}>
          Find something else
        </a>
      </p>
    </main>,
  );
}

export function removedListPage(page: ListPage<RemovedEntry>, frame: Frame): string {
  return documentOf(
    frame,
    {
      title: page.path === "" ? "Removed listings" : "Removed listings, older",
      description: `What ${frame.site.marketplace.name} removed, why and when.`,
      path: `removed/${page.path}`,
      area: "none",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <p class="crumbs">
        <a href={frame.href("")}>Home</a>
      </p>
      <h1>Removed listings</h1>
      <p class="lead">What is no longer listed, why and since when. The newest first.</p>
      {page.entries.length === 0 ? (
        <p class="empty">Nothing was ever removed.</p>
      ) : (
        <ul class="lines">
          {page.entries.map((entry) => (
            <Line key={entry.id} entry={entry} frame={frame} />
          ))}
        </ul>
      )}
      <Steps frame={frame} folder="removed/" page={page} />
    </main>,
  );
}

function Line({ entry, frame }: { readonly entry: RemovedEntry; readonly frame: Frame }): VNode {
  return (
    <li>
      <a href={frame.href(`removed/${entry.id}/`)}>
        <bdi>{titleOf(entry)}</bdi>
      </a>
      <span class={`mark ${REASONS[entry.reason].page.isAlarming === true ? "bad" : "mute"}`}>
        {REASONS[entry.reason].page.short}
      </span>
      <time class="soft" dateTime={entry.removed}>
        {longDay(entry.removed)}
      </time>
    </li>
  );
}
