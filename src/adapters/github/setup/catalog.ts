// What `steward doctor` reads of one catalog: its policy, rules, publish branch, pages, team and labels. Nothing is written.

import { sameLogin } from "../../../core/logins.ts";
import type { Seal } from "../../../core/seal.ts";
import type { Octokit } from "@octokit/rest";
import { readMessage } from "../../../core/catalog/message.ts";
import { POLICY_PATH } from "../../../core/listing/changes.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { policySeen } from "../../../core/setup/policy.ts";
import type {
  CasesSeen,
  CatalogSeen,
  InstallationSeen,
  PagesSeen,
  PolicySeen,
  PublishSeen,
  Told,
} from "../../../core/setup/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf, type GitHub } from "../base/client.ts";
import { isInstalledOn } from "./app.ts";
import { told, type Asker, type Repo } from "./ask.ts";
import { seeKeys } from "./keys.ts";
import { seeMergeCommits, seeProtection, seeRules, seeRulesets } from "./rules.ts";
import { seeWorkflow } from "./workflow.ts";

const PER_PAGE = 100;
/** Read alone; a token can ask for what its installation has granted, and no more. */
const WANTED = ["metadata", "contents", "deployments", "issues", "pages", "members"];

export interface SeeCatalog {
  readonly github: GitHub;
  readonly appId: number;
  /** Apps that this one took over from. */
  readonly formerAppIds: readonly number[];
  readonly installation: InstallationSeen;
  /** undefined: RECORD_KEY is not good enough to verify anything with. */
  readonly seal: Seal | undefined;
  /** RECORD_KEY has two values. */
  readonly isRotating: boolean;
}

/** "not-a-catalog": it has no policy, and nobody named it. */
export async function seeCatalog(
  { github, appId, formerAppIds, installation, seal, isRotating }: SeeCatalog,
  fullName: string,
  wasNamed: boolean,
): Promise<CatalogSeen | "not-a-catalog" | { readonly because: string }> {
  const granted = installation.permissions;
  const permissions = Object.fromEntries(
    WANTED.filter((name) => granted[name] !== undefined || name === "metadata").map((name) => [
      name,
      "read" as const,
    ]),
  );
  const octokit = github.installation(installation.id, undefined, permissions);
  const asker: Asker = { octokit, granted: { metadata: "read", ...granted } };
  const [owner = "", repo = ""] = fullName.split("/");
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    const at = { owner: data.owner.login, repo: data.name };
    const policy = await seePolicy(asker, at);
    if (!wasNamed && policy.state === "known" && policy.value.kind === "missing") return "not-a-catalog";
    const valid = policy.state === "known" && policy.value.kind === "valid" ? policy.value.policy : undefined;
    const branch = data.default_branch;
    const ownerIsOrganisation = data.owner.type === "Organization";
    const [rules, rulesets, protection, mergeCommits, workflow] = await Promise.all([
      seeRules(asker, at, branch),
      seeRulesets(asker, at),
      seeProtection(asker, at, branch),
      seeMergeCommits(asker, at),
      seeWorkflow(asker, at),
    ]);
    return {
      name: data.full_name,
      url: data.html_url,
      archived: data.archived,
      hasIssues: data.has_issues,
      pullsFrom: pullsFrom(data),
      private: data.private,
      defaultBranch: branch,
      ownerIsOrganisation,
      policy,
      rules,
      rulesets,
      protection,
      mergeCommits,
      workflow,
      publish:
        valid === undefined
          ? undefined
          : await seePublish(
              { github, asker, appId, seal, catalogId: Number(data.id) },
              at,
              { url: data.html_url, defaultBranch: branch },
              valid,
            ),
      team:
        valid?.takedown.team === undefined
          ? undefined
          : await seeTeam(asker, owner, ownerIsOrganisation, valid.takedown.team),
      cases:
        valid === undefined
          ? undefined
          : await seeCases(github, asker, valid.takedown.repository ?? data.full_name),
      keys:
        valid === undefined || seal === undefined || !isRotating
          ? undefined
          : await seeKeys({ asker, appIds: [appId, ...formerAppIds], seal }, at, Number(data.id), valid),
    };
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    return { because: `GitHub said: ${error.message}.` };
  }
}

async function seePolicy({ octokit, granted }: Asker, at: Repo): Promise<Told<PolicySeen>> {
  return told<PolicySeen>(
    { granted },
    "contents",
    async () => {
      const { data } = await octokit.rest.repos.getContent({
        ...at,
        path: POLICY_PATH,
      });
      if (Array.isArray(data) || !("content" in data) || typeof data.content !== "string")
        return {
          kind: "invalid",
          problems: [{ line: 1, column: 1, message: "Not a plain file.", fix: "Make it one." }],
        };
      return policySeen(new Uint8Array(Buffer.from(data.content, "base64")), at.owner);
    },
    { notFound: { kind: "missing" } },
  );
}

interface PublishAsk {
  readonly github: GitHub;
  readonly asker: Asker;
  readonly appId: number;
  readonly seal: Seal | undefined;
  readonly catalogId: number;
}

