// What an hour costs of GitHub's budget for GraphQL, as the local GitHub counts it.

import type { Actor } from "../../src/sandbox/actor.ts";
import type { Scene } from "./scene.ts";

export const MINUTE_MS = 60_000;

/** What was asked in GraphQL since the calls were last emptied, and its points by GitHub's formula. */
export function asked({ sandbox }: Scene): { readonly names: readonly string[]; readonly points: number } {
  return {
    names: sandbox.calls.flatMap(({ operationName }) => operationName ?? []),
    points: sandbox.calls.reduce((sum, { points = 0 }) => sum + points, 0),
  };
}

/** Time passes in steps, and what becomes due is done. */
export async function pass({ clock, server, settled }: Scene, minutes: number, step = 5): Promise<void> {
  for (let passed = 0; passed < minutes; passed += step) {
    clock.advance(step * MINUTE_MS);
    server.service.worker.poke();
    await settled();
  }
}

/** The points of an hour in which nobody does anything. */
export async function hourOf(scene: Scene, { restart = false } = {}): Promise<number> {
  scene.sandbox.calls.length = 0;
  if (restart) {
    await scene.stopApp();
    await scene.startApp();
  }
  await pass(scene, 60);
  return asked(scene).points;
}

/** Repositories of the catalog's owner that the App is installed on as well, pushed an hour ago. */
export async function addPlain({ sandbox, settled, clock }: Scene, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await sandbox.addRepository({
      owner: "community",
      name: `tool-${at}`,
      installed: true,
      files: { "README.md": `# Tool ${at}\n` },
    });
  await settled();
  // On a busy machine some of so many events come too late, and are asked for again hour by hour.
  sandbox.world.deliveries.length = 0;
  clock.advance(60 * MINUTE_MS);
}

/** Somebody uses the installation's budget for GraphQL up, but for that share of it; what is asked next tells the App. */
export function leave({ sandbox: { world } }: Scene, share: number): void {
  const [installation] = world.installations.values();
  if (installation === undefined) throw new Error("nobody installed the App");
  const { permissions } = installation;
  const token = { token: "", installation, expiresAtMs: 0, permissions, repositoryIds: undefined };
  const actor: Actor = { kind: "installation", token };
  const { limit, used } = world.limiter.budget(actor, "graphql");
  const points = Math.round(limit * (1 - share)) - used;
  world.limiter.admit({ actor, method: "POST", template: "/graphql", points, writes: false });
}
