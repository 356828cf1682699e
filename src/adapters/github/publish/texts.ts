// Texts of published files, many in one question; what was read or written before is not asked for.

import { JobError } from "../../../core/job-error.ts";
import { askGraphQL } from "../base/graphql.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { textsQuery } from "./queries.ts";
import { blobName } from "./tree-writes.ts";

const TEXTS_PER_QUERY = 40;

/** Of those files that are there. */
export async function readTexts(
  { octokit, owner, name }: ForgeOptions,
  commitSha: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (let from = 0; from < paths.length; from += TEXTS_PER_QUERY) {
    const some = paths.slice(from, from + TEXTS_PER_QUERY);
    const variables = Object.fromEntries(some.map((path, i) => [`f${i}`, `${commitSha}:${path}`]));
    const { data, errors } = await askGraphQL<{
      repository: Record<string, { oid: string; text?: string | null; byteSize?: number } | null> | null;
    }>(octokit, textsQuery(some.length), { owner, name, ...variables });
    if (data.repository === null || errors.length > 0)
      throw new JobError("retry", "POST /graphql: incomplete");
    for (const [i, path] of some.entries()) {
      const file = data.repository[`f${i}`];
      if (file === null || file === undefined) continue;
      if (typeof file.text !== "string") throw new JobError("retry", "a published file is no text");
      texts.set(path, file.text);
    }
  }
  return texts;
}

/** `files`: paths that are known to be there, with git's names for what they hold. */
export async function readKnownTexts(
  options: ForgeOptions,
  commitSha: string,
  files: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const { repositoryId, blobs } = options;
  const texts = new Map<string, string>();
  const asked: string[] = [];
  for (const [path, sha] of files) {
    const known = blobs.get(`${repositoryId}:${sha}`);
    if (known === undefined) asked.push(path);
    else texts.set(path, new TextDecoder().decode(known));
  }
  for (const [path, text] of await readTexts(options, commitSha, asked)) {
    const bytes = new TextEncoder().encode(text);
    // GitHub gives texts cut or mended at times: the name says whether it is what was written.
    const sha = files.get(path) ?? "";
    if (blobName(bytes) !== sha) throw new JobError("retry", "a published file came otherwise than written");
    blobs.put(`${repositoryId}:${sha}`, bytes, bytes.byteLength + 100);
    texts.set(path, text);
  }
  return texts;
}
