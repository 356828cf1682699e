// Accounts and repositories by name; what is asked in one breath goes out as one GraphQL query.

import { sameLogin } from "../../../core/logins.ts";
import type { Octokit } from "@octokit/rest";
import { isLimit } from "../../../core/job-error.ts";
import {
  absent,
  known,
  unavailable,
  type Account,
  type Fact,
  type RepositoryFact,
} from "../../../core/facts.ts";
import { askParts, saysTooMuch } from "../base/graphql.ts";
import { inLots } from "../base/lots.ts";
import { foundIn, placeSelection, type PlaceAnswer, type PlaceSelection, type Pointer } from "./places.ts";
import { lookupQuery } from "./queries.ts";

const PER_QUERY: readonly number[] = [30, 10, 3, 1];

export interface Lookups {
  account(login: string): Promise<Fact<Account>>;
  repository(owner: string, name: string): Promise<Fact<RepositoryFact>>;
  tie(
    owner: string,
    name: string,
    account: { readonly login: string; readonly nodeId: string },
  ): Promise<boolean | undefined>;
  /** Whether what an address points at is in the repository; of one that has no question of its own: unavailable. */
  place(owner: string, name: string, pointer: Pointer): Promise<PlaceAnswer>;
}

interface RepositoryNode {
  readonly owner: { readonly login: string };
  readonly name: string;
  readonly visibility: string;
  readonly isArchived: boolean;
  readonly isEmpty: boolean;
  readonly hasIssuesEnabled: boolean;
  readonly latestRelease: { readonly tagName: string } | null;
  readonly issueTemplates: readonly { readonly name: string | null }[] | null;
}

interface TieNode {
  readonly owner: { readonly login: string };
  readonly defaultBranchRef: {
    readonly target: { readonly history?: { readonly totalCount: number } } | null;
  } | null;
}

interface OwnerNode {
  readonly __typename: string;
  readonly login: string;
  readonly databaseId?: number | null;
}

interface Answers {
  /** `sure`: GitHub said so, and nothing beside it. */
  answer(node: unknown, sure: boolean): void;
  /** GitHub told us to wait, or our hold on the work is gone: nobody gets an answer. */
  fail(error: unknown): void;
}

type Question = Answers &
  (
    | { readonly kind: "account"; readonly login: string }
    | { readonly kind: "repository"; readonly owner: string; readonly name: string }
    | { readonly kind: "tie"; readonly owner: string; readonly name: string; readonly nodeId: string }
    | { readonly kind: "place"; readonly owner: string; readonly name: string; readonly pointer: Pointer }
  );

/**
 * `host` is the web host that the API speaks for. `waits`: whoever asks can come back later, and is thrown GitHub's limits;
 * to others what was not looked up is a fact that cannot be had.
 */
export function createGraphQLLookups(octokit: Octokit, host: string, { waits = false } = {}): Lookups {
  let waiting: Question[] = [];
  const ask = (question: Question): void => {
    waiting.push(question);
    if (waiting.length === 1) setImmediate(() => void send(octokit, waiting.splice(0), waits));
  };
  return {
    account: (login) =>
      new Promise((resolve, fail) => {
        ask({
          kind: "account",
          login,
          answer: (node, sure) => resolve(accountFact(node as OwnerNode | null | undefined, sure)),
          fail,
        });
      }),
    repository: (owner, name) =>
      new Promise((resolve, fail) => {
        ask({
          kind: "repository",
          owner,
          name,
          answer: (node, sure) =>
            resolve(repositoryFact(node as RepositoryNode | null | undefined, sure, { host, owner, name })),
          fail,
        });
      }),
    tie: (owner, name, { login, nodeId }) =>
      new Promise((resolve, fail) => {
        const answer = (node: unknown) => {
          const tie = node as TieNode | null | undefined;
          if (tie === null || tie === undefined) return resolve(undefined);
          if (sameLogin(tie.owner.login, login)) return resolve(true);
          const commits = tie.defaultBranchRef?.target?.history?.totalCount;
          return resolve(commits === undefined ? undefined : commits > 0);
        };
        ask({ kind: "tie", owner, name, nodeId, answer, fail });
      }),
    place: (owner, name, pointer) =>
      new Promise((resolve, fail) => {
        const answer = (node: unknown, sure: boolean) => resolve(foundIn(pointer, node, sure));
        ask({ kind: "place", owner, name, pointer, answer, fail });
      }),
  };
}

