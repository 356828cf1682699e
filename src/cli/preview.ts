// `steward preview`: the storefront with the listing in it, as it will be, reloaded on every save.

import { readPreviewScript } from "../adapters/storefront-files.ts";
import { catalogFolder, openWorktree, type Worktree } from "../adapters/worktree/worktree.ts";
import { problemsHtml } from "../core/storefront/pages/problems.tsx";
import { fileAt, problemsAt } from "../core/storefront/storefront.ts";
import type { Held } from "../jobs/folder/build-listing.ts";
import type { ImageEncoder } from "../ports/images.ts";
import { wordsFor } from "./ending.ts";
import { isFolder, readPolicy } from "./folder-policy.ts";
import { buildSite, logoLost, type FolderSite, type SiteOptions } from "./folder-site.ts";
import { openLocalWorld } from "./local-world.ts";
import { EXIT } from "./outcome.ts";
import { portLost } from "./port.ts";
import { servePreview, typeOf, type PreviewServer, type ServedFile } from "./preview-server.ts";
import { watchCatalog } from "./watch.ts";

export interface PreviewOptions {
  readonly file: string | undefined;
  readonly port: number;
}

type Say = (text: string) => void;

export interface Preview {
  /** Where the listing is shown. */
  readonly url: string;
  close(): Promise<void>;
}

export async function runPreview(options: PreviewOptions, say: Say, warn: Say): Promise<number> {
  const preview = await startPreview(options, warn);
  if (preview === undefined) return EXIT.usage;
  say(`${preview.url}\nReloads when you save. Press Ctrl+C to stop.`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await preview.close();
  return EXIT.clean;
}

/** undefined: it was said what is wrong. */
export async function startPreview({ file, port }: PreviewOptions, warn: Say): Promise<Preview | undefined> {
  const root = file === undefined ? "." : catalogFolder(file);
  if (!(await isFolder(root))) {
    warn(`There is no folder ${JSON.stringify(root)}.`);
    return undefined;
  }
  const folder = openWorktree(root);
  const found = file === undefined ? undefined : await folder.listingAt(file);
  const nowhere = found?.shape.find(({ rule }) => rule !== "bad-id" && rule !== "reserved-id");
  if (nowhere !== undefined) {
    warn(nowhere.message);
    return undefined;
  }
  const id = found?.id;
  const local = openLocalWorld();
  const encoder = remembering(local.encoder);
  const view: View = { logo: (await readPolicy(folder)).policy.publish.logo };
  const watching = watchCatalog({
    root: folder.root,
    logo: () => view.logo,
    warn,
    async run() {
      try {
        const isFirst = view.site === undefined;
        view.site = await build(view, folder, { world: local.world, encoder }, warn);
        if (isFirst) for (const sentence of view.site.unsaid) warn(sentence);
      } catch (error) {
        if (view.site === undefined) view.lost = { error };
        else warn(wordsFor(error));
      }
      view.server?.saved();
    },
  });
  const close = async (): Promise<void> => {
    await watching.close();
    await Promise.all([view.server?.close(), local.close()]);
  };
  await watching.first;
  const { site, lost } = view;
  if (site === undefined) {
    await close();
    throw lost?.error;
  }
  view.server = await servePreview({
    port,
    start: () => startOf(view.site ?? site, id),
    find: (pathname) => servedAt(view.site ?? site, pathname),
    missing: () => shown(fileAt((view.site ?? site).storefront, "404.html")?.text ?? "", "404.html"),
  });
  if (view.server === undefined) {
    await close();
    warn(portLost(port));
    return undefined;
  }
  return { url: view.server.origin + startOf(site, id), close };
}

/** What is shown now, and by whom. */
interface View {
  /** Where the policy says the logo is. */
  logo: string | undefined;
  site?: FolderSite;
  server?: PreviewServer | undefined;
  /** Why there is no site. */
  lost?: { readonly error: unknown };
}

async function build(
  view: View,
  folder: Worktree,
  { world, encoder }: Pick<SiteOptions, "world" | "encoder">,
  warn: Say,
): Promise<FolderSite> {
  const { policy, faults } = await readPolicy(folder);
  view.logo = policy.publish.logo;
  for (const fault of faults) warn(fault);
  const built = await buildSite({ folder, policy, world, encoder, previous: undefined, lenient: true });
  if (built.logoLost) warn(logoLost(policy));
  return built;
}

function startOf({ catalog }: FolderSite, id: string | undefined): string {
  return catalog.site.basePath + (id === undefined ? "" : `listings/${id}/`);
}

function servedAt(site: FolderSite, pathname: string): ServedFile | undefined {
  if (pathname === "/-/preview.js") return { type: typeOf(pathname), body: readPreviewScript() };
  const { basePath } = site.catalog.site;
  if (!pathname.startsWith(basePath)) return undefined;
  const inside = pathname.slice(basePath.length);
  const path = inside === "" || inside.endsWith("/") ? `${inside}index.html` : inside;
  const picture = site.pictures.find((one) => one.path === path);
  if (picture !== undefined) return { type: typeOf(path), body: picture.bytes };
  const text = site.texts.find((one) => one.path === path)?.text;
  if (text !== undefined) return { type: typeOf(path), body: text };
  const [, id] = /^listings\/([^/]+)\/index\.html$/.exec(path) ?? [];
  const held = site.held.find((one) => one.id === id);
  const page = fileAt(site.storefront, path)?.text;
  if (page !== undefined) return shown(held === undefined ? page : withProblems(page, held), path);
  return held === undefined
    ? undefined
    : shown(problemsAt(site.storefront, { id: held.id, problems: problemsOf(held) }), path);
}

function problemsOf({ findings }: Held) {
  return findings.map(({ message, fix, file, line }) => ({ message, fix, where: `${file}:${line}` }));
}

function withProblems(page: string, held: Held): string {
  return page.replace("<main", () => `${problemsHtml(problemsOf(held))}<main`);
}

/** The one script that only a preview has. */
function shown(text: string, path: string): ServedFile {
  const body = path.endsWith(".html")
    ? text.replace("</head>", () => '<script src="/-/preview.js"></script>\n</head>')
    : text;
  return { type: typeOf(path), body };
}

/** A picture that did not change is not drawn again on every save. */
function remembering(encoder: ImageEncoder): ImageEncoder {
  const known = new Map<string, ReturnType<ImageEncoder["encode"]>>();
  return {
    encode(bytes, as) {
      const key = `${as} ${Buffer.from(bytes).toString("base64")}`;
      const drawing = known.get(key) ?? encoder.encode(bytes, as);
      known.set(key, drawing);
      return drawing;
    },
  };
}
