// What a takedown asks of publishing: an id taken out of what is published at once, and let back in.

import { isoDay } from "../../core/time.ts";
import type { NextSource } from "../../core/catalog/assemble.ts";
import { notLooked } from "../../core/catalog/due.ts";
import { canonicalJson } from "../../core/catalog/json.ts";
import { keepsOut } from "../../core/catalog/memory.ts";
import { liftedLines, markedLines } from "../../core/catalog/removal.ts";
import type { RemovedLine } from "../../core/catalog/schema.ts";
import { writeDeployment } from "../../core/catalog/message.ts";
import type { LedgerLine } from "../../core/listing/ledger.ts";
import { JobError } from "../../core/job-error.ts";
import type { PublishPorts, PublishSnapshot, PendingWork } from "./context.ts";
import { seePublish } from "./snapshot.ts";
import { readEntries, seeWork } from "./work.ts";
import { pushNext } from "./write.ts";
import type { NextPublication } from "../../core/publication/plan.ts";

const ATTEMPTS_MAX = 4;

/** Applied to what is published, whatever waits or stops beside it. Safe to ask again. */
export async function unpublish(ports: PublishPorts, line: LedgerLine, revision: number): Promise<void> {
  await onPublished(ports, async (snapshot, { lines, entries }) => {
    const { id } = line;
    const { own, out } = snapshot;
    const [read] = own === undefined || entries.has(id) ? [] : await readEntries(out, own, [id]);
    const entry = entries.get(id) ?? read;
    return {
      lines: markedLines(lines, line, entry, revision),
      removals: entry === undefined ? [] : [{ entry }],
      // What waited is of before the takedown; it is looked at again when somebody changes it.
      waiting: (snapshot.head?.waiting ?? []).filter((one) => one !== id),
    };
  });
}

/** The next publish puts back what was kept, where the files are the identical ones, and judges others. */
export async function lift(ports: PublishPorts, id: string): Promise<void> {
  const revision = Math.floor(ports.clock.nowMs());
  await onPublished(ports, async ({ head }, { lines, listings }) => {
    if (!lines.some((line) => line.id === id && keepsOut(line))) return undefined;
    return {
      lines: liftedLines(lines, id, revision),
      removals: [],
      // Files that were never gone from the default branch are looked at again; others come with a push.
      waiting: [...new Set([...(head?.waiting ?? []), ...(listings.has(id) ? [id] : [])])],
    };
  });
}

interface Change {
  readonly lines: readonly RemovedLine[];
  readonly removals: NextPublication["removals"];
  readonly waiting: readonly string[];
}

async function onPublished(
  ports: PublishPorts,
  change: (snapshot: PublishSnapshot, work: PendingWork) => Promise<Change | undefined>,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const seen = await seePublish(ports, false);
    // The mark must stand somewhere: whoever asked asks again.
    if (seen.kind !== "ready")
      throw new JobError("retry", "nothing of ours is published that could bear a mark");
    const { snapshot } = seen;
    const today = isoDay(ports.clock.nowMs());
    const work = await seeWork(ports, snapshot, today);
    const wanted = await change(snapshot, work);
    if (wanted === undefined || isDone(snapshot, work, wanted)) return;
    const { head } = snapshot;
    const pushed = await pushNext(ports, snapshot, work, {
      ...wanted,
      upserts: [],
      source: sourceOf(snapshot),
      pictures: [],
      before: new Map(),
      added: [],
      today: notLooked(head, today),
    });
    if (pushed === undefined) continue;
    const { state } = snapshot;
    // Named at once: the branch put back to before it would bring back what was just taken out.
    await ports.forge.deploy({
      sourceSha: state.tipSha,
      payload: writeDeployment(
        { publishSha: pushed.commit.sha, generation: pushed.head.generation },
        state.repositoryId,
        ports.seal,
      ),
    });
    return;
  }
  throw new JobError("retry", "the publish branch moves faster than we can follow");
}

function isDone(
  { head }: PublishSnapshot,
  { lines }: PendingWork,
  { lines: next, removals, waiting }: Change,
): boolean {
  return (
    removals.length === 0 &&
    canonicalJson(sorted(lines)) === canonicalJson(sorted(next)) &&
    canonicalJson([...waiting].sort()) === canonicalJson(head?.waiting ?? [])
  );
}

function sorted(lines: readonly RemovedLine[]): readonly RemovedLine[] {
  return [...lines].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Nothing new of the default branch is let out: what is published stays of the source that it is of. */
function sourceOf({ head, state }: PublishSnapshot): NextSource {
  if (head !== undefined) {
    const { at, ...source } = head.source;
    return { ...source, atMs: Date.parse(at) };
  }
  const policy = state.policy?.sha ?? "";
  const nothing = { listings: null, images: null, removed: null };
  return { commit: state.tipSha, atMs: state.tipAtMs, policy, ...nothing };
}
