// The preview of a pull request: its listings at one commit, drawn as the storefront will show them; nothing is fetched for it.

import { isoSecond } from "../../core/time.ts";
import type { Entry, PublishedImage } from "../../core/catalog/entry.ts";
import { makeEntry } from "../../core/catalog/make-entry.ts";
import { pictureOf } from "../../core/catalog/picture.ts";
import { siteOf } from "../../core/catalog/site.ts";
import { classify, type ListingChange } from "../../core/listing/changes.ts";
import type { ParsedListing } from "../../core/listing/parse.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { BrowserSources } from "../../core/storefront/assets.ts";
import { listedOf } from "../../core/storefront/listed.ts";
import { previewHtml } from "../../core/storefront/pages/preview.tsx";
import { problemsHtml, type ShownProblem } from "../../core/storefront/pages/problems.tsx";
import { cardOf } from "../../core/storefront/parts/card.tsx";
import { fileAt, openPartly, problemsAt } from "../../core/storefront/storefront.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Forge, PreviewFile } from "../../ports/forge.ts";
import type { ImageEncoder } from "../../ports/images.ts";
import type { Bytes } from "../../ports/publish.ts";
import { isComplete } from "../../core/listing/schema.ts";
import { policyInForce } from "../facts/catalog.ts";
import { isPlain, judgedName, readListing } from "../facts/listings.ts";
import { treeChanges, entryAt, folder } from "../facts/trees.ts";

/** More are not drawn: who looks at a preview looks at one. */
const LISTINGS_MAX = 10;
const SCREENSHOT_BYTES_MAX = 5_242_880;

export interface PreviewPorts {
  readonly forge: Forge;
  readonly bytes: Bytes;
  readonly encoder: ImageEncoder;
  readonly clock: Clock;
  readonly digestBytes: (bytes: Uint8Array) => string;
  readonly blobName: (bytes: Uint8Array) => string;
  readonly repositoryUrl: string;
  readonly sources: BrowserSources;
}

export interface PreviewAsk {
  readonly repositoryId: number;
  readonly number: number;
  readonly headSha: string;
  /** Where the preview is served; starts and ends with "/". */
  readonly basePath: string;
}

/** What a path of the preview holds. */
export type DrawnPreview = (path: string) => PreviewFile | undefined;

interface Drawn {
  readonly id: string;
  readonly entry: Entry | undefined;
  readonly problems: readonly ShownProblem[];
  readonly pictures: readonly PreviewFile[];
}

