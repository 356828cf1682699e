// What people may do in the catalog, asked of GitHub each time: nobody keeps a say that was taken from them.

import { personOf } from "../../core/policy/apps.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import { possibleOverriders } from "../../core/review/overrides.ts";
import type { Account } from "../../core/facts.ts";
import type { Forge, Role } from "../../ports/forge.ts";

const WRITE: ReadonlySet<Role> = new Set(["write", "maintain", "admin"]);

export function mayWriteWith(role: Role | undefined): boolean {
  return role !== undefined && WRITE.has(role);
}

export interface Roles {
  readonly asked: ReadonlySet<number>;
  readonly roles: ReadonlyMap<number, Role>;
}

/** Roles of those whose word could count, by account number. */
export async function rolesOf(forge: Pick<Forge, "roleOf">, pull: SeenPull): Promise<Roles> {
  const people = new Map(possibleOverriders(pull).map(({ id, login }) => [id, login]));
  const author = personOf(pull.author);
  if (author !== undefined) people.set(author.id, author.login);
  return askRoles(
    forge,
    [...people].map(([id, login]) => ({ id, login })),
  );
}

/** A login that is somebody else by now counts for nothing. */
export async function askRoles(
  forge: Pick<Forge, "roleOf">,
  people: readonly Pick<Account, "id" | "login">[],
): Promise<Roles> {
  const roles = new Map<number, Role>();
  await Promise.all(
    people.map(async ({ id, login }) => {
      const found = await forge.roleOf(login);
      if (found?.accountId === id) roles.set(id, found.role);
    }),
  );
  return { asked: new Set(people.map(({ id }) => id)), roles };
}
