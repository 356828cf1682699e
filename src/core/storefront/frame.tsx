// The frame around every page: head, Content-Security-Policy, header and footer; equal on all pages but for a few words.

import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Site } from "../catalog/entry.ts";
import type { AssetNames } from "./assets.ts";
import { Icon } from "./parts/icons.tsx";
import { safeHref } from "./text.ts";

/** What all pages may show of the site. What is left out would change every page at every publish. */
export type FrameSite = Omit<Site, "generation" | "source" | "feed">;

export interface Frame {
  readonly site: FrameSite;
  readonly assets: AssetNames;
  /** Address on this host of a path of the site. */
  href(path: string): string;
  /** The same with scheme and host, where the site's own is known. */
  absolute(path: string): string | undefined;
  /** Rendered once for all pages, by what it shows. */
  readonly kept: Map<string, string>;
}

export type Area = "home" | "all" | "checklist" | "about" | "none";

export interface PageHead {
  /** The page's own; the marketplace's name is added, but on the home page. */
  readonly title: string;
  readonly description: string;
  /** Path of the page on the site: "" or "type/plugin/". */
  readonly path: string;
  readonly area: Area;
  readonly image?: string | undefined;
  readonly jsonLd?: Readonly<Record<string, unknown>> | undefined;
  readonly robots?: "noindex" | undefined;
}

/** No inline script or style, nothing from elsewhere, nothing that frames, plugs in or sends a form away. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
].join("; ");

export function createFrame(site: FrameSite, assets: AssetNames): Frame {
  return {
    site,
    assets,
    href: (path) => `${site.basePath}${path}`,
    absolute: (path) =>
      site.origin === undefined ? undefined : `${new URL(site.origin).origin}${site.basePath}${path}`,
    kept: new Map(),
  };
}

/** A list whose items other pages show as well. */
export function DrawnOnce<T>(props: {
  readonly frame: Frame;
  readonly class: string;
  readonly items: readonly T[];
  /** Equal keys, equal items drawn in the same way; undefined: there is no other like it. */
  readonly keyOf: (item: T) => string | undefined;
  readonly draw: (item: T) => VNode;
}): VNode {
  const { frame, keyOf, draw } = props;
  const html = props.items.map((item) => {
    const key = keyOf(item);
    return key === undefined ? renderToString(draw(item)) : kept(frame, key, () => draw(item));
  });
  // Nothing but what the library itself has escaped.
  return <ul class={props.class} dangerouslySetInnerHTML={{ __html: html.join("") }} />;
}

export function documentOf(frame: Frame, head: PageHead, body: VNode): string {
  const header = kept(frame, `header ${head.area}`, () => <Header frame={frame} area={head.area} />);
  const footer = kept(frame, `footer ${head.area}`, () => <Footer frame={frame} area={head.area} />);
  const links = kept(frame, "links", () => <Links frame={frame} />);
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="strict-origin-when-cross-origin">\n',
    renderToString(<Head frame={frame} head={head} />),
    links,
    jsonLdOf(head.jsonLd),
    "</head>\n<body>\n",
    header,
    renderToString(body),
    footer,
    "</body>\n</html>\n",
  ].join("");
}

function kept(frame: Frame, key: string, draw: () => VNode): string {
  const known = frame.kept.get(key);
  if (known !== undefined) return known;
  const html = renderToString(draw());
  frame.kept.set(key, html);
  return html;
}

