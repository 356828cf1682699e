// Where each repository is reached: learned from events, found among the installations when none told us.

import { sameLogin } from "../../../core/logins.ts";
import type { ListedRepository, RepositoryLocation } from "../../../ports/repository-location.ts";
import type { Octokit } from "@octokit/rest";
import { LIST_PERMISSIONS } from "../../../work/permissions.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf, type GitHub } from "./client.ts";

export interface Directory {
  learn(location: RepositoryLocation): void;
  forgetInstallation(installationId: number): void;
  /** What we knew was wrong (renamed, transferred): look anew next time. */
  forget(repositoryId: number): void;
  find(repositoryId: number): Promise<RepositoryLocation | undefined>;
  /** "owner/name", as it is called today. */
  findByName(fullName: string): Promise<RepositoryLocation | undefined>;
  /** As last heard; asks nobody. */
  installationOf(repositoryId: number): number | undefined;
  /**
   * Every repository of every installation that is not suspended. Where an installation does not answer, those of the
   * others come all the same, and after them `JobError` that names it: nobody takes what is missing for what is gone.
   */
  all(): AsyncIterable<ListedRepository>;
}

const PER_PAGE = 100;

interface Installation {
  readonly id: number;
  readonly suspended_at: string | null;
  readonly account?: { readonly login?: string } | null;
}

/** An installation whose repositories could not be listed. */
interface Trouble {
  readonly name: string;
  readonly error: JobError;
}

function nameOf({ id, account }: Installation): string {
  return account?.login === undefined ? `installation ${id}` : `${account.login} (installation ${id})`;
}

function notListed(troubles: readonly Trouble[]): JobError {
  const said = troubles.map(({ name, error }) => `${name}: ${error.message}`).join("; ");
  const waits = troubles.flatMap(({ error }) => error.retryAfterMs ?? []);
  return new JobError(
    "retry",
    `the repositories of an installation could not be listed: ${said}`,
    waits.length === 0 ? undefined : Math.max(...waits),
  );
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly owner: { readonly login: string };
  readonly pushed_at?: string | null;
  readonly default_branch?: string;
}

export function createDirectory(github: GitHub): Directory {
  const known = new Map<number, RepositoryLocation>();
  const all = async function* () {
    const troubles: Trouble[] = [];
    for await (const installation of pages<Installation>(
      github.app,
      "GET /app/installations",
      (data) => data as never,
    )) {
      if (installation.suspended_at !== null) continue;
      const octokit = github.installation(installation.id, undefined, LIST_PERMISSIONS);
      try {
        const repositories = pages<Row>(
          octokit,
          "GET /installation/repositories",
          (data) => (data as { repositories: never[] }).repositories,
        );
        for await (const { id, name, owner, ...row } of repositories) {
          const location = { repositoryId: id, installationId: installation.id, owner: owner.login, name };
          known.set(id, location);
          const pushedAtMs = Date.parse(row.pushed_at ?? "");
          yield {
            ...location,
            pushedAtMs: Number.isFinite(pushedAtMs) ? pushedAtMs : undefined,
            defaultBranch: row.default_branch,
          };
        }
      } catch (error) {
        // One installation that went away or was suspended meanwhile must not hide the others; nor must one that was told to wait.
        if (!(error instanceof JobError)) throw error;
        if (error.kind === "retry") troubles.push({ name: nameOf(installation), error });
      }
    }
    if (troubles.length > 0) throw notListed(troubles);
  };
  return {
    learn: (location) => void known.set(location.repositoryId, location),
    forget: (repositoryId) => void known.delete(repositoryId),
    forgetInstallation(installationId) {
      for (const [id, location] of known) if (location.installationId === installationId) known.delete(id);
    },
    installationOf: (repositoryId) => known.get(repositoryId)?.installationId,
    async find(repositoryId) {
      const learned = known.get(repositoryId);
      if (learned !== undefined) return learned;
      for await (const location of all()) if (location.repositoryId === repositoryId) return location;
      return undefined;
    },
    async findByName(fullName) {
      const [owner = "", repo = ""] = fullName.split("/");
      let installationId: number;
      try {
        // Asked every time: a name that has changed hands must not lead to what it led to before.
        const { data } = await github.app.rest.apps.getRepoInstallation({ owner, repo });
        installationId = data.id;
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
      const is = (one: RepositoryLocation): boolean =>
        sameLogin(`${one.owner}/${one.name}`, fullName) && one.installationId === installationId;
      const learned = [...known.values()].find(is);
      if (learned !== undefined) return learned;
      for await (const one of all()) if (is(one)) return one;
      return undefined;
    },
    all,
  };
}

async function* pages<T>(
  octokit: Octokit,
  route: string,
  rows: (data: unknown) => readonly T[],
): AsyncGenerator<T> {
  for (let page = 1; page <= 1_000; page += 1) {
    const { data } = await octokit.request(route, { per_page: PER_PAGE, page });
    const found = rows(data);
    yield* found;
    if (found.length < PER_PAGE) return;
  }
}
