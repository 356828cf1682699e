// The publish commit: what differs, put on top of what stands on the branch, and others' changes to our files undone.

import { assemble, type Assembled } from "../../core/catalog/assemble.ts";
import type { TextFile } from "../../core/catalog/rows.ts";
import type { Entry } from "../../core/catalog/entry.ts";
import { writeMessage } from "../../core/catalog/message.ts";
import { isOutput, type PagesOut } from "../../core/catalog/pages.ts";
import { isLogoName, LOGO_FOLDER } from "../../core/catalog/picture.ts";
import type { CatalogHead } from "../../core/catalog/schema.ts";
import { JobError } from "../../core/job-error.ts";
import type { SeenCommit } from "../../ports/forge.ts";
import type { FileWrite } from "../../ports/publish.ts";
import { refusedNote } from "../../core/publication/notes.ts";
import { picturesGone } from "../../core/publication/pictures.ts";
import type { NextPublication } from "../../core/publication/plan.ts";
import { writeIssues } from "./issues.ts";
import type { PublishPorts, PublishSnapshot, PendingWork } from "./context.ts";
import { treeChanges, entryAt, folder } from "../facts/trees.ts";

export interface Pushed {
  readonly commit: SeenCommit;
  readonly head: CatalogHead;
}

/** undefined: the branch moved meanwhile; everything is to be looked at again. */
export async function pushNext(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  work: Pick<PendingWork, "load">,
  next: NextPublication,
): Promise<Pushed | undefined> {
  const index = await readIndex(ports, snapshot);
  const first = await draw(ports, snapshot, work, next, index, false);
  // What the pages are drawn from is not as we write it: then each of them is written.
  const { assembled, pages } = first ?? (await draw(ports, snapshot, work, next, index, true)) ?? {};
  if (assembled === undefined || pages === undefined) throw new Error("the storefront cannot be drawn");
  const commit = await write(ports, snapshot, next, assembled, pages);
  return commit === undefined ? undefined : { commit, head: assembled.head };
}

/** What was published for the pages to be drawn from, by path. */
async function readIndex(
  { pages }: PublishPorts,
  { out, own }: PublishSnapshot,
): Promise<ReadonlyMap<string, string>> {
  const { indexFolder } = pages;
  if (own === undefined || indexFolder === undefined) return new Map();
  const files = (await folder(out, own.tree, indexFolder)).filter(({ type }) => type === "blob");
  return out.textsOf(own.sha, new Map(files.map(({ name, sha }) => [`${indexFolder}/${name}`, sha])));
}

async function draw(
  ports: PublishPorts,
  { head, site, generationFloor }: PublishSnapshot,
  work: Pick<PendingWork, "load">,
  { upserts, removals, lines, waiting, source, today }: NextPublication,
  index: ReadonlyMap<string, string>,
  anew: boolean,
): Promise<{ readonly assembled: Assembled; readonly pages: PagesOut } | undefined> {
  const touched = [...upserts, ...removals.map(({ entry }) => entry)].map(({ order }) => order);
  const countAfter = (head?.count ?? 0) + upserts.filter(({ order }) => order < 0).length - removals.length;
  const assembled = assemble(
    await work.load(touched, countAfter, anew),
    {
      put: upserts,
      drop: removals.map(({ entry }) => entry),
      removed: lines,
      waiting: [...waiting],
      source,
      today,
      site,
      generationFloor,
      pagesVersion: ports.pages.version,
      anew,
    },
    ports.digests,
  );
  const pages = ports.pages.render(assembled.pages, index);
  return pages === undefined ? undefined : { assembled, pages };
}

