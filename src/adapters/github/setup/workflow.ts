// Whether a catalog holds the workflow that does the App's work on a schedule, where no server runs.

import { WORKFLOW_PATH } from "../../../core/setup/without-server.ts";
import type { Told } from "../../../core/setup/seen.ts";
import { told, type Asker, type Repo } from "./ask.ts";

export async function seeWorkflow({ octokit, granted }: Asker, at: Repo): Promise<Told<boolean>> {
  return told(
    { granted },
    "contents",
    async () => {
      await octokit.rest.repos.getContent({ ...at, path: WORKFLOW_PATH });
      return true;
    },
    { notFound: false },
  );
}
