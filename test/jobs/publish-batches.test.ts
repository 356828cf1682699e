// Whose turn it is, where more waits than one run judges: nobody is passed over, and a maintainer's word comes first.

import { describe, expect, it } from "@jest/globals";
import type { HeldListing } from "../../src/core/catalog/report.ts";
import type { LastLook } from "../../src/jobs/publish/context.ts";
import type { TreeEntry } from "../../src/ports/forge.ts";
import { recordBatch, nextBatch } from "../../src/jobs/publish/batches.ts";

const IDS = Array.from({ length: 250 }, (_, number) => `listing-${number + 100}`);
const inHold = (id: string) => ({ id }) as HeldListing;
const saying = (body: string) => ({ comments: [{ body }] as never });

function open() {
  const looked = new Map<number, Map<string, LastLook>>();
  const work = { ids: IDS, listings: new Map(IDS.map((id) => [id, {} as TreeEntry])) };
  /** One run in which `holds` says what is held; everything else could not be told. */
  return (tipSha: string, holds: (id: string) => boolean, said = "") => {
    const state = { repositoryId: 7, tipSha };
    const batch = nextBatch(looked, state, work, saying(said));
    const { ids, later } = batch;
    const held = [...ids.filter(holds).map(inHold), ...later.flatMap((one) => one.held ?? [])].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    const waiting = [...ids, ...later.map(({ id }) => id)];
    recordBatch(looked, state, batch, { held, waiting });
    return { ids, held, waiting, goesOn: later.some(({ isOfThisTip }) => !isOfThisTip) };
  };
}

describe("turns", () => {
  it("reach everything before anything has its second, and again after each push", () => {
    const run = open();
    for (const tip of ["one", "two"]) {
      const runs = [1, 2, 3].map(() => run(tip, () => true));
      expect(runs.map(({ goesOn }) => goesOn)).toEqual([true, true, false]);
      expect(new Set(runs.flatMap(({ ids }) => ids)).size).toBe(IDS.length);
      for (const { ids, waiting } of runs) expect([ids.length, waiting.length]).toEqual([100, IDS.length]);
    }
  });

  it("report what waits for another run as it was", () => {
    const run = open();
    for (let times = 0; times < 3; times += 1) run("one", () => true);
    expect(run("one", () => true).held.map(({ id }) => id)).toEqual(IDS);
    expect(run("two", () => true).held.map(({ id }) => id)).toEqual(IDS);
  });

  it("come first to what a maintainer let through, then to what could not be told", () => {
    const run = open();
    const unclear = IDS[120] ?? "";
    for (let times = 0; times < 3; times += 1) run("one", (id) => id !== unclear);
    const accepted = IDS.find((id) => !open()("one", () => true).ids.includes(id)) ?? "";
    const { ids } = run("one", () => true, `/accept ${accepted} submission It is theirs`);
    expect(ids).toEqual(expect.arrayContaining([accepted, unclear]));
  });
});
