// Commits, refs and file differences as GitHub's REST API shows them.

import type { Commit, Signature } from "../git/parse.ts";
import type { FileDifference } from "../git/history.ts";
import type { SandboxAccount, Repository } from "../model.ts";
import { accountByLogin, timestamp, type World } from "../world.ts";
import { userView } from "./accounts.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./repositories.ts";

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

/** GitHub signs what it commits for an App. */
function verificationView({ isSigned, tree, committer }: Commit) {
  if (isSigned !== true) return UNSIGNED;
  return {
    verified: true,
    reason: "valid",
    signature: "sandbox",
    payload: `tree ${tree}`,
    verified_at: timestamp(committer.dateMs),
  };
}

function signatureView(signature: Signature) {
  return { name: signature.name, email: signature.email, date: timestamp(signature.dateMs) };
}

/** The sandbox writes `<id>+<login>@users.noreply.example`, so that a commit leads back to its account. */
export function accountOfSignature(world: World, signature: Signature): SandboxAccount | undefined {
  const id = /^(\d+)\+/.exec(signature.email)?.[1];
  const byId = id === undefined ? undefined : world.accounts.get(Number(id));
  return byId ?? (signature.name === "" ? undefined : accountByLogin(world, signature.name));
}

export function emailOf(account: SandboxAccount): string {
  return `${account.id}+${account.login}@users.noreply.example`;
}

function commitNodeId(sha: string): string {
  return `C_${sha}`;
}

export function gitCommitView(world: World, repository: Repository, commit: Commit) {
  const url = `${repositoryUrl(world, repository)}/git`;
  const html = repositoryHtmlUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: commitNodeId(commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: signatureView(commit.author),
    committer: signatureView(commit.committer),
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    message: commit.message.replace(/\n$/, ""),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification: verificationView(commit),
  };
}

export function commitView(world: World, repository: Repository, commit: Commit) {
  const url = repositoryUrl(world, repository);
  const html = repositoryHtmlUrl(world, repository);
  const author = accountOfSignature(world, commit.author);
  const committer = accountOfSignature(world, commit.committer);
  return {
    sha: commit.sha,
    node_id: commitNodeId(commit.sha),
    commit: {
      author: signatureView(commit.author),
      committer: signatureView(commit.committer),
      message: commit.message.replace(/\n$/, ""),
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verificationView(commit),
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: author === undefined ? null : userView(world, author),
    committer: committer === undefined ? null : userView(world, committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
  };
}

/** The shorter commit of check suites and merge groups. */
export function simpleCommitView(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message.replace(/\n$/, ""),
    timestamp: timestamp(commit.committer.dateMs),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function refView(world: World, repository: Repository, name: string, sha: string) {
  const url = `${repositoryUrl(world, repository)}/git`;
  return {
    ref: name,
    node_id: `REF_${Buffer.from(`${repository.id}:${name}`).toString("base64url")}`,
    url: `${url}/${name}`,
    object: { sha, type: "commit", url: `${url}/commits/${sha}` },
  };
}

export function differenceView(world: World, repository: Repository, headSha: string, file: FileDifference) {
  const html = repositoryHtmlUrl(world, repository);
  const path = encodeURI(file.path);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${headSha}/${path}`,
    raw_url: `${html}/raw/${headSha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${headSha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

/** Rulesets do not show here; classic protection does, but for who may pass it by. */
export function branchView(world: World, repository: Repository, name: string, commit: Commit) {
  const url = `${repositoryUrl(world, repository)}/branches/${name}`;
  const protection = repository.protections.get(name);
  return {
    name,
    commit: commitView(world, repository, commit),
    _links: { self: url, html: `${repositoryHtmlUrl(world, repository)}/tree/${name}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: protection === undefined ? "off" : "everyone",
        contexts: (protection?.checks ?? []).map(({ context }) => context),
        checks: protection?.checks ?? [],
      },
    },
    protection_url: `${url}/protection`,
  };
}
