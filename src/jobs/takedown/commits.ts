// A removal, a restore and a word in the ledger: each is one commit, or a pull request where the branch is protected.

import { isoSecond } from "../../core/time.ts";
import { ledgerText } from "../../core/catalog/removal.ts";
import { parseEntry } from "../../core/catalog/schema.ts";
import { sealLedger, type LedgerLine } from "../../core/listing/ledger.ts";
import { withNote, type CaseWrite } from "../../core/takedown/writes.ts";
import { JobError } from "../../core/job-error.ts";
import type { FileWrite, Publishing } from "../../ports/publish.ts";
import { ownersOf } from "../facts/catalog.ts";
import type { PublishedAt } from "../publish/published.ts";
import { ownFilesOf, isOwn, listingAt, restoreBranch, takedownBranch, type CaseCatalog } from "./listing.ts";
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
  const writes: FileWrite[] = [
    ...Object.keys(files).map((path) => ({ path, gone: true as const })),
    { path: `removed/${id}.yml`, text: sealedText(catalog, line, nowMs) },
  ];
  const why = line.cases.flatMap(({ issue }) => (issue === undefined ? [] : [`#${issue}`])).join(", ");
  const title = `Take down ${id} (${reason})`;
  const outcome = await commit(catalog, writes, why === "" ? title : `${title}\n\nCase: ${why}`);
  if (!outcome.direct) await propose(catalog, takedownBranch(id), outcome.sha, title, PROPOSED_REMOVAL);
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

function sealedText({ state, seal }: CaseCatalog, line: LedgerLine, nowMs: number): string {
  return sealLedger(
    ledgerText(line),
    { repositoryId: state.repositoryId, revision: Math.floor(nowMs) },
    seal,
  );
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

const PROPOSED_REMOVAL =
  "The default branch is protected, so this takedown waits for its merge. The listing is out of what is published already, and stays out.";
const PROPOSED_RESTORE =
  "The default branch is protected, so the listing comes back with the merge of this pull request.";
const PROPOSED_NOTE = "The default branch is protected, so this line of the ledger waits for its merge.";

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
  const writes: FileWrite[] = [
    ...Object.entries(line.blobs).map(([path, blob]) => ({ path, blob })),
    { path: `removed/${id}.yml`, gone: true },
  ];
  const title = `Restore ${id}`;
  const outcome = await commit(catalog, writes, title);
  if (outcome.direct) await publishing.enqueue(state.repositoryId);
  else await propose(catalog, restoreBranch(id), outcome.sha, title, PROPOSED_RESTORE);
}

export async function noteInLedger(
  catalog: CaseCatalog,
  publishing: Publishing,
  { id, note, reason }: Note,
  nowMs: number,
): Promise<void> {
  const { forge, branches } = catalog;
  const { line } = await listingAt(catalog, id);
  if (line === undefined || line === "unreadable") return;
  const noted: LedgerLine = {
    ...line,
    ...(reason === undefined ? {} : { reason }),
    cases: [...withNote(line.cases, note)],
  };
  const writes: FileWrite[] = [{ path: `removed/${id}.yml`, text: sealedText(catalog, noted, nowMs) }];
  const title = `Note a case on ${id}`;
  const branch = takedownBranch(id);
  const waiting = branches.get(branch);
  if (waiting !== undefined) {
    const tree = await forge.makeTree(await forge.treeOf(waiting), writes);
    const sha = await forge.makeCommit({ tree, parents: [waiting], message: title });
    if ((await forge.moveBranch(branch, sha, waiting)) !== "moved")
      throw new JobError("retry", "the takedown's branch moved meanwhile");
    await takeOut(catalog, publishing, { line: noted, nowMs, isInLedger: false });
    return;
  }
  const outcome = await commit(catalog, writes, title);
  if (!outcome.direct) await propose(catalog, branch, outcome.sha, title, PROPOSED_NOTE);
  await takeOut(catalog, publishing, { line: noted, nowMs, isInLedger: outcome.direct });
}

async function commit(
  { forge, state }: CaseCatalog,
  writes: readonly FileWrite[],
  message: string,
): Promise<{ readonly sha: string; readonly direct: boolean }> {
  const tree = await forge.makeTree(await forge.treeOf(state.tipSha), writes);
  const sha = await forge.makeCommit({ tree, parents: [state.tipSha], message });
  const moved = await forge.moveBranch(state.defaultBranch, sha, state.tipSha);
  if (moved === "behind") throw new JobError("retry", "the default branch moved meanwhile");
  return { sha, direct: moved === "moved" };
}

/** The commit on a branch of its own, and a pull request for it; an earlier attempt may have got half-way. */
async function propose(
  { forge, state, branches }: CaseCatalog,
  branch: string,
  sha: string,
  title: string,
  body: string,
): Promise<void> {
  if (branches.has(branch)) await forge.dropBranch(branch);
  if ((await forge.moveBranch(branch, sha, undefined)) !== "moved")
    throw new JobError("retry", "a branch for the pull request could not be made");
  await forge.openPull({ branch, base: state.defaultBranch, title, body });
}
