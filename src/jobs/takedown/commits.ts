// A removal, a restore and a word in the ledger: each is one commit, or a pull request where the branch is protected.

import { isoSecond } from "../../core/time.ts";
import { parseEntry } from "../../core/catalog/schema.ts";
import type { LedgerLine } from "../../core/listing/ledger.ts";
import { withNote, type CaseWrite } from "../../core/takedown/writes.ts";
import { JobError } from "../../core/job-error.ts";
import type { FileWrite, Publishing } from "../../ports/publish.ts";
import { ownersOf } from "../facts/catalog.ts";
import { isOwn, restoreBranch, takedownBranch } from "../../core/takedown/proposal.ts";
import type { PublishedAt } from "../publish/published.ts";
import { isOut, listingAt, ownFilesOf, type CaseCatalog } from "./listing.ts";
import {
  PROPOSED_NOTE,
  PROPOSED_REMOVAL,
  PROPOSED_RESTORE,
  proposeOwn,
  restoreWrites,
  takedownProposal,
  takedownWrites,
} from "./proposals.ts";
import { entryAt } from "../facts/trees.ts";

type Removal = Extract<CaseWrite, { do: "remove" }>;
type Note = Extract<CaseWrite, { do: "note" }>;

export async function removeListing(
  catalog: CaseCatalog,
  publishing: Publishing,
  removal: Removal,
  nowMs: number,
): Promise<void> {
  const { forge, state } = catalog;
  const { id, reason, cases } = removal;
  const published = await catalog.published();
  const [files, out, owners, listing] = await Promise.all([
    ownFilesOf(forge, state.tipSha, id),
    publishedFiles(published, id),
    ownersOf(forge, state, published.root, id, published.out),
    listingAt(catalog, id),
  ]);
  const line: LedgerLine = {
    version: 1,
    id,
    reason,
    removed: isoSecond(nowMs),
    ...(listing.name === undefined ? {} : { name: listing.name }),
    cases: [...cases],
    owners: owners.state === "recorded" ? owners.owners.map((owner) => owner.id) : [],
    // A restore is not judged: it brings back what was out, and nothing that waited.
    blobs: out ?? files,
  };
  const writes = takedownWrites(catalog, files, { line, revision: Math.floor(nowMs) });
  const why = line.cases.flatMap(({ issue }) => (issue === undefined ? [] : [`#${issue}`])).join(", ");
  const title = `Take down ${id} (${reason})`;
  const outcome = await commit(catalog, writes, why === "" ? title : `${title}\n\nCase: ${why}`);
  if (!outcome.direct)
    await proposeOwn(catalog, {
      branch: takedownBranch(id),
      tree: outcome.tree,
      title,
      body: PROPOSED_REMOVAL,
    });
  await takeOut(catalog, publishing, { line, nowMs, isInLedger: outcome.direct });
}

/** What is published knows of it at once: whatever becomes of the commit, the listing is out. */
async function takeOut(
  catalog: CaseCatalog,
  publishing: Publishing,
  {
    line,
    nowMs,
    isInLedger,
  }: { readonly line: LedgerLine; readonly nowMs: number; readonly isInLedger: boolean },
): Promise<void> {
  const { state } = catalog;
  const isUnknown = isInLedger && (await catalog.published()).root === undefined;
  try {
    // Before there is anything published, the ledger is the memory.
    if (!isUnknown) await publishing.unpublish(state.repositoryId, line, Math.floor(nowMs));
  } catch (error) {
    // Where publishing stands still, the sealed line in the ledger is what the next publish goes by.
    if (!isInLedger || !(error instanceof JobError)) throw error;
  }
  await publishing.enqueue(state.repositoryId);
}

/** The listing's own files as they are published: path → git name. undefined: it is not; none: nobody can tell which. */
async function publishedFiles(
  { out, root, isLost }: PublishedAt,
  id: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (isLost === true) return {};
  const file = root === undefined ? undefined : await entryAt(out, root, `listings/${id}.json`);
  if (file === undefined) return undefined;
  const blobs = parseEntry(new TextDecoder().decode(await out.blob(file.sha)))?.source.blobs ?? {};
  return Object.fromEntries(Object.entries(blobs).filter(([path]) => isOwn(id, path)));
}

export async function restoreListing(
  catalog: CaseCatalog,
  publishing: Publishing,
  id: string,
): Promise<void> {
  const { forge, state, branches } = catalog;
  const { line } = await listingAt(catalog, id);
  if (line === undefined || line === "unreadable") throw new JobError("retry", "no line to restore from");
  const branch = takedownBranch(id);
  const present = await ownFilesOf(forge, state.tipSha, id);
  // First of all: a file that comes back is let out only where Steward remembers that it may.
  await publishing.lift(state.repositoryId, id);
  if (branches.has(branch)) {
    const pull = await forge.pullFrom(branch);
    if (pull?.state === "open") await forge.setPullOpen(pull.number, false);
    await forge.dropBranch(branch);
  }
  if (present[`listings/${id}.yml`] !== undefined) {
    // Its files were never gone from the default branch: what waited is taken back.
    await publishing.enqueue(state.repositoryId);
    return;
  }
  const title = `Restore ${id}`;
  const outcome = await commit(catalog, restoreWrites(line), title);
  if (outcome.direct) await publishing.enqueue(state.repositoryId);
  else
    await proposeOwn(catalog, {
      branch: restoreBranch(id),
      tree: outcome.tree,
      title,
      body: PROPOSED_RESTORE,
    });
}

export async function noteInLedger(
  catalog: CaseCatalog,
  publishing: Publishing,
  { id, note, reason }: Note,
  nowMs: number,
): Promise<void> {
  const { branches } = catalog;
  const { line } = await listingAt(catalog, id);
  if (line === undefined || line === "unreadable") return;
  const noted: LedgerLine = {
    ...line,
    ...(reason === undefined ? {} : { reason }),
    cases: [...withNote(line.cases, note)],
  };
  const title = `Note a case on ${id}`;
  const branch = takedownBranch(id);
  const removal = { line: noted, revision: Math.floor(nowMs) };
  if (branches.has(branch)) {
    await proposeOwn(catalog, await takedownProposal(catalog, removal, await isOut(catalog, id)));
    await takeOut(catalog, publishing, { line: noted, nowMs, isInLedger: false });
    return;
  }
  const outcome = await commit(catalog, takedownWrites(catalog, {}, removal), title);
  if (!outcome.direct) await proposeOwn(catalog, { branch, tree: outcome.tree, title, body: PROPOSED_NOTE });
  await takeOut(catalog, publishing, { line: noted, nowMs, isInLedger: outcome.direct });
}

async function commit(
  { forge, state }: CaseCatalog,
  writes: readonly FileWrite[],
  message: string,
): Promise<{ readonly tree: string; readonly direct: boolean }> {
  const tree = await forge.makeTree(await forge.treeOf(state.tipSha), writes);
  const sha = await forge.makeCommit({ tree, parents: [state.tipSha], message });
  const moved = await forge.moveBranch(state.defaultBranch, sha, state.tipSha);
  if (moved === "behind") throw new JobError("retry", "the default branch moved meanwhile");
  return { tree, direct: moved === "moved" };
}