async function seePublish(
  ask: PublishAsk,
  at: Repo,
  { url: catalogUrl, defaultBranch }: Pick<CatalogSeen, "url" | "defaultBranch">,
  policy: Policy,
): Promise<PublishSeen> {
  const { branch, repository = `${at.owner}/${at.repo}` } = policy.publish;
  const [owner = "", repo = ""] = repository.split("/");
  const away = !sameLogin(repository, `${at.owner}/${at.repo}`);
  const nothing = { state: "unknown", because: "" } as const;
  const none = {
    state: nothing,
    publishedBefore: nothing,
    rules: nothing,
    rulesets: nothing,
    protection: nothing,
    pages: nothing,
  };
  const to = { owner, repo };
  const there = away ? await isInstalledOn(ask.github, repository) : catalogUrl;
  const isDefaultBranch = !away && branch === defaultBranch;
  const url = there === "not-installed" ? "" : there;
  const base = { repository, url, branch, isDefaultBranch, outOfReach: there === "not-installed" };
  if (base.outOfReach || isDefaultBranch) return { ...base, ...none };
  const [state, publishedBefore, rules, rulesets, protection, pages] = await Promise.all([
    seeBranch(ask, to, policy),
    seeDeployed(ask, at),
    seeRules(ask.asker, to, branch),
    seeRulesets(ask.asker, to),
    seeProtection(ask.asker, to, branch),
    seePages(ask.asker, to, policy),
  ]);
  return { ...base, state, publishedBefore, rules, rulesets, protection, pages };
}

async function seeBranch(
  { asker, seal, catalogId }: PublishAsk,
  to: Repo,
  policy: Policy,
): Promise<PublishSeen["state"]> {
  const { branch: sha, adopt } = policy.publish;
  const seen = await told<"none" | "ours" | "sealed-otherwise" | "foreign" | "unverified">(
    asker,
    "contents",
    async () => {
      const { data } = await asker.octokit.rest.repos
        .listCommits({ ...to, sha, per_page: PER_PAGE })
        .catch((error: unknown) => {
          if (statusOf(error) === 409) return { data: [] };
          throw error;
        });
      if (data.length === 0) return "none";
      if (seal === undefined) return "unverified";
      const ours = data.some(
        ({ commit }) => readMessage(commit.message, catalogId, commit.tree.sha, seal) !== undefined,
      );
      if (ours || adopt) return "ours";
      // Somebody's forgery looks the same; both mean that nothing there can be believed with this key.
      return data.some(({ commit }) => /^Steward-Seal: [0-9a-f]{64}$/m.test(commit.message))
        ? "sealed-otherwise"
        : "foreign";
    },
    { notFound: "none" },
  );
  return seen.state === "known" && seen.value === "unverified"
    ? { state: "skipped", wants: "a sound RECORD_KEY" }
    : (seen as PublishSeen["state"]);
}

function seeDeployed({ asker, appId }: PublishAsk, at: Repo): Promise<Told<boolean>> {
  return told(asker, "deployments", async () => {
    const { data } = await asker.octokit.rest.repos.listDeployments({
      ...at,
      per_page: 30,
    });
    return data.some((deployment) => deployment.performed_via_github_app?.id === appId);
  });
}

async function seePages(asker: Asker, to: Repo, policy: Policy): Promise<PublishSeen["pages"]> {
  const { octokit } = asker;
  const seen = await told<PagesSeen | null>(
    asker,
    "pages",
    async () => {
      const { data } = await octokit.rest.repos.getPages(to);
      const build = await latestBuild(octokit, to);
      return {
        address: data.html_url,
        byWorkflow: data.build_type === "workflow",
        branch: data.source?.branch,
        path: data.source?.path ?? "/",
        build,
      };
    },
    { notFound: null },
  );
  // Served at an address of the operator's own choice: whether by Pages is theirs to know.
  const isServedElsewhere = policy.publish.url !== undefined && seen.state === "known" && seen.value === null;
  return isServedElsewhere ? { state: "known", value: elsewhere(policy) } : seen;
}

/** Nothing of GitHub's to compare with. */
function elsewhere({ publish }: Policy): PagesSeen {
  return { address: publish.url, byWorkflow: false, branch: publish.branch, path: "/", build: undefined };
}

async function latestBuild(octokit: Octokit, to: Repo): Promise<PagesSeen["build"]> {
  try {
    const { data } = await octokit.rest.repos.getLatestPagesBuild(to);
    return { status: data.status, error: data.error.message ?? undefined };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function seeTeam(
  asker: Asker,
  org: string,
  isOrganisation: boolean,
  team: string,
): NonNullable<Promise<CatalogSeen["team"]>> {
  if (!isOrganisation) return Promise.resolve({ state: "known", value: "no-organisation" });
  return told<"missing" | { members: number }>(
    asker,
    "members",
    async () => {
      const { data } = await asker.octokit.rest.teams.getByName({
        org,
        team_slug: team,
      });
      return { members: data.members_count };
    },
    { notFound: "missing" },
  );
}

async function seeCases(
  github: GitHub,
  asker: Asker,
  fullName: string,
): Promise<Told<"out-of-reach" | CasesSeen>> {
  const [owner = "", repo = ""] = fullName.split("/");
  return told<"out-of-reach" | CasesSeen>(
    asker,
    "issues",
    async () => {
      // What is public can be read from anywhere; to work there, the App has to be installed.
      if ((await isInstalledOn(github, fullName)) === "not-installed") return "out-of-reach";
      const { data } = await asker.octokit.rest.repos.get({ owner, repo });
      const labels = await asker.octokit.rest.issues.listLabelsForRepo({
        owner,
        repo,
        per_page: PER_PAGE,
      });
      return {
        name: data.full_name,
        url: data.html_url,
        private: data.private,
        hasIssues: data.has_issues,
        labels: labels.data.map(({ name }) => name),
      };
    },
    { notFound: "out-of-reach" },
  );
}

/** Servers that know neither setting leave both out, and let everybody. */
function pullsFrom(data: {
  readonly has_pull_requests?: boolean;
  readonly pull_request_creation_policy?: "all" | "collaborators_only";
}): CatalogSeen["pullsFrom"] {
  if (data.has_pull_requests === false) return "nobody";
  return data.pull_request_creation_policy === "collaborators_only" ? "collaborators" : "everybody";
}
