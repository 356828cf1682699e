// Random days of a catalog whose branches anybody with write access may push to: what Steward took out never comes back by that.

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { BrokenPromise, OTHER_ID, OWNER_ID, RemovalModel } from "../support/removal-model.ts";

/** `npm run removal-model` asks for at least 20,000; a part of that is enough for every day. */
const STEPS_MIN = Number(process.env["REMOVAL_STEPS"] ?? 4_000);
const STEPS_MAX = 80;
const RUNS = Math.ceil((STEPS_MIN / (STEPS_MAX / 2)) * 1.3) + 5;

const IDS = ["alpha", "beta", "gamma"] as const;
const ids = fc.constantFrom(...IDS);
const versions = fc.nat({ max: 3 });
const back = fc.integer({ min: 1, max: 6 });
type Step = readonly [say: string, act: (model: RemovalModel) => void];

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step>(["publish", (model) => model.publish()]) },
  fc.tuple(ids, versions).map(([id, v]): Step => [`push ${id} ${v}`, (m) => m.add(id, v, undefined, false)]),
  {
    weight: 2,
    arbitrary: fc
      .tuple(ids, versions, fc.constantFrom(OWNER_ID, OTHER_ID), fc.boolean())
      .map(([id, v, by, says]): Step => [`merge ${id} ${v} by ${by} ${says}`, (m) => m.add(id, v, by, says)]),
  },
  ids.map((id): Step => [`remove ${id}`, (m) => m.remove(id)]),
  fc
    .tuple(ids, fc.oneof(fc.constantFrom("gone" as const, "forged" as const), fc.nat({ max: 9 })))
    .map(([id, what]): Step => [`ledger ${id} ${what}`, (m) => m.meddle(id, what)]),
  back.map((n): Step => [`revert ${n}`, (m) => m.revert(n)]),
  back.map((n): Step => [`force push ${n}`, (m) => m.forcePush(n)]),
  back.map((n): Step => [`roll back ${n}`, (m) => m.rollBack(n)]),
  ids.map((id): Step => [`case ${id}`, (m) => m.startCase(id)]),
  ids.map((id): Step => [`end ${id}`, (m) => m.endCase(id)]),
  fc
    .tuple(ids, fc.boolean())
    .map(([id, crashes]): Step => [`take down ${id} ${crashes}`, (m) => m.takeDown(id, crashes)]),
  ids.map((id): Step => [`restore ${id}`, (m) => m.restore(id)]),
);

describe("what Steward took out", () => {
  it("never comes back but by `/restore` or a merge that passed, whatever is done to the branches", () => {
    let done = 0;
    let removals = 0;
    fc.assert(
      fc.property(fc.array(fc.noShrink(steps), { maxLength: STEPS_MAX, size: "max" }), (days) => {
        const model = new RemovalModel();
        for (const id of IDS) model.add(id, 0, OWNER_ID, false);
        model.publish();
        const said: string[] = [];
        try {
          for (const [say, act] of days) {
            said.push(say);
            done += 1;
            act(model);
          }
          model.publish();
        } catch (error) {
          throw error instanceof BrokenPromise
            ? new Error(`${error.message} after: ${said.join("; ")}`)
            : error;
        }
        removals += model.published?.lines.length ?? 0;
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    if (process.env["TEST_FIGURES"] !== undefined)
      process.stdout.write(
        `${done} steps in ${RUNS} catalogs, ${removals} removals remembered at their ends\n`,
      );
    expect(done).toBeGreaterThanOrEqual(STEPS_MIN);
    expect(removals).toBeGreaterThan(RUNS / 4);
  });

  it("comes back by `/restore`, and by its owner's merge once the case has ended", () => {
    const model = new RemovalModel();
    model.add("alpha", 1, OWNER_ID, false);
    model.publish();
    model.startCase("alpha");
    model.takeDown("alpha", false);
    model.publish();
    expect(model.published?.entries.has("alpha")).toBe(false);
    model.restore("alpha");
    model.publish();
    expect(model.published?.entries.has("alpha")).toBe(false);
    model.endCase("alpha");
    model.restore("alpha");
    model.publish();
    expect(model.published?.entries.has("alpha")).toBe(true);
    model.startCase("alpha");
    model.takeDown("alpha", true);
    model.endCase("alpha");
    model.add("alpha", 2, OWNER_ID, true);
    model.publish();
    expect(model.published?.entries.has("alpha")).toBe(true);
    expect(model.published?.lines).toEqual([]);
  });
});
