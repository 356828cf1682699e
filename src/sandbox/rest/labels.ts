// Labels over REST: the repository's own, and those on an issue.

import {
  addLabels,
  createLabel,
  deleteLabel,
  editLabel,
  labelNamed,
  removeLabel,
  setLabels,
} from "../actions/labels.ts";
import type { Issue, Label } from "../model.ts";
import { notFound } from "../refusal.ts";
import { labelView } from "../views/issues.ts";
import { READ, TRIAGE, WRITE, issueOf } from "./issue-parts.ts";
import {
  by,
  json,
  labelNames,
  paged,
  param,
  operationPath,
  repositoryOperation,
  requiredText,
  textField,
  type Answer,
  type Operation,
  type RepositoryCall,
} from "./operation.ts";
import { inNoOrder } from "../order.ts";

function labelOf(call: RepositoryCall): Label {
  const label = labelNamed(call.repository, param(call, "name"));
  if (label === undefined) throw notFound();
  return label;
}

function labelsAnswer(call: RepositoryCall, issue: Issue): Answer {
  return json(issue.labels.map((label) => labelView(call.world, call.repository, label)));
}

async function changeLabels(call: RepositoryCall, change: typeof addLabels): Promise<Answer> {
  const issue = issueOf(call);
  await change(call.world, issue, by(call), labelNames(call.body["labels"]));
  return labelsAnswer(call, issue);
}

export const labelOperations: readonly Operation[] = [
  repositoryOperation("GET", "/labels", READ, (call) =>
    paged(call, operationPath(call, "/labels"), inNoOrder(call.repository.labels), (one) =>
      labelView(call.world, call.repository, one),
    ),
  ),
  repositoryOperation("POST", "/labels", WRITE, (call) => {
    const [color, description] = [textField(call, "color"), textField(call, "description")];
    const label = createLabel(call.world, call.repository, by(call), {
      name: requiredText(call, "name"),
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    });
    return json(labelView(call.world, call.repository, label), 201);
  }),
  repositoryOperation("GET", "/labels/{name}", READ, (call) =>
    json(labelView(call.world, call.repository, labelOf(call))),
  ),
  repositoryOperation("PATCH", "/labels/{name}", WRITE, (call) => {
    const label = labelOf(call);
    const [name, color, description] = [
      textField(call, "new_name"),
      textField(call, "color"),
      textField(call, "description"),
    ];
    editLabel(call.world, call.repository, by(call), label, {
      ...(name === undefined ? {} : { name }),
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    });
    return json(labelView(call.world, call.repository, label));
  }),
  repositoryOperation("DELETE", "/labels/{name}", WRITE, (call) => {
    deleteLabel(call.world, call.repository, by(call), labelOf(call));
    return { status: 204 };
  }),
  repositoryOperation("GET", "/issues/{issue_number}/labels", READ, (call) =>
    labelsAnswer(call, issueOf(call)),
  ),
  repositoryOperation("POST", "/issues/{issue_number}/labels", TRIAGE, (call) =>
    changeLabels(call, addLabels),
  ),
  repositoryOperation("PUT", "/issues/{issue_number}/labels", TRIAGE, (call) =>
    changeLabels(call, setLabels),
  ),
  repositoryOperation("DELETE", "/issues/{issue_number}/labels", TRIAGE, async (call) => {
    await setLabels(call.world, issueOf(call), by(call), []);
    return { status: 204 };
  }),
  repositoryOperation("DELETE", "/issues/{issue_number}/labels/{name}", TRIAGE, async (call) => {
    const issue = issueOf(call);
    await removeLabel(call.world, issue, by(call), param(call, "name"));
    return labelsAnswer(call, issue);
  }),
];
