// Labels of a repository and on its issues.

import type { Issue, Label, Repository } from "../model.ts";
import { ApiRefusal, invalid } from "../refusal.ts";
import { labelView } from "../views/issues.ts";
import type { World } from "../world.ts";
import { emitIssue, record } from "./close.ts";
import { emit, type By } from "./emit.ts";

const LABEL_CHARACTERS_MAX = 255;

function findLabel(repository: Repository, name: string): Label | undefined {
  return repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function createLabel(
  world: World,
  repository: Repository,
  by: By,
  ask: { readonly name: string; readonly color?: string; readonly description?: string | null },
): Label {
  if (ask.name === "" || ask.name.length > LABEL_CHARACTERS_MAX) {
    throw invalid("Label", "name", `name is too long (maximum is ${LABEL_CHARACTERS_MAX} characters)`);
  }
  if (findLabel(repository, ask.name) !== undefined) {
    throw new ApiRefusal(422, "Validation Failed", [
      { resource: "Label", code: "already_exists", field: "name" },
    ]);
  }
  if (ask.color !== undefined && !/^[0-9a-f]{6}$/i.test(ask.color)) throw invalid("Label", "color");
  const label = {
    id: world.nextId(),
    name: ask.name,
    color: ask.color ?? "ededed",
    description: ask.description ?? null,
  };
  repository.labels.push(label);
  emit(world, repository, "label", "created", by.account, { label: labelView(world, repository, label) });
  return label;
}

/** An unknown name becomes a label of the repository. */
export function labelForUse(world: World, repository: Repository, name: string, by: By): Label {
  return findLabel(repository, name) ?? createLabel(world, repository, by, { name });
}

export function editLabel(
  world: World,
  repository: Repository,
  by: By,
  label: Label,
  ask: { readonly name?: string; readonly color?: string; readonly description?: string | null },
): void {
  const changes: Record<string, { from: string }> = {};
  if (ask.name !== undefined && ask.name !== label.name) changes["name"] = { from: label.name };
  if (ask.color !== undefined && ask.color !== label.color) changes["color"] = { from: label.color };
  Object.assign(label, ask);
  emit(world, repository, "label", "edited", by.account, {
    changes,
    label: labelView(world, repository, label),
  });
}

/** The label leaves every issue without an event of its own. */
export function deleteLabel(world: World, repository: Repository, by: By, label: Label): void {
  repository.labels.splice(repository.labels.indexOf(label), 1);
  for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((one) => one !== label);
  emit(world, repository, "label", "deleted", by.account, { label: labelView(world, repository, label) });
}

export function labelNamed(repository: Repository, name: string): Label | undefined {
  return findLabel(repository, name);
}

export async function announceLabel(
  world: World,
  issue: Issue,
  label: Label,
  by: By,
  event: "labeled" | "unlabeled",
): Promise<void> {
  record(world, issue, by, event, { label: { name: label.name, color: label.color } });
  await emitIssue(world, issue, by, event, { label: labelView(world, issue.repository, label) });
}

export async function addLabels(world: World, issue: Issue, by: By, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const label = labelForUse(world, issue.repository, name, by);
    if (issue.labels.includes(label)) continue;
    issue.labels = [...issue.labels, label];
    await announceLabel(world, issue, label, by, "labeled");
  }
}

export async function removeLabel(world: World, issue: Issue, by: By, name: string): Promise<void> {
  const label = issue.labels.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (label === undefined) throw new ApiRefusal(404, "Label does not exist");
  issue.labels = issue.labels.filter((one) => one !== label);
  await announceLabel(world, issue, label, by, "unlabeled");
}

export async function setLabels(world: World, issue: Issue, by: By, names: readonly string[]): Promise<void> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  for (const label of issue.labels) {
    if (!wanted.has(label.name.toLowerCase())) await removeLabel(world, issue, by, label.name);
  }
  await addLabels(world, issue, by, names);
}
