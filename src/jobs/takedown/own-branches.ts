// Keeps the branches of Steward's own pull requests as Steward made them, and makes them again when they are lost.

import { HOUR_MS } from "../../core/time.ts";
import { keepsOut } from "../../core/catalog/memory.ts";
import { parseRemoved } from "../../core/catalog/schema.ts";
import type { CaseRecord } from "../../core/takedown/record.ts";
import {
  isProposal,
  proposalOf,
  restoreBranch,
  takedownBranch,
  type Proposal,
} from "../../core/takedown/proposal.ts";
import { JobError } from "../../core/job-error.ts";
import { writeKey } from "../../work/keys.ts";
import { ledgerFileAt, rememberedRemoval } from "../facts/catalog.ts";
import { entryAt } from "../facts/trees.ts";
import { isUntouched } from "../review/own-pulls.ts";
import { listingAt, type CaseCatalog } from "./listing.ts";
import {
  PROPOSED_RESTORE,
  proposeOwn,
  restoreWrites,
  takedownProposal,
  type Proposed,
  type Removal,
} from "./proposals.ts";
import type { CaseMemory, CasePorts } from "./takedown.ts";

const AGAIN_MAX = 3;

/** Whoever pushes in a loop is answered a few times an hour: until when to wait; undefined: it may be done now. */
function waitsUntilMs({ putBack }: CaseMemory, key: string, nowMs: number): number | undefined {
  const lately = (putBack.get(key) ?? []).filter((atMs) => nowMs - atMs < HOUR_MS);
  if (lately.length >= AGAIN_MAX) return (lately[0] ?? nowMs) + HOUR_MS;
  putBack.set(key, [...lately, nowMs]);
  return undefined;
}

/**
 * A takedown's pull request that somebody closed is opened again; what others pushed is replaced by what Steward made;
 * a takedown whose branch is gone gets another; what is merged needs its branch no longer. Answers when to look again.
 */
export async function tendBranches(
  ports: CasePorts,
  copies: ReadonlyMap<number, CaseRecord>,
  listed: ReadonlySet<string>,
): Promise<number | undefined> {
  const { catalog } = ports;
  const later: number[] = [];
  for (const [branch, sha] of catalog.branches) {
    const proposal = proposalOf(branch);
    const atMs = proposal && (await tend(ports, copies, proposal, branch, sha));
    if (atMs !== undefined) later.push(atMs);
  }
  for (const removal of await waitingRemovals(catalog)) {
    const { id } = removal.line;
    const branch = takedownBranch(id);
    if (catalog.branches.has(branch) || !listed.has(`${id}.yml`)) continue;
    const key = `${catalog.state.repositoryId} ${branch}`;
    const atMs = waitsUntilMs(ports.memory, key, ports.clock.nowMs());
    if (atMs === undefined) await proposeOwn(catalog, await takedownProposal(catalog, removal, true));
    else later.push(atMs);
  }
  return later.length === 0 ? undefined : Math.min(...later);
}

async function tend(
  ports: CasePorts,
  copies: ReadonlyMap<number, CaseRecord>,
  proposal: Proposal,
  branch: string,
  sha: string,
): Promise<number | undefined> {
  const { catalog, clock, memory, seal } = ports;
  const { forge, state } = catalog;
  const pull = await forge.pullFrom(branch);
  if (pull?.state === "merged") {
    await forge.dropBranch(branch);
    await wake(ports, copies, proposal.id);
    return undefined;
  }
  const isWanted = proposal.kind === "takedown" || pull?.state === "open";
  if (pull === undefined || !isWanted) return undefined;
  const isOurs = await isUntouched({ forge, seal }, { ...state, branch, sha });
  if (isOurs && pull.state === "closed" && (await forge.setPullOpen(pull.number, true))) return undefined;
  if (isOurs && pull.state === "open" && pull.base === state.defaultBranch) return undefined;
  const laterMs = waitsUntilMs(memory, `${state.repositoryId} ${branch}`, clock.nowMs());
  if (laterMs !== undefined) return laterMs;
  const made = await madeAgain(catalog, proposal, sha);
  if (made === undefined) {
    // Nobody can tell any more what stood there: the case says it anew.
    if (pull.state === "open") await forge.setPullOpen(pull.number, false);
    await forge.dropBranch(branch);
    await wake(ports, copies, proposal.id);
  } else await proposeOwn(catalog, made);
  return undefined;
}

/** What a branch of ours is to say, on today's default branch; undefined: nothing, or nobody can tell. */
async function madeAgain(
  catalog: CaseCatalog,
  { kind, id }: Proposal,
  sha: string,
): Promise<Proposed | undefined> {
  const { forge, state } = catalog;
  if (kind === "restore") {
    const { line, state: now } = await listingAt(catalog, id);
    if (now !== "removed" || line === undefined || line === "unreadable") return undefined;
    const tree = await forge.makeTree(await forge.treeOf(state.tipSha), restoreWrites(line));
    return { branch: restoreBranch(id), tree, title: `Restore ${id}`, body: PROPOSED_RESTORE };
  }
  const memory = await rememberedRemoval(await catalog.published(), id);
  const isKnown = memory !== undefined && memory !== "unreadable" && !memory.isFree;
  const removal = isKnown ? memory : await removalBelow(catalog, id, sha);
  return removal === undefined ? undefined : takedownProposal(catalog, removal, isKnown);
}

const BELOW_MAX = 20;

/** The ledger's line as our newest commit below what others pushed has it. */
async function removalBelow(
  { forge, state, seal }: CaseCatalog,
  id: string,
  from: string,
): Promise<Removal | undefined> {
  const branch = takedownBranch(id);
  let sha: string | undefined = from;
  for (let depth = 0; depth < BELOW_MAX && sha !== undefined; depth += 1) {
    const commit = await forge.commitOf(sha);
    if (commit === undefined) return undefined;
    if (isProposal(commit, { ...state, branch }, seal)) {
      const file = await ledgerFileAt(forge, sha, id, { repositoryId: state.repositoryId, seal });
      return file?.line === undefined || file.revision === undefined
        ? undefined
        : { line: file.line, revision: file.revision };
    }
    sha = commit.parents[0];
  }
  return undefined;
}

/** Takedowns that no file of the ledger says yet: each waits for the merge of its pull request. What others undid, publishing tends. */
async function waitingRemovals({ published }: CaseCatalog): Promise<readonly Removal[]> {
  const { out, root } = await published();
  const file = root === undefined ? undefined : await entryAt(out, root, "removed.json");
  if (file === undefined) return [];
  const lines = parseRemoved(new TextDecoder().decode(await out.blob(file.sha)));
  if (lines === undefined) throw new JobError("retry", "the published removals cannot be read");
  const waiting = lines.filter(
    (line) =>
      line.marked === true && line.rewritten === undefined && line.reason !== "withdrawn" && keepsOut(line),
  );
  return waiting.map(({ version, id, reason, removed, name, cases, owners, blobs, revision = 0 }) => ({
    line: { version, id, reason, removed, ...(name === undefined ? {} : { name }), cases, owners, blobs },
    revision,
  }));
}

async function wake(
  { queue }: CasePorts,
  copies: ReadonlyMap<number, CaseRecord>,
  id: string,
): Promise<void> {
  for (const { repositoryId, issue, listing } of copies.values())
    if (listing === id) await queue.add(writeKey({ kind: "case", repositoryId, number: issue }), "sweep");
}
