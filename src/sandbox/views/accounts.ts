// Accounts, Apps and installations as GitHub's REST API and webhooks show them.

import type { SandboxAccount, App, Installation, Team } from "../model.ts";
import { nodeId, timestamp, timestampOrNull, type World } from "../world.ts";

/** Whom GitHub's REST API shows in place of those who have closed their accounts. */
const GHOST = { id: 10_137, login: "ghost", type: "User" } as const;

export function userView(world: World, shown: SandboxAccount) {
  const account = shown.closed ? GHOST : shown;
  const url = `${world.url}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("U", account.id),
    avatar_url: `${world.url}/avatars/${account.id}.svg`,
    gravatar_id: "",
    url,
    html_url: `${world.url}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  };
}

export function publicUserView(world: World, account: SandboxAccount) {
  const owned = [...world.repositories.values()].filter(
    (one) => one.owner.id === account.id && !one.private && !one.deleted,
  );
  return {
    ...userView(world, account),
    name: null,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: owned.length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: timestamp(account.createdAtMs),
    updated_at: timestamp(account.createdAtMs),
  };
}

export function organizationView(world: World, account: SandboxAccount) {
  const url = `${world.url}/orgs/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("O", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/${account.id}.svg`,
    description: "",
  };
}

export function teamView(world: World, organization: SandboxAccount, team: Team) {
  const url = `${world.url}/orgs/${encodeURIComponent(organization.login)}/teams/${team.slug}`;
  const at = timestamp(organization.createdAtMs);
  return {
    id: team.id,
    node_id: nodeId("T", team.id),
    url,
    html_url: `${world.url}/orgs/${encodeURIComponent(organization.login)}/teams/${team.slug}`,
    name: team.slug,
    slug: team.slug,
    description: null,
    type: "organization",
    privacy: "closed",
    permission: "pull",
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    members_count: [...team.members.values()].filter(({ state }) => state === "active").length,
    repos_count: 0,
    created_at: at,
    updated_at: at,
    organization: {
      ...organizationView(world, organization),
      html_url: `${world.url}/${encodeURIComponent(organization.login)}`,
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      type: "Organization",
      created_at: at,
      updated_at: at,
      archived_at: null,
    },
  };
}

/** The App whose bot that account is. */
function appOf(world: World, bot: SandboxAccount | undefined): App | undefined {
  return [world.app, ...world.formerApps].find((app) => app.bot === bot);
}

/** What GitHub says of the App that an account did something as; null: a person did. */
export function viaOf(world: World, account: SandboxAccount | undefined) {
  const app = appOf(world, account);
  return app === undefined ? null : appView(world, app);
}

export function appView(world: World, app: App = world.app) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner: userView(world, app.owner),
    name: app.name,
    description: "",
    external_url: `${world.url}/apps/${app.slug}`,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: timestamp(app.createdAtMs),
    updated_at: timestamp(app.createdAtMs),
    permissions: app.permissions,
    events: app.events,
  };
}

export function installationView(world: World, installation: Installation) {
  const url = `${world.url}/app/installations/${installation.id}`;
  return {
    id: installation.id,
    account: userView(world, installation.account),
    repository_selection: installation.everyRepository === true ? "all" : "selected",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.url}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: installation.account.id,
    target_type: installation.account.type,
    permissions: installation.permissions,
    events: world.app.events,
    created_at: timestamp(installation.createdAtMs),
    updated_at: timestamp(installation.createdAtMs),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAtMs === undefined ? null : userView(world, installation.account),
    suspended_at: timestampOrNull(installation.suspendedAtMs),
  };
}
