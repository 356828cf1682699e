// The pages that hang on the policy alone: about, the checklist, all tags, and what is shown where there is nothing.

import type { VNode } from "preact";
import { CHECKS } from "../../checks/index.ts";
import type { AnyCheck, RuleWords } from "../../checks/check.ts";
import { documentOf, Out, submitAddress, type Frame } from "../frame.tsx";
import { hostShown, paragraphsOf } from "../text.ts";
import { withCode } from "../parts/evidence.tsx";
import { TagList, type Counted } from "./home.tsx";
import { TypeRow } from "./list.tsx";

/** Whom to tell, where somebody said so. */
function Told({ at }: { readonly at: string | undefined }): VNode | null {
  return at === undefined ? null : (
    <>
      : <Out href={at}>{hostShown(at)}</Out>
    </>
  );
}

export function aboutPage(_: null, frame: Frame): string {
  const { site, href } = frame;
  const { marketplace } = site;
  const submit = submitAddress(site);
  return documentOf(
    frame,
    {
      title: "About",
      description: `What ${marketplace.name} is and how it works.`,
      path: "about/",
      area: "about",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <h1>
        About <bdi>{marketplace.name}</bdi>
      </h1>
      {paragraphsOf(marketplace.about).map((paragraph, at) => (
        <p key={at} {...(at === 0 && { class: "lead" })}>
          {paragraph}
        </p>
      ))}
      <h2>How a listing gets here</h2>
      <p>
        Its maintainers propose it in a pull request to the <Out href={site.repositoryUrl}>catalog</Out>. It
        is checked against the <a href={href("checklist/")}>checklist</a>, a maintainer of the marketplace
        reads it, and with the merge it appears here.{" "}
        {submit === undefined ? null : <Out href={submit}>Add yours.</Out>}
      </p>
      <h2>What you can rely on</h2>
      <p>
        The checklist asks whether a listing can be had, is documented, has a tracker and belongs to the
        people it names. It is no audit of the code: look at what you install as you would anywhere.
      </p>
      <h2>When something is wrong</h2>
      <p>
        A fault belongs in the listing's own tracker, which its page names. A security problem is reported
        privately, never in public
        <Told at={marketplace.security} />. When it is acknowledged, a clock starts; a listing whose problem
        is not solved in time is <a href={href("removed/")}>removed</a>, and its page says why.
      </p>
      <h2>For programs</h2>
      <ul>
        <li>
          <a href={href("catalog.json")}>catalog.json</a> names the parts of the catalog, and{" "}
          <a href={href("removed.json")}>removed.json</a> what was removed.
        </li>
        <li>
          <code>listings/&lt;id&gt;.json</code> is one listing.
        </li>
        <li>
          Their JSON Schemas: <a href={href("schema/catalog.json")}>catalog</a>,{" "}
          <a href={href("schema/entry.json")}>listing</a>.
        </li>
        <li>
          <a href={href("feed.xml")}>feed.xml</a> tells of new ones.
        </li>
      </ul>
      {marketplace.contact === undefined && marketplace.url === undefined ? null : (
        <>
          <h2>Who runs it</h2>
          <ul>
            {marketplace.url === undefined ? null : (
              <li>
                Web site: <Out href={marketplace.url}>{hostShown(marketplace.url)}</Out>
              </li>
            )}
            {marketplace.contact === undefined ? null : (
              <li>
                Contact: <Out href={marketplace.contact}>{hostShown(marketplace.contact)}</Out>
              </li>
            )}
          </ul>
        </>
      )}
    </main>,
  );
}

const LEVELS: Readonly<Record<RuleWords["level"], readonly [string, string]>> = {
  fail: ["Needs changes", "bad"],
  held: ["A maintainer decides", "warn"],
  suggestion: ["Suggestion", "mute"],
  unknown: ["Asked again", "mute"],
};

export function checklistPage(_: null, frame: Frame): string {
  return documentOf(
    frame,
    {
      title: "Checklist",
      description: "What is checked before something is listed, why, and how to pass.",
      path: "checklist/",
      area: "checklist",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <h1>Checklist</h1>
      <p class="lead">What is checked before something is listed, why, and how to pass.</p>
      <ol class="checklist">
        {CHECKS.map((check) => (
          <li key={check.id} id={check.id}>
            <h2>{withCode(check.item)}</h2>
            <p>{withCode(check.why)}</p>
            <p>
              <b>How to pass.</b> {withCode(check.fix)}
            </p>
            <Rules check={check} />
          </li>
        ))}
      </ol>
      <p>
        All of it is checked at once, and each answer says what to do next.{" "}
        <Out href={submitAddress(frame.site)}>List your work</Out>.
      </p>
    </main>,
  );
}

/** Rules about addresses are the same for every check that follows one; each is told once where it is told. */
function Rules({ check }: { readonly check: AnyCheck }): VNode {
  const rules = Object.entries(check.rules);
  return (
    <details>
      <summary>All rules of “{check.title}”</summary>
      <dl class="rules">
        {rules.map(([rule, { level, why, fix }]) => (
          <div key={rule}>
            <dt>
              <code>
                {check.id}/{rule === "schema" ? "…" : rule}
              </code>{" "}
              <span class={`mark ${LEVELS[level][1]}`}>{LEVELS[level][0]}</span>
            </dt>
            <dd>{withCode(`${why} ${fix}`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function tagsPage(tags: readonly Counted[], frame: Frame): string {
  return documentOf(
    frame,
    {
      title: "Tags",
      description: `The tags used most in ${frame.site.marketplace.name}.`,
      path: "tags/",
      area: "none",
    },
    <main id="main" class="wrap" tabIndex={-1}>
      <p class="crumbs">
        <a href={frame.href("")}>Home</a>
      </p>
      <h1>Tags</h1>
      {tags.length === 0 ? (
        <p class="empty">No listing has a tag yet.</p>
      ) : (
        <TagList frame={frame} tags={tags} />
      )}
    </main>,
  );
}

export function notFoundPage(_: null, frame: Frame): string {
  return documentOf(
    frame,
    {
      title: "Not found",
      description: "There is no such page.",
      path: "404.html",
      area: "none",
      robots: "noindex",
    },
    <main id="main" class="wrap narrow-page" tabIndex={-1}>
      <h1>There is nothing here</h1>
      <p class="lead">
        Perhaps it was renamed, or never listed. What was <a href={frame.href("removed/")}>removed</a> says so
        on a page of its own.
      </p>
      <TypeRow frame={frame} />
      <p>
        <a class="button" href={frame.href("all/")}>
          Browse all listings
        </a>
      </p>
    </main>,
  );
}
