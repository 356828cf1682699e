// Repositories, people and teams over REST.

import { forkRepository } from "../actions/repositories.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import type { SandboxAccount, Team } from "../model.ts";
import { publicUserView, teamView } from "../views/accounts.ts";
import { branchView } from "../views/git.ts";
import { fullRepositoryView, permissionView } from "../views/repositories.ts";
import { accountByLogin } from "../world.ts";
import { commits, compare, contributors, oneCommit, pullsOfCommit } from "./commits.ts";
import { communityProfile, contents, putContents, readme } from "./contents.ts";
import {
  by,
  json,
  need,
  openOperation,
  param,
  repositoryOperation,
  textField,
  type Answer,
  type Call,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";

function collaboratorPermission(call: RepositoryCall): Answer {
  const user = accountByLogin(call.world, param(call, "username"));
  if (user === undefined) throw new ApiRefusal(404, `${param(call, "username")} is not a user`);
  return json(permissionView(call.world, call.repository, user));
}

export async function fork(call: RepositoryCall): Promise<Answer> {
  const { world } = call;
  const organization = textField(call, "organization");
  const owner = organization === undefined ? by(call).account : accountByLogin(world, organization);
  if (owner === undefined) throw unprocessable("Organization not found");
  return json(
    fullRepositoryView(world, forkRepository(world, call.repository, owner, textField(call, "name"))),
    202,
  );
}

/** Members alone see an organisation's teams, and Apps that may read its members. */
function teamOf(call: Call): { readonly organization: SandboxAccount; readonly team: Team | undefined } {
  const organization = accountByLogin(call.world, param(call, "org"));
  if (organization === undefined) throw notFound();
  const { actor } = call;
  const allowed =
    actor.kind === "user"
      ? organization.members.has(actor.user.id)
      : actor.kind === "installation" && actor.token.installation.account === organization;
  if (!allowed) throw notFound();
  if (actor.kind === "installation" && actor.token.permissions["members"] === undefined) {
    throw new ApiRefusal(403, "Resource not accessible by integration");
  }
  return { organization, team: organization.teams.get(param(call, "team_slug")) };
}

const users: readonly Operation[] = [
  openOperation("GET", "/users/{username}", (call) => {
    const user = accountByLogin(call.world, param(call, "username"));
    if (user === undefined) throw notFound();
    return json(publicUserView(call.world, user));
  }),
  openOperation("GET", "/user/{account_id}", (call) => {
    const user = call.world.accounts.get(Number(param(call, "account_id")));
    if (user === undefined) throw notFound();
    return json(publicUserView(call.world, user));
  }),
  openOperation("GET", "/orgs/{org}/teams/{team_slug}", (call) => {
    const { organization, team } = teamOf(call);
    if (team === undefined) throw notFound();
    return json(teamView(call.world, organization, team));
  }),
  openOperation("GET", "/orgs/{org}/teams/{team_slug}/memberships/{username}", (call) => {
    const { organization, team } = teamOf(call);
    const user = accountByLogin(call.world, param(call, "username"));
    const membership = user === undefined ? undefined : team?.members.get(user.id);
    if (membership === undefined) throw notFound();
    const url = `${call.world.url}/orgs/${organization.login}/teams/${team?.slug ?? ""}/memberships/${user?.login ?? ""}`;
    return json({ url, ...membership });
  }),
];

async function branch(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const name = param(call, "branch");
  const sha = repository.git.ref(`refs/heads/${name}`);
  const commit = sha === undefined ? undefined : await repository.git.objects.commit(sha);
  if (commit === undefined) throw new ApiRefusal(404, "Branch not found");
  return json(branchView(world, repository, name, commit));
}

export const repositoryOperations: readonly Operation[] = [
  ...users,
  repositoryOperation("GET", "", need("metadata", "read"), (call) =>
    json(fullRepositoryView(call.world, call.repository)),
  ),
  repositoryOperation("POST", "/forks", { ...need("metadata", "read"), role: "read" }, fork),
  repositoryOperation("GET", "/readme", need("contents", "read"), readme),
  repositoryOperation("GET", "/readme/{dir}", need("contents", "read"), readme),
  repositoryOperation("GET", "/community/profile", need("contents", "read"), communityProfile),
  repositoryOperation("GET", "/contributors", need("metadata", "read"), contributors),
  repositoryOperation(
    "GET",
    "/collaborators/{username}/permission",
    need("metadata", "read"),
    collaboratorPermission,
  ),
  repositoryOperation("GET", "/branches/{branch}", need("contents", "read"), branch),
  repositoryOperation("GET", "/commits", need("contents", "read"), commits),
  repositoryOperation(
    "GET",
    "/commits/{commit_sha}/pulls",
    need("pull_requests|contents", "read"),
    pullsOfCommit,
  ),
  repositoryOperation("GET", "/contents", need("contents", "read"), contents),
  repositoryOperation("GET", "/contents/{path}", need("contents", "read"), contents),
  repositoryOperation("PUT", "/contents/{path}", need("contents", "write"), putContents),
  repositoryOperation("GET", "/compare/{basehead}", need("contents", "read"), compare),
];

/** After `/commits/{ref}/check-runs` and the like, because a ref may hold slashes. */
export const lateRepositoryOperations: readonly Operation[] = [
  repositoryOperation("GET", "/commits/{ref}", need("contents", "read"), oneCommit),
];
