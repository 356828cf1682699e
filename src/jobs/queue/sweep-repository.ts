// A sweep of one repository: whether it is a catalog, which of its pull requests are due, and what else is looked at with them.

import type { PublishPorts } from "../publish/context.ts";
import type { VerifyMemory } from "../verify/verify.ts";
import { writeKey } from "../../work/keys.ts";
import type { Queue } from "../../ports/queue.ts";
import type { KnownCatalogs } from "./known-catalogs.ts";
import type { Moves } from "./moved.ts";
import { sweepCatalog } from "./sweep.ts";
import type { Worked } from "./work.ts";

/** A push brings both keys at once; one look at what is published is enough for both. */
const PUBLISH_AFTER_SWEEP_MS = 10_000;
/** Every push sweeps; cases have events and times of their own, so that looking for lost events now and then is enough. */
const CASES_EVERY_MS = 10 * 60_000;

/**
 * After a restart nobody knows when a catalog is due: its file says so, once what the sweep found is published. Soon
 * enough for `steward reconcile`, which waits for what is due within half a minute.
 */
const VERIFY_AFTER_SWEEP_MS = 15_000;

/** What a sweep need not ask for again, by repository; after a restart each is looked at once more. */
export interface SweepHints {
  readonly policies: Map<number, string>;
  /** What came to default branches, which is compared with the open pull requests. */
  readonly moves: Moves;
  readonly casesAtMs: Map<number, number>;
  readonly verifying: VerifyMemory;
  /** When each pull request was last looked at, by its review's key. */
  readonly lookedAtMs: Map<string, number>;
  readonly known: Pick<KnownCatalogs, "look" | "isCatalog">;
}

export async function sweepRepository(
  ports: PublishPorts,
  queue: Queue,
  swept: SweepHints,
  repositoryId: number,
): Promise<Worked> {
  const found = swept.known.look(repositoryId);
  // A repository that is no catalog, as most are, costs one point of GitHub's budget and not the five of its pull requests.
  if (!swept.known.isCatalog(repositoryId)) {
    const state = await ports.forge.catalogState();
    if (state?.policy === undefined) {
      if (state !== undefined) found(false);
      return { outcome: "swept", requeueAtMs: undefined, fields: { because: "no catalog" } };
    }
  }
  const { numbers, groups, policySha } = await sweepCatalog(ports, repositoryId, swept.moves, (number) =>
    swept.lookedAtMs.get(writeKey({ kind: "review", repositoryId, number })),
  );
  found(policySha !== undefined);
  const nowMs = ports.clock.nowMs();
  const changed = policySha !== undefined && swept.policies.get(repositoryId) !== policySha;
  if (changed) {
    swept.policies.set(repositoryId, policySha);
    await queue.add(writeKey({ kind: "policy", repositoryId }), "sweep");
  }
  const casesAtMs = swept.casesAtMs.get(repositoryId) ?? Number.NEGATIVE_INFINITY;
  if (policySha !== undefined && (changed || nowMs - casesAtMs >= CASES_EVERY_MS)) {
    swept.casesAtMs.set(repositoryId, nowMs);
    await queue.add(writeKey({ kind: "cases", repositoryId }), "sweep");
  }
  // Whether anything differs, the job tells at the cost of a question or two.
  if (policySha !== undefined)
    await queue.add(writeKey({ kind: "publish", repositoryId }), "sweep", nowMs + PUBLISH_AFTER_SWEEP_MS);
  // The key waits for its time already, as a rule; a database that was lost gets it back here.
  if (policySha !== undefined)
    await queue.add(
      writeKey({ kind: "verify", repositoryId }),
      "sweep",
      swept.verifying.dueAtMs.get(repositoryId) ?? nowMs + VERIFY_AFTER_SWEEP_MS,
    );
  await Promise.all(
    numbers.map((number) => queue.add(writeKey({ kind: "review", repositoryId, number }), "sweep")),
  );
  await Promise.all(
    groups.map((group) => queue.add(writeKey({ kind: "merge", repositoryId, ...group }), "person")),
  );
  const lost = groups.length === 0 ? {} : { groups: groups.length };
  return { outcome: "swept", requeueAtMs: undefined, fields: { reviews: numbers.length, ...lost } };
}
