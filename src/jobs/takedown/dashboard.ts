// Keeps the dashboard of a repository: what runs, what waits, and the copies of its cases; written where something differs.

import { sameText } from "../../core/marks/marks.ts";
import { NOTE_LABEL } from "../../core/publication/notes.ts";
import { TO_CONTACT } from "../../core/catalog/outreach.ts";
import { HELD_LABEL } from "../../core/catalog/report.ts";
import { STOPPED_LABEL } from "../../core/catalog/stopped.ts";
import { openIdentity } from "../../core/policy/identity.ts";
import { REVIEW_LABELS as TURNS } from "../../core/review/labels.ts";
import { POLICY_ISSUE_LABEL } from "../../core/review/policy-issue.ts";
import { copyPageOf, writeCopies } from "../../core/takedown/copies.ts";
import { DASHBOARD_TITLES, dashboardBody, type GivenUp } from "../../core/takedown/dashboard.ts";
import { CASE_LABELS } from "../../core/takedown/labels.ts";
import { readStamp, stampAfter } from "../../core/takedown/schedule.ts";
import { recordMark, type CaseRecord } from "../../core/takedown/record.ts";
import { readKey } from "../../work/keys.ts";
import type { BacklogLabels } from "../../ports/cases.ts";
import type { CasePorts } from "./takedown.ts";
import { publicLines } from "./public-cases.ts";
import type { SeenIndex } from "./observe.ts";

/** A dashboard that was opened shows in GitHub's lists a little later. */
const OPENED_MS = 10 * 60_000;

const DESK_LABELS: BacklogLabels = {
  ready: TURNS.pass.name,
  held: TURNS.held.name,
  changes: TURNS.fail.name,
  toContact: TO_CONTACT.name,
  reports: {
    held: HELD_LABEL,
    stopped: STOPPED_LABEL,
    publishing: NOTE_LABEL,
    policy: POLICY_ISSUE_LABEL,
  },
};

export interface AsOf {
  /** Changes up to then are in the copies. */
  readonly lookedMs: number;
  /** What the dashboard may go on saying of that, when nothing else differs. */
  readonly keptMs: number;
}

/** Answers how much was written. */
export async function keepDashboard(
  ports: CasePorts,
  before: SeenIndex,
  copies: ReadonlyMap<number, CaseRecord>,
  { lookedMs, keptMs }: AsOf,
): Promise<number> {
  const { forge, repositoryId, seal, clock, catalog, memory } = ports;
  const nowMs = clock.nowMs();
  const isCatalog = repositoryId === catalog.state.repositoryId;
  const lines = isCatalog ? publicLines(before.sides) : [];
  const isWanted = isCatalog || copies.size > 0;
  const wasOpened = nowMs - (memory.opened.get(repositoryId) ?? Number.NEGATIVE_INFINITY) < OPENED_MS;
  if (before.number === undefined && (!isWanted || !before.takesIssues || wasOpened)) return 0;
  const written = writeCopies(before.pages, copies, seal, (record) => {
    const mark = memory.marks.get(record) ?? recordMark(record, seal);
    memory.marks.set(record, mark);
    return mark;
  });
  const input = {
    backlog: isCatalog ? await forge.backlog(DESK_LABELS) : undefined,
    repositoryUrl: catalog.repositoryUrl,
    records: [...copies.values()],
    publicLines: lines,
    waivers: catalog.policy.waivers,
    ...(ports.isScheduled === true && isCatalog
      ? { schedule: stampAfter(readStamp(before.body), nowMs) }
      : {}),
    unsaid: isCatalog ? openIdentity(catalog.policy, catalog.repositoryUrl) : [],
    ignored: isCatalog ? catalog.ignored : [],
    givenUp: await givenUp(ports),
    sweepsWaitUntilMs: ports.waitsUntilMs?.(repositoryId),
    nowMs,
  };
  const said = dashboardBody(input, written, keptMs);
  if (before.number === undefined) {
    const title = DASHBOARD_TITLES[isCatalog ? "catalog" : "cases"];
    const number = await forge.openOwn({ title, body: said, label: CASE_LABELS.dashboard, pinned: true });
    memory.opened.set(repositoryId, nowMs);
    for (const page of written.pages) await forge.comment(number, page);
    return 1 + written.pages.length;
  }
  let writes = 0;
  // Pages first: what the body says of them is true once they stand there.
  for (const [at, page] of written.pages.entries()) {
    const present = before.comments.find(({ mine, body }) => mine && copyPageOf(body) === at + 1);
    if (present !== undefined && sameText(present.body, page)) continue;
    if (present === undefined) await forge.comment(before.number, page);
    else await forge.editTalk(before.number, present.id, page);
    writes += 1;
  }
  if (sameText(before.body, said)) return writes;
  // Whatever else is written, the time is written with it.
  await forge.editIssue(before.number, dashboardBody(input, written, lookedMs));
  return writes + 1;
}

/** Keys of this repository that the queue gave up on, told by what they are about: why, is for the operator alone. */
async function givenUp({ repositoryId, givenUpKeys }: CasePorts): Promise<readonly GivenUp[]> {
  const dead = await givenUpKeys();
  return dead.flatMap(({ key, failedAtMs }) => {
    const read = readKey(key);
    if (read?.repositoryId !== repositoryId) return [];
    const what = "number" in read ? `#${read.number}` : (WORK[read.kind] ?? "a check");
    return [{ what, sinceMs: failedAtMs }];
  });
}

const WORK: Readonly<Record<string, string>> = {
  cases: "a look at all cases",
  labels: "a look at all cases",
  policy: "a look at the policy file",
  publish: "publishing",
  sweep: "a look at all pull requests",
};
