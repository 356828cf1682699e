// Accounts, teams, repositories, roles and installations, as a test sets its scene.

import { createLabel } from "../actions/labels.ts";
import {
  closeAccount,
  createAccount,
  createRepository,
  deleteRepository,
  forkRepository,
  installOn,
  renameRepository,
  transferRepository,
  setSuspended,
  uninstallFrom,
} from "../actions/repositories.ts";
import type { SandboxAccount, SandboxRelease, Repository, Ruleset } from "../model.ts";
import type { AddRepository, People } from "./types.ts";
import { accountByLogin, fullName, type World } from "../world.ts";
import type { Finders } from "./find.ts";

type Accounts = Pick<
  People,
  | "addUser"
  | "addOrganization"
  | "closeAccount"
  | "addTeam"
  | "addRepository"
  | "repository"
  | "setRole"
  | "setArchived"
  | "addRuleset"
  | "install"
  | "uninstall"
  | "suspend"
  | "fork"
  | "deleteFork"
  | "rename"
  | "transfer"
>;

function ensureUser(world: World, login: string): SandboxAccount {
  return accountByLogin(world, login) ?? createAccount(world, login, "User");
}

async function addRepository(world: World, ask: AddRepository): Promise<Repository> {
  const owner = ensureUser(world, ask.owner);
  const repository = await createRepository(world, owner, ask);
  const by = { account: owner, viaApp: false };
  for (const name of ask.labels ?? []) createLabel(world, repository, by, { name });
  for (const [login, role] of Object.entries(ask.roles ?? {}))
    repository.roles.set(ensureUser(world, login).id, role);
  const tip = repository.git.ref(`refs/heads/${repository.defaultBranch}`);
  for (const asked of ask.releases ?? []) {
    const { tag, assets } = typeof asked === "string" ? { tag: asked, assets: [] } : asked;
    const release: SandboxRelease = {
      id: world.nextId(),
      tagName: tag,
      name: tag,
      body: "",
      createdAtMs: world.nowMs(),
      author: owner,
      assets: assets.map((name) => ({ id: world.nextId(), name, size: 1_024 })),
    };
    repository.releases.push(release);
    // Publishing a release makes its tag.
    if (tip !== undefined) repository.git.setRef(`refs/tags/${tag}`, tip);
  }
  for (const title of ask.wiki ?? []) repository.wikiPages.add(title);
  repository.pages = ask.pages;
  if (ask.installed === true) installOn(world, repository);
  return repository;
}

export function accountActions(world: World, find: Finders): Accounts {
  return {
    addUser: (login) => createAccount(world, login, "User"),
    addOrganization(login, members = {}) {
      const organization = createAccount(world, login, "Organization");
      for (const [member, role] of Object.entries(members))
        organization.members.set(ensureUser(world, member).id, role);
      return organization;
    },
    addTeam(organization, slug, members) {
      const team = { id: world.nextId(), slug, members: new Map() };
      for (const login of members) {
        const user = ensureUser(world, login);
        team.members.set(user.id, { role: "member", state: "active" });
        const owner = find.account(organization);
        if (!owner.members.has(user.id)) owner.members.set(user.id, "member");
      }
      find.account(organization).teams.set(slug, team);
    },
    closeAccount: (login) => closeAccount(world, find.account(login)),
    addRepository: (ask) => addRepository(world, ask),
    repository: find.repository,
    setRole: (repo, login, role) => void find.repository(repo).roles.set(ensureUser(world, login).id, role),
    setArchived: (repo, archived) => void (find.repository(repo).archived = archived),
    addRuleset(repo, ruleset) {
      const made: Ruleset = {
        id: world.nextId(),
        target: "branch",
        enforcement: "active",
        rules: [],
        include: ["~DEFAULT_BRANCH"],
        bypassActors: [],
        ...ruleset,
      };
      find.repository(repo).rulesets.push(made);
      return made;
    },
    install: (repo) => void installOn(world, find.repository(repo)),
    uninstall: (repo) => uninstallFrom(world, find.repository(repo)),
    suspend(owner, suspended) {
      for (const one of world.installations.values()) {
        if (one.account === find.account(owner)) setSuspended(world, one, suspended);
      }
    },
    fork: (repo, login, name) =>
      fullName(forkRepository(world, find.repository(repo), ensureUser(world, login), name)),
    deleteFork(repo) {
      const repository = find.repository(repo);
      deleteRepository(world, repository, { account: repository.owner, viaApp: false });
    },
    rename(repo, name) {
      const repository = find.repository(repo);
      renameRepository(world, repository, name, { account: repository.owner, viaApp: false });
    },
    transfer(repo, to) {
      const repository = find.repository(repo);
      const by = { account: repository.owner, viaApp: false };
      transferRepository(world, repository, find.account(to), by);
    },
  };
}
