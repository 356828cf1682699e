// Reads one case from GitHub: its issue, who may, what is listed, the dashboard's copies, and its public side.

import type { Seal } from "../../core/seal.ts";
import { hasMark } from "../../core/marks/marks.ts";
import { identityOf } from "../../core/policy/identity.ts";
import type { Policy } from "../../core/policy/policy.ts";
import { questionsOf, waits } from "../../core/takedown/case.ts";
import { readCopies, type Copies, type CopyReader } from "../../core/takedown/copies.ts";
import { isTracked, CASE_LABELS } from "../../core/takedown/labels.ts";
import { isPublicOf } from "../../core/takedown/public-side.ts";
import { readChain, type CaseRecord, type CasePlace } from "../../core/takedown/record.ts";
import type { SeenCase, SeenIssue, SeenListing, SeenPublic } from "../../core/takedown/seen.ts";
import { parseCaseCommand, parseEndAway } from "../../core/takedown/commands.ts";
import { mayRun } from "../../core/review/commands.ts";
import type { SeenComment } from "../../core/review/seen.ts";
import type { Role } from "../../ports/forge.ts";
import type { SeenOwn } from "../../ports/cases.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { listingAt, type CaseCatalog } from "./listing.ts";

const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

export interface SeenDashboard extends Copies {
  readonly number: number | undefined;
  readonly body: string;
}

export interface SeenIndex extends SeenDashboard {
  readonly takesIssues: boolean;
  readonly comments: readonly SeenComment[];
  /** Public sides that are open. */
  readonly sides: readonly SeenOwn[];
}

/** `read`: for whoever keeps what was read before. */
export async function seeDashboard(
  forge: Pick<CatalogForge, "caseIndex">,
  repositoryId: number,
  seal: Pick<Seal, "verify">,
  read?: CopyReader,
): Promise<SeenIndex> {
  const { dashboard, sides, takesIssues } = await forge.caseIndex(
    CASE_LABELS.dashboard.name,
    CASE_LABELS.underReview.name,
  );
  const { number, body = "", comments = [] } = dashboard ?? {};
  const own = comments.filter(({ mine }) => mine).map((comment) => comment.body);
  return {
    number,
    body,
    comments,
    sides,
    takesIssues,
    ...readCopies([body, ...own], repositoryId, seal, read),
  };
}

/** Whether anything on the issue is ours to look at; most issues are not. */
export function concernsUs(issue: SeenIssue): boolean {
  return (
    issue.publicSide ||
    issue.events.some(({ label }) => isTracked(label)) ||
    issue.comments.some(
      (comment) =>
        // On the dashboard there are everybody's: it is looked at for commands alone.
        (comment.mine && !issue.mine && hasMark(comment.body, "record")) ||
        (waits(comment) && parseCaseCommand(comment.body) !== undefined),
    )
  );
}

export interface SeeOptions {
  readonly here: CatalogForge;
  readonly catalog: CaseCatalog;
  readonly place: CasePlace;
  readonly issue: SeenIssue | "gone";
  readonly dashboard: SeenIndex;
  /** Newest records of the cases here, as far as the dashboard's copies lag behind. */
  readonly fresh: readonly CaseRecord[];
  /** Cases of the catalog's other repository, when there is one. */
  readonly elsewhere: readonly CaseRecord[];
  readonly seal: Seal;
}

