// Git objects by SHA: kept, since they cannot change, and read whole or not at all.

import { JobError } from "../../../core/job-error.ts";
import type { Branch, TreeEntry } from "../../../ports/forge.ts";
import { found, type ForgeOptions } from "./repository.ts";
import type { Cache } from "./cache.ts";

export async function readTree(options: ForgeOptions, sha: string): Promise<readonly TreeEntry[]> {
  return shared(options, options.trees, sha, async ({ octokit, owner, name }) => {
    const { data } = await octokit.rest.git.getTree({
      owner,
      repo: name,
      tree_sha: sha,
    });
    // Half a folder would look like removals and free ids.
    if (data.truncated)
      throw new JobError("denied", "a folder of the repository is too large to be read whole");
    const entries = data.tree.map((entry): TreeEntry => ({
      name: entry.path,
      type: entry.type as TreeEntry["type"],
      mode: entry.mode,
      sha: entry.sha,
      size: entry.size,
    }));
    return { value: entries, weight: entries.length + 1 };
  });
}

/** undefined: there is no such branch. */
export async function branchTip(
  { octokit, owner, name }: ForgeOptions,
  branch: string,
): Promise<string | undefined> {
  const answer = await found(octokit.rest.git.getRef({ owner, repo: name, ref: `heads/${branch}` }));
  return answer?.data.object.sha;
}

/** All whose names begin so: GitHub gives them at once, and takes no page. */
export async function branchesFrom(
  { octokit, owner, name }: ForgeOptions,
  prefix: string,
): Promise<readonly Branch[]> {
  const { data, headers } = await octokit.rest.git.listMatchingRefs({
    owner,
    repo: name,
    ref: `heads/${prefix}`,
  });
  if (headers.link?.includes('rel="next"') === true)
    throw new JobError("denied", `more branches begin with ${prefix} than GitHub lists`);
  return data.map(({ ref, object }) => ({ name: ref.slice("refs/heads/".length), sha: object.sha }));
}

export async function readBlob(options: ForgeOptions, sha: string): Promise<Uint8Array> {
  return shared(options, options.blobs, sha, async ({ octokit, owner, name }) => {
    const { data } = await octokit.rest.git.getBlob({
      owner,
      repo: name,
      file_sha: sha,
    });
    const bytes = new Uint8Array(Buffer.from(data.content, "base64"));
    if (data.size !== null && bytes.byteLength !== data.size)
      throw new JobError("retry", "a blob came incomplete");
    return { value: bytes, weight: bytes.byteLength + 100 };
  });
}

/** Reads by SHA once: what is kept is not asked for again, and what is under way is waited for. */
async function shared<T>(
  options: ForgeOptions,
  kept: Cache<T>,
  sha: string,
  read: (options: ForgeOptions) => Promise<{ value: T; weight: number }>,
): Promise<T> {
  const key = `${options.repositoryId}:${sha}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const running = options.reading.get(key) as Promise<T> | undefined;
  if (running !== undefined) return running;
  const reading = read(options)
    .then(({ value, weight }) => {
      kept.put(key, value, weight);
      return value;
    })
    .finally(() => options.reading.delete(key));
  options.reading.set(key, reading);
  return reading;
}

export async function* history({ octokit, owner, name }: ForgeOptions, path: string, commitsMax: number) {
  const commits = await octokit.rest.repos.listCommits({
    owner,
    repo: name,
    path,
    per_page: Math.min(commitsMax, 100),
  });
  for (const { sha } of commits.data) {
    const answer = await found(octokit.rest.repos.getContent({ owner, repo: name, path, ref: sha }));
    const file = answer?.data as { type?: string; content?: string } | undefined;
    if (file?.type === "file" && file.content !== undefined)
      yield new Uint8Array(Buffer.from(file.content, "base64"));
  }
}