function Head({ frame, head }: { readonly frame: Frame; readonly head: PageHead }): VNode {
  const { name } = frame.site.marketplace;
  const title = head.area === "home" ? head.title : `${head.title} · ${name}`;
  const canonical = frame.absolute(head.path);
  const picture = head.image ?? frame.site.logo ?? frame.site.share;
  const image = picture === undefined ? undefined : frame.absolute(picture);
  return (
    <>
      <title>{title}</title>
      <meta name="description" content={head.description} />
      {head.robots === undefined ? null : <meta name="robots" content={head.robots} />}
      {canonical === undefined ? null : <link rel="canonical" href={canonical} />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={name} />
      <meta property="og:title" content={head.title} />
      <meta property="og:description" content={head.description} />
      {canonical === undefined ? null : <meta property="og:url" content={canonical} />}
      {image === undefined ? null : <meta property="og:image" content={image} />}
      <meta name="twitter:card" content="summary" />
    </>
  );
}

function Links({ frame }: { readonly frame: Frame }): VNode {
  const { assets, href, site } = frame;
  return (
    <>
      <meta name="theme-color" content={site.themeColor} />
      <link rel="icon" href={href(assets.icon)} type="image/svg+xml" />
      <link rel="alternate" type="application/atom+xml" title="New listings" href={href("feed.xml")} />
      <link rel="stylesheet" href={href(assets.style)} />
      <script src={href(assets.theme)} />
      <script type="module" src={href(assets.page)} />
    </>
  );
}

/** What stands in the block ends it nowhere: neither "</script" nor "<!--" can appear in it. */
export function jsonLdOf(value: Readonly<Record<string, unknown>> | undefined): string {
  if (value === undefined) return "";
  const json = JSON.stringify({ "@context": "https://schema.org", ...value });
  const inert = json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `<script type="application/ld+json">${inert}</script>\n`;
}

const AREAS: readonly (readonly [Area, string, string])[] = [
  ["all", "all/", "Browse"],
  ["about", "about/", "About"],
];

function Header({ frame, area }: { readonly frame: Frame; readonly area: Area }): VNode {
  const { site, href } = frame;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <div class="wrap">
          <a class="brand" href={href("")} {...(area === "home" && { "aria-current": "page" })}>
            <img
              src={href(site.logo ?? frame.assets.icon)}
              alt=""
              width="32"
              height="32"
              {...(site.logo !== undefined && { class: "logo" })}
            />
            <bdi>{site.marketplace.name}</bdi>
          </a>
          <nav aria-label="Main">
            {AREAS.map(([key, path, title]) => (
              <a key={key} href={href(path)} {...(area === key && { "aria-current": "page" })}>
                {title}
              </a>
            ))}
            <OutIf href={submitAddress(site)}>List your work</OutIf>
          </nav>
          {area === "home" ? null : (
            <form class="find js-only" role="search" action={href("")} method="get">
              <Icon name="search" />
              <input
                type="search"
                name="q"
                placeholder="Search"
                aria-label="Search listings"
                autocomplete="off"
              />
            </form>
          )}
          <button class="theme js-only" type="button" data-theme-toggle aria-label="Use the dark theme">
            <Icon name="theme" />
          </button>
        </div>
      </header>
    </>
  );
}

function Footer({ frame, area }: { readonly frame: Frame; readonly area: Area }): VNode {
  const { site, href } = frame;
  const { marketplace } = site;
  return (
    <footer class="bottom">
      <div class="wrap">
        <p>
          <bdi>{marketplace.name}</bdi>. Listings are made and looked after by their maintainers.
        </p>
        <nav aria-label="More">
          <OutIf href={submitAddress(site)}>List your work</OutIf>
          <a href={href("checklist/")} {...(area === "checklist" && { "aria-current": "page" })}>
            Checklist
          </a>
          <OutIf href={marketplace.security}>Report a security problem</OutIf>
          <a href={href("removed/")}>Removed listings</a>
          <a href={href("feed.xml")}>Feed</a>
          <a href={href("catalog.json")}>Catalog as JSON</a>
          <OutIf href={site.repositoryUrl}>Source</OutIf>
        </nav>
      </div>
    </footer>
  );
}

/** A link that leaves the site: what it says is other people's, so it vouches for nothing. */
export function Out(props: {
  readonly href: string | undefined;
  readonly children: ComponentChildren;
  readonly class?: string;
}): VNode {
  const href = safeHref(props.href);
  if (href === undefined) return <span>{props.children}</span>;
  return (
    <a href={href} rel="nofollow ugc noopener" {...(props.class !== undefined && { class: props.class })}>
      {props.children}
    </a>
  );
}

/** Nothing at all where there is nothing to link. */
function OutIf(props: {
  readonly href: string | undefined;
  readonly children: ComponentChildren;
}): VNode | null {
  return props.href === undefined ? null : <Out href={props.href}>{props.children}</Out>;
}

/** A page of the catalog's repository; undefined: nobody knows where it is. */
export function inCatalog({ repositoryUrl }: FrameSite, path: string): string | undefined {
  return repositoryUrl === undefined ? undefined : `${repositoryUrl}/${path}`;
}

/** Where somebody's account is, on the host of the catalog; undefined: nobody knows which. */
export function profileOf({ repositoryUrl }: FrameSite, login: string): string | undefined {
  if (repositoryUrl === undefined) return undefined;
  return `${new URL(repositoryUrl).origin}/${encodeURIComponent(login)}`;
}

/** Where a contributor starts. */
export function submitAddress(site: FrameSite): string | undefined {
  return site.marketplace.guide ?? site.repositoryUrl;
}
