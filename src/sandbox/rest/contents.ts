// Files of a repository over REST: contents, readme, community profile.

import { commitFiles } from "../actions/commits.ts";
import { resolveCommitish } from "../commitish.ts";
import type { GitTreeEntry } from "../git/parse.ts";
import { gitEntryAt } from "../git/trees.ts";
import type { Repository } from "../model.ts";
import { ApiRefusal, notFound, unprocessable } from "../refusal.ts";
import { commitView } from "../views/git.ts";
import { repositoryHtmlUrl, repositoryUrl } from "../views/repositories.ts";
import type { World } from "../world.ts";
import { by, json, param, requiredText, textField, type Answer, type RepositoryCall } from "./operation.ts";

async function rootTree(
  call: RepositoryCall,
): Promise<{ sha: string; tree: string; ref: string } | undefined> {
  const ref = call.query.get("ref") ?? call.repository.defaultBranch;
  const sha = resolveCommitish(call.repository, ref);
  const commit = sha === undefined ? undefined : await call.repository.git.objects.commit(sha);
  return commit === undefined ? undefined : { sha: commit.sha, tree: commit.tree, ref };
}

function wantsRaw(call: RepositoryCall): boolean {
  return /\braw\b/.test(call.headers["accept"] ?? "");
}

function contentView(
  world: World,
  repository: Repository,
  ref: string,
  path: string,
  entry: GitTreeEntry,
  size: number,
) {
  const url = `${repositoryUrl(world, repository)}/contents/${encodeURI(path)}?ref=${encodeURIComponent(ref)}`;
  const html = `${repositoryHtmlUrl(world, repository)}/blob/${ref}/${encodeURI(path)}`;
  const git = `${repositoryUrl(world, repository)}/git/${entry.type}s/${entry.sha}`;
  return {
    // The 2022-11-28 API calls a submodule a file.
    type: entry.type === "tree" ? "dir" : entry.mode === "120000" ? "symlink" : "file",
    size,
    name: path.split("/").at(-1) ?? path,
    path,
    sha: entry.sha,
    url,
    git_url: git,
    html_url: html,
    download_url:
      entry.type === "blob" ? `${repositoryHtmlUrl(world, repository)}/raw/${ref}/${encodeURI(path)}` : null,
    _links: { self: url, git, html },
  };
}

async function fileAnswer(
  call: RepositoryCall,
  ref: string,
  path: string,
  entry: GitTreeEntry,
): Promise<Answer> {
  const { world, repository } = call;
  const blob = await repository.git.objects.read(entry.sha);
  if (blob === undefined && entry.type === "blob") throw notFound();
  const bytes = blob?.bytes ?? Buffer.alloc(0);
  if (wantsRaw(call))
    return { status: 200, raw: { bytes, contentType: "application/vnd.github.raw; charset=utf-8" } };
  const view = contentView(world, repository, ref, path, entry, bytes.length);
  if (bytes.length > 1_048_576) return json({ ...view, content: "", encoding: "none" });
  const content = bytes.toString("base64").replaceAll(/.{60}/g, "$&\n");
  return json({ ...view, type: "file", content: `${content}\n`, encoding: "base64" });
}

export async function contents(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const { objects } = repository.git;
  const root = await rootTree(call);
  if (root === undefined) throw notFound();
  const path = (call.params["path"] ?? "").replace(/\/$/, "");
  const entry: GitTreeEntry | undefined =
    path === ""
      ? { mode: "040000", name: "", sha: root.tree, type: "tree" }
      : await gitEntryAt(objects, root.tree, path);
  if (entry === undefined) throw notFound();
  if (entry.type === "tree") {
    const entries = (await objects.tree(entry.sha)) ?? [];
    const prefix = path === "" ? "" : `${path}/`;
    return json(
      entries.map((one) => contentView(world, repository, root.ref, `${prefix}${one.name}`, one, 0)),
    );
  }
  if (entry.mode === "120000") {
    // A link to a plain file is answered with that file's content, which is why contents are not to be trusted.
    const target = (await objects.read(entry.sha))?.bytes.toString("utf8") ?? "";
    const base = new URL(target, `file:///${path}`).pathname.slice(1);
    const followed = await gitEntryAt(objects, root.tree, decodeURIComponent(base));
    if (followed?.type === "blob" && followed.mode !== "120000")
      return fileAnswer(call, root.ref, path, followed);
    return json({ ...contentView(world, repository, root.ref, path, entry, target.length), target });
  }
  return fileAnswer(call, root.ref, path, entry);
}

