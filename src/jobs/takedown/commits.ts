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
import { listingAt, markOf, ownFilesOf, type CaseCatalog } from "./listing.ts";
import {
  PROPOSED_NOTE,
  PROPOSED_REMOVAL,
  PROPOSED_RESTORE,
  propose,
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
  const writes = takedownWrites(files, line);
  const why = line.cases.flatMap(({ issue }) => (issue === undefined ? [] : [`#${issue}`])).join(", ");
  const title = `Take down ${id} (${reason})`;
  const outcome = await commit(catalog, writes, why === "" ? title : `${title}\n\nCase: ${why}`);
  if (outcome.direct) {
    await publishing.enqueue(state.repositoryId);
    return;
  }
  await propose(catalog, { branch: takedownBranch(id), tree: outcome.tree, title, body: PROPOSED_REMOVAL });
  await publishing.unpublish(state.repositoryId, line);
}

/** The listing's own files as they are published: path → git name. undefined: it is not; none: nobody can tell which. */
async function publishedFiles(
  { out, root }: PublishedAt,
  id: string,
): Promise<Readonly<Record<string, string>> | undefined> {
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
  if (branches.has(branch)) {
    const pull = await forge.pullFrom(branch);
    if (pull?.state === "open") await forge.setPullOpen(pull.number, false);
    await forge.dropBranch(branch);
  }
  if (present[`listings/${id}.yml`] !== undefined) {
    // Its files were never gone from the default branch: what waited is taken back, and the mark is lifted.
    await publishing.lift(state.repositoryId, id);
    await publishing.enqueue(state.repositoryId);
    return;
  }
  const title = `Restore ${id}`;
  const outcome = await commit(catalog, restoreWrites(line), title);
  if (outcome.direct) await publishing.enqueue(state.repositoryId);
  else
    await propose(catalog, { branch: restoreBranch(id), tree: outcome.tree, title, body: PROPOSED_RESTORE });
}

export async function noteInLedger(
  catalog: CaseCatalog,
  publishing: Publishing,
  { id, note, reason }: Note,
): Promise<void> {
  const { state, branches } = catalog;
  const { line } = await listingAt(catalog, id);
  if (line === undefined || line === "unreadable") return;
  const noted: LedgerLine = {
    ...line,
    ...(reason === undefined ? {} : { reason }),
    cases: [...withNote(line.cases, note)],
  };
  const title = `Note a case on ${id}`;
  const branch = takedownBranch(id);
  if (branches.has(branch)) {
    const isOut = (await markOf(catalog, id)) !== undefined;
    await propose(catalog, await takedownProposal(catalog, noted, isOut));
    await publishing.unpublish(state.repositoryId, noted);
    return;
  }
  const outcome = await commit(catalog, takedownWrites({}, noted), title);
  if (outcome.direct) await publishing.enqueue(state.repositoryId);
  else await propose(catalog, { branch, tree: outcome.tree, title, body: PROPOSED_NOTE });
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
