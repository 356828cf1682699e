// Accounts, repositories, forks and installations: how they come into being and change.

import { join } from "node:path";

import { createObjectStore } from "../git/objects.ts";
import { createGitRepository } from "../git/repository.ts";
import type { SandboxAccount, Installation, Repository } from "../model.ts";
import { ApiRefusal } from "../refusal.ts";
import { installationView, userView } from "../views/accounts.ts";
import { repositoryLite } from "../views/issues.ts";
import { accountByLogin, findRepository, fullName, type World } from "../world.ts";
import { commitFiles, type FileChanges } from "./commits.ts";
import { emit, type By } from "./emit.ts";

export function createAccount(world: World, login: string, type: SandboxAccount["type"]): SandboxAccount {
  if (accountByLogin(world, login) !== undefined) throw new Error(`The login ${login} is taken`);
  const account: SandboxAccount = {
    id: world.nextId(),
    login,
    type,
    createdAtMs: world.nowMs(),
    members: new Map(),
    teams: new Map(),
    closed: false,
  };
  world.accounts.set(account.id, account);
  return account;
}

/** What they own goes with them; what they wrote elsewhere stays, in the name of `ghost`. */
export function closeAccount(world: World, account: SandboxAccount): void {
  const by = { account, viaApp: false };
  for (const repository of world.repositories.values()) {
    repository.roles.delete(account.id);
    if (repository.owner === account && !repository.deleted) deleteRepository(world, repository, by);
  }
  for (const other of world.accounts.values()) {
    other.members.delete(account.id);
    for (const team of other.teams.values()) team.members.delete(account.id);
  }
  world.accounts.delete(account.id);
  account.closed = true;
}

export interface NewRepository {
  readonly name: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly defaultBranch?: string;
  readonly archived?: boolean;
  readonly hasIssues?: boolean;
  readonly files?: FileChanges;
}

function register(
  world: World,
  owner: SandboxAccount,
  ask: NewRepository,
  parent: Repository | undefined,
): Repository {
  if (findRepository(world, owner.login, ask.name).state === "here") {
    throw new ApiRefusal(422, `Repository creation failed: ${ask.name} already exists on this account`);
  }
  const id = world.nextId();
  let objects = parent?.git.objects;
  if (objects === undefined) {
    objects = createObjectStore(join(world.folder, "networks", String(id)));
    world.stores.push(objects);
  }
  const git = createGitRepository(join(world.folder, "repositories", `${id}.git`), objects);
  const nowMs = world.nowMs();
  const repository: Repository = {
    id,
    owner,
    name: ask.name,
    private: ask.private ?? false,
    archived: ask.archived ?? false,
    hasIssues: ask.hasIssues ?? parent === undefined,
    pullRequestsFrom: "all",
    mergeCommitAllowed: true,
    description: ask.description ?? null,
    defaultBranch: ask.defaultBranch ?? "main",
    parent,
    git,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    pushedAtMs: nowMs,
    roles: new Map(),
    labels: [],
    issues: new Map(),
    suites: [],
    deployments: [],
    releases: [],
    wikiPages: new Set(),
    pageBuilds: [],
    rulesets: [],
    protections: new Map(),
    pinned: [],
    pages: undefined,
    deleted: false,
    staleReadsLeft: 0,
  };
  git.setHead(repository.defaultBranch);
  world.repositories.set(id, repository);
  world.names.set(fullName(repository).toLowerCase(), id);
  return repository;
}

/** The first commit is made before the App is installed, so nothing hears of it. */
export async function createRepository(
  world: World,
  owner: SandboxAccount,
  ask: NewRepository,
): Promise<Repository> {
  const repository = register(world, owner, ask, undefined);
  if (ask.files !== undefined && Object.keys(ask.files).length > 0) {
    const by = { account: owner, viaApp: false };
    const message = "Start of the repository\n";
    await commitFiles(world, repository, by, { branch: repository.defaultBranch, files: ask.files, message });
  }
  return repository;
}

