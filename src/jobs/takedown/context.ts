// Which catalog the cases of a repository are about: its own, or the one whose policy names it.

import type { Seal } from "../../core/seal.ts";
import type { CopyReader } from "../../core/takedown/copies.ts";
import type { Key } from "../../work/keys.ts";
import type { Clock } from "../../ports/clock.ts";
import type { DeadLetter, Queue } from "../../ports/queue.ts";
import type { Publishing } from "../../ports/publish.ts";
import type { IgnoredName } from "../../core/policy/policy.ts";
import { policyInForce } from "../facts/catalog.ts";
import type { CaseMemory, CasePorts } from "./takedown.ts";
import { openCatalog, type CatalogReach } from "./listing.ts";

export interface CaseOptions {
  readonly seal: Seal;
  /** Reads copies of records; keeps what it read. */
  readonly read: CopyReader;
  givenUpKeys(): Promise<readonly DeadLetter[]>;
  /** No server runs: this is one run of a schedule. */
  readonly isScheduled: boolean;
  /** Until when sweeps wait there, since little of GitHub's budget is left; undefined: they do not. */
  waitsUntilMs(repositoryId: number): number | undefined;
  /** Repositories of the same owner that we are installed on, but for those that are no catalogs. */
  siblings(repositoryId: number): AsyncIterable<number>;
  /** "owner/name" → the repository's number; undefined: we are not installed there. */
  named(fullName: string): Promise<number | undefined>;
}

export interface PlaceOptions {
  readonly cases: CaseOptions;
  place(key: Key): Promise<CatalogReach | undefined>;
  readonly publishing: Publishing;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly memory: CaseMemory;
}

/** Hints only: what a policy says is read again. */
export interface Links {
  readonly catalogOf: Map<number, number>;
  /** Repositories that no policy named, and when we asked. */
  readonly nobody: Map<number, number>;
}

export function createLinks(): Links {
  return { catalogOf: new Map(), nobody: new Map() };
}

const NOBODY_MS = 10 * 60_000;

/** undefined: neither a catalog nor named by one; nothing there is a case. */
export async function casePorts(
  options: PlaceOptions,
  links: Links,
  repositoryId: number,
  here: CatalogReach,
): Promise<CasePorts | undefined> {
  const { cases, clock, queue, memory, publishing } = options;
  const { forge } = here;
  const { seal, givenUpKeys, waitsUntilMs, isScheduled } = cases;
  const base = {
    repositoryId,
    forge,
    clock,
    queue,
    memory,
    seal,
    publishing,
    givenUpKeys,
    waitsUntilMs,
    isScheduled,
  };
  const state = await forge.deployedState();
  if (state?.policy !== undefined) {
    const { policy, ignored = [] } = await policyInForce(forge, state);
    if (policy === undefined) return undefined;
    const { repository } = policy.takedown;
    const otherId = repository === undefined ? undefined : await cases.named(repository);
    const other =
      otherId === undefined || otherId === repositoryId
        ? undefined
        : await options.place({ kind: "cases", repositoryId: otherId });
    if (other !== undefined && otherId !== undefined) links.catalogOf.set(otherId, repositoryId);
    return {
      ...base,
      catalog: await openCatalog(here, seal, state, policy, ignored),
      left: await leftBehind(options, links, ignored),
      other:
        other === undefined || otherId === undefined
          ? undefined
          : { repositoryId: otherId, forge: other.forge },
    };
  }
  const catalogId = await catalogNaming(options, links, repositoryId);
  if (catalogId === undefined) return undefined;
  const place = await options.place({ kind: "cases", repositoryId: catalogId });
  const catalogState = await place?.forge.deployedState();
  if (place === undefined || catalogState === undefined) return undefined;
  const { policy } = await policyInForce(place.forge, catalogState);
  if (policy === undefined) return undefined;
  return {
    ...base,
    catalog: await openCatalog(place, seal, catalogState, policy),
    other: { repositoryId: catalogId, forge: place.forge },
  };
}

/** The former owner's repository of private cases, as far as we reach it and no other catalog goes on with it. */
async function leftBehind(
  options: PlaceOptions,
  links: Links,
  ignored: readonly IgnoredName[],
): Promise<CasePorts["left"]> {
  const name = ignored.find(({ key }) => key === "takedown.repository")?.repository;
  const repositoryId = name === undefined ? undefined : await options.cases.named(name);
  if (repositoryId === undefined) return undefined;
  if ((await catalogNaming(options, links, repositoryId)) !== undefined) return undefined;
  const forge = (await options.place({ kind: "cases", repositoryId }))?.forge;
  return forge === undefined ? undefined : { repositoryId, forge };
}

async function catalogNaming(
  { cases, place, clock }: PlaceOptions,
  links: Links,
  repositoryId: number,
): Promise<number | undefined> {
  const names = async (catalogId: number): Promise<boolean> => {
    const forge = (await place({ kind: "cases", repositoryId: catalogId }))?.forge;
    const state = await forge?.catalogState();
    if (forge === undefined || state?.policy === undefined) return false;
    const repository = (await policyInForce(forge, state)).policy?.takedown.repository;
    return repository !== undefined && (await cases.named(repository)) === repositoryId;
  };
  const known = links.catalogOf.get(repositoryId);
  if (known !== undefined && (await names(known))) return known;
  links.catalogOf.delete(repositoryId);
  if (clock.nowMs() - (links.nobody.get(repositoryId) ?? Number.NEGATIVE_INFINITY) < NOBODY_MS)
    return undefined;
  for await (const sibling of cases.siblings(repositoryId)) {
    if (sibling === repositoryId || !(await names(sibling))) continue;
    links.catalogOf.set(repositoryId, sibling);
    return sibling;
  }
  links.nobody.set(repositoryId, clock.nowMs());
  return undefined;
}
