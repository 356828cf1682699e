// The writes of a plan, in its order; what failed is planned again at the next look.

import { isLimit, JobError } from "../../core/job-error.ts";
import type { Plan } from "../../core/review/plan.ts";
import type { Forge } from "../../ports/forge.ts";

/** Stage by stage; the first fault stops, and the next attempt sees what got through. Answers how many did. */
export async function applyReview(forge: Pick<Forge, "apply">, plan: Plan, number: number): Promise<number> {
  let writes = 0;
  for (const stage of plan.stages) {
    const results = await Promise.allSettled(stage.map((write) => forge.apply(write, number)));
    writes += results.filter(({ status }) => status === "fulfilled").length;
    const faults = results.flatMap((result): unknown[] =>
      result.status === "rejected" ? [result.reason] : [],
    );
    // Nothing is tried before a limit is over; and one right that we lack must not keep from another try what would go well then.
    if (faults.length > 0)
      throw faults.find(isLimit) ?? faults.find((fault) => !isDenied(fault)) ?? faults[0];
  }
  return writes;
}

function isDenied(fault: unknown): boolean {
  return fault instanceof JobError && fault.kind !== "retry";
}
