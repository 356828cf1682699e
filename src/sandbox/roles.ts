// Who may do what: a person's role on a repository, and what a token was narrowed to.

import { ROLES, type SandboxAccount, type Repository, type SandboxRole } from "./model.ts";
import type { Actor } from "./actor.ts";

export function roleOf(repository: Repository, user: SandboxAccount): SandboxRole {
  if (repository.owner.id === user.id) return "admin";
  if (repository.owner.members.get(user.id) === "admin") return "admin";
  const granted = repository.roles.get(user.id) ?? "none";
  if (granted !== "none") return granted;
  if (repository.owner.members.has(user.id)) return "read";
  return repository.private ? "none" : "read";
}

export function atLeast(role: SandboxRole, wanted: SandboxRole): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

export function hasRole(repository: Repository, user: SandboxAccount, wanted: SandboxRole): boolean {
  return atLeast(roleOf(repository, user), wanted);
}

/** `permission` as REST gives it: maintain reads as write, triage as read. */
export function legacyPermission(role: SandboxRole): "none" | "read" | "write" | "admin" {
  if (role === "maintain") return "write";
  return role === "triage" ? "read" : role;
}

export type Level = "read" | "write" | "admin";

export interface Need {
  /** Any one of these App permissions is enough. */
  readonly permissions: readonly string[];
  readonly level: Level;
  /** What a person needs. */
  readonly role: SandboxRole;
  readonly appOnly?: boolean;
}

export type Ruling = "allowed" | "hidden" | "forbidden" | "needs-login";

const LEVELS: readonly string[] = ["read", "write", "admin"];

function grants(permissions: Readonly<Record<string, string>>, need: Need): boolean {
  return need.permissions.some(
    (name) => name === "metadata" || LEVELS.indexOf(permissions[name] ?? "") >= LEVELS.indexOf(need.level),
  );
}

export function canSee(repository: Repository, actor: Actor): boolean {
  if (!repository.private) return true;
  if (actor.kind === "user") return hasRole(repository, actor.user, "read");
  return actor.kind === "installation" && reaches(actor, repository);
}

function reaches(actor: Extract<Actor, { kind: "installation" }>, repository: Repository): boolean {
  const { token } = actor;
  if (!token.installation.repositoryIds.has(repository.id)) return false;
  return token.repositoryIds === undefined || token.repositoryIds.has(repository.id);
}

export function rule(repository: Repository, actor: Actor, need: Need): Ruling {
  if (!canSee(repository, actor)) return "hidden";
  const reading = need.level === "read";
  if (actor.kind === "anonymous") return reading ? "allowed" : "needs-login";
  if (actor.kind === "app") return "needs-login";
  if (actor.kind === "user") {
    return need.appOnly === true || !hasRole(repository, actor.user, need.role) ? "forbidden" : "allowed";
  }
  if (!reaches(actor, repository)) return reading ? "allowed" : "forbidden";
  return grants(actor.token.permissions, need) ? "allowed" : "forbidden";
}

/** Whether the actor may set labels and other people's state: triage for a person, a write permission for the App. */
export function mayTriage(repository: Repository, actor: Actor): boolean {
  if (actor.kind === "user") return hasRole(repository, actor.user, "triage");
  return (
    actor.kind === "installation" &&
    rule(repository, actor, { permissions: ["issues", "pull_requests"], level: "write", role: "triage" }) ===
      "allowed"
  );
}

export function mayWrite(repository: Repository, actor: Actor): boolean {
  if (actor.kind === "user") return hasRole(repository, actor.user, "write");
  return (
    actor.kind === "installation" &&
    rule(repository, actor, { permissions: ["contents"], level: "write", role: "write" }) === "allowed"
  );
}
