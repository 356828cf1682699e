// Deployments, releases, pages and rulesets as GitHub's REST API shows them.

import type {
  Deployment,
  DeploymentStatus,
  PageBuild,
  SandboxRelease,
  Repository,
  Ruleset,
} from "../model.ts";
import { fullName, nodeId, timestamp, type World } from "../world.ts";
import { viaOf, userView } from "./accounts.ts";
import { repositoryHtmlUrl, repositoryUrl } from "./repositories.ts";

export function deploymentView(world: World, repository: Repository, deployment: Deployment) {
  const url = `${repositoryUrl(world, repository)}/deployments/${deployment.id}`;
  return {
    url,
    id: deployment.id,
    node_id: nodeId("DE", deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userView(world, deployment.creator),
    created_at: timestamp(deployment.createdAtMs),
    updated_at: timestamp(deployment.updatedAtMs),
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(world, repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: viaOf(world, deployment.creator),
  };
}

export function deploymentStatusView(
  world: World,
  repository: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const url = `${repositoryUrl(world, repository)}/deployments/${deployment.id}`;
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId("DES", status.id),
    state: status.state,
    creator: userView(world, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: timestamp(status.createdAtMs),
    updated_at: timestamp(status.createdAtMs),
    deployment_url: url,
    repository_url: repositoryUrl(world, repository),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: viaOf(world, status.creator),
  };
}

export function releaseView(world: World, repository: Repository, release: SandboxRelease) {
  const url = `${repositoryUrl(world, repository)}/releases/${release.id}`;
  const tag = encodeURIComponent(release.tagName);
  return {
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/releases/tag/${tag}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${repositoryUrl(world, repository)}/tarball/${tag}`,
    zipball_url: `${repositoryUrl(world, repository)}/zipball/${tag}`,
    id: release.id,
    node_id: nodeId("RE", release.id),
    tag_name: release.tagName,
    target_commitish: repository.defaultBranch,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: false,
    created_at: timestamp(release.createdAtMs),
    published_at: timestamp(release.createdAtMs),
    author: userView(world, release.author),
    assets: release.assets.map((asset) => releaseAssetView(world, repository, release, asset)),
  };
}

function releaseAssetView(
  world: World,
  repository: Repository,
  release: SandboxRelease,
  { id, name, size }: SandboxRelease["assets"][number],
) {
  const html = repositoryHtmlUrl(world, repository);
  return {
    url: `${repositoryUrl(world, repository)}/releases/assets/${id}`,
    browser_download_url: `${html}/releases/download/${release.tagName}/${encodeURIComponent(name)}`,
    id,
    node_id: nodeId("RA", id),
    name,
    label: null,
    state: "uploaded",
    content_type: "application/octet-stream",
    size,
    digest: null,
    download_count: 0,
    created_at: timestamp(release.createdAtMs),
    updated_at: timestamp(release.createdAtMs),
    uploader: userView(world, release.author),
  };
}

export function pagesView(world: World, repository: Repository) {
  const pages = repository.pages;
  if (pages === undefined) return undefined;
  const latest = repository.pageBuilds.at(-1);
  return {
    url: `${repositoryUrl(world, repository)}/pages`,
    status: latest?.status ?? null,
    cname: null,
    custom_404: false,
    html_url: pages.url,
    build_type: "legacy",
    source: { branch: pages.branch, path: "/" },
    public: true,
    https_enforced: true,
  };
}

export function pageBuildView(world: World, repository: Repository, build: PageBuild) {
  return {
    url: `${repositoryUrl(world, repository)}/pages/builds/${build.id}`,
    status: build.status,
    error: { message: build.error },
    pusher: userView(world, build.pusher),
    commit: build.commit,
    duration: 1000,
    created_at: timestamp(build.createdAtMs),
    updated_at: timestamp(build.createdAtMs),
  };
}

export function rulesetView(world: World, repository: Repository, ruleset: Ruleset, whole: boolean) {
  const url = `${repositoryUrl(world, repository)}/rulesets/${ruleset.id}`;
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: "Repository",
    source: fullName(repository),
    enforcement: ruleset.enforcement,
    node_id: nodeId("RRS", ruleset.id),
    _links: {
      self: { href: url },
      html: { href: `${repositoryHtmlUrl(world, repository)}/rules/${ruleset.id}` },
    },
    created_at: timestamp(repository.createdAtMs),
    updated_at: timestamp(repository.createdAtMs),
    ...(whole
      ? {
          conditions: { ref_name: { include: ruleset.include, exclude: [] } },
          rules: ruleset.rules,
          bypass_actors: ruleset.bypassActors,
        }
      : {}),
  };
}
