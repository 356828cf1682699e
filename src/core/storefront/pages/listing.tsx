// The page of one listing: what it is, where to get it, who answers for it, what was checked, what to do when it is broken.

import type { VNode } from "preact";
import type { Entry } from "../../catalog/entry.ts";
import { FACT_FIELDS } from "../../listing/fields.ts";
import { documentOf, inCatalog, Out, profileOf, type Frame } from "../frame.tsx";
import { Description } from "../parts/description.tsx";
import { Evidence } from "../parts/evidence.tsx";
import { FactLine, ListedFact } from "../parts/fact-line.tsx";
import { Icon, type IconName } from "../parts/icons.tsx";
import { fileFor, Picture, sharedFile } from "../parts/picture.tsx";
import { longDay, hostShown, momentOf, typeWords } from "../text.ts";

const PICTURE_PX = 256;
const SHOT_PX = 512;

export function listingPage(entry: Entry, frame: Frame): string {
  const path = `listings/${entry.id}/`;
  const shared = sharedFile(entry.image);
  const hasShots = entry.screenshots.length > 0;
  const about = entry.description?.trim() === "" ? undefined : entry.description;
  return documentOf(
    frame,
    {
      title: entry.name,
      description: entry.summary,
      path,
      area: "none",
      image: shared,
      jsonLd: jsonLdFor(entry, frame, path, shared),
    },
    <main id="main" class="wrap listing" tabIndex={-1}>
      <p class="crumbs">
        <a href={frame.href("")}>Home</a>
        {" / "}
        <a href={frame.href(`type/${entry.type}/`)}>{typeWords(entry.type).many}</a>
      </p>
      <header class="title">
        <Picture
          frame={frame}
          id={entry.id}
          name={entry.name}
          file={fileFor(entry.image, PICTURE_PX)}
          size={112}
          eager
        />
        <div>
          <h1 dir="auto">{entry.name}</h1>
          <p class="lead" dir="auto">
            {entry.summary}
          </p>
        </div>
        <p class="act">
          <Out href={entry.link} class={entry.status === "active" ? "button main" : "button"}>
            Get it <small>on {hostShown(entry.link)}</small>
          </Out>
          <Out href={entry.documentation} class="button">
            <Icon name="book" />
            Documentation <small>on {hostShown(entry.documentation)}</small>
          </Out>
        </p>
      </header>
      {entry.status === "under-review" ? <UnderReview entry={entry} frame={frame} /> : null}
      <div class={hasShots || about !== undefined ? "columns" : "columns bare"}>
        {hasShots || about !== undefined ? (
          <div class="stack">
            {hasShots ? <Screenshots entry={entry} frame={frame} /> : null}
            {about === undefined ? null : (
              <section aria-labelledby="about">
                <h2 id="about">About</h2>
                <Description text={about} />
              </section>
            )}
          </div>
        ) : null}
        <aside aria-label="Facts">
          <Facts entry={entry} frame={frame} />
          <Problems entry={entry} frame={frame} />
        </aside>
        <div class="stack more">
          <section aria-labelledby="checked">
            <h2 id="checked">What was checked</h2>
            <p class="soft">
              Last checked on <time dateTime={entry.verified}>{longDay(entry.verified)}</time>, by the{" "}
              <a href={frame.href("checklist/")}>checklist</a> every listing goes through.
            </p>
            <Evidence frame={frame} checks={entry.checks} />
          </section>
          <Badge entry={entry} frame={frame} />
        </div>
      </div>
    </main>,
  );
}

function UnderReview({ entry, frame }: { readonly entry: Entry; readonly frame: Frame }): VNode {
  const { review } = entry;
  return (
    <section class="alert warn" aria-labelledby="review">
      <Icon name="warning" />
      <div>
        <h2 id="review">A problem in this listing is being investigated</h2>
        <p>
          {review === undefined ? (
            "It is removed if the problem is not solved in time."
          ) : (
            <>
              If it is not solved by <time dateTime={review.deadline}>{momentOf(review.deadline)}</time>, the
              listing is removed.
            </>
          )}{" "}
          Wait with a new installation, and watch for an update if you use it already.
          {review?.issue === undefined ? null : (
            <>
              {" "}
              <Out href={inCatalog(frame.site, `issues/${review.issue}`)}>Follow the case</Out>.
            </>
          )}
        </p>
      </div>
    </section>
  );
}

