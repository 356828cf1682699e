// What `steward sandbox` begins with: listings that are published, proposals in different states, and a case whose clock runs.

import type { Connected } from "../sandbox/connected.ts";
import { PROJECTS, projectListing, propose, SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { CALENDAR_BRIDGE, QUICK_NOTES } from "../sandbox/sample/submissions.ts";
import { logo } from "../sandbox/sample/web.ts";
import { passTime } from "./pass-time.ts";

/** Publishing waits a little, so that merges in a row become one. */
const PUBLISH_MS = 60_000;

export interface ToPlayWith {
  /** Numbers of pull requests and of the issue. */
  readonly ready: number;
  readonly mistakes: number;
  readonly held: number;
  readonly case: number;
}

export async function layOutPlayground(connected: Connected): Promise<ToPlayWith> {
  const { sandbox } = connected;
  const [pollMaker, whiteboard] = PROJECTS;
  if (pollMaker === undefined || whiteboard === undefined) throw new Error("the sample has no projects");
  const first = await propose(sandbox, "calendar-owner", "Add Calendar Bridge", {
    "listings/calendar-bridge.yml": CALENDAR_BRIDGE,
  });
  await connected.settled();
  await sandbox.mergePullRequest(SAMPLE_CATALOG, first, "maintainer");
  await connected.settled();
  await passTime(connected, PUBLISH_MS);
  const ready = await propose(sandbox, "whiteboard-owner", "Add Whiteboard", {
    "listings/whiteboard.yml": projectListing(whiteboard),
    "images/whiteboard.svg": logo("W", "#7a3e9d"),
  });
  const mistakes = await propose(sandbox, "first-timer", "Add Quick Notes", {
    "listings/quick-notes.yml": QUICK_NOTES,
  });
  const held = await propose(sandbox, "passer-by", "Update the link of Poll Maker", {
    "listings/poll-maker.yml": projectListing(pollMaker, { link: "https://calendar-bridge.example/" }),
  });
  const { number } = await sandbox.openIssue(SAMPLE_CATALOG, {
    author: "passer-by",
    title: "Security problem in a listing",
    body: `### Listing\n\n${pollMaker.name}\n\n### Before you open it\n\n- [X] I have sent the details in private.\n`,
  });
  await connected.settled();
  await sandbox.label(SAMPLE_CATALOG, number, "maintainer", "security");
  await connected.settled();
  await passTime(connected, PUBLISH_MS);
  return { ready, mistakes, held, case: number };
}
