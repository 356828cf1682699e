// Adds to an event what every payload carries, and hands it to the App if it is installed there.

import type { SandboxAccount, Installation, Repository } from "../model.ts";
import { organizationView, userView } from "../views/accounts.ts";
import { repositoryView } from "../views/repositories.ts";
import { listener } from "../listeners.ts";
import type { Actor } from "../actor.ts";
import { actorAccount, nodeId, type World } from "../world.ts";

/** Who does something, and whether through the App. */
export interface By {
  readonly account: SandboxAccount;
  readonly viaApp: boolean;
}

/** undefined: nobody is logged in. */
export function byActor(world: World, actor: Actor): By | undefined {
  const account = actorAccount(world, actor);
  return account === undefined ? undefined : { account, viaApp: account === world.app.bot };
}

export function installationLite(installation: Installation) {
  return { id: installation.id, node_id: nodeId("MDIz", installation.id) };
}

export function emit(
  world: World,
  repository: Repository,
  event: string,
  action: string | null,
  sender: SandboxAccount,
  payload: Readonly<Record<string, unknown>>,
): void {
  const installation = listener(world, repository, event);
  if (installation === undefined) return;
  world.webhooks.send({
    event,
    action,
    repository,
    installation,
    payload: {
      ...(action === null ? {} : { action }),
      ...payload,
      repository: repositoryView(world, repository),
      ...(repository.owner.type === "Organization"
        ? { organization: organizationView(world, repository.owner) }
        : {}),
      sender: userView(world, sender),
      installation: installationLite(installation),
    },
  });
}

/** Whether it is worth building a payload at all. */
export function isHeard(world: World, repository: Repository, event: string): boolean {
  return listener(world, repository, event) !== undefined;
}
