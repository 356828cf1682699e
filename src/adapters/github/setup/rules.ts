// What `steward doctor` reads of the rules on a branch: rulesets whole, and as much of classic protection as an App is told.

import type { CatalogSeen, CheckPin, RulesetSeen, RuleSeen, Told } from "../../../core/setup/seen.ts";
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
