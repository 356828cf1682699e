// Who somebody is to a repository: role, team, login, and who brought a file.

import type { CatalogForge } from "../../../ports/publish.ts";
import type { Role } from "../../../ports/forge.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf } from "./client.ts";
import { found, type ForgeOptions } from "./repository.ts";

type People = Pick<CatalogForge, "roleOf" | "broughtBy" | "isMember" | "loginOf">;

export function peopleOf(options: ForgeOptions): People {
  const { octokit, owner, name } = options;
  const members = options.members ?? octokit;
  const at = { owner, repo: name };
  return {
    async roleOf(login) {
      const ask = () =>
        found(
          octokit.rest.repos.getCollaboratorPermissionLevel({
            ...at,
            username: login,
          }),
        );
      // Nobody loses a say by one answer of a replica that is behind.
      const answer = (await ask()) ?? (await ask());
      const user = answer?.data.user;
      if (answer === undefined || user === null || user === undefined) return undefined;
      return {
        accountId: Number(user.id),
        role: roleFrom(answer.data.role_name, answer.data.permission, user.permissions),
      };
    },
    async broughtBy(path, branch) {
      const commits = await octokit.rest.repos.listCommits({
        ...at,
        sha: branch,
        path,
        per_page: 100,
      });
      const first = commits.data.at(-1);
      if (first === undefined || commits.data.length === 100) return undefined;
      const pulls = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
        ...at,
        commit_sha: first.sha,
      });
      const authors = pulls.data
        .filter(({ merged_at, base }) => merged_at !== null && base.ref === branch)
        .sort((a, b) => a.number - b.number)
        .flatMap(({ user }) => (user === null ? [] : [user]))
        .map(({ id, login, type }) => ({
          id: Number(id),
          login,
          type: type === "User" ? ("User" as const) : ("Bot" as const),
        }));
      return authors.length === 0 ? undefined : { commitSha: first.sha, authors };
    },
    async isMember(team, login) {
      try {
        const { data } = await members.rest.teams.getMembershipForUserInOrg({
          org: owner,
          team_slug: team,
          username: login,
        });
        return data.state === "active";
      } catch (error) {
        // No such team or member; or we may not ask (422: the installation was not granted it). Then nobody is known to be one.
        if (!(error instanceof JobError)) throw error;
        if (error.kind === "denied" || error.kind === "gone" || statusOf(error) === 422) return false;
        throw error;
      }
    },
    async loginOf(accountId) {
      const answer = await found(octokit.rest.users.getById({ account_id: accountId }));
      return (answer?.data as { login?: string } | undefined)?.login;
    },
  };
}

/** GitHub's `permission` folds maintain into write and triage into read; `role_name` may be an organisation's own role. */
function roleFrom(
  roleName: string,
  permission: string,
  flags: { triage?: boolean; push: boolean; maintain?: boolean; admin: boolean; pull: boolean } | undefined,
): Role {
  if (["admin", "maintain", "write", "triage", "read", "none"].includes(roleName)) return roleName as Role;
  if (flags?.admin === true) return "admin";
  if (flags?.maintain === true) return "maintain";
  if (flags?.push === true) return "write";
  if (flags?.triage === true) return "triage";
  return permission === "admin"
    ? "admin"
    : permission === "write"
      ? "write"
      : permission === "read"
        ? "read"
        : "none";
}
