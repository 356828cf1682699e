// Our own check runs: one by its number, all of a suite, all on a commit.

import type { CatalogForge } from "../../../ports/publish.ts";
import { found, type ForgeOptions } from "../base/repository.ts";
import { runsOn } from "./state.ts";

export function ownRuns(options: ForgeOptions): Pick<CatalogForge, "run" | "runsOfSuite" | "runsOn"> {
  const { octokit, appId, owner, name } = options;
  const at = { owner, repo: name };
  return {
    async run(id) {
      const answer = await found(octokit.rest.checks.get({ ...at, check_run_id: id }));
      if (answer === undefined || answer.data.app?.id !== appId) return undefined;
      return {
        name: answer.data.name,
        headSha: answer.data.head_sha,
        externalId: answer.data.external_id ?? "",
      };
    },
    async runsOfSuite(id) {
      const answer = await found(
        octokit.rest.checks.listForSuite({
          ...at,
          check_suite_id: id,
          per_page: 100,
        }),
      );
      return (answer?.data.check_runs ?? [])
        .filter(({ app }) => app?.id === appId)
        .map((run) => ({ name: run.name, headSha: run.head_sha, externalId: run.external_id ?? "" }));
    },
    runsOn: (sha) => runsOn(options, sha),
  };
}
