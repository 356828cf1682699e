// The Git Data API: blobs, trees, commits and refs by SHA.

import { isAncestor } from "../git/history.ts";
import { isSha } from "../git/objects.ts";
import { formatCommit, type Signature } from "../git/parse.ts";
import { isRefName } from "../git/repository.ts";
import { changeTree, gitEntryAt, walkTree, type TreeChange } from "../git/trees.ts";
import { moveRef, signatureOf } from "../actions/commits.ts";
import type { Repository } from "../model.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import { gitCommitView, refView } from "../views/git.ts";
import { repositoryUrl } from "../views/repositories.ts";
import {
  by,
  json,
  need,
  param,
  repositoryOperation,
  requiredText,
  textField,
  type Answer,
  type Json,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";
import { resolveCommitish } from "../commitish.ts";

async function getBlob(call: RepositoryCall): Promise<Answer> {
  const sha = param(call, "file_sha");
  const object = await call.repository.git.objects.read(sha);
  if (object?.type !== "blob") throw notFound();
  if (/\braw\b/.test(call.headers["accept"] ?? "")) {
    return {
      status: 200,
      raw: { bytes: object.bytes, contentType: "application/vnd.github.raw; charset=utf-8" },
    };
  }
  return json({
    sha,
    node_id: `B_${sha}`,
    size: object.bytes.length,
    url: `${repositoryUrl(call.world, call.repository)}/git/blobs/${sha}`,
    content: `${object.bytes.toString("base64").replaceAll(/.{60}/g, "$&\n")}\n`,
    encoding: "base64",
  });
}

async function createBlob(call: RepositoryCall): Promise<Answer> {
  const encoding = textField(call, "encoding") ?? "utf-8";
  if (encoding !== "utf-8" && encoding !== "base64") throw unprocessable("Invalid encoding");
  const bytes = Buffer.from(requiredText(call, "content"), encoding === "base64" ? "base64" : "utf8");
  const sha = await call.repository.git.objects.writeBlob(bytes);
  return json({ sha, url: `${repositoryUrl(call.world, call.repository)}/git/blobs/${sha}` }, 201);
}

async function treeAnswer(
  call: RepositoryCall,
  sha: string,
  recursive: boolean,
  status: number,
): Promise<Answer> {
  const { objects } = call.repository.git;
  const url = `${repositoryUrl(call.world, call.repository)}/git`;
  const entries = recursive
    ? await walkTree(objects, sha)
    : ((await objects.tree(sha)) ?? []).map((one) => ({ ...one, path: one.name }));
  const tree = await Promise.all(
    entries.map(async ({ mode, sha: entrySha, type, path }) => ({
      path,
      mode,
      type,
      sha: entrySha,
      ...(type === "blob" ? { size: (await objects.read(entrySha))?.bytes.length ?? 0 } : {}),
      ...(type === "commit" ? {} : { url: `${url}/${type}s/${entrySha}` }),
    })),
  );
  return json({ sha, url: `${url}/trees/${sha}`, tree, truncated: false }, status);
}

async function getTree(call: RepositoryCall): Promise<Answer> {
  const name = param(call, "tree_sha");
  const { objects } = call.repository.git;
  const sha = resolveCommitish(call.repository, name);
  const object = sha === undefined ? undefined : await objects.read(sha);
  const tree = object?.type === "commit" ? (await objects.commit(sha ?? ""))?.tree : sha;
  if (tree === undefined || (await objects.tree(tree)) === undefined) throw notFound();
  // `recursive=0` and `recursive=false` still mean recursive.
  return treeAnswer(call, tree, call.query.has("recursive"), 200);
}

const MODES: readonly string[] = ["100644", "100755", "040000", "160000", "120000"];

async function treeChange(
  repository: Repository,
  base: string | undefined,
  entry: Json,
): Promise<[string, TreeChange | null]> {
  const { path, mode, sha, content } = entry;
  const { objects } = repository.git;
  if (
    typeof path !== "string" ||
    path === "" ||
    path.startsWith("/") ||
    path.split("/").some((part) => part === "" || part === "." || part === ".." || part === ".git")
  ) {
    throw unprocessable("tree.path contains a malformed path component");
  }
  if (typeof mode !== "string" || !MODES.includes(mode)) throw unprocessable("Must supply a valid tree.mode");
  if (content !== undefined && sha !== undefined)
    throw unprocessable("Must supply either tree.sha or tree.content");
  if (sha === null) {
    if (base === undefined || (await gitEntryAt(objects, base, path)) === undefined) {
      throw unprocessable("GitRPC::BadObjectState");
    }
    return [path, null];
  }
  if (typeof content === "string") return [path, { mode, sha: await objects.writeBlob(content) }];
  if (typeof sha !== "string") throw unprocessable("Must supply either tree.sha or tree.content");
  if (mode !== "160000" && (await objects.read(sha)) === undefined) {
    throw unprocessable(`tree.sha ${sha} is not a valid ${mode === "040000" ? "tree" : "blob"}`);
  }
  return [path, { mode, sha }];
}

async function createTree(call: RepositoryCall): Promise<Answer> {
  const { repository } = call;
  const { objects } = repository.git;
  const entries = call.body["tree"];
  if (!Array.isArray(entries)) throw unprocessable('Invalid request.\n\n"tree" wasn\'t supplied.');
  const named = textField(call, "base_tree");
  const base = named === undefined ? undefined : ((await objects.commit(named))?.tree ?? named);
  if (base !== undefined && (await objects.tree(base)) === undefined) throw notFound();
  const changes = new Map<string, TreeChange | null>();
  for (const entry of entries as Json[]) {
    const [path, change] = await treeChange(repository, base, entry);
    changes.set(path, change);
  }
  return treeAnswer(call, await changeTree(objects, base, changes), false, 201);
}

async function getCommit(call: RepositoryCall): Promise<Answer> {
  const commit = await call.repository.git.objects.commit(param(call, "commit_sha"));
  if (commit === undefined) throw notFound();
  return json(gitCommitView(call.world, call.repository, commit));
}

function signature(value: unknown, otherwise: Signature): Signature {
  if (typeof value !== "object" || value === null) return otherwise;
  const { name, email, date } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || typeof email !== "string")
    throw unprocessable("author needs a name and an email");
  return { name, email, dateMs: typeof date === "string" ? Date.parse(date) : otherwise.dateMs };
}

