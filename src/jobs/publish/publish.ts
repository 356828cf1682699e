// One catalog: observe what stands on the default branch and what is published, decide what goes out, apply the plan.

import { JobError } from "../../core/job-error.ts";
import { decidePublish } from "../../core/publication/decide.ts";
import { applyPlan, type PublishResult } from "./apply.ts";
import type { PublishPorts } from "./context.ts";
import { observeMore, observePublish } from "./observe.ts";

const ATTEMPTS_MAX = 4;

export async function publishCatalog(ports: PublishPorts): Promise<PublishResult> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const result = await publishOnce(ports);
    if (result !== "behind") return result;
  }
  throw new JobError("retry", "the publish branch moves faster than we can follow");
}

async function publishOnce(ports: PublishPorts): Promise<PublishResult | "behind"> {
  let observation = await observePublish(ports);
  let decided = decidePublish(observation.seen, ports.digest);
  while ("need" in decided) {
    observation = await observeMore(ports, observation, decided);
    decided = decidePublish(observation.seen, ports.digest);
  }
  return applyPlan(ports, observation, decided);
}