/** Never throws: each question is told what became of it, and once. */
async function send(octokit: Octokit, questions: readonly Question[], waits: boolean): Promise<void> {
  const open = new Set(questions);
  while (open.size > 0) {
    try {
      await inLots(
        [...open],
        PER_QUERY,
        (lot) => sendOne(octokit, lot, open),
        () => "one name",
      );
    } catch (error) {
      if (waits && isLimit(error)) {
        for (const { fail } of open) fail(error);
        return;
      }
      // Of a lot that is refused whole nobody knows which is to blame: where it is one, the others are still asked.
      const refused = saysTooMuch(error) ? [...open].slice(0, 1) : [...open];
      for (const question of refused) {
        open.delete(question);
        question.answer(undefined, false);
      }
    }
  }
}

async function sendOne(octokit: Octokit, questions: readonly Question[], open: Set<Question>): Promise<void> {
  const variables: Record<string, string | number> = {};
  const counts = { logins: 0, repositories: 0, ties: 0 };
  const places: PlaceSelection[] = [];
  const aliases = questions.map((question): string => {
    if (question.kind === "account") {
      variables[`l${counts.logins}`] = question.login;
      return `l${counts.logins++}`;
    }
    if (question.kind === "repository") {
      variables[`o${counts.repositories}`] = question.owner;
      variables[`n${counts.repositories}`] = question.name;
      return `r${counts.repositories++}`;
    }
    if (question.kind === "place") {
      const alias = `p${places.length}`;
      const selection = placeSelection(question.pointer, alias);
      // Nothing can be asked of it, so nothing is answered.
      if (selection === undefined) return "";
      variables[`po${places.length}`] = question.owner;
      variables[`pn${places.length}`] = question.name;
      Object.assign(variables, selection.variables);
      places.push(selection);
      return alias;
    }
    variables[`to${counts.ties}`] = question.owner;
    variables[`tn${counts.ties}`] = question.name;
    variables[`ta${counts.ties}`] = question.nodeId;
    return `t${counts.ties++}`;
  });
  const { data, errors } = await askParts(octokit, lookupQuery({ ...counts, places }), variables);
  questions.forEach((question, index) => {
    const alias = aliases[index] ?? "";
    // What names no part could be about any.
    const faults = errors.filter(({ path }) => path === undefined || path[0] === alias);
    // Not found is an answer; any other error about this alias means that we do not know.
    const sure = faults.every(({ type }) => type === "NOT_FOUND");
    open.delete(question);
    try {
      question.answer(data[alias], sure);
    } catch {
      // Of a shape that nobody expects.
      question.answer(undefined, false);
    }
  });
}

function accountFact(node: OwnerNode | null | undefined, sure: boolean): Fact<Account> {
  if (!sure || node === undefined) return unavailable("github");
  if (node === null) return absent("not-found");
  if (node.databaseId === undefined || node.databaseId === null) return unavailable("github");
  return known({
    id: node.databaseId,
    login: node.login,
    type: node.__typename === "User" ? "User" : "Organization",
  });
}

function repositoryFact(
  node: RepositoryNode | null | undefined,
  sure: boolean,
  asked: { host: string; owner: string; name: string },
): Fact<RepositoryFact> {
  if (!sure || node === undefined) return unavailable("github");
  if (node === null) return absent("not-found");
  if (node.visibility !== "PUBLIC") return absent("not-public");
  return known(
    repositoryOf(asked, {
      owner: node.owner.login,
      name: node.name,
      archived: node.isArchived,
      empty: node.isEmpty,
      issuesEnabled: node.hasIssuesEnabled,
      hasRelease: node.latestRelease !== null,
      hasIssueTemplate: node.issueTemplates === null ? undefined : node.issueTemplates.length > 0,
    }),
  );
}

/** The fact with its new address, when owner or name differ from what was asked. */
export function repositoryOf(
  asked: { readonly host: string; readonly owner: string; readonly name: string },
  found: Omit<RepositoryFact, "host" | "movedTo">,
): RepositoryFact {
  const moved = !sameLogin(found.owner, asked.owner) || !sameLogin(found.name, asked.name);
  return {
    ...found,
    host: asked.host,
    movedTo: moved ? `https://${asked.host}/${found.owner}/${found.name}` : undefined,
  };
}
