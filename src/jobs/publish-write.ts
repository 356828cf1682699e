// The publish commit: what differs, put on top of what stands on the branch, and others' changes to our files undone.

import type { Assembled } from "../core/catalog/assemble.ts";
import type { Entry } from "../core/catalog/entry.ts";
import { writeMessage } from "../core/catalog/message.ts";
import { isOutput } from "../core/catalog/pages.ts";
import { Trouble } from "../core/trouble.ts";
import type { Forge } from "../ports.ts";
import type { FileWrite, SeenCommit } from "../ports/publish.ts";
import { noteRefused } from "./publish-issues.ts";
import type { PublishPorts, Standing } from "./publish-seen.ts";
import { changesBetween, entryAt } from "./trees.ts";

export interface Writing {
  readonly assembled: Assembled;
  /** Pictures, uploaded already. */
  readonly pictures: readonly FileWrite[];
  /** Picture files that nothing shows any more. */
  readonly pictureGone: readonly string[];
  /** Ids without an entry from now on, and ids without a tombstone. */
  readonly dropped: readonly string[];
  readonly back: readonly string[];
  readonly added: readonly { readonly id: string; readonly pull: number }[];
  /** Of what was published before: folders of types and tags that nothing bears any more go. */
  readonly countsBefore: { readonly types: object; readonly tags: object } | undefined;
}

/** undefined: the branch moved meanwhile; everything is to be looked at again. */
export async function writePublish(
  ports: PublishPorts,
  standing: Standing,
  writing: Writing,
): Promise<SeenCommit | undefined> {
  const { forge, pages, seal } = ports;
  const { state, base, own, policy, branchTip } = standing;
  const { assembled } = writing;
  const writes = new Map<string, FileWrite>();
  const missing = new Set<string>();
  if (own !== undefined && base !== undefined && base.tree !== own.tree) {
    const { changes, complete } = await changesBetween(forge, own.tree, base.tree);
    if (!complete)
      throw new Trouble("denied", "others changed more of the publish branch than can be undone");
    for (const { path, before, after } of changes.filter((change) => isOutput(change.path))) {
      if (before !== undefined) writes.set(path, { path, blob: before.sha });
      else writes.set(path, { path, gone: true });
      if (after === undefined) missing.add(path);
    }
  }
  for (const { path, text } of assembled.texts) writes.set(path, { path, text });
  for (const { path, text } of pages.render(assembled.pages)) {
    if (!isOutput(path)) throw new Error(`the storefront wrote outside its paths: ${path}`);
    writes.set(path, { path, text });
  }
  if (own === undefined) writes.set(".nojekyll", { path: ".nojekyll", text: "" });
  for (const write of writing.pictures) writes.set(write.path, write);
  const gone = [
    ...assembled.gone,
    ...writing.pictureGone,
    ...(own === undefined ? [] : await foldersGone(forge, own.tree, writing)),
  ];
  for (const path of gone) {
    // What is not there cannot be deleted: GitHub refuses the whole tree.
    if (missing.has(path)) writes.delete(path);
    else if (!assembled.texts.some((one) => one.path === path)) writes.set(path, { path, gone: true });
  }
  const tree = await forge.makeTree(base?.tree, [...writes.values()]);
  const message = writeMessage(
    { source: state.tipSha, generation: assembled.head.generation, added: writing.added },
    state.repositoryId,
    tree,
    seal,
  );
  const sha = await forge.makeCommit({ tree, parents: base === undefined ? [] : [base.sha], message });
  const moved = await forge.moveBranch(policy.publish.branch, sha, branchTip);
  if (moved === "refused") {
    await noteRefused(ports, policy.publish.branch);
    throw new Trouble("denied", "a rule of the repository keeps Steward from writing to the publish branch");
  }
  return moved === "moved" ? { sha, tree, message } : undefined;
}

/** Files in the folders of what is gone: pages, tombstones, badges, lists of a type or tag without entries. */
async function foldersGone(forge: Forge, root: string, writing: Writing): Promise<readonly string[]> {
  const { dropped, back, countsBefore, assembled } = writing;
  const { types, tags } = assembled.pages.counts;
  const folders = [
    ...dropped.map((id) => `listings/${id}`),
    ...back.map((id) => `removed/${id}`),
    ...Object.keys(countsBefore?.types ?? {})
      .filter((type) => !Object.hasOwn(types, type))
      .map((type) => `type/${type}`),
    ...Object.keys(countsBefore?.tags ?? {})
      .filter((tag) => !Object.hasOwn(tags, tag))
      .map((tag) => `tag/${tag}`),
  ];
  const found = await Promise.all(folders.map((path) => filesUnder(forge, root, path)));
  const badges = await Promise.all(
    dropped.map(async (id) => ((await entryAt(forge, root, `badge/${id}.json`)) ? [`badge/${id}.json`] : [])),
  );
  return [...found.flat(), ...badges.flat()];
}

async function filesUnder(forge: Forge, root: string, path: string): Promise<readonly string[]> {
  const entry = await entryAt(forge, root, path);
  if (entry === undefined) return [];
  const { changes, complete } = await changesBetween(
    forge,
    entry.type === "tree" ? entry.sha : undefined,
    undefined,
  );
  if (!complete) throw new Trouble("denied", "a folder of the publish branch is too large to be taken away");
  return changes.map((change) => `${path}/${change.path}`);
}

export function addedOf(
  entries: readonly Entry[],
  known: ReadonlyMap<string, Entry>,
): readonly { readonly id: string; readonly pull: number }[] {
  return entries.flatMap(({ id, source }) =>
    known.has(id) || source.pull === undefined ? [] : [{ id, pull: source.pull }],
  );
}
