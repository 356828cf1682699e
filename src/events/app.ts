// Event name → key: the only file that says what an event leads to. The payload is a hint; what counts is read from GitHub again.

import type { RepositoryLocation } from "../ports/repository-location.ts";
import type { Probot } from "probot";
import { firstLine, isAccept, parsePullCommand } from "../core/review/commands.ts";
import { mayMeanCommand, slipOf } from "../core/review/stray.ts";
import { isTracked, CASE_LABELS } from "../core/takedown/labels.ts";
import { ALL_CATALOGS, writeKey, type Key } from "../work/keys.ts";
import type { Log } from "../ports/log.ts";
import type { Queue } from "../ports/queue.ts";

export interface AppOptions {
  readonly queue: Queue;
  readonly log: Log;
  readonly learn: (location: RepositoryLocation) => void;
  readonly forget: (installationId: number) => void;
}

/** What happens to an issue that may be a case. */
const ISSUE_EVENTS = [
  "issues.opened",
  "issues.edited",
  "issues.labeled",
  "issues.unlabeled",
  "issues.closed",
  "issues.reopened",
  "issues.transferred",
  "issues.deleted",
  "issues.locked",
] as const;

/** Everything we listen to; an event.action outside this list is answered and forgotten. */
export const EVENTS = [
  "pull_request.opened",
  "pull_request.reopened",
  "pull_request.synchronize",
  "pull_request.edited",
  "pull_request.ready_for_review",
  "pull_request.converted_to_draft",
  "pull_request_review.submitted",
  "pull_request_review.edited",
  "pull_request_review.dismissed",
  "pull_request.closed",
  "issue_comment.created",
  "issue_comment.edited",
  "issue_comment.deleted",
  ...ISSUE_EVENTS,
  "label.edited",
  "label.deleted",
  "check_run.rerequested",
  "check_suite.rerequested",
  "merge_group.checks_requested",
  "push",
  "installation.created",
  "installation.unsuspend",
  "installation.new_permissions_accepted",
  "installation.deleted",
  "installation.suspend",
  "installation_repositories.added",
] as const;

interface RepositoryPayload {
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly owner: { readonly login: string } | null;
  };
  readonly installation?: { readonly id: number } | undefined;
}

/** Queues the key that is made of the repository's number; learns on the way where that repository is reached. */
type Add = (payload: unknown, make: (repositoryId: number) => Key) => Promise<void>;

export function createApp(options: AppOptions): (probot: Probot) => void {
  const { queue, log, learn } = options;
  const add: Add = async (payload, make) => {
    const { repository, installation } = payload as RepositoryPayload;
    if (installation === undefined || repository.owner === null) return;
    learn({
      repositoryId: repository.id,
      installationId: installation.id,
      owner: repository.owner.login,
      name: repository.name,
    });
    await queue.add(writeKey(make(repository.id)), "person");
  };
  return (probot) => {
    onPulls(probot, add);
    onComments(probot, add);
    onTakenBack(probot, add);
    onIssues(probot, add);
    onChecks(probot, add, log);
    onPushes(probot, add);
    onInstallations(probot, options);
  };
}

function onPulls(probot: Probot, add: Add): void {
  probot.on(
    [
      "pull_request.opened",
      "pull_request.reopened",
      "pull_request.synchronize",
      "pull_request.edited",
      "pull_request.ready_for_review",
      "pull_request.converted_to_draft",
    ],
    ({ payload }) =>
      add(payload, (repositoryId) => ({
        kind: "review",
        repositoryId,
        number: payload.pull_request.number,
      })),
  );
  probot.on(
    ["pull_request_review.submitted", "pull_request_review.edited", "pull_request_review.dismissed"],
    async ({ payload }) => {
      // A mere comment lets nothing through; our own suggestions are such reviews, and must not wake us.
      if (payload.review.state.toLowerCase() === "commented") return;
      await add(payload, (repositoryId) => ({
        kind: "review",
        repositoryId,
        number: payload.pull_request.number,
      }));
    },
  );
  // Our own pull requests wait for their merge where the default branch is protected.
  probot.on("pull_request.closed", async ({ payload }) => {
    const { number, merged, head } = payload.pull_request;
    // Others may end in its commit, and wait for it. After a merge, the push brings a sweep, which finds them.
    if (!merged) await add(payload, (repositoryId) => ({ kind: "review", repositoryId, number }));
    if (!head.ref.startsWith("steward/")) return;
    await add(payload, (repositoryId) => ({ kind: "cases", repositoryId }));
  });
}

function onComments(probot: Probot, add: Add): void {
  probot.on("issue_comment.created", async ({ payload }) => {
    // A look at the first character spares us a review for every "thanks"; what the comment says is read again.
    if (payload.issue.pull_request === undefined) {
      const { body } = payload.comment;
      if (firstLine(body) !== undefined)
        await add(payload, (repositoryId) => ({ kind: "case", repositoryId, number: payload.issue.number }));
      // What publishing asks for is awaited on its own issues; which one it stands on, the job sees for itself.
      if (/^\/(?:accept|publish)\b/.test(body) || isSlip(body))
        await add(payload, (repositoryId) => ({ kind: "publish", repositoryId }));
      return;
    }
    if (!mayMeanCommand(payload.comment.body)) return;
    await add(payload, (repositoryId) => ({ kind: "review", repositoryId, number: payload.issue.number }));
  });
}