export function forkRepository(
  world: World,
  parent: Repository,
  owner: SandboxAccount,
  name = parent.name,
): Repository {
  const existing = [...world.repositories.values()].find(
    (one) => one.parent === parent && one.owner === owner && !one.deleted,
  );
  if (existing !== undefined) return existing;
  const ask = { name, private: parent.private, defaultBranch: parent.defaultBranch };
  const fork = register(world, owner, ask, parent);
  for (const { name: ref, sha } of parent.git.refs("refs/heads/")) fork.git.setRef(ref, sha);
  return fork;
}

/** The commits stay readable through the network; pull requests from it lose their head repository. */
export function deleteRepository(world: World, repository: Repository, by: By): void {
  emit(world, repository, "repository", "deleted", by.account, {});
  repository.deleted = true;
  world.names.delete(fullName(repository).toLowerCase());
  for (const other of world.repositories.values()) {
    for (const issue of other.issues.values()) {
      if (issue.pull?.head.repository === repository) issue.pull.head.repository = undefined;
    }
  }
  for (const installation of world.installations.values()) installation.repositoryIds.delete(repository.id);
}

export function renameRepository(world: World, repository: Repository, name: string, by: By): void {
  const from = repository.name;
  repository.name = name;
  world.names.set(fullName(repository).toLowerCase(), repository.id);
  emit(world, repository, "repository", "renamed", by.account, {
    changes: { repository: { name: { from } } },
  });
}

/** The number stays, and the old name leads on. An App follows only where it is installed at the new owner. */
export function transferRepository(world: World, repository: Repository, to: SandboxAccount, by: By): void {
  const from = repository.owner;
  for (const installation of world.installations.values()) installation.repositoryIds.delete(repository.id);
  repository.owner = to;
  world.names.set(fullName(repository).toLowerCase(), repository.id);
  const kind = from.type === "Organization" ? "organization" : "user";
  emit(world, repository, "repository", "transferred", by.account, {
    changes: { owner: { from: { [kind]: userView(world, from) } } },
  });
}

function lite(repository: Repository) {
  return repositoryLite(repository);
}

function send(
  world: World,
  installation: Installation,
  event: string,
  action: string,
  sender: SandboxAccount,
  payload: Record<string, unknown>,
): void {
  world.webhooks.send({
    event,
    action,
    repository: undefined,
    installation,
    payload: {
      action,
      installation: installationView(world, installation),
      ...payload,
      sender: userView(world, sender),
    },
  });
}

export function installOn(world: World, repository: Repository): Installation {
  const { owner } = repository;
  const existing = [...world.installations.values()].find((one) => one.account === owner);
  if (existing !== undefined) {
    if (existing.repositoryIds.has(repository.id)) return existing;
    existing.repositoryIds.add(repository.id);
    send(world, existing, "installation_repositories", "added", owner, {
      repository_selection: "selected",
      repositories_added: [lite(repository)],
      repositories_removed: [],
      requester: null,
    });
    return existing;
  }
  const installation: Installation = {
    id: world.nextId(),
    account: owner,
    permissions: world.app.permissions,
    repositoryIds: new Set([repository.id]),
    createdAtMs: world.nowMs(),
    suspendedAtMs: undefined,
  };
  world.installations.set(installation.id, installation);
  send(world, installation, "installation", "created", owner, {
    repositories: [lite(repository)],
  });
  return installation;
}

export function uninstallFrom(world: World, repository: Repository): void {
  for (const installation of world.installations.values()) {
    if (!installation.repositoryIds.delete(repository.id)) continue;
    if (installation.repositoryIds.size > 0) {
      send(world, installation, "installation_repositories", "removed", installation.account, {
        repository_selection: "selected",
        repositories_added: [],
        repositories_removed: [lite(repository)],
        requester: null,
      });
      continue;
    }
    world.installations.delete(installation.id);
    send(world, installation, "installation", "deleted", installation.account, {
      repositories: [lite(repository)],
    });
  }
}

export function setSuspended(world: World, installation: Installation, suspended: boolean): void {
  installation.suspendedAtMs = suspended ? world.nowMs() : undefined;
  // GitHub's own examples of both name no repositories.
  send(world, installation, "installation", suspended ? "suspend" : "unsuspend", installation.account, {});
}
