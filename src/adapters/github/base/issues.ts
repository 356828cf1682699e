// Issues that Steward itself opens to tell maintainers something, found again by label and by who opened them.

import type { Forge } from "../../../ports/forge.ts";
import { ownTexts } from "./own-texts.ts";
import type { ForgeOptions } from "./repository.ts";

type Issues = Pick<Forge, "issueByUs" | "openIssue" | "editIssue" | "closeIssue">;

export function issuesOf(options: ForgeOptions): Issues {
  const { octokit, owner, name } = options;
  const at = { owner, repo: name };
  const texts = ownTexts(options);
  return {
    async issueByUs(label) {
      const { data } = await octokit.rest.issues.listForRepo({
        ...at,
        labels: label,
        state: "open",
        direction: "asc",
        per_page: 100,
      });
      // Anybody with triage rights can set a label; only what GitHub says we opened is ours.
      for (const { number, body, pull_request: pull, performed_via_github_app: via } of data) {
        const own = pull === undefined ? texts.readByApp(body, "issue", via?.id) : undefined;
        if (own !== undefined) return { number, body: own };
      }
      return undefined;
    },
    async openIssue({ title, body, labels }) {
      await octokit.rest.issues.create({
        ...at,
        title,
        body: texts.write(body, "issue"),
        labels: [...labels],
      });
    },
    async editIssue(number, body) {
      await octokit.rest.issues.update({
        ...at,
        issue_number: number,
        body: texts.write(body, "issue"),
      });
    },
    async closeIssue(number, comment) {
      await octokit.rest.issues.update({
        ...at,
        issue_number: number,
        state: "closed",
        state_reason: "completed",
      });
      await octokit.rest.issues.createComment({
        ...at,
        issue_number: number,
        body: texts.write(comment, `talk ${number}`),
      });
    },
  };
}
