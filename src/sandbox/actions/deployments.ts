// Deployments and their statuses.

import { isSha } from "../git/objects.ts";
import type { Deployment, DeploymentStatus, Repository } from "../model.ts";
import { invalid, unprocessable } from "../refusal.ts";
import { deploymentStatusView, deploymentView } from "../views/deployments.ts";
import type { World } from "../world.ts";
import { emit, type By } from "./emit.ts";

export interface NewDeployment {
  readonly ref: string;
  readonly task?: string;
  readonly payload?: Record<string, unknown> | string;
  readonly environment?: string;
  readonly description?: string | null;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

export async function createDeployment(
  world: World,
  repository: Repository,
  by: By,
  ask: NewDeployment,
): Promise<Deployment> {
  const { git } = repository;
  const sha = git.ref(`refs/heads/${ask.ref}`) ?? (isSha(ask.ref) ? ask.ref : undefined);
  if (sha === undefined || (await git.objects.commit(sha)) === undefined) {
    throw unprocessable(`No ref found for: ${ask.ref}`);
  }
  const environment = ask.environment ?? "production";
  const deployment: Deployment = {
    id: world.nextId(),
    sha,
    ref: ask.ref,
    task: ask.task ?? "deploy",
    payload: ask.payload ?? {},
    environment,
    description: ask.description ?? null,
    creator: by.account,
    production: ask.production_environment ?? environment === "production",
    transient: ask.transient_environment ?? false,
    createdAtMs: world.nowMs(),
    updatedAtMs: world.nowMs(),
    statuses: [],
  };
  repository.deployments.push(deployment);
  return deployment;
}

const STATES: readonly string[] = [
  "error",
  "failure",
  "inactive",
  "in_progress",
  "queued",
  "pending",
  "success",
];
const DESCRIPTION_CHARACTERS_MAX = 140;

export interface NewStatus {
  readonly state: string;
  readonly description?: string;
  readonly environment_url?: string;
  readonly log_url?: string;
  readonly auto_inactive?: boolean;
}

export function createDeploymentStatus(
  world: World,
  repository: Repository,
  deployment: Deployment,
  by: By,
  ask: NewStatus,
): DeploymentStatus {
  if (!STATES.includes(ask.state)) throw invalid("DeploymentStatus", "state");
  if ((ask.description?.length ?? 0) > DESCRIPTION_CHARACTERS_MAX)
    throw invalid("DeploymentStatus", "description");
  const status: DeploymentStatus = {
    id: world.nextId(),
    state: ask.state,
    description: ask.description ?? "",
    environmentUrl: ask.environment_url ?? "",
    logUrl: ask.log_url ?? "",
    creator: by.account,
    createdAtMs: world.nowMs(),
  };
  deployment.statuses.push(status);
  deployment.updatedAtMs = world.nowMs();
  if (ask.state !== "inactive") {
    emit(world, repository, "deployment_status", "created", by.account, {
      deployment_status: deploymentStatusView(world, repository, deployment, status),
      deployment: deploymentView(world, repository, deployment),
    });
  }
  return status;
}
