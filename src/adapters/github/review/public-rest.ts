// GitHub's public REST API for people without a token: the command line at home.

import type { Octokit } from "@octokit/rest";
import { absent, known, mapFact, unavailable, type Fact } from "../../../core/facts.ts";
import { isLimit } from "../../../core/job-error.ts";
import { statusOf } from "../base/client.ts";
import { repositoryOf, type Lookups } from "./lookups.ts";
import type { PlaceAnswer, Location, Pointer } from "./places.ts";

/** Same answers as the GraphQL look-ups, at four requests a repository instead of one for all. */
export function createPublicLookups(octokit: Octokit, host: string): Lookups {
  return {
    account: (login) =>
      fact(async () => {
        const { data } = await octokit.rest.users.getByUsername({ username: login });
        return {
          id: Number(data.id),
          login: data.login,
          type:
            data.type === "Organization"
              ? ("Organization" as const)
              : data.type === "User"
                ? ("User" as const)
                : ("Bot" as const),
        };
      }),
    repository: (owner, name) =>
      fact(async () => {
        const [{ data }, commits, release, profile] = await Promise.all([
          octokit.rest.repos.get({ owner, repo: name }),
          fact(() => octokit.rest.repos.listCommits({ owner, repo: name, per_page: 1 })),
          fact(() => octokit.rest.repos.getLatestRelease({ owner, repo: name })),
          fact(() => octokit.rest.repos.getCommunityProfileMetrics({ owner, repo: name })),
        ]);
        return repositoryOf(
          { host, owner, name },
          {
            owner: data.owner.login,
            name: data.name,
            archived: data.archived,
            // An empty repository answers 409 to a question for commits, and has no size.
            empty: commits.state === "known" ? commits.value.data.length === 0 : data.size === 0,
            issuesEnabled: data.has_issues,
            hasRelease: release.state === "unavailable" ? undefined : release.state === "known",
            hasIssueTemplate:
              profile.state === "known" ? profile.value.data.files.issue_template !== null : undefined,
          },
        );
      }),
    tie: () => Promise.resolve(undefined),
    place: (owner, name, pointer) => findPlace(octokit, { owner, repo: name }, pointer),
  };
}

type At = { readonly owner: string; readonly repo: string };

async function findPlace({ rest }: Octokit, at: At, pointer: Pointer): Promise<PlaceAnswer> {
  const there = (answer: Fact<unknown>): PlaceAnswer => mapFact(answer, () => ({}));
  const holds = (
    answer: Fact<{ readonly data: { readonly assets: readonly { readonly name: string }[] } }>,
    name: string,
  ) =>
    answer.state === "known" && !answer.value.data.assets.some((asset) => asset.name === name)
      ? absent("not-found")
      : there(answer);
  switch (pointer.kind) {
    case "object":
      return findObject(rest, at, pointer);
    case "release": {
      const release = await fact(() => rest.repos.getReleaseByTag({ ...at, tag: pointer.tag }));
      return release.state === "absent"
        ? there(await fact(() => rest.git.getRef({ ...at, ref: `tags/${pointer.tag}` })))
        : there(release);
    }
    case "latest-release":
      return there(await fact(() => rest.repos.getLatestRelease(at)));
    case "download": {
      const { tag, name } = pointer;
      const asked = () =>
        tag === undefined ? rest.repos.getLatestRelease(at) : rest.repos.getReleaseByTag({ ...at, tag });
      return holds(await fact(asked), name);
    }
    case "issue":
      return there(await fact(() => rest.issues.get({ ...at, issue_number: pointer.number })));
    default:
      return unavailable("github");
  }
}

/** Few may be asked without a token: most branches have no slash, so the first part is tried before refs are asked for. */
async function findObject(
  rest: Octokit["rest"],
  at: At,
  { wants, readings, isCut }: Extract<Pointer, { kind: "object" }>,
): Promise<PlaceAnswer> {
  const look = async ({ ref, path }: Omit<Location, "what">): Promise<PlaceAnswer> => {
    if (wants === "commit")
      return mapFact(await fact(() => rest.repos.getCommit({ ...at, ref })), () => ({}));
    return mapFact(await fact(() => rest.repos.getContent({ ...at, path, ref })), ({ data }) => ({
      location: { ref, path, what: Array.isArray(data) ? ("folder" as const) : ("file" as const) },
    }));
  };
  const shortest = readings.at(-1);
  if (shortest === undefined) return absent("not-found");
  const found = await look(shortest);
  if (found.state !== "absent" || (readings.length === 1 && !isCut)) return found;
  const bare = (ref: string) => ref.replace(/^refs\/(?:heads|tags)\//u, "");
  const first = bare(readings[0]?.ref ?? "").split("/")[0] ?? "";
  for (const kind of ["heads", "tags"]) {
    const refs = await fact(() => rest.git.listMatchingRefs({ ...at, ref: `${kind}/${first}` }));
    if (refs.state === "unavailable") return refs;
    const names = new Set(refs.state === "known" ? refs.value.data.map(({ ref }) => bare(ref)) : []);
    const fits = readings.find(({ ref }) => names.has(bare(ref)));
    if (fits !== undefined) return look(fits);
  }
  return found;
}

export async function fact<T>(request: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await request());
  } catch (error) {
    // Whoever is told to wait comes back later: that is no fact about anybody.
    if (isLimit(error)) throw error;
    const status = statusOf(error) ?? (error as { status?: number }).status;
    if (status === 404 || status === 410) return absent("not-found");
    return unavailable("github");
  }
}