async function createCommit(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { objects } = repository.git;
  const tree = requiredText(call, "tree");
  if ((await objects.tree(tree)) === undefined) throw unprocessable("Tree SHA does not exist");
  const parents = Array.isArray(call.body["parents"]) ? call.body["parents"].map(String) : [];
  for (const parent of parents) {
    if ((await objects.commit(parent)) === undefined)
      throw unprocessable("Parent SHA does not exist or is not a commit object");
  }
  const author = signature(call.body["author"], signatureOf(world, by(call).account));
  const committer = signature(call.body["committer"], author);
  // Only a commit without an author of its own is signed by GitHub in the App's name.
  const isSigned =
    call.body["author"] === undefined && call.body["committer"] === undefined && by(call).viaApp;
  const sha = await objects.writeCommit(
    formatCommit({ tree, parents, author, committer, message: requiredText(call, "message"), isSigned }),
  );
  const commit = await objects.commit(sha);
  if (commit === undefined) throw new Error("the commit just written cannot be read");
  return json(gitCommitView(world, repository, commit), 201);
}

function getRef(call: RepositoryCall): Answer {
  const name = `refs/${param(call, "ref")}`;
  const sha = call.repository.git.ref(name);
  if (sha === undefined) throw notFound();
  return json(refView(call.world, call.repository, name, sha));
}

async function createRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const [name, sha] = [requiredText(call, "ref"), requiredText(call, "sha")];
  if (repository.git.refs("refs/heads/").length === 0) throw new ApiRefusal(409, "Git Repository is empty.");
  if (!isRefName(name) || name.split("/").length < 3)
    throw unprocessable("Reference name must contain at least three slashes.");
  if ((await repository.git.objects.commit(sha)) === undefined) throw unprocessable("Object does not exist");
  if (repository.git.ref(name) !== undefined) throw unprocessable("Reference already exists");
  await moveRef(world, repository, by(call), { ref: name, before: undefined, after: sha });
  return json(refView(world, repository, name, sha), 201);
}

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const name = `refs/${param(call, "ref")}`;
  const sha = requiredText(call, "sha");
  const before = repository.git.ref(name);
  if (before === undefined || name.startsWith("refs/pull/")) throw unprocessable("Reference does not exist");
  if (!isSha(sha) || (await repository.git.objects.commit(sha)) === undefined)
    throw unprocessable("Object does not exist");
  if (call.body["force"] !== true && !(await isAncestor(repository.git.objects, before, sha))) {
    throw unprocessable("Update is not a fast forward");
  }
  if (before !== sha) await moveRef(world, repository, by(call), { ref: name, before, after: sha });
  return json(refView(world, repository, name, sha));
}

async function deleteRef(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const name = `refs/${param(call, "ref")}`;
  const before = repository.git.ref(name);
  if (before === undefined) throw unprocessable("Reference does not exist");
  await moveRef(world, repository, by(call), { ref: name, before, after: undefined });
  return { status: 204 };
}

export const gitOperations: readonly Operation[] = [
  repositoryOperation("GET", "/git/blobs/{file_sha}", need("contents", "read"), getBlob),
  repositoryOperation("POST", "/git/blobs", need("contents", "write"), createBlob),
  repositoryOperation("GET", "/git/trees/{tree_sha}", need("contents", "read"), getTree),
  repositoryOperation("POST", "/git/trees", need("contents", "write"), createTree),
  repositoryOperation("GET", "/git/commits/{commit_sha}", need("contents", "read"), getCommit),
  repositoryOperation("POST", "/git/commits", need("contents", "write"), createCommit),
  repositoryOperation("GET", "/git/ref/{ref}", need("contents", "read"), getRef),
  // All at once: GitHub's description knows no page here.
  repositoryOperation("GET", "/git/matching-refs/{ref}", need("contents", "read"), (call) =>
    json(
      call.repository.git
        .refs(`refs/${param(call, "ref")}`)
        .map((one) => refView(call.world, call.repository, one.name, one.sha)),
    ),
  ),
  repositoryOperation("POST", "/git/refs", need("contents", "write"), createRef),
  repositoryOperation("PATCH", "/git/refs/{ref}", need("contents", "write"), updateRef),
  repositoryOperation("DELETE", "/git/refs/{ref}", need("contents", "write"), deleteRef),
];
