// A catalog folder → its storefront: what `steward build` writes and `steward preview` serves.

import { isoDay } from "../core/time.ts";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { blobName } from "../adapters/github/publish/tree-writes.ts";
import { readBrowserSources } from "../adapters/storefront-files.ts";
import { readHistory, type HistoryLack } from "../adapters/worktree/history.ts";
import type { Worktree } from "../adapters/worktree/worktree.ts";
import { parseCatalog, parsePart, type CatalogHead } from "../core/catalog/schema.ts";
import type { Entry } from "../core/catalog/entry.ts";
import { LOGO_BYTES_MAX, logoPath } from "../core/catalog/picture.ts";
import { openIdentity } from "../core/policy/identity.ts";
import { hasShare, siteOf } from "../core/catalog/site.ts";
import { shareSvg } from "../core/storefront/share.ts";
import { createLookAlikes } from "../core/listing/ids.ts";
import type { Policy } from "../core/policy/policy.ts";
import { openStorefront, type Storefront } from "../core/storefront/storefront.ts";
import { buildFolder, type Built } from "../jobs/folder/build.ts";
import { makeListings, type PictureFile } from "../jobs/folder/build-listing.ts";
import type { OutsideWorld } from "../jobs/facts/gather.ts";
import type { ImageEncoder } from "../ports/images.ts";
import { writingMaker, type Makers } from "./makers.ts";

export interface SiteOptions {
  readonly folder: Worktree;
  readonly policy: Policy;
  readonly world: OutsideWorld;
  readonly encoder: ImageEncoder;
  readonly previous: Previous | undefined;
  readonly lenient: boolean;
  /** Processes that share the work, and where the listings' pages are written as they are made; without it nothing is written. */
  readonly apart?: { readonly makers: Makers; readonly out: string };
}

export interface Previous {
  readonly head: CatalogHead;
  readonly entries: readonly Entry[];
}

export interface FolderSite extends Built {
  /** Why git does not say when all of the listings came; undefined: it does. */
  readonly undated: HistoryLack | undefined;
  /** What is left out or stands in, since the policy and git do not say it, each as a sentence. */
  readonly unsaid: readonly string[];
  readonly storefront: Storefront;
  /** The policy names a logo that cannot be shown. */
  readonly logoLost: boolean;
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

export async function buildSite(options: SiteOptions): Promise<FolderSite> {
  const { folder, policy, world, encoder, previous, lenient, apart } = options;
  const [history, live, removed] = await Promise.all([
    readHistory(folder.root),
    folder.idsIn("listings"),
    folder.idsIn("removed"),
  ]);
  // What is being written is of now; what is built is of its commit.
  const atMs = lenient ? Date.now() : (history.atMs ?? 0);
  const sources = readBrowserSources();
  const today = isoDay(Date.now());
  const repositoryUrl = history.repositoryUrl;
  const logo = await drawnLogo(folder, policy, encoder);
  const share = await drawnShare(policy, encoder);
  const here = {
    folder,
    check: { world, policy, lookAlikes: createLookAlikes(live, removed), today },
    encoder,
    digestBytes: sha256,
    blobName,
    sourceAtMs: atMs,
    lenient,
  };
  const built = await buildFolder({
    folder,
    policy,
    today,
    make: (all) => {
      if (apart === undefined) return makeListings(here, all);
      const { out } = apart;
      const task = {
        catalog: folder.root,
        out,
        repositoryUrl,
        today,
        sourceAtMs: atMs,
        logo: logo?.path,
        share: share?.path,
      };
      return apart.makers.make(task, writingMaker(task, here), all);
    },
    digests: {
      sha256,
      blob: (text) => blobName(new TextEncoder().encode(text)),
      bytes: (text) => Buffer.byteLength(text),
    },
    previous,
    // A folder that git does not know has no time of its own: equal folders make equal bytes all the same.
    source: { commit: history.commit ?? "0".repeat(40), atMs },
    history: history.listings,
    repositoryUrl,
    storefront: sha256(JSON.stringify(sources)),
    logo,
    share,
    lenient,
  });
  return {
    ...built,
    undated: history.lack,
    unsaid: unsaid(policy, repositoryUrl),
    storefront: openStorefront(built.catalog, sources),
    logoLost: policy.publish.logo !== undefined && logo === undefined,
  };
}

/** Only where pages can name it by its whole address, as publishing does. */
async function drawnShare(policy: Policy, encoder: ImageEncoder): Promise<PictureFile | undefined> {
  if (!hasShare(policy, siteOf(policy, undefined).origin)) return undefined;
  const bytes = new TextEncoder().encode(shareSvg(policy.publish.themeColor));
  const encoded = await encoder.encode(bytes, "card");
  const [file] = encoded.state === "known" ? encoded.value.files : [];
  return file === undefined ? undefined : { path: logoPath(blobName(bytes)), bytes: file.bytes };
}

/** undefined: the policy names none, or nothing that can be shown; the marketplace's initial stands in. */
async function drawnLogo(
  folder: Worktree,
  policy: Policy,
  encoder: ImageEncoder,
): Promise<PictureFile | undefined> {
  const { logo } = policy.publish;
  const size = logo === undefined ? undefined : await folder.sizeOf(logo);
  if (logo === undefined || size === undefined || size > LOGO_BYTES_MAX) return undefined;
  const bytes = await folder.read(logo);
  const encoded = await encoder.encode(bytes, "logo");
  const [file] = encoded.state === "known" ? encoded.value.files : [];
  return file === undefined ? undefined : { path: logoPath(blobName(bytes)), bytes: file.bytes };
}

function unsaid(policy: Policy, repositoryUrl: string | undefined): readonly string[] {
  const open = openIdentity(policy, repositoryUrl).map((sentence) => sentence.replaceAll("`", ""));
  return repositoryUrl !== undefined
    ? open
    : [
        "git names no repository (there is no remote “origin” on a web host), so nothing is linked there: listing files, “List your work”, “Source” and maintainers' profiles. Add it: git remote add origin https://github.com/OWNER/REPOSITORY",
        ...open,
      ];
}

export function logoLost({ publish }: Policy): string {
  return `publish.logo: ${JSON.stringify(publish.logo)} is no picture in the catalog that can be shown (PNG, JPG or SVG of at most 1 MiB).`;
}

/** What an earlier build wrote, or a checkout of the publish branch; undefined: the folder holds no whole catalog. */
export async function readPrevious(folder: string): Promise<Previous | undefined> {
  const text = await readFile(join(folder, "catalog.json"), "utf8").catch(() => undefined);
  const head = text === undefined ? undefined : parseCatalog(text);
  if (head === undefined) return undefined;
  const entries: Entry[] = [];
  for (const { path } of head.parts) {
    const inPart = await readFile(join(folder, path), "utf8").catch(() => undefined);
    const part = inPart === undefined ? undefined : parsePart(inPart);
    if (part === undefined) return undefined;
    entries.push(...part);
  }
  return { head, entries };
}
