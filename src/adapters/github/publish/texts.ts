// Texts of published files, many in one question; what was read or written before is not asked for.

import { JobError } from "../../../core/job-error.ts";
import { askGraphQL } from "../base/graphql.ts";
import { inLots } from "../base/lots.ts";
import { readBlob } from "../base/objects.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { textsQuery } from "./queries.ts";
import { blobName } from "./tree-writes.ts";

const TEXTS_PER_QUERY = [40, 10, 3, 1];

interface TextNode {
  readonly oid: string;
  readonly text?: string | null;
  readonly isTruncated?: boolean;
}

/** Of those files that are there. */
export async function readTexts(
  options: ForgeOptions,
  commitSha: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { octokit, owner, name } = options;
  const texts = new Map<string, string>();
  const ask = async (some: readonly string[]): Promise<void> => {
    const variables = Object.fromEntries(some.map((path, i) => [`f${i}`, `${commitSha}:${path}`]));
    const { repository } = await askGraphQL<{ repository: Record<string, TextNode | null> | null }>(
      octokit,
      textsQuery(some.length),
      { owner, name, ...variables },
    );
    if (repository === null) throw new JobError("retry", "the repository cannot be read");
    for (const [i, path] of some.entries()) {
      const file = repository[`f${i}`];
      if (file === null || file === undefined) continue;
      // GitHub cuts long texts here, and says so; asked for by its name a blob comes whole.
      if (file.isTruncated === true) {
        texts.set(path, new TextDecoder().decode(await readBlob(options, file.oid)));
        continue;
      }
      if (typeof file.text !== "string") throw new JobError("retry", "a published file is no text");
      texts.set(path, file.text);
    }
  };
  await inLots(paths, TEXTS_PER_QUERY, ask, (path) => path);
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
    // GitHub gives texts cut or repaired at times: the name says whether it is what was written.
    const sha = files.get(path) ?? "";
    if (blobName(bytes) !== sha) throw new JobError("retry", "a published file came otherwise than written");
    blobs.put(`${repositoryId}:${sha}`, bytes, bytes.byteLength + 100);
    texts.set(path, text);
  }
  return texts;
}
