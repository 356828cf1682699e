// Everything one sandbox knows, handed to every part of it; nothing is kept at module level.

import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Actor, Token } from "./actor.ts";
import type { Desk } from "./desk.ts";
import type { Faults } from "./faults.ts";
import type { Limiter } from "./limits.ts";
import type { ObjectStore } from "./git/objects.ts";
import type { SandboxAccount, App, SandboxDelivery, Installation, Issue, Repository } from "./model.ts";
import type { HookSettings } from "./settings.ts";

export interface World {
  readonly folder: string;
  nowMs(): number;
  nextId(): number;
  /** Known once the server listens. */
  url: string;
  readonly accounts: Map<number, SandboxAccount>;
  readonly repositories: Map<number, Repository>;
  /** Lower-case `owner/name` → id; old names stay until taken again, and lead to a 301. */
  readonly names: Map<string, number>;
  readonly stores: ObjectStore[];
  app: App;
  /** Apps that another one took over from: what they did stays theirs. */
  readonly formerApps: App[];
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
  readonly deliveries: SandboxDelivery[];
  readonly faults: Faults;
  readonly limiter: Limiter;
  readonly webhooks: { target: string | undefined; send: SendWebhook; readonly settings: HookSettings };
  /** undefined: this is no playground, and the pages show GitHub's own things alone. */
  desk: Desk | undefined;
  /** One-time codes of the App manifest flow. */
  readonly manifestCodes: Map<string, Record<string, unknown>>;
}

export interface WebhookEvent {
  readonly event: string;
  readonly action: string | null;
  readonly repository: Repository | undefined;
  /** undefined: the event is about the App itself. */
  readonly installation: Installation | undefined;
  readonly payload: Record<string, unknown>;
}

export type SendWebhook = (event: WebhookEvent) => void;

export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "steward-sandbox-")));
  for (const name of ["networks", "repositories"]) mkdirSync(join(folder, name));
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

export function accountByLogin(world: World, login: string): SandboxAccount | undefined {
  const wanted = login.toLowerCase();
  for (const account of world.accounts.values()) if (account.login.toLowerCase() === wanted) return account;
  return undefined;
}

export type FoundRepository =
  | { readonly state: "here"; readonly repository: Repository }
  | { readonly state: "moved"; readonly repository: Repository }
  | { readonly state: "missing" };

export function findRepository(world: World, owner: string, name: string): FoundRepository {
  const key = `${owner}/${name}`.toLowerCase();
  const repository = world.repositories.get(world.names.get(key) ?? 0);
  if (repository === undefined || repository.deleted) return { state: "missing" };
  return fullName(repository).toLowerCase() === key
    ? { state: "here", repository }
    : { state: "moved", repository };
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** GitHub's times have no milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function timestampOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : timestamp(ms);
}

export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString("base64url")}`;
}

export function installationOf(world: World, repository: Repository): Installation | undefined {
  for (const installation of world.installations.values()) {
    if (installation.repositoryIds.has(repository.id)) return installation;
  }
  return undefined;
}

export function isInstalled(world: World, repository: Repository): boolean {
  return installationOf(world, repository) !== undefined;
}

/** The account an action is done as: the bot for an installation. */
export function actorAccount(world: World, actor: Actor): SandboxAccount | undefined {
  if (actor.kind === "user") return actor.user;
  return actor.kind === "installation" || actor.kind === "app" ? world.app.bot : undefined;
}

export function liveIssues(repository: Repository): Issue[] {
  return [...repository.issues.values()].filter(
    (issue) => !issue.deleted && issue.transferredTo === undefined,
  );
}