/** Meant for a check that holds something; what is meant for a case, the case answers. */
function isSlip(body: string): boolean {
  const slip = slipOf(body);
  return slip !== undefined && slip !== "for-issues";
}

/** Until it is merged or published, editing or deleting the line that let something through takes it back. */
function onTakenBack(probot: Probot, add: Add): void {
  probot.on(["issue_comment.edited", "issue_comment.deleted"], async ({ payload }) => {
    const before = payload.action === "edited" ? payload.changes.body?.from : payload.comment.body;
    const { number } = payload.issue;
    const isPull = payload.issue.pull_request !== undefined;
    // What was edited into a command runs nothing, and is told so.
    const isInto = payload.action === "edited" && parsePullCommand(payload.comment.body) !== undefined;
    if (!isAccept(firstLine(before ?? "") ?? "") && !isInto) return;
    await add(payload, (repositoryId) =>
      isPull ? { kind: "review", repositoryId, number } : { kind: "publish", repositoryId },
    );
  });
}

function onIssues(probot: Probot, add: Add): void {
  probot.on([...ISSUE_EVENTS], async ({ payload }) => {
    // Our own dashboard is long and often written; what somebody else does to it, the next sweep fixes.
    const { user, labels, number } = payload.issue;
    if (user?.type === "Bot" && labels?.some((label) => label?.name === CASE_LABELS.dashboard.name) === true)
      return;
    await add(payload, (repositoryId) => ({ kind: "case", repositoryId, number }));
  });
  // A label that was renamed or deleted leaves its issues without an event of their own. Labels that no case goes by
  // are nobody's concern: all running cases would be looked at.
  probot.on(["label.edited", "label.deleted"], async ({ payload }) => {
    const before = payload.action === "edited" ? payload.changes?.name?.from : undefined;
    if (![payload.label.name, before ?? ""].some(isTracked)) return;
    await add(payload, (repositoryId) => ({ kind: "labels", repositoryId }));
  });
}

function onChecks(probot: Probot, add: Add, log: Log): void {
  probot.on("check_run.rerequested", ({ payload }) =>
    add(payload, (repositoryId) => ({ kind: "rerun", repositoryId, runId: payload.check_run.id })),
  );
  probot.on("check_suite.rerequested", ({ payload }) =>
    add(payload, (repositoryId) => ({
      kind: "rerun-suite",
      repositoryId,
      suiteId: payload.check_suite.id,
    })),
  );
  probot.on("merge_group.checks_requested", async ({ payload }) => {
    const { base_sha: baseSha, head_sha: headSha, head_ref: headRef } = payload.merge_group;
    const number = /\/pr-(\d{1,10})-[0-9a-f]+$/.exec(headRef)?.[1];
    if (number === undefined) log.warn("merge group without a pull request in its ref");
    else
      await add(payload, (repositoryId) => ({
        kind: "merge",
        repositoryId,
        number: Number(number),
        baseSha,
        headSha,
      }));
  });
}

function onPushes(probot: Probot, add: Add): void {
  probot.on("push", async ({ payload }) => {
    if (payload.ref !== `refs/heads/${payload.repository.default_branch}`) return;
    await add(payload, (repositoryId) => ({ kind: "publish", repositoryId }));
    await add(payload, (repositoryId) => ({ kind: "sweep", repositoryId }));
  });
}

function onInstallations(probot: Probot, { queue, learn, forget }: AppOptions): void {
  probot.on(
    ["installation.created", "installation.unsuspend", "installation.new_permissions_accepted"],
    async ({ payload }) => {
      const { installation, repositories = [] } = payload;
      await addAll(installation.id, repositories);
      // GitHub names them where it is installed, and not where a suspension ends: then all catalogs are looked for.
      if (repositories.length === 0) await queue.add(ALL_CATALOGS, "sweep");
    },
  );
  probot.on("installation_repositories.added", async ({ payload }) => {
    await addAll(payload.installation.id, payload.repositories_added);
  });
  probot.on(["installation.deleted", "installation.suspend"], ({ payload }) =>
    forget(payload.installation.id),
  );
  async function addAll(
    installationId: number,
    repositories: readonly { readonly id: number; readonly full_name: string }[],
  ): Promise<void> {
    await Promise.all(
      repositories.map(async ({ id, full_name: fullName }) => {
        const [owner = "", name = ""] = fullName.split("/");
        learn({ repositoryId: id, installationId, owner, name });
        await queue.add(writeKey({ kind: "sweep", repositoryId: id }), "sweep");
      }),
    );
  }
}