export async function seeCase(options: SeeOptions): Promise<SeenCase> {
  const { here, catalog, place, issue, dashboard, fresh, elsewhere, seal } = options;
  const { policy, state } = catalog;
  const copy = dashboard.copies.get(place.issue);
  const newest = issue === "gone" ? copy : readChain(place, issue.comments, copy, seal).newest;
  const questions =
    issue === "gone"
      ? { people: [], ids: newest === undefined ? [] : [newest.listing] }
      : questionsOf(issue, newest);
  const isPrivate = place.repositoryId !== state.repositoryId;
  const { asked, may } = await authority(here, catalog, questions.people, newest?.acknowledgedBy);
  const commands =
    issue === "gone"
      ? []
      : issue.comments
          .filter((one) => mayRun(one) && one.author !== undefined && may.has(one.author.id))
          .map(({ body }) => body);
  const [listings, publicSide, away, notices] = await Promise.all([
    Promise.all(
      questions.ids.map(async (id): Promise<[string, SeenListing]> => [id, await listingAt(catalog, id)]),
    ).then((pairs) => new Map(pairs)),
    isPrivate ? publicSideOf(catalog.forge, place, seal) : undefined,
    dashboard.number === place.issue ? awayOf(here, dashboard, commands) : [],
    isPrivate && commands.some((body) => parseCaseCommand(body)?.name === "takedown")
      ? catalog.forge.ownIssues(CASE_LABELS.takenDown.name)
      : [],
  ]);
  return {
    place,
    issue,
    copy,
    others: [...newestOf([...dashboard.copies.values(), ...fresh]), ...newestOf(elsewhere)].filter(
      (one) =>
        one.phase !== "ended" && (one.repositoryId !== place.repositoryId || one.issue !== place.issue),
    ),
    dashboard:
      dashboard.number === undefined ? undefined : { number: dashboard.number, comments: dashboard.comments },
    may: (accountId) => may.has(accountId),
    asked: (accountId) => asked.has(accountId),
    listing: (id) => listings.get(id) ?? NOT_ASKED,
    publicSide,
    away,
    causes: new Set([...dashboard.copies.values()].map(({ cause }) => cause)),
    notices: notices.map(({ body }) => body),
    terms: {
      days: policy.takedown.days,
      reminderDays: [...policy.takedown.reminderDays],
      extensionDaysMax: policy.takedown.extensionDaysMax,
      public: policy.takedown.public,
      private: isPrivate,
    },
    mode: policy.takedown.mode,
    contact: identityOf(policy, catalog.repositoryUrl).security ?? "",
  };
}

/** Of each case of one repository. */
function newestOf(records: readonly CaseRecord[]): readonly CaseRecord[] {
  const newest = new Map<number, CaseRecord>();
  for (const record of records)
    if (record.number > (newest.get(record.issue)?.number ?? 0)) newest.set(record.issue, record);
  return [...newest.values()];
}

/** Of the cases that commands on the dashboard ask to end, those whose issue is gone; of each listing a bounded number. */
async function awayOf(
  here: CatalogForge,
  { copies }: SeenIndex,
  commands: readonly string[],
): Promise<readonly CaseRecord[]> {
  const ids = new Set(commands.flatMap((body) => parseEndAway(body)?.id ?? []));
  const asked = [...copies.values()].filter(({ phase, listing }) => phase !== "ended" && ids.has(listing));
  const found = await Promise.all(
    asked
      .slice(0, AWAY_ASKED_MAX)
      .map(async (record) => ((await here.caseIssue(record.issue)) === "gone" ? [record] : [])),
  );
  return found.flat();
}

const AWAY_ASKED_MAX = 50;

const NOT_ASKED: SeenListing = {
  state: "gone",
  name: undefined,
  maintainers: [],
  line: undefined,
  restorePull: undefined,
};

/** Account numbers of those asked about, and of those among them who may decide cases, as GitHub says now. */
async function authority(
  here: CatalogForge,
  { forge, policy }: CaseCatalog,
  people: readonly { readonly id: number; readonly login: string }[],
  acknowledgedBy: number | undefined,
): Promise<{ readonly asked: ReadonlySet<number>; readonly may: ReadonlySet<number> }> {
  const asked = new Map(people.map(({ id, login }) => [id, login]));
  if (acknowledgedBy !== undefined && !asked.has(acknowledgedBy)) {
    const login = await here.loginOf(acknowledgedBy);
    if (login !== undefined) asked.set(acknowledgedBy, login);
  }
  const may = new Set<number>();
  await Promise.all(
    [...asked].map(async ([id, login]) => {
      if (await isAuthorised(forge, policy, id, login)) may.add(id);
    }),
  );
  return { asked: new Set(asked.keys()), may };
}

async function isAuthorised(
  forge: CatalogForge,
  policy: Policy,
  id: number,
  login: string,
): Promise<boolean> {
  const found = await forge.roleOf(login);
  // A login that is somebody else by now counts for nothing.
  if (found?.accountId !== id) return false;
  const { role, team } = policy.takedown;
  if (ROLES.indexOf(found.role) >= ROLES.indexOf(role)) return true;
  return team !== undefined && (await forge.isMember(team, login));
}

async function publicSideOf(
  forge: CatalogForge,
  place: CasePlace,
  seal: Seal,
): Promise<SeenPublic | undefined> {
  const own = await forge.ownIssues(CASE_LABELS.underReview.name);
  const found = own.find(({ body }) => isPublicOf(body, place, seal));
  return found === undefined ? undefined : { ...found, comments: await forge.talk(found.number) };
}
