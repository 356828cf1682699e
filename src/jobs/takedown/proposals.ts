// Pull requests of Steward's own where the default branch is protected: what they say, and how they are made.

import { ledgerText } from "../../core/catalog/removal.ts";
import { sealLedger, type LedgerLine } from "../../core/listing/ledger.ts";
import { isOwn, sealProposal, takedownBranch } from "../../core/takedown/proposal.ts";
import type { FileWrite } from "../../ports/publish.ts";
import { ownFilesOf, type CaseCatalog } from "./listing.ts";

export const PROPOSED_REMOVAL =
  "The default branch is protected, so this takedown waits for its merge. The listing is out of what is published already, and stays out.";
export const PROPOSED_RESTORE =
  "The default branch is protected, so the listing comes back with the merge of this pull request.";
export const PROPOSED_NOTE =
  "The default branch is protected, so this line of the ledger waits for its merge.";

export interface Proposed {
  readonly branch: string;
  readonly tree: string;
  readonly title: string;
  readonly body: string;
}

/** A line of the ledger, and when Steward wrote it, in ms. */
export interface Removal {
  readonly line: LedgerLine;
  readonly revision: number;
}

/** `files`: the listing's own, where they are to go. */
export function takedownWrites(
  { state, seal }: CaseCatalog,
  files: Readonly<Record<string, string>>,
  { line, revision }: Removal,
): FileWrite[] {
  const text = sealLedger(ledgerText(line), { repositoryId: state.repositoryId, revision }, seal);
  return [
    ...Object.keys(files).map((path) => ({ path, gone: true as const })),
    { path: `removed/${line.id}.yml`, text },
  ];
}

/** Whatever a ledger line names, nothing but the listing's own files comes back. */
export function restoreWrites({ id, blobs }: LedgerLine): FileWrite[] {
  return [
    ...Object.entries(blobs).flatMap(([path, blob]) => (isOwn(id, path) ? [{ path, blob }] : [])),
    { path: `removed/${id}.yml`, gone: true },
  ];
}

/** The takedown, or the word in the ledger, on today's default branch. `isOut`: the listing's files are to go. */
export async function takedownProposal(
  catalog: CaseCatalog,
  removal: Removal,
  isOut: boolean,
): Promise<Proposed> {
  const { forge, state } = catalog;
  const { line } = removal;
  const files = isOut ? await ownFilesOf(forge, state.tipSha, line.id) : {};
  const tree = await forge.makeTree(
    await forge.treeOf(state.tipSha),
    takedownWrites(catalog, files, removal),
  );
  const branch = takedownBranch(line.id);
  return Object.keys(files).length > 0
    ? { branch, tree, title: `Take down ${line.id} (${line.reason})`, body: PROPOSED_REMOVAL }
    : { branch, tree, title: `Note a case on ${line.id}`, body: PROPOSED_NOTE };
}

/** One commit on today's default branch, on a branch of its own, and a pull request for it. What others pushed there is left behind. */
export async function proposeOwn(
  { forge, state, seal }: CaseCatalog,
  { branch, tree, title, body }: Proposed,
): Promise<void> {
  const parents = [state.tipSha];
  const message = sealProposal({ message: title, tree, parents }, { ...state, branch }, seal);
  await forge.resetBranch(branch, await forge.makeCommit({ tree, parents, message }));
  const pull = await forge.pullFrom(branch);
  if (pull?.state === "open" && pull.base === state.defaultBranch) return;
  if (pull?.state === "open") await forge.setPullBase(pull.number, state.defaultBranch);
  else await forge.openPull({ branch, base: state.defaultBranch, title, body });
}