function Screenshots({ entry, frame }: { readonly entry: Entry; readonly frame: Frame }): VNode {
  return (
    <section aria-labelledby="shots">
      <h2 id="shots">Screenshots</h2>
      <ul class="shots">
        {entry.screenshots.map((shot, at) => {
          const small = fileFor(shot, SHOT_PX);
          const large = fileFor(shot, Number.MAX_SAFE_INTEGER);
          return small === undefined || large === undefined ? null : (
            <li key={at}>
              <a href={frame.href(large)}>
                <img
                  src={frame.href(small)}
                  alt={`Screenshot ${at + 1} of ${entry.screenshots.length}, larger`}
                  width={shot.width}
                  height={shot.height}
                  loading="lazy"
                />
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts({ entry, frame }: { readonly entry: Entry; readonly frame: Frame }): VNode {
  return (
    <section class="panel" aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <dl>
        <FactLine term={entry.maintainers.length === 1 ? "Maintainer" : "Maintainers"}>
          {entry.maintainers.map((login, at) => (
            <span key={login}>
              {at === 0 ? null : ", "}
              <Out href={profileOf(frame.site, login)}>{login}</Out>
            </span>
          ))}
        </FactLine>
        <FactLine term="Type">
          <a href={frame.href(`type/${entry.type}/`)}>{typeWords(entry.type).one}</a>
        </FactLine>
        <FactLine term="Licence">{entry.license ?? <span class="soft">not said</span>}</FactLine>
        {FACT_FIELDS.map(({ name, label, as }) => (
          <ListedFact key={name} label={label} as={as} value={entry[name]} />
        ))}
        {entry.tags.length === 0 ? null : (
          <FactLine term="Tags">
            <span class="tags">
              {entry.tags.map((tag) => (
                <a key={tag} href={frame.href(`tag/${tag}/`)}>
                  {tag}
                </a>
              ))}
            </span>
          </FactLine>
        )}
        <FactLine term="Added">
          <time dateTime={entry.added}>{longDay(entry.added)}</time>
        </FactLine>
        {longDay(entry.updated) === longDay(entry.added) ? null : (
          <FactLine term="Listing updated">
            <time dateTime={entry.updated}>{longDay(entry.updated)}</time>
          </FactLine>
        )}
        <FactLine term="Where it comes from">
          <Out href={inCatalog(frame.site, `blob/HEAD/listings/${entry.id}.yml`)}>listing file</Out>
          {entry.source.pull === undefined ? null : (
            <>
              {", "}
              <Out href={inCatalog(frame.site, `pull/${entry.source.pull}`)}>how it was reviewed</Out>
            </>
          )}
          {", "}
          <a href={frame.href(`listings/${entry.id}.json`)}>as JSON</a>
        </FactLine>
      </dl>
    </section>
  );
}

function Problem(props: {
  readonly icon: IconName;
  readonly title: string;
  /** undefined: nobody said whom to tell. */
  readonly href: string | undefined;
  readonly words: string;
}): VNode {
  return (
    <li>
      <Icon name={props.icon} />
      <div>
        <b>{props.title}</b>
        <p>
          {props.words}
          {props.href === undefined ? null : (
            <>
              {" "}
              <Out href={props.href}>{hostShown(props.href)}</Out>
            </>
          )}
        </p>
      </div>
    </li>
  );
}

function Problems({ entry, frame }: { readonly entry: Entry; readonly frame: Frame }): VNode {
  const { marketplace } = frame.site;
  const security = entry.security ?? marketplace.security;
  return (
    <section class="panel" aria-labelledby="problems">
      <h2 id="problems">Something wrong?</h2>
      <ul class="wrongs">
        <Problem
          icon="bug"
          title="It does not work"
          words="Tell its maintainers in their tracker:"
          href={entry.issues}
        />
        <Problem
          icon="lock"
          title="Security problem"
          words={security === undefined ? "Never in public." : "Never in public. Privately to"}
          href={security}
        />
        {entry.security === undefined || marketplace.security === undefined ? null : (
          <Problem
            icon="warning"
            title="No answer, or it is urgent"
            words="The marketplace's security team, privately:"
            href={marketplace.security}
          />
        )}
      </ul>
    </section>
  );
}

/** Where the site's address is unknown there is none: a README on another site could not show it. */
function Badge({ entry, frame }: { readonly entry: Entry; readonly frame: Frame }): VNode | null {
  const path = `badge/${entry.id}.svg`;
  const [picture, page] = [frame.absolute(path), frame.absolute(`listings/${entry.id}/`)];
  if (picture === undefined || page === undefined) return null;
  const snippet = `[![Listed in ${frame.site.marketplace.name.replaceAll(/[[\]\\]/g, "")}](${picture})](${page})`;
  return (
    <details class="badge">
      <summary>
        A badge for your README <img src={frame.href(path)} alt="The badge" height="20" loading="lazy" />
      </summary>
      <div class="copy">
        <pre tabIndex={0}>
          <code>{snippet}</code>
        </pre>
        <button type="button" class="button js-only" data-copy>
          Copy
        </button>
      </div>
    </details>
  );
}

/**
 * No SoftwareApplication: a listing may be a lesson or a data set as well, and search engines report one without a price and
 * ratings, of which we know nothing, as invalid.
 */
function jsonLdFor(
  entry: Entry,
  frame: Frame,
  path: string,
  shared: string | undefined,
): Readonly<Record<string, unknown>> {
  const url = frame.absolute(path);
  const image = shared === undefined ? undefined : frame.absolute(shared);
  return {
    "@type": "CreativeWork",
    name: entry.name,
    description: entry.summary,
    genre: typeWords(entry.type).one,
    ...(url !== undefined && { url }),
    ...(image !== undefined && { image }),
    ...(entry.license !== undefined && { license: licenseLd(entry.license) }),
    sameAs: entry.link,
    discussionUrl: entry.issues,
    subjectOf: { "@type": "CreativeWork", name: `Documentation of ${entry.name}`, url: entry.documentation },
    datePublished: entry.added,
    dateModified: entry.updated,
    ...(entry.tags.length > 0 && { keywords: entry.tags.join(", ") }),
    author: entry.maintainers.map((login) => {
      const url = profileOf(frame.site, login);
      return { "@type": "Person", name: login, ...(url !== undefined && { url }) };
    }),
  };
}

/** SPDX keeps a page for each licence on its list; an expression of several, or a licence of somebody's own, has none. */
function licenseLd(license: string): unknown {
  const isOne = /^[A-Za-z0-9.-]+$/.test(license) && !license.startsWith("LicenseRef-");
  return isOne ? `https://spdx.org/licenses/${license}.html` : { "@type": "CreativeWork", name: license };
}
