// Whose word counts on a pull request: roles as GitHub says them now, asked of people and never of Apps.

import { personOf } from "../../core/policy/apps.ts";
import { possibleOverriders } from "../../core/review/overrides.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import type { Forge, Role } from "../../ports/forge.ts";

const WRITE: ReadonlySet<Role> = new Set(["write", "maintain", "admin"]);

export function mayWriteWith(role: Role | undefined): boolean {
  return role !== undefined && WRITE.has(role);
}

interface Roles {
  readonly asked: ReadonlySet<number>;
  readonly roles: ReadonlyMap<number, Role>;
}

/** Roles of those whose word could count, by account number. A login that is somebody else by now counts for nothing. */
export async function rolesOf(forge: Forge, pull: SeenPull): Promise<Roles> {
  const people = new Map(possibleOverriders(pull).map(({ id, login }) => [id, login]));
  const author = personOf(pull.author);
  if (author !== undefined) people.set(author.id, author.login);
  const roles = new Map<number, Role>();
  await Promise.all(
    [...people].map(async ([id, login]) => {
      const found = await forge.roleOf(login);
      if (found?.accountId === id) roles.set(id, found.role);
    }),
  );
  return { asked: new Set(people.keys()), roles };
}