/** undefined: there is no listing to show. */
export async function drawPreview(ports: PreviewPorts, ask: PreviewAsk): Promise<DrawnPreview | undefined> {
  const { forge, clock } = ports;
  const state = await forge.reviewState(ask.number);
  const policy = state === undefined ? undefined : (await policyInForce(forge, state)).policy;
  if (state === undefined || policy === undefined) return undefined;
  const { base } = await forge.lineage(state.tipSha, ask.headSha);
  const { changes, complete } = await treeChanges(forge, base, ask.headSha);
  const headIds = new Set((await folder(forge, ask.headSha, "listings")).map(({ name }) => name));
  const submission = classify(changes, complete, (id) => headIds.has(`${id}.yml`));
  if (submission.kind !== "listings") return undefined;
  const drawn: Drawn[] = [];
  for (const change of submission.listings.filter(({ kind }) => kind !== "remove").slice(0, LISTINGS_MAX))
    drawn.push(await drawOne(ports, ask, policy, change, drawn.length));
  if (drawn.length === 0) return undefined;
  const entries = drawn.flatMap(({ entry }) => entry ?? []);
  const { origin: _origin, ...site } = siteOf(policy, ports.repositoryUrl);
  const storefront = openPartly(
    {
      site: {
        ...site,
        basePath: ask.basePath,
        generation: 0,
        source: { commit: ask.headSha, at: isoSecond(clock.nowMs()) },
      },
      listed: entries.map(listedOf),
      entries,
      removed: [],
    },
    ports.sources,
  );
  const pictures = new Map(drawn.flatMap((one) => one.pictures).map((file) => [file.path, file]));
  return (path) => {
    const picture = pictures.get(path);
    if (picture !== undefined) return picture;
    const full = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    const [, id] = /^listings\/([^/]+)\/index\.html$/.exec(full) ?? [];
    const one = drawn.find((listing) => listing.id === id);
    const page =
      one !== undefined && one.entry === undefined
        ? problemsAt(storefront, one)
        : fileAt(storefront, full)?.text;
    if (page === undefined) return undefined;
    if (!full.endsWith(".html")) return { path, type: typeOf(full), bytes: new TextEncoder().encode(page) };
    const card = one?.entry === undefined ? undefined : cardOf(listedOf(one.entry));
    const above =
      previewHtml({ number: ask.number, headSha: ask.headSha, card }, storefront.look) +
      (one?.entry === undefined ? "" : problemsHtml(one.problems));
    const text = page.replace("<main", () => `${above}<main`);
    return { path, type: typeOf(full), bytes: new TextEncoder().encode(text) };
  };
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

function typeOf(path: string): string {
  return TYPES[path.split(".").at(-1) ?? ""] ?? "text/plain; charset=utf-8";
}

async function drawOne(
  ports: PreviewPorts,
  ask: PreviewAsk,
  policy: Policy,
  change: ListingChange,
  order: number,
): Promise<Drawn> {
  const { id, path } = change;
  const parsed = await readListing(ports.forge, { headRoot: ask.headSha, policy }, change);
  const problems = problemsOf(parsed, path);
  const fields = parsed?.fields;
  if (fields === undefined || !isComplete(fields)) return { id, entry: undefined, problems, pictures: [] };
  const pictures: PreviewFile[] = [];
  const draw = async (from: string, as: "card" | "screenshot"): Promise<PublishedImage | undefined> => {
    const bytes = await bytesOf(
      ports,
      ask,
      path,
      from,
      as === "card" ? policy.imageBytesMax : SCREENSHOT_BYTES_MAX,
    );
    const encoded = bytes === undefined ? undefined : await ports.encoder.encode(bytes, as);
    if (bytes === undefined || encoded?.state !== "known") return undefined;
    const submitted = { from, source: ports.digestBytes(bytes), bytes: bytes.byteLength, as };
    const picture = pictureOf(id, submitted, encoded.value, ports.blobName);
    for (const file of picture?.files ?? [])
      pictures.push({ ...file, type: file.path.endsWith(".png") ? "image/png" : "image/webp" });
    return picture?.image;
  };
  const image = await draw(fields.image, "card");
  const screenshots: PublishedImage[] = [];
  for (const from of fields.screenshots ?? []) {
    const shot = await draw(from, "screenshot");
    if (shot !== undefined) screenshots.push(shot);
  }
  const nowMs = ports.clock.nowMs();
  const entry = makeEntry({
    id,
    fields,
    before: undefined,
    owners: [],
    image,
    screenshots,
    checks: [],
    blobs: {},
    pull: ask.number,
    nowMs,
    sourceAtMs: nowMs,
  });
  return { id, entry: { ...entry, order }, problems, pictures };
}

function problemsOf(parsed: ParsedListing | undefined, path: string): readonly ShownProblem[] {
  if (parsed === undefined)
    return [{ message: "There is no plain file to read.", fix: "Add it as a file.", where: path }];
  return parsed.problems.map(({ message, fix, place }) => ({ message, fix, where: `${path}:${place.line}` }));
}

/** A file of the commit; of an address, what the review looked at, if it is still kept. */
async function bytesOf(
  { forge, bytes }: PreviewPorts,
  { headSha, repositoryId }: PreviewAsk,
  path: string,
  from: string,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  if (/^https:/i.test(from)) {
    const file = await entryAt(forge, headSha, path);
    return bytes.get(judgedName(repositoryId, file?.sha ?? "", from));
  }
  const entry = await entryAt(forge, headSha, from);
  return isPlain(entry) && (entry.size ?? 0) <= bytesMax ? forge.blob(entry.sha) : undefined;
}
