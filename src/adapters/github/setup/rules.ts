// What `steward doctor` reads of the rules on a branch: rulesets whole, and as much of classic protection as an App is told.

import type { CatalogSeen, CheckPin, RulesetSeen, RuleSeen, Told } from "../../../core/setup/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import { askGraphQL } from "../base/graphql.ts";
import { told, type Asker, type Repo } from "./ask.ts";

const PER_PAGE = 100;
const RULESETS_MAX = 30;

interface Rule {
  readonly type: string;
  readonly ruleset_id?: number;
  readonly parameters?: unknown;
}

function pinsOf(rules: readonly Rule[]): readonly CheckPin[] {
  return rules
    .filter(({ type }) => type === "required_status_checks")
    .flatMap(({ parameters }) => {
      const { required_status_checks: checks = [] } = parameters as {
        required_status_checks?: readonly { context: string; integration_id?: number | null }[];
      };
      return checks.map(({ context, integration_id: id }) => ({ context, appId: id ?? undefined }));
    });
}

function reviewOf({ type, ruleset_id: id, parameters = {} }: Rule): RuleSeen["review"] {
  if (type !== "pull_request") return undefined;
  const { required_approving_review_count: approvals, require_last_push_approval: ofLastPush } =
    parameters as { required_approving_review_count?: number; require_last_push_approval?: boolean };
  return { rulesetId: id ?? 0, approvals: approvals ?? 0, ofLastPush: ofLastPush === true };
}

/** An older Enterprise server names no methods: all are allowed there. */
function forbidsMergeCommits({ type, parameters = {} }: Rule): boolean {
  if (type === "required_linear_history") return true;
  const { allowed_merge_methods: allowed, merge_method: method } = parameters as {
    allowed_merge_methods?: readonly string[];
    merge_method?: string;
  };
  if (type === "pull_request") return allowed !== undefined && !allowed.includes("merge");
  return type === "merge_queue" && method !== undefined && method !== "MERGE";
}

export function seeRules(
  { octokit, granted }: Asker,
  at: Repo,
  branch: string,
): Promise<Told<readonly RuleSeen[]>> {
  return told({ granted }, "metadata", async () => {
    const { data } = await octokit.rest.repos.getBranchRules({
      ...at,
      branch,
      per_page: PER_PAGE,
    });
    return (data as readonly Rule[]).map((rule) => ({
      type: rule.type,
      rulesetId: rule.ruleset_id ?? 0,
      checks: pinsOf([rule]),
      review: reviewOf(rule),
      forbidsMergeCommits: forbidsMergeCommits(rule),
    }));
  });
}

/** Each one whole: only then GitHub says whether the App may pass it by. */
export function seeRulesets({ octokit, granted }: Asker, at: Repo): Promise<Told<readonly RulesetSeen[]>> {
  return told({ granted }, "metadata", async () => {
    const { data } = await octokit.rest.repos.getRepoRulesets({
      ...at,
      per_page: RULESETS_MAX,
    });
    return Promise.all(
      data.map(async ({ id }) => {
        const { data: whole } = await octokit.rest.repos.getRepoRuleset({
          ...at,
          ruleset_id: id,
        });
        const bypass: string | undefined = whole.current_user_can_bypass;
        const conditions = whole.conditions as
          | { ref_name?: { include?: readonly string[] } }
          | null
          | undefined;
        return {
          id,
          name: whole.name,
          url: whole._links?.html?.href,
          enforcement: whole.enforcement,
          include: (conditions?.ref_name?.include ?? []).map((name) => name.replace(/^refs\/heads\//, "")),
          checks: pinsOf(whole.rules ?? []),
          mayBypass: bypass === undefined ? undefined : bypass === "always" || bypass === "exempt",
        };
      }),
    );
  });
}

/** REST tells it only to those who may change it. */
export const MERGE_COMMITS = /* GraphQL */ `
  query MergeCommits($owner: String!, $repo: String!) {
    repository(owner: $owner, name: $repo) {
      mergeCommitAllowed
    }
  }
`;

export function seeMergeCommits({ octokit, granted }: Asker, at: Repo): Promise<Told<boolean>> {
  return told({ granted }, "metadata", async () => {
    const { repository } = await askGraphQL<{ repository: { mergeCommitAllowed: boolean } | null }>(
      octokit,
      MERGE_COMMITS,
      at,
    );
    if (repository === null) throw new JobError("denied", "POST /graphql: no such repository");
    return repository.mergeCommitAllowed;
  });
}

/** What a branch tells of its classic protection to whoever may read contents; who may pass it by, it does not. */
export function seeProtection(
  { octokit, granted }: Asker,
  at: Repo,
  branch: string,
): Promise<CatalogSeen["protection"]> {
  return told<{ checks: readonly CheckPin[] } | null>(
    { granted },
    "contents",
    async () => {
      const { data } = await octokit.rest.repos.getBranch({
        ...at,
        branch,
      });
      if (data.protection?.enabled !== true) return null;
      const required = data.protection.required_status_checks as
        | { readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[] }
        | undefined;
      return {
        checks: (required?.checks ?? []).map(({ context, app_id: id }) => ({
          context,
          appId: id ?? undefined,
        })),
      };
    },
    { notFound: null },
  );
}
