// The sample marketplace: who is there, what is listed, and the projects behind the listings.

import type { Sandbox } from "../sandbox.ts";
import { logo } from "./web.ts";

export const SAMPLE_CATALOG = "community/marketplace";
export const PEOPLE = [
  "maintainer",
  "first-timer",
  "poll-owner",
  "calendar-owner",
  "whiteboard-owner",
  "passer-by",
] as const;

const POLICY = `extends: mattermost
marketplace:
  name: Community Marketplace
  security: mailto:security@community.example
`;

const README = `# Community Marketplace

Plugins, apps and tools made by the community. Every file in [listings](listings) is one card in the storefront.
To add yours, add \`listings/<id>.yml\` in a pull request; Steward says in seconds what is right and what needs fixing.
Something wrong with a listing? [Open an issue](../../issues/new/choose).
`;

const REPORT_FORM = `name: A listing has a security problem
description: Tell us which listing it is. No details here, please.
title: "Security problem in a listing"
body:
  - type: input
    id: listing
    attributes:
      label: Listing
      description: The listing's id, as in its address on the storefront (listings/ID/).
      placeholder: poll-maker
    validations:
      required: true
  - type: checkboxes
    id: private
    attributes:
      label: Before you open it
      options:
        - label: I have sent, or will send, the details in private, and none of them stands here.
          required: true
`;

export interface SampleProject {
  readonly owner: string;
  readonly name: string;
  readonly title: string;
  readonly command: string;
}

/** A README that gets people from nothing to using it. */
export function projectReadme({ title, command }: SampleProject): string {
  return `# ${title}

## Installation

1. Download the latest release from the releases page.
2. Open **System Console > Plugins > Management**, upload the file and click **Enable**.

## Configuration

Open **System Console > Plugins > ${title}** and set:

| Setting | Meaning |
| --- | --- |
| \`Trigger\` | The slash command it listens to |
| \`Days kept\` | How long old entries stay |

## Usage

Type \`/${command} help\` in any channel to see every command, and \`/${command} new\` to start.

![${title} in a channel](docs/channel.png)
`;
}

export const PROJECTS: readonly SampleProject[] = [
  { owner: "poll-owner", name: "poll-maker", title: "Poll Maker", command: "poll" },
  { owner: "whiteboard-owner", name: "whiteboard", title: "Whiteboard", command: "whiteboard" },
  { owner: "first-timer", name: "poll-makers", title: "Poll Makers", command: "polls" },
];

export function projectListing(
  project: SampleProject,
  change: Readonly<Record<string, string>> = {},
): string {
  const { owner, name, title } = project;
  const fields: Record<string, string> = {
    name: title,
    type: "plugin",
    summary: `${title} for teams that decide together`,
    link: `https://github.com/${owner}/${name}`,
    documentation: `https://github.com/${owner}/${name}#readme`,
    issues: `https://github.com/${owner}/${name}/issues`,
    image: `images/${name}.svg`,
    maintainers: `[${owner}]`,
    security: `mailto:security@${name}.example`,
    license: "Apache-2.0",
    ...change,
  };
  return Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("");
}

/** What a catalog's repository holds on its default branch. */
export type CatalogFiles = Readonly<Record<string, string | Uint8Array>>;

/**
 * Lays the sample out: people, projects, and a catalog with one listing that came by a merged pull request;
 * with `own`, the catalog holds these files instead. `labels`: those that its repository has from the start.
 */
export async function layOutSample(
  sandbox: Sandbox,
  own?: CatalogFiles,
  labels: readonly string[] = [],
): Promise<void> {
  for (const login of PEOPLE) sandbox.addUser(login);
  sandbox.addOrganization("community");
  await sandbox.addRepository({
    owner: "community",
    name: "marketplace",
    installed: true,
    roles: { maintainer: "maintain" },
    labels,
    files: own ?? {
      "README.md": README,
      ".github/steward.yml": POLICY,
      ".github/ISSUE_TEMPLATE/security.yml": REPORT_FORM,
      "listings/.gitkeep": "",
    },
  });
  for (const project of PROJECTS) {
    await sandbox.addRepository({
      owner: project.owner,
      name: project.name,
      releases: ["v1.0.0"],
      files: {
        "README.md": projectReadme(project),
        ".github/ISSUE_TEMPLATE/bug.md": "---\nname: Bug\nabout: Something is wrong\n---\n",
      },
    });
  }
  const [pollMaker] = PROJECTS;
  if (pollMaker === undefined || own !== undefined) return;
  const number = await propose(sandbox, pollMaker.owner, "Add Poll Maker", {
    "listings/poll-maker.yml": projectListing(pollMaker),
    "images/poll-maker.svg": logo("P", "#1c58d9"),
  });
  await sandbox.mergePullRequest(SAMPLE_CATALOG, number, "maintainer");
}

/** A first-timer's pull request that is as it should be: what the owner of a new marketplace sees first. */
export async function proposeTrial(sandbox: Sandbox, type: string): Promise<number> {
  const trial = PROJECTS.find(({ owner }) => owner === "first-timer");
  if (trial === undefined) throw new Error("the sample has no first-timer");
  return propose(sandbox, trial.owner, `Add ${trial.title}`, {
    [`listings/${trial.name}.yml`]: projectListing(trial, { type }),
    [`images/${trial.name}.svg`]: logo("P", "#8a3ffc"),
  });
}

/** A pull request from the author's fork; answers its number. */
export async function propose(
  sandbox: Sandbox,
  author: string,
  title: string,
  files: Parameters<Sandbox["commit"]>[2],
  body = "",
): Promise<number> {
  const fork = `${author}/marketplace`;
  const exists = [...sandbox.world.repositories.values()].some(
    ({ owner, name }) => owner.login === author && name === "marketplace",
  );
  if (!exists) sandbox.fork(SAMPLE_CATALOG, author);
  const branch = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const from = sandbox.branchSha(SAMPLE_CATALOG, "main");
  await sandbox.commit(fork, branch, files, {
    author,
    message: title,
    ...(from === undefined ? {} : { from }),
  });
  const pull = await sandbox.openPullRequest({
    repo: SAMPLE_CATALOG,
    author,
    head: { repo: fork, branch },
    title,
    body,
  });
  return pull.number;
}
