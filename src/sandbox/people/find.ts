// Finds what tests and the demo name; a wrong name is a mistake of theirs and throws.

import type { By } from "../actions/emit.ts";
import type { SandboxAccount, Issue, Repository } from "../model.ts";
import { isPull, type PullIssue } from "../views/pulls.ts";
import { accountByLogin, findRepository, type World } from "../world.ts";

export interface Finders {
  repository(name: string): Repository;
  account(login: string): SandboxAccount;
  by(login: string): By;
  issue(name: string, number: number): Issue;
  pull(name: string, number: number): PullIssue;
}

export function createFinders(world: World): Finders {
  const repository = (name: string): Repository => {
    const [owner = "", short = ""] = name.split("/");
    const found = findRepository(world, owner, short);
    if (found.state === "missing") throw new Error(`the sandbox has no repository ${name}`);
    return found.repository;
  };
  const account = (login: string): SandboxAccount => {
    const found = accountByLogin(world, login);
    if (found === undefined) throw new Error(`the sandbox has no account ${login}`);
    return found;
  };
  const issue = (name: string, number: number): Issue => {
    const found = repository(name).issues.get(number);
    if (found === undefined) throw new Error(`${name} has no #${number}`);
    return found;
  };
  return {
    repository,
    account,
    issue,
    by: (login) => ({ account: account(login), viaApp: account(login) === world.app.bot }),
    pull(name, number) {
      const found = issue(name, number);
      if (!isPull(found)) throw new Error(`${name}#${number} is not a pull request`);
      return found;
    },
  };
}
