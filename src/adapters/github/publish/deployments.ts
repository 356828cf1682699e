// Deployments of the catalog, by which people and programs see what is served, and what GitHub Pages says of itself.

import { JobError } from "../../../core/job-error.ts";
import type { CatalogForge } from "../../../ports/publish.ts";
import { ENVIRONMENT } from "../base/fragments.ts";
import { ownTexts } from "../base/own-texts.ts";
import { found, type ForgeOptions } from "../base/repository.ts";

type Deployments = Pick<
  CatalogForge,
  "newestDeployment" | "deploymentStates" | "deploy" | "setDeployment" | "pagesBuild" | "pagesAddress"
>;

export function deploymentsOf(options: ForgeOptions): Deployments {
  const { octokit, owner, name } = options;
  const { isOurApp } = ownTexts(options);
  const at = { owner, repo: name };
  return {
    async newestDeployment() {
      const { data } = await octokit.rest.repos.listDeployments({
        ...at,
        per_page: 30,
      });
      const own = data.find((deployment) => isOurApp(deployment.performed_via_github_app?.id));
      if (own === undefined) return undefined;
      const payload = own.payload as unknown as { publish_commit?: unknown } | string;
      const sha = typeof payload === "object" ? payload.publish_commit : undefined;
      return {
        id: Number(own.id),
        publishSha: typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha) ? sha : undefined,
      };
    },
    async deploymentStates(id) {
      const { data } = await octokit.rest.repos.listDeploymentStatuses({
        ...at,
        deployment_id: id,
        per_page: 10,
      });
      return data.map(({ state }) => state);
    },
    async deploy({ sourceSha, payload }) {
      const { data } = await octokit.rest.repos.createDeployment({
        ...at,
        ref: sourceSha,
        auto_merge: false,
        required_contexts: [],
        environment: ENVIRONMENT,
        description: "The catalog and its storefront",
        payload: { ...payload },
      });
      const id = (data as { id?: unknown }).id;
      if (typeof id !== "number") throw new JobError("retry", "a deployment came back without its number");
      return id;
    },
    async setDeployment(id, { state, description, url }) {
      await octokit.rest.repos.createDeploymentStatus({
        ...at,
        deployment_id: id,
        state,
        description,
        ...(url === undefined ? {} : { environment_url: url }),
      });
    },
    async pagesBuild() {
      const answer = await found(octokit.rest.repos.getLatestPagesBuild(at));
      return answer === undefined
        ? undefined
        : { commit: answer.data.commit, status: answer.data.status ?? "" };
    },
    async pagesAddress() {
      const answer = await found(octokit.rest.repos.getPages(at));
      return answer?.data.html_url ?? undefined;
    },
  };
}
