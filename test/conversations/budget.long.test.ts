// GitHub's hourly budget: an installation on hundreds of repositories that are no catalogs costs next to nothing.

import { afterEach, expect, it } from "@jest/globals";
import { openScene, type Scene } from "../support/scene.ts";
import { addPlain, asked, hourOf } from "../support/budget.ts";

let scene: Scene;
afterEach(async () => scene.close());

const COUNT = 600;

it(`${COUNT} repositories of which one is a catalog cost at most 1,000 GraphQL points an hour idle`, async () => {
  scene = await openScene({ unchecked: true });
  await addPlain(scene, COUNT - 1);
  const first = await hourOf(scene, { restart: true });
  const second = await hourOf(scene);
  const restarted = await hourOf(scene, { restart: true });
  expect(first).toBeGreaterThanOrEqual(COUNT);
  expect(first).toBeLessThanOrEqual(1_000);
  expect(second).toBeLessThanOrEqual(100);
  expect(restarted).toBeLessThanOrEqual(1_000);
  expect(asked(scene).names).toContain("OpenPullRequests");
}, 900_000);