export async function putContents(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const path = param(call, "path");
  const branch = textField(call, "branch") ?? repository.defaultBranch;
  const tip = resolveCommitish(repository, branch);
  const commit = tip === undefined ? undefined : await repository.git.objects.commit(tip);
  const existing =
    commit === undefined ? undefined : await gitEntryAt(repository.git.objects, commit.tree, path);
  const sha = textField(call, "sha");
  if (existing !== undefined && sha === undefined)
    throw unprocessable('Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== undefined && existing?.sha !== sha) throw new ApiRefusal(409, `${path} does not match ${sha}`);
  const made = await commitFiles(world, repository, by(call), {
    branch,
    files: { [path]: Buffer.from(requiredText(call, "content"), "base64") },
    message: requiredText(call, "message"),
  });
  const after = await repository.git.objects.commit(made);
  const entry = after === undefined ? undefined : await gitEntryAt(repository.git.objects, after.tree, path);
  if (after === undefined || entry === undefined) throw new Error("the commit just made cannot be read");
  return json(
    {
      content: contentView(world, repository, branch, path, entry, 0),
      commit: commitView(world, repository, after).commit,
    },
    existing === undefined ? 201 : 200,
  );
}

const README = /^readme(\.(md|markdown|mkd|rst|adoc|txt|org))?$/i;

export async function readme(call: RepositoryCall): Promise<Answer> {
  const root = await rootTree(call);
  const { objects } = call.repository.git;
  const folder = call.params["dir"];
  if (root === undefined) throw notFound();
  const folders = folder === undefined ? [".github", "", "docs"] : [folder];
  for (const name of folders) {
    const tree = name === "" ? root.tree : (await gitEntryAt(objects, root.tree, name))?.sha;
    const entry =
      tree === undefined ? undefined : (await objects.tree(tree))?.find((one) => README.test(one.name));
    if (entry !== undefined)
      return fileAnswer(call, root.ref, name === "" ? entry.name : `${name}/${entry.name}`, entry);
  }
  throw notFound();
}

/** What stands in the tree decides; the percentage is GitHub's own idea and only roughly copied. */
export async function communityProfile(call: RepositoryCall): Promise<Answer> {
  const { world, repository } = call;
  const root = await rootTree({ ...call, query: new URLSearchParams() });
  const url = `${repositoryUrl(world, repository)}/contents`;
  const file = async (paths: readonly string[]): Promise<{ url: string; html_url: string } | null> => {
    for (const path of root === undefined ? [] : paths) {
      if ((await gitEntryAt(repository.git.objects, root?.tree ?? "", path)) !== undefined) {
        return {
          url: `${url}/${path}`,
          html_url: `${repositoryHtmlUrl(world, repository)}/blob/${repository.defaultBranch}/${path}`,
        };
      }
    }
    return null;
  };
  const template = await file([".github/ISSUE_TEMPLATE", ".github/ISSUE_TEMPLATE.md", "ISSUE_TEMPLATE.md"]);
  const files = {
    code_of_conduct: null,
    code_of_conduct_file: await file(["CODE_OF_CONDUCT.md"]),
    license: null,
    contributing: await file(["CONTRIBUTING.md", ".github/CONTRIBUTING.md"]),
    readme: await file(["README.md", "readme.md", ".github/README.md"]),
    issue_template: template,
    pull_request_template: await file([
      ".github/PULL_REQUEST_TEMPLATE.md",
      ".github/pull_request_template.md",
    ]),
  };
  const health = Math.round((Object.values(files).filter((one) => one !== null).length / 7) * 100);
  return json({
    health_percentage: health,
    description: repository.description,
    documentation: null,
    files,
    updated_at: null,
    content_reports_enabled: false,
  });
}
