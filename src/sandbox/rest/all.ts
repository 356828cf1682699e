// Every REST operation, in the order they are tried: the ones with open-ended paths come last.

import type { SandboxDelivery } from "../model.ts";
import { appOperations } from "./app.ts";
import { checkOperations } from "./checks.ts";
import { deploymentOperations } from "./deployments.ts";
import { gitOperations } from "./git.ts";
import { issueOperations } from "./issues.ts";
import type { Operation } from "./operation.ts";
import { pullOperations } from "./pulls.ts";
import { lateRepositoryOperations, repositoryOperations } from "./repositories.ts";

export function allOperations(redeliver: (delivery: SandboxDelivery) => void): readonly Operation[] {
  return [
    ...appOperations(redeliver),
    ...repositoryOperations,
    ...gitOperations,
    ...pullOperations,
    ...checkOperations,
    ...issueOperations,
    ...deploymentOperations,
    ...lateRepositoryOperations,
  ];
}
