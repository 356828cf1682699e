// Where trouble is a fact ("could not be told"), a limit of GitHub's is not: whoever is told to wait looks again then.

import { describe, expect, it } from "@jest/globals";
import { JobError } from "../../src/core/job-error.ts";
import type { Plan } from "../../src/core/review/plan.ts";
import { ownersOf } from "../../src/jobs/facts/catalog.ts";
import { applyReview } from "../../src/jobs/review/apply.ts";
import type { CatalogState, Forge } from "../../src/ports/forge.ts";

const limit = new JobError("retry", "rate limited", 40_000);
const outage = new JobError("retry", "502");
const denied = new JobError("denied", "forbidden");

describe("the writes of a review", () => {
  const applied = (...faults: readonly (JobError | undefined)[]) => {
    const left = [...faults];
    const apply = (): Promise<void> => {
      const fault = left.shift();
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    };
    const stage = faults.map((_, id) => ({ do: "delete-comment", id }));
    return applyReview({ apply }, { stages: [stage] } as unknown as Plan, 1);
  };

  it("fail with the limit, whatever else failed beside it", async () => {
    await expect(applied(denied, outage, limit)).rejects.toBe(limit);
    await expect(applied(denied, outage, undefined)).rejects.toBe(outage);
    await expect(applied(denied, undefined)).rejects.toBe(denied);
    expect(await applied(undefined, undefined)).toBe(2);
  });
});

describe("who owns a listing", () => {
  const asked = (fault: JobError) => {
    const none = () => Promise.resolve(undefined);
    const forge = { newestDeployment: none, broughtBy: () => Promise.reject(fault) } as unknown as Forge;
    return ownersOf(forge, { defaultBranch: "main" } as unknown as CatalogState, undefined, "poll-maker");
  };

  it("cannot be read in an outage, and is asked again after a limit", async () => {
    expect(await asked(outage)).toEqual({ state: "unreadable" });
    await expect(asked(limit)).rejects.toBe(limit);
  });
});
