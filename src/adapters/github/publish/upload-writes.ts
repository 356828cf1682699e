// Many files in one call, on a branch, and which files the repository has already.

import { JobError } from "../../../core/job-error.ts";
import type { PublishForge } from "../../../ports/publish.ts";
import { askGraphQL, askParts, type GraphQLError } from "../base/graphql.ts";
import { inLots } from "../base/lots.ts";
import { branchTip } from "../base/objects.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { blobsQuery, COMMIT_FILES } from "./queries.ts";

const BLOBS_PER_QUERY: readonly number[] = [100, 20, 5, 1];
const WORDS_MAX = 200;

export function uploadWrites(options: ForgeOptions): Pick<PublishForge, "commitFiles" | "blobsThere"> {
  const { octokit, owner, name } = options;
  return {
    async commitFiles(branch, { expected, files, message }) {
      const input = {
        branch: { repositoryNameWithOwner: `${owner}/${name}`, branchName: branch },
        expectedHeadOid: expected,
        message: { headline: message },
        fileChanges: {
          additions: files.map(({ path, bytes }) => ({ path, contents: base64(bytes) })),
        },
      };
      const answer = await send(options, input);
      if ("refused" in answer) return { state: "refused", because: answer.refused };
      const { sha, errors } = answer;
      if (sha !== undefined) return { state: "done", sha };
      const [first] = errors;
      // Whether it did it, the next look sees.
      if (first === undefined) throw new JobError("retry", "POST /graphql CommitFiles: no commit came back");
      // GitHub names a branch that moved in several ways, one of them the word for a lack of rights: where it stands tells.
      const now = await branchTip(options, branch);
      return now === expected
        ? { state: "refused", because: first.message.replaceAll(/\s+/g, " ").slice(0, WORDS_MAX) }
        : { state: "moved" };
    },
    async blobsThere(blobs) {
      const there = new Set<string>();
      const ask = async (some: readonly string[]): Promise<void> => {
        const variables = Object.fromEntries(some.map((blob, i) => [`b${i}`, blob]));
        const { repository } = await askGraphQL<{
          repository: Record<string, { readonly oid: string } | null> | null;
        }>(octokit, blobsQuery(some.length), { owner, name, ...variables });
        for (const [i, blob] of some.entries()) if (repository?.[`b${i}`]?.oid === blob) there.add(blob);
      };
      await inLots(blobs, BLOBS_PER_QUERY, ask, (blob) => `file ${blob}`);
      return there;
    },
  };
}

async function send(
  { octokit }: ForgeOptions,
  input: Readonly<Record<string, unknown>>,
): Promise<
  | { readonly refused: string }
  | { readonly sha: string | undefined; readonly errors: readonly GraphQLError[] }
> {
  try {
    const { data, errors } = await askParts(octokit, COMMIT_FILES, { input });
    const made = data["createCommitOnBranch"] as { readonly commit?: { readonly oid: string } | null } | null;
    return { sha: made?.commit?.oid, errors };
  } catch (error) {
    // An older GitHub Enterprise Server names what it does not know.
    if (error instanceof JobError && /createCommitOnBranch(?:Input|['"])/i.test(error.message))
      return { refused: "this GitHub takes no files together" };
    throw error;
  }
}

/** No copy is made of the bytes before they are text. */
function base64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}
