// Deployments, releases, pages and rulesets over REST.

import {
  createDeployment,
  createDeploymentStatus,
  type NewDeployment,
  type NewStatus,
} from "../actions/deployments.ts";
import type { Deployment, Ruleset } from "../model.ts";
import { notFound } from "../refusal.ts";
import { hasRole } from "../roles.ts";
import { byActor } from "../actions/emit.ts";
import { applies, bypassOf } from "../rulesets.ts";
import {
  deploymentStatusView,
  deploymentView,
  pageBuildView,
  pagesView,
  releaseView,
  rulesetView,
} from "../views/deployments.ts";
import {
  by,
  json,
  need,
  paged,
  param,
  operationPath,
  repositoryOperation,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";
import { inNoOrder } from "../order.ts";

const READ = need("deployments", "read");
const WRITE = need("deployments", "write");

function deploymentOf(call: RepositoryCall): Deployment {
  const found = call.repository.deployments.find((one) => one.id === Number(param(call, "deployment_id")));
  if (found === undefined) throw notFound();
  return found;
}

/** Only those who can change a ruleset see who may pass it by. */
function rulesetFor(call: RepositoryCall, ruleset: Ruleset): Record<string, unknown> {
  const { bypass_actors: bypass, ...view } = rulesetView(
    call.world,
    call.repository,
    ruleset,
    true,
  ) as Record<string, unknown>;
  const admin = call.actor.kind === "user" && hasRole(call.repository, call.actor.user, "admin");
  const by = byActor(call.world, call.actor);
  const mode = by === undefined ? undefined : bypassOf(call.world, call.repository, ruleset, by);
  const mayPass = {
    current_user_can_bypass: mode === "pull_request" ? "pull_requests_only" : (mode ?? "never"),
  };
  return { ...view, ...mayPass, ...(admin ? { bypass_actors: bypass } : {}) };
}

export const deploymentOperations: readonly Operation[] = [
  repositoryOperation("GET", "/deployments", READ, (call) => {
    const filters = ["sha", "ref", "task", "environment"] as const;
    const shown = call.repository.deployments
      .filter((one) => filters.every((name) => (call.query.get(name) ?? one[name]) === one[name]))
      .toReversed();
    return paged(call, operationPath(call, "/deployments"), shown, (one) =>
      deploymentView(call.world, call.repository, one),
    );
  }),
  repositoryOperation("POST", "/deployments", WRITE, async (call) => {
    const made = await createDeployment(
      call.world,
      call.repository,
      by(call),
      call.body as unknown as NewDeployment,
    );
    return json(deploymentView(call.world, call.repository, made), 201);
  }),
  repositoryOperation("GET", "/deployments/{deployment_id}", READ, (call) =>
    json(deploymentView(call.world, call.repository, deploymentOf(call))),
  ),
  repositoryOperation("GET", "/deployments/{deployment_id}/statuses", READ, (call) => {
    const deployment = deploymentOf(call);
    return paged(
      call,
      operationPath(call, `/deployments/${deployment.id}/statuses`),
      deployment.statuses.toReversed(),
      (one) => deploymentStatusView(call.world, call.repository, deployment, one),
    );
  }),
  repositoryOperation("POST", "/deployments/{deployment_id}/statuses", WRITE, (call) => {
    const deployment = deploymentOf(call);
    const ask = call.body as unknown as NewStatus;
    const status = createDeploymentStatus(call.world, call.repository, deployment, by(call), ask);
    return json(deploymentStatusView(call.world, call.repository, deployment, status), 201);
  }),
  repositoryOperation("GET", "/releases/latest", need("contents", "read"), (call) => {
    const latest = call.repository.releases.at(-1);
    if (latest === undefined) throw notFound();
    return json(releaseView(call.world, call.repository, latest));
  }),
  repositoryOperation("GET", "/releases/tags/{tag}", need("contents", "read"), (call) => {
    const tag = param(call, "tag");
    const release = call.repository.releases.find((one) => one.tagName === tag);
    if (release === undefined) throw notFound();
    return json(releaseView(call.world, call.repository, release));
  }),
  repositoryOperation("GET", "/pages", need("pages", "read"), (call) => {
    const view = pagesView(call.world, call.repository);
    if (view === undefined) throw notFound();
    return json(view);
  }),
  repositoryOperation("GET", "/pages/builds/latest", need("pages", "read"), (call) => {
    const latest = call.repository.pageBuilds.at(-1);
    if (latest === undefined) throw notFound();
    return json(pageBuildView(call.world, call.repository, latest));
  }),
  repositoryOperation("GET", "/rulesets", need("metadata", "read"), (call) =>
    paged(call, operationPath(call, "/rulesets"), inNoOrder(call.repository.rulesets), (one) =>
      rulesetView(call.world, call.repository, one, false),
    ),
  ),
  repositoryOperation("GET", "/rulesets/{ruleset_id}", need("metadata", "read"), (call) => {
    const found = call.repository.rulesets.find((one) => one.id === Number(param(call, "ruleset_id")));
    if (found === undefined) throw notFound();
    return json(rulesetFor(call, found));
  }),
  repositoryOperation("GET", "/rules/branches/{branch}", need("metadata", "read"), (call) => {
    const rules = call.repository.rulesets
      .filter((one) => applies(call.repository, one, param(call, "branch")))
      .flatMap((ruleset) =>
        ruleset.rules.map((rule) => ({
          ...rule,
          ruleset_source_type: "Repository",
          ruleset_source: `${call.repository.owner.login}/${call.repository.name}`,
          ruleset_id: ruleset.id,
        })),
      );
    return paged(
      call,
      operationPath(call, `/rules/branches/${param(call, "branch")}`),
      rules,
      (rule) => rule,
    );
  }),
];
