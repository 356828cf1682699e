// Other people's words on our pages: every file parses strictly, nothing but our own scripts stands there, no link leads astray.

import { describe, expect, it } from "@jest/globals";
import { parse, type DefaultTreeAdapterTypes } from "parse5";
import { SaxesParser } from "saxes";
import { readBrowserSources } from "../../src/adapters/storefront-files.ts";
import type { Catalog } from "../../src/core/catalog/entry.ts";
import { pageFiles, openStorefront } from "../../src/core/storefront/storefront.ts";
import { HOSTILE_WEB } from "../support/hostile-web.ts";
import { entryOf, niceCatalog, SITE } from "../support/storefront-sample.ts";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const SOURCES = readBrowserSources();

function elementsOf(node: Node): Element[] {
  const children = "childNodes" in node ? node.childNodes : [];
  return [...("tagName" in node ? [node] : []), ...children.flatMap(elementsOf)];
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

/** What is wrong with a page; nothing, if all is well. */
function htmlFaults(html: string): string[] {
  const faults: string[] = [];
  const document = parse(html, { onParseError: ({ code }) => faults.push(code) });
  for (const element of elementsOf(document)) {
    const { tagName, attrs } = element;
    if (["iframe", "object", "embed", "base", "style", "math"].includes(tagName)) faults.push(tagName);
    for (const { name } of attrs) if (/^on|^style$|^srcdoc$/i.test(name)) faults.push(`${tagName} ${name}`);
    if (tagName === "script") faults.push(...scriptFaults(element));
    if (tagName === "a") faults.push(...linkFaults(element));
    const source = attribute(element, "src");
    if (source !== undefined && !source.startsWith(SITE.basePath)) faults.push(`${tagName} from ${source}`);
    if (tagName === "form" && !attribute(element, "action")?.startsWith(SITE.basePath)) faults.push("form");
  }
  return faults;
}

function scriptFaults(element: Element): string[] {
  if (attribute(element, "type") !== "application/ld+json")
    return attribute(element, "src")?.startsWith(`${SITE.basePath}assets/`) === true ? [] : ["a script"];
  const [text] = element.childNodes;
  try {
    JSON.parse(text !== undefined && "value" in text ? text.value : "");
    return [];
  } catch {
    return ["JSON-LD"];
  }
}

function linkFaults(element: Element): string[] {
  const href = attribute(element, "href") ?? "";
  if (href.startsWith("#") || href.startsWith(SITE.basePath)) return [];
  if (!/^(?:https:\/\/|mailto:)/.test(href)) return [`leads to ${href}`];
  return attribute(element, "rel") === "nofollow ugc noopener" ? [] : [`vouches for ${href}`];
}

function xmlFaults(xml: string): string[] {
  const faults: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", ({ message }) => faults.push(message));
  parser.on("opentag", ({ local }) => {
    if (/script|foreignObject/i.test(local)) faults.push(local);
  });
  parser.write(xml).close();
  return faults;
}

function faultsOf(catalog: Catalog): readonly string[] {
  return [...pageFiles(openStorefront(catalog, SOURCES))].flatMap(({ path, text }) => {
    const named = (faults: readonly string[]) => faults.map((fault) => `${path}: ${fault}`);
    if (path.startsWith("assets/") && !path.endsWith(".svg")) return [];
    if (path.endsWith(".html")) return named(htmlFaults(text));
    if (/\.(?:xml|svg)$/.test(path)) return named(xmlFaults(text));
    if (path.endsWith(".json")) JSON.parse(text);
    return named(text.isWellFormed() ? [] : ["half a character"]);
  });
}

describe("a catalog without guile", () => {
  it("has no fault", () => {
    expect(faultsOf(niceCatalog())).toEqual([]);
  });
  it("is how a fault would be found", () => {
    expect(htmlFaults("<p onclick=x><script>1</script><a href='javascript:1'>x</a>&nope;\0")).not.toEqual([]);
    expect(xmlFaults("<a>&nope;</a>")).not.toEqual([]);
  });
});

describe("hostile texts", () => {
  it("are 300 and more", () => {
    expect(new Set(HOSTILE_WEB).size).toBeGreaterThanOrEqual(300);
  });

  it("stay text wherever a listing may say something", () => {
    const entries = HOSTILE_WEB.map((text, at) =>
      entryOf({
        id: `hostile-${at}`,
        name: text,
        summary: text,
        description: text,
        license: text,
        compatibility: text,
        maintainers: [text],
        checks: [
          {
            id: "link",
            title: "Link",
            status: "released",
            evidence: [text],
            at: SITE.source.at,
            releasedBy: { id: 1, login: text, reason: text },
          },
        ],
      }),
    );
    expect(faultsOf({ site: SITE, entries, removed: [] })).toEqual([]);
  });

  it("stay text in addresses, should the format ever let one through", () => {
    const entries = HOSTILE_WEB.slice(0, 60).map((text, at) =>
      entryOf({ id: `hostile-${at}`, link: text, documentation: text, issues: text, security: text }),
    );
    expect(faultsOf({ site: SITE, entries, removed: [] })).toEqual([]);
  });

  it.each(HOSTILE_WEB.filter((_, at) => at % 12 === 0))("stay text as the marketplace's own: %j", (text) => {
    const site = {
      ...SITE,
      marketplace: { name: text, about: text, security: text, contact: text, url: text, guide: text },
    };
    const removed = [
      {
        id: "gone",
        name: text,
        status: "removed",
        reason: "policy",
        removed: text,
        severity: text,
        issues: [],
      },
    ] as const;
    expect(faultsOf({ site, entries: [entryOf({ id: "one" })], removed })).toEqual([]);
  });

  it("leave the visitor's own words readable", () => {
    const entries = [entryOf({ id: "one", name: "Tom & Jerry's <3", description: "a < b && c" })];
    const files = new Map(
      [...pageFiles(openStorefront({ site: SITE, entries, removed: [] }, SOURCES))].map(({ path, text }) => [
        path,
        text,
      ]),
    );
    expect(files.get("listings/one/index.html")).toContain("Tom &amp; Jerry's &lt;3</h1>");
    expect(files.get("listings/one/index.html")).toContain("<p>a &lt; b &amp;&amp; c</p>");
    expect(files.get("feed.xml")).toContain("<title>Tom &amp; Jerry&#39;s &lt;3</title>");
  });
});
