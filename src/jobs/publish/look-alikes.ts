// Which look-alikes hold a listing that is published for the first time: those that came before it.

import { createLookAlikes, LOOK_ALIKES_SHOWN_MAX, type LookAlike } from "../../core/listing/ids.ts";
import { standsBeside, type Arrival } from "../../core/publication/origin.ts";
import { keepsOut } from "../../core/catalog/memory.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import type { FirstCommit } from "../../ports/publish.ts";
import type { PendingWork } from "./context.ts";
import { rebasedBy, type LandingContext } from "./landing.ts";

/** Of more look-alikes nobody is asked; they hold it. */
const ASKED_MAX = 20;

interface LookAlikesOptions {
  readonly landing: LandingContext;
  readonly work: Pick<PendingWork, "listings" | "ledgerFiles" | "memory">;
  readonly mayWrite: EvaluationContext["mayWrite"];
}

/** Answers by id; each file's arrival is asked for once. */
export function earlierLookAlikes(options: LookAlikesOptions): EvaluationContext["lookAlikes"] {
  const { listings, ledgerFiles, memory } = options.work;
  // A ledger file that somebody deleted leaves the id as it was: taken out.
  const removed = [...ledgerFiles.keys(), ...memory.filter(keepsOut).map(({ id }) => id)];
  const all = createLookAlikes(new Set(listings.keys()), new Set(removed));
  const arrivals = new Map<string, Promise<Arrival | undefined>>();
  return async (id) => {
    const found = all(id, Number.POSITIVE_INFINITY);
    const live = found.filter(({ where }) => where === "live").slice(0, ASKED_MAX);
    if (live.length === 0) return found.slice(0, LOOK_ALIKES_SHOWN_MAX);
    await ask(options, arrivals, [id, ...live.map((other) => other.id)]);
    const own = await arrivals.get(id);
    const isHarmless = new Set<LookAlike>();
    for (const other of live) if (standsBeside(own, await arrivals.get(other.id))) isHarmless.add(other);
    return found.filter((other) => !isHarmless.has(other)).slice(0, LOOK_ALIKES_SHOWN_MAX);
  };
}

async function ask(
  options: LookAlikesOptions,
  arrivals: Map<string, Promise<Arrival | undefined>>,
  ids: readonly string[],
): Promise<void> {
  const open = ids.filter((id) => !arrivals.has(id));
  if (open.length === 0) return;
  const { ports, snapshot } = options.landing;
  const firsts = ports.forge.firstCommits(snapshot.state.tipSha, open.map(pathOf));
  const asked = open.map((id) =>
    firsts.then((found) => arrivalOf(options, pathOf(id), found.get(pathOf(id)))),
  );
  for (const [i, id] of open.entries()) arrivals.set(id, asked[i] ?? Promise.resolve(undefined));
  await Promise.all(asked);
}

async function arrivalOf(
  { landing, mayWrite }: LookAlikesOptions,
  path: string,
  first: FirstCommit | undefined,
): Promise<Arrival | undefined> {
  if (first === undefined) return undefined;
  const { ports, snapshot } = landing;
  const named = (await ports.forge.pullsOf(first.sha)).flatMap(({ baseRef, mergedAtMs, author }) =>
    baseRef === snapshot.state.defaultBranch && mergedAtMs !== undefined ? [{ mergedAtMs, author }] : [],
  );
  const pulls = named.length > 0 ? named : await rebasedBy(landing, first.sha, path);
  const [pull] = pulls.toSorted((a, b) => a.mergedAtMs - b.mergedAtMs);
  if (pull === undefined) return { commitSha: first.sha, atMs: first.atMs, byWriter: true };
  // Anybody may propose a commit of somebody else's: whoever of them may not write makes it a stranger's.
  const may = await Promise.all(
    pulls.map(async ({ author }) => author !== undefined && (await mayWrite(author))),
  );
  return { commitSha: first.sha, atMs: pull.mergedAtMs, byWriter: may.every(Boolean) };
}

function pathOf(id: string): string {
  return `listings/${id}.yml`;
}
