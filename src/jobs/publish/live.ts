// Whether visitors get what was published: its catalog, a new listing's page and one picture, asked for from outside.

import { pageUrl } from "../../core/catalog/site.ts";
import type { Fact } from "../../core/facts.ts";
import type { WebAnswer } from "../../ports/web.ts";
import type { PublishPorts, PublishSnapshot } from "./context.ts";

const JSON_BYTES_MAX = 16 * 1024 * 1024;
const JSON_ACCEPT = "application/json,*/*;q=0.5";
const PAGE_ACCEPT = "text/html,*/*;q=0.5";
const IMAGE_ACCEPT = "image/*,*/*;q=0.5";

/** What the look is for: the publish that visitors are to see, and what it added. */
export interface Awaited {
  readonly generation: number;
  /** Ids of new listings; the newest is looked at. */
  readonly added: readonly string[];
}

/**
 * undefined: a visitor sees it. Else what is lacking, in a few words. Whatever could not be had counts as lacking: GitHub's
 * word that it has built the pages says nothing of what is served.
 */
export async function lackingOutside(
  { world }: Pick<PublishPorts, "world">,
  { site }: Pick<PublishSnapshot, "site">,
  { generation, added }: Awaited,
): Promise<string | undefined> {
  const web = world.web.forListing();
  const get = (path: string, bytesMax: number, accept: string): Promise<Fact<WebAnswer>> =>
    web.get(pageUrl(site, path) ?? "", { bytesMax, accept });
  const catalog = await get("catalog.json", JSON_BYTES_MAX, JSON_ACCEPT);
  if (catalog.state !== "known") return `catalog.json cannot be had (${catalog.reason})`;
  const shown = numberAt(catalog.value, "generation");
  if (shown === undefined) return "catalog.json is not the catalog";
  if (shown < generation) return "an older catalog is served";
  const id = added.at(-1);
  const path = id === undefined ? "" : `listings/${id}/`;
  const page = await get(path, 0, PAGE_ACCEPT);
  if (page.state !== "known") return `/${path} cannot be had (${page.reason})`;
  if (id === undefined) return undefined;
  const entry = await get(`listings/${id}.json`, JSON_BYTES_MAX, JSON_ACCEPT);
  if (entry.state !== "known") return `listings/${id}.json cannot be had (${entry.reason})`;
  const picture = pictureIn(entry.value);
  if (picture === undefined) return undefined;
  const image = await get(picture, 0, IMAGE_ACCEPT);
  return image.state === "known" ? undefined : `a picture cannot be had (${image.reason})`;
}

function readJson({ bytes, truncated }: WebAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = truncated ? undefined : JSON.parse(new TextDecoder().decode(bytes));
    return typeof read === "object" && read !== null ? (read as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function numberAt(answer: WebAnswer, key: string): number | undefined {
  const value = readJson(answer)?.[key];
  return typeof value === "number" ? value : undefined;
}

/** Its smallest file; undefined: the listing has none. */
function pictureIn(answer: WebAnswer): string | undefined {
  const image = readJson(answer)?.["image"] as
    | { readonly files?: readonly { readonly path?: unknown }[] }
    | undefined;
  const path = image?.files?.at(-1)?.path;
  return typeof path === "string" ? path : undefined;
}
