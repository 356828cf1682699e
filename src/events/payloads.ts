// What a payload must hold to be the event its header claims: the signature covers the body, never the event's name.

import { z } from "zod";
import type { EVENTS } from "./app.ts";

type EventName = (typeof EVENTS)[number];

const id = z.int().positive();
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const repository = z.object({
  id,
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  owner: z.object({ login: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/) }).nullable(),
});
const inRepository = z.object({ repository, installation: z.object({ id }).optional() });
const pull = inRepository.extend({ pull_request: z.object({ number: id }) });
const review = pull.extend({ review: z.object({ id }) });
const issue = inRepository.extend({ issue: z.object({ number: id }) });
const comment = inRepository.extend({
  issue: z.object({ number: id, pull_request: z.object({}).optional() }),
  comment: z.object({ id, body: z.string() }),
});
const label = inRepository.extend({ label: z.object({ id }) });
const repositories = z.array(z.object({ id, full_name: z.string() }));
const installation = z.object({ installation: z.object({ id }), repositories: repositories.optional() });

const SHAPES: Readonly<Record<EventName, z.ZodType>> = {
  "pull_request.opened": pull,
  "pull_request.reopened": pull,
  "pull_request.synchronize": pull,
  "pull_request.edited": pull,
  "pull_request.ready_for_review": pull,
  "pull_request.converted_to_draft": pull,
  "pull_request_review.submitted": review,
  "pull_request_review.edited": review,
  "pull_request_review.dismissed": review,
  "issue_comment.created": comment,
  "issue_comment.edited": comment.extend({
    changes: z.object({ body: z.object({ from: z.string() }).optional() }),
  }),
  "issue_comment.deleted": comment,
  "pull_request.closed": inRepository.extend({
    pull_request: z.object({
      number: id,
      head: z.object({ ref: z.string() }),
      merged: z.boolean().nullish(),
    }),
  }),
  "issues.opened": issue,
  "issues.edited": issue,
  "issues.labeled": issue,
  "issues.unlabeled": issue,
  "issues.closed": issue,
  "issues.reopened": issue,
  "issues.transferred": issue,
  "issues.deleted": issue,
  "issues.locked": issue,
  "label.edited": label,
  "label.deleted": label,
  "check_run.rerequested": inRepository.extend({ check_run: z.object({ id }) }),
  "check_suite.rerequested": inRepository.extend({ check_suite: z.object({ id }) }),
  "merge_group.checks_requested": inRepository.extend({
    merge_group: z.object({ base_sha: sha, head_sha: sha, head_ref: z.string() }),
  }),
  push: inRepository.extend({
    ref: z.string(),
    repository: repository.extend({ default_branch: z.string() }),
  }),
  "installation.created": installation,
  "installation.unsuspend": installation,
  "installation.new_permissions_accepted": installation,
  "installation.deleted": installation,
  "installation.suspend": installation,
  "installation_repositories.added": installation.extend({ repositories_added: repositories }),
};

/** Whether the payload has what our handlers read of it; all else in it is GitHub's to change. */
export function fitsEvent(event: string, payload: unknown): boolean {
  return Object.hasOwn(SHAPES, event) && SHAPES[event as EventName].safeParse(payload).success;
}
