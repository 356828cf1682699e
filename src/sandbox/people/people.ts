// What people do on GitHub, as functions: the same code the API runs, so the same events follow.

import type { World } from "../world.ts";
import { accountActions } from "./accounts.ts";
import { codeActions } from "./code.ts";
import { createFinders } from "./find.ts";
import { issueActions } from "./issues.ts";
import { pullActions } from "./pulls.ts";
import type { People } from "./types.ts";

export function createPeople(world: World): People {
  const find = createFinders(world);
  return {
    ...accountActions(world, find),
    ...codeActions(world, find),
    ...pullActions(world, find),
    ...issueActions(world, find),
  };
}