async function write(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  next: NextPublication,
  assembled: Assembled,
  pages: PagesOut,
): Promise<SeenCommit | undefined> {
  const { state, out, base, policy, branchTip, logo } = snapshot;
  const { writes, missing, strange } = await undone(snapshot);
  for (const one of next.pictures) writes.set(one.path, one);
  if (logo !== undefined) writes.set(logo.path, { path: logo.path, blob: await out.putBlob(logo.bytes) });
  const gone = [
    ...assembled.gone,
    ...picturesGone(next.upserts, shownBefore(next)),
    ...(assembled.pages.everything ? await leftBehind(snapshot) : []),
    ...(await there(snapshot, pages.remove)),
  ];
  for (const path of gone) {
    // What is not there cannot be deleted: GitHub refuses the whole tree.
    if (missing.has(path)) writes.delete(path);
    else writes.set(path, { path, gone: true });
  }
  // A folder in the place of a file of ours goes first: one tree cannot be told to do both.
  const start = strange.length === 0 ? base?.tree : await out.makeTree(base?.tree, strange);
  const tree = await out.makeTree(start, inTurn([pages.write, assembled.texts], writes));
  const message = writeMessage(
    { source: state.tipSha, generation: assembled.head.generation, added: next.added },
    state.repositoryId,
    tree,
    ports.seal,
  );
  const sha = await out.makeCommit({ tree, parents: base === undefined ? [] : [base.sha], message });
  const moved = await out.moveBranch(policy.publish.branch, sha, branchTip);
  if (moved === "refused") {
    await writeIssues(ports.forge, [refusedNote(policy.publish.branch)]);
    throw new JobError("denied", "a rule of the repository keeps Steward from writing to the publish branch");
  }
  return moved === "moved" ? { sha, tree, message } : undefined;
}

/**
 * What a new look leaves behind: other logos, pages of types the policy no longer has, sitemaps of an address no longer
 * known. What is written all the same stays.
 */
async function leftBehind({ out, own, site }: PublishSnapshot): Promise<readonly string[]> {
  if (own === undefined) return [];
  const within = async (path: string): Promise<readonly string[]> => {
    const entry = await entryAt(out, own.tree, path);
    if (entry === undefined || entry.type !== "tree") return entry === undefined ? [] : [path];
    return (await treeChanges(out, entry.sha, undefined)).changes.map((file) => `${path}/${file.path}`);
  };
  const logos = (await folder(out, own.tree, LOGO_FOLDER))
    .filter(({ name }) => isLogoName(name))
    .map(({ name }) => `${LOGO_FOLDER}/${name}`)
    .filter((path) => path !== site.logo && path !== site.share);
  const types = (await folder(out, own.tree, "type"))
    .filter(({ name }) => !site.types.includes(name))
    .map(({ name }) => `type/${name}`);
  const sitemaps = site.origin === undefined ? ["sitemap.xml", "sitemap"] : [];
  return [...logos, ...(await Promise.all([...types, ...sitemaps].map(within))).flat()];
}

/** Texts first, each made when it is taken; then all else, save what a text has taken the place of. */
function* inTurn(
  texts: readonly Iterable<TextFile>[],
  writes: ReadonlyMap<string, FileWrite>,
): Iterable<FileWrite> {
  const made = new Set<string>();
  for (const some of texts) {
    for (const { path, text } of some) {
      if (!isOutput(path)) throw new Error(`written outside of our paths: ${path}`);
      made.add(path);
      yield { path, text };
    }
  }
  for (const one of writes.values()) if (!made.has(one.path)) yield one;
}

/** Writes that undo what others did to our files; `missing`: those that they deleted; `strange`: what they put in our place. */
async function undone({ out, own, base }: PublishSnapshot) {
  const writes = new Map<string, FileWrite>();
  const missing = new Set<string>();
  const strange: FileWrite[] = [];
  if (own === undefined || base === undefined || base.tree === own.tree) return { writes, missing, strange };
  const { changes, complete } = await treeChanges(out, own.tree, base.tree);
  if (!complete) throw new JobError("denied", "others changed more of the publish branch than can be undone");
  for (const { path, before, after } of changes.filter(
    ({ path: at }) => isOutput(at) || isOutput(`${at}/`),
  )) {
    if (before !== undefined) writes.set(path, { path, blob: before.sha });
    else strange.push({ path, gone: true });
    if (before === undefined || after === undefined) missing.add(path);
  }
  return { writes, missing, strange };
}

/** Those of the paths that stand in what we published. */
async function there({ out, own }: PublishSnapshot, paths: readonly string[]): Promise<readonly string[]> {
  if (own === undefined) return [];
  const found = await Promise.all(
    paths.map(async (path) => ((await entryAt(out, own.tree, path)) === undefined ? [] : [path])),
  );
  return found.flat();
}

/** Entries as they stood before this publish: their pictures may show nowhere any more. */
function shownBefore({ upserts, removals, before }: NextPublication): readonly Entry[] {
  return [...upserts.flatMap(({ id }) => before.get(id) ?? []), ...removals.map(({ entry }) => entry)];
}
