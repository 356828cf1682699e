// A small GitHub for cases, held in memory: what people do to issues, what the plan of a case writes, and what must never happen.

import type { Seal } from "../../src/core/seal.ts";
import { createHmac } from "node:crypto";
import { firstFieldOf } from "../../src/core/takedown/form.ts";
import { questionsOf } from "../../src/core/takedown/case.ts";
import { LATE_MS, isAtOnce, isSilent, removalMs } from "../../src/core/takedown/clock.ts";
import { DAY_MS, HOUR_MS, isoSecond } from "../../src/core/time.ts";
import { parseCaseCommand } from "../../src/core/takedown/commands.ts";
import { planCase, type CasePlan } from "../../src/core/takedown/plan.ts";
import { isPublicOf } from "../../src/core/takedown/public-side.ts";
import { readChain, readRecords, type CaseRecord, type Terms } from "../../src/core/takedown/record.ts";
import type { SeenCase, SeenEvent, SeenIssue, SeenListing } from "../../src/core/takedown/seen.ts";
import { withNote, type CaseWrite, type On } from "../../src/core/takedown/writes.ts";
import { CANARY, canaryForm } from "./takedown-canary.ts";
import type { LedgerLine } from "../../src/core/listing/ledger.ts";
import type { SeenComment } from "../../src/core/review/seen.ts";
import { hasMark } from "../../src/core/marks/marks.ts";
import { openText, sealText } from "../../src/core/marks/sealed-text.ts";
import { bears } from "./marked.ts";

export const CATALOG_ID = 10;
export const PRIVATE_ID = 20;

export const seal: Seal = {
  sign: (text) => createHmac("sha256", "model").update(text).digest("hex"),
  verify: (text, code) => createHmac("sha256", "model").update(text).digest("hex") === code,
};

export interface ModelIssue {
  readonly repositoryId: number;
  readonly number: number;
  readonly author: number;
  readonly mine: boolean;
  readonly createdAtMs: number;
  body: string;
  bodyEditedAtMs: number | undefined;
  bodyEdits: { readonly atMs: number; readonly by: number }[];
  open: boolean;
  gone: boolean;
  labels: string[];
  events: SeenEvent[];
  comments: (SeenComment & { body: string; edited: boolean; myReactions: string[] })[];
  /** Records that were ever posted here, whatever became of the comments. */
  truth: { readonly record: CaseRecord; readonly postedAtMs: number }[];
}

interface ModelListing {
  live: boolean;
  files: string;
  line: (LedgerLine & { readonly keptFiles: string }) | undefined;
}

export const PEOPLE = ["lead", "deputy", "triager", "reporter"] as const;
const LOGIN = (id: number): string => PEOPLE[id - 1] ?? "ghost";

export class Violation extends Error {}

export class Model {
  nowMs = Date.UTC(2026, 2, 1, 12);
  private ids = 1_000;
  readonly may = new Set([1, 2]);
  /** Whoever was authorised at some time; what the others did can never count. */
  readonly everMay = new Set([1, 2]);
  terms: Omit<Terms, "private"> = {
    days: { medium: 14, high: 14, critical: 0, "blocking-bug": 14 },
    reminderDays: [7, 3, 1],
    extensionDaysMax: 14,
    public: "under-review",
  };
  mode: "on" | "dry-run" = "on";
  readonly issues: ModelIssue[] = [];
  readonly dashboards = new Map<number, ModelIssue>();
  readonly copies = new Map<string, CaseRecord>();
  readonly listings = new Map<string, ModelListing>(
    ["alpha", "beta"].map((id) => [id, { live: true, files: `files of ${id}`, line: undefined }]),
  );
  readonly written: string[] = [];
  removals = 0;
  restores = 0;
  looks = 0;

  constructor() {
    for (const repositoryId of [CATALOG_ID, PRIVATE_ID])
      this.dashboards.set(repositoryId, this.issue(repositoryId, 1, 0, "", true));
    this.issues.push(this.issue(CATALOG_ID, 7, 4, canaryForm("alpha")));
    this.issues.push(this.issue(CATALOG_ID, 8, 4, canaryForm("beta")));
    this.issues.push(this.issue(PRIVATE_ID, 3, 4, canaryForm("alpha")));
    this.nowMs += 60_000;
  }

  private id(): number {
    return (this.ids += 1);
  }

  /** GitHub's times are whole seconds. */
  private atMs(): number {
    return Math.floor(this.nowMs / 1_000) * 1_000;
  }

  private issue(
    repositoryId: number,
    number: number,
    author: number,
    body: string,
    mine = false,
  ): ModelIssue {
    return {
      repositoryId,
      number,
      author,
      mine,
      createdAtMs: this.atMs(),
      body,
      bodyEditedAtMs: undefined,
      bodyEdits: [],
      open: true,
      gone: false,
      labels: [],
      events: [],
      comments: [],
      truth: [],
    };
  }

  account(id: number) {
    return { id, login: LOGIN(id), type: "User" as const };
  }

  event(issue: ModelIssue, by: number, what: SeenEvent["what"], label = ""): void {
    const mine = by === 0;
    issue.events.push({
      id: this.id(),
      atMs: this.atMs(),
      what,
      label,
      actor: mine ? { id: 99, login: "steward[bot]", type: "Bot" } : this.account(by),
      mine,
    });
  }

  label(issue: ModelIssue, by: number, label: string): void {
    if (issue.labels.includes(label)) return;
    issue.labels.push(label);
    this.event(issue, by, "labeled", label);
  }

  unlabel(issue: ModelIssue, by: number, label: string): void {
    if (!issue.labels.includes(label)) return;
    issue.labels = issue.labels.filter((one) => one !== label);
    this.event(issue, by, "unlabeled", label);
  }

  editBody(issue: ModelIssue, by: number, body: string): void {
    if (issue.mine) return;
    issue.body = body;
    issue.bodyEditedAtMs = this.atMs();
    issue.bodyEdits.push({ atMs: this.atMs(), by });
  }

  setOpen(issue: ModelIssue, by: number, open: boolean): void {
    if (issue.open === open) return;
    issue.open = open;
    this.event(issue, by, open ? "reopened" : "closed");
  }

  comment(issue: ModelIssue, by: number, body: string): void {
    const mine = by === 0;
    const place = { repositoryId: issue.repositoryId, at: `talk ${issue.number}` } as const;
    issue.comments.push({
      id: this.id(),
      // As at GitHub: ours stands there sealed, and is opened when it is read.
      body: mine ? sealText(body, place, seal) : body,
      author: mine ? { id: 99, login: "steward[bot]", type: "Bot" } : this.account(by),
      createdAtMs: this.atMs(),
      edited: false,
      mine,
      myReactions: [],
    });
    if (!mine) return;
    for (const one of readRecords(body, seal)) {
      if (one === "broken") throw new Violation("a record that does not verify was written");
      const home = this.caseAt(one.record.repositoryId, one.record.issue);
      home.truth.push({ record: one.record, postedAtMs: this.nowMs });
      this.judgeRecord(home, one.record);
    }
  }

  private caseAt(repositoryId: number, number: number): ModelIssue {
    const found = this.issues.find((one) => one.repositoryId === repositoryId && one.number === number);
    if (found === undefined) throw new Violation("a record of no case");
    return found;
  }

  newestTruth(issue: ModelIssue): CaseRecord | undefined {
    return issue.truth.at(-1)?.record;
  }

  // What a look sees -------------------------------------------------------------------------------------------

  private listing(id: string): SeenListing {
    const one = this.listings.get(id);
    const state =
      one === undefined ? "gone" : one.live ? "live" : one.line === undefined ? "gone" : "removed";
    return {
      state,
      name: one === undefined ? undefined : `Name of ${id}`,
      maintainers: ["owner-of-it"],
      line: one?.line,
      restorePull: undefined,
    };
  }

  private shown(issue: ModelIssue): SeenIssue {
    return {
      open: issue.open,
      mine: issue.mine,
      publicSide: issue.mine && hasMark(issue.body, "public"),
      author: issue.mine ? undefined : this.account(issue.author),
      createdAtMs: issue.createdAtMs,
      bodyEditedAtMs: issue.bodyEditedAtMs,
      bodyEdits: issue.bodyEdits.map(({ atMs, by }) => ({ atMs, by: this.account(by) })).toReversed(),
      formId: firstFieldOf(issue.body),
      labels: [...issue.labels],
      events: [...issue.events],
      eventsFrom: 0,
      comments: opened(issue),
    };
  }

  see(issue: ModelIssue): SeenCase {
    const place = { repositoryId: issue.repositoryId, issue: issue.number };
    const isPrivate = issue.repositoryId === PRIVATE_ID;
    const shown = this.shown(issue);
    const copy = this.copies.get(keyOf(issue));
    const newest = readChain(place, shown.comments, copy, seal).newest;
    const asked = new Set(questionsOf(shown, newest).people.map(({ id }) => id));
    if (newest !== undefined) asked.add(newest.acknowledgedBy);
    const side = this.issues.find((one) => one.mine && isPublicOf(one.body, place, seal));
    const dashboard = this.dashboards.get(issue.repositoryId);
    return {
      place,
      issue: issue.gone ? "gone" : shown,
      copy,
      others: [...this.copies]
        .filter(([key, copy]) => key !== keyOf(issue) && copy.phase !== "ended")
        .map(([, copy]) => copy),
      dashboard:
        dashboard === undefined ? undefined : { number: dashboard.number, comments: opened(dashboard) },
      may: (id) => this.may.has(id) && asked.has(id),
      asked: (id) => asked.has(id),
      listing: (id) => this.listing(id),
      away: issue === dashboard ? this.awayIn(issue.repositoryId) : [],
      causes: new Set(
        issue === dashboard
          ? this.issues.flatMap(({ truth }) => truth.map(({ record }) => record.cause))
          : [],
      ),
      notices: this.issues.filter(({ mine }) => mine).map(({ body }) => body),
      publicSide:
        side === undefined || !isPrivate
          ? undefined
          : {
              number: side.number,
              open: side.open,
              body: side.body,
              labels: [...side.labels],
              comments: opened(side),
            },
      terms: { ...structuredClone(this.terms), private: isPrivate },
      mode: this.mode,
      contact: "mailto:security@market.example",
    };
  }

  /** Newest records of cases whose issues are gone: of the copies, and of what was written on the dashboard since. */
  private awayIn(repositoryId: number): readonly CaseRecord[] {
    const written = recordsOn(this.dashboards.get(repositoryId)).flatMap((one) =>
      one === "broken" ? [] : [one.record],
    );
    return this.issues
      .filter((one) => one.gone && one.repositoryId === repositoryId)
      .flatMap((one) => {
        const known = [this.copies.get(keyOf(one)), ...written].filter(
          (record): record is CaseRecord =>
            record?.issue === one.number && record.repositoryId === repositoryId,
        );
        const newest = known.sort((a, b) => b.number - a.number)[0];
        return newest === undefined || newest.phase === "ended" ? [] : [newest];
      });
  }

  /** Somebody writes on the dashboard; what is ended there, the cases' own looks tell of. */
  onDashboard(repositoryId: number, by: number, body: string): void {
    const dashboard = this.dashboards.get(repositoryId);
    if (dashboard === undefined) return;
    const before = this.awayIn(repositoryId);
    this.comment(dashboard, by, body);
    this.look(dashboard);
    const after = this.awayIn(repositoryId);
    const id = body.split(" ")[1];
    if (after.length < before.length && !this.may.has(by))
      throw new Violation("ended by somebody who may not");
    if (this.may.has(by) && after.some(({ listing }) => listing === id))
      throw new Violation("a case whose issue is gone cannot be ended");
    if (before.some(({ listing, issue }) => listing !== id && !after.some((one) => one.issue === issue)))
      throw new Violation("a case on another listing was ended");
    for (const issue of this.issues) this.look(issue);
    const answered =
      dashboard.comments.at(-1)?.mine === true || dashboard.comments.at(-1)?.myReactions.length === 1;
    if (!answered) throw new Violation("a command was not answered");
  }

  // A look: plan, write, look again; `writesMax`: the process dies after so many writes ------------------------

  look(issue: ModelIssue, writesMax = Infinity): CasePlan | undefined {
    let left = writesMax;
    for (let round = 0; round < 60; round += 1) {
      this.looks += 1;
      const seen = this.see(issue);
      const plan = planCase(seen, { nowMs: this.nowMs, seal });
      this.judgePlan(issue, plan);
      for (const write of plan.writes) {
        if (left <= 0) return undefined;
        left -= 1;
        this.apply(issue, write);
      }
      // A process that lives on knows what it has just written.
      this.copy(issue);
      if (plan.writes.length === 0) {
        this.judgeRest(issue, plan);
        return plan;
      }
    }
    throw new Violation("looking never ends");
  }

  /** The sweep: copies are brought up to date, and everything is looked at. */
  sweep(): void {
    for (const issue of this.issues) this.look(issue);
    for (const issue of this.issues) this.copy(issue);
  }

  /** As the dashboard does: the newest record that verifies, never an older one than it has. */
  copy(issue: ModelIssue): void {
    if (issue.gone) return;
    const found = recordsOn(issue)
      .flatMap((one) => (one === "broken" ? [] : [one.record]))
      .filter((one) => one.repositoryId === issue.repositoryId && one.issue === issue.number);
    for (const record of found)
      if (record.number > (this.copies.get(keyOf(issue))?.number ?? 0)) this.copies.set(keyOf(issue), record);
  }

  private on(issue: ModelIssue, on: On): ModelIssue {
    const found =
      on === "case"
        ? issue
        : on === "dashboard"
          ? this.dashboards.get(issue.repositoryId)
          : this.issues.find(
              (one) => one.repositoryId === CATALOG_ID && one.mine && one.number === on.public,
            );
    if (found === undefined) throw new Violation("a write to nowhere");
    return found;
  }

  private apply(issue: ModelIssue, write: CaseWrite): void {
    const text = JSON.stringify(write);
    this.written.push(text);
    if (text.includes(CANARY)) throw new Violation("a case's own words got out");
    switch (write.do) {
      case "comment":
        if (/(?:undefined|NaN|\[object)/.test(write.body)) throw new Violation(`odd words: ${write.body}`);
        return this.comment(this.on(issue, write.on), 0, write.body);
      case "label":
        return this.label(this.on(issue, write.on), 0, write.label.name);
      case "unlabel":
        return this.unlabel(this.on(issue, write.on), 0, write.name);
      case "react":
        this.on(issue, write.on)
          .comments.find(({ id }) => id === write.commentId)
          ?.myReactions.push(write.content);
        return;
      case "close":
        return this.setOpen(this.on(issue, write.on), 0, false);
      case "reopen":
        return this.setOpen(this.on(issue, write.on), 0, true);
      case "open-public": {
        const newest = this.newestTruth(issue);
        // That a listing was removed by policy is no word of the case here, when it is about another listing.
        const isOther = hasMark(write.body, "notice") && !write.title.includes(newest?.listing ?? "");
        if (newest?.terms.public === "nothing" && newest.phase !== "ended" && !isOther)
          throw new Violation("something was said in public of a silent case");
        const made = this.issue(CATALOG_ID, this.id(), 0, write.body, true);
        made.labels.push(write.label.name);
        this.issues.push(made);
        return;
      }
      case "edit-public":
        this.on(issue, { public: write.number }).body = write.body;
        return;
      case "remove":
        return this.remove(issue, write);
      case "note": {
        const one = this.listings.get(write.id);
        if (one?.line === undefined) throw new Violation("a note on no line");
        one.line = {
          ...one.line,
          cases: [...withNote(one.line.cases, write.note)],
          ...(write.reason === undefined ? {} : { reason: write.reason }),
        };
        return;
      }
      case "restore":
        return this.restore(write.id);
    }
  }

  private remove(issue: ModelIssue, write: Extract<CaseWrite, { do: "remove" }>): void {
    const one = this.listings.get(write.id);
    if (one === undefined || !one.live) throw new Violation("removed twice, or a listing that is not there");
    if (this.mode === "dry-run") throw new Violation("removed in a dry run");
    if (!this.isAskedFor(issue, write.id)) this.judgeRemoval(issue, write.id);
    this.removals += 1;
    one.live = false;
    one.line = {
      version: 1,
      id: write.id,
      reason: write.reason,
      removed: isoSecond(this.nowMs),
      cases: [...write.cases],
      owners: [5],
      blobs: {},
      keptFiles: one.files,
    };
  }

  private restore(id: string): void {
    const one = this.listings.get(id);
    if (one?.line === undefined || one.live) throw new Violation("restored what is not removed");
    for (const issue of this.issues) {
      const newest = this.newestTruth(issue);
      if (newest !== undefined && newest.listing === id && newest.phase !== "ended" && this.isKnown(issue))
        throw new Violation("restored while a case has not ended");
    }
    if (one.line.keptFiles !== one.files) throw new Violation("other bytes came back");
    this.restores += 1;
    one.live = true;
    one.line = undefined;
  }

  /** Somebody authorised has asked in a comment that was never edited. */
  private isAskedFor(issue: ModelIssue, id: string): boolean {
    return issue.comments.some(({ body, author, edited, mine }) => {
      const command = parseCaseCommand(body);
      return (
        !edited && !mine && command?.name === "takedown" && command.id === id && this.may.has(author?.id ?? 0)
      );
    });
  }

  /** The dashboard, or the ledger, knows of the case. */
  private isKnown(issue: ModelIssue): boolean {
    return this.copies.has(keyOf(issue)) && !issue.gone;
  }

  // What must hold --------------------------------------------------------------------------------------------

  private judgeRecord(issue: ModelIssue, record: CaseRecord): void {
    const before = issue.truth.at(-2)?.record;
    const fresh = record.why === "start";
    if (before !== undefined && !fresh && record.listing !== before.listing)
      throw new Violation("the listing of a running case changed");
    if (before !== undefined && !fresh && JSON.stringify(record.terms) !== JSON.stringify(before.terms))
      throw new Violation("a running clock changed its terms");
    const twice = issue.truth.filter(
      ({ record: one }) => one.cause === record.cause && one.why === record.why && record.cause !== "clock",
    );
    if (twice.length > 1) throw new Violation("one comment or event counted twice");
    if (record.extendedInAllDays > record.terms.extensionDaysMax)
      throw new Violation("extended more than allowed");
    if (fresh && isTampered(issue)) throw new Violation("a clock started on records that were tampered with");
    if (fresh) {
      const set = issue.events.some(
        ({ what, label, actor, mine, id }) =>
          what === "labeled" &&
          !mine &&
          label === record.kind &&
          this.everMay.has(actor?.id ?? 0) &&
          record.cause === `event:${id}`,
      );
      if (!set) throw new Violation("a clock started that nobody authorised");
      const byComment = this.isNamed(issue, record.listing);
      const labelled = issue.events.find(({ id }) => record.cause === `event:${id}`);
      const labelledMs = labelled?.atMs ?? 0;
      const turned = issue.bodyEdits.some(
        ({ atMs, by }) =>
          !this.everMay.has(by) &&
          atMs > issue.createdAtMs &&
          atMs <= labelledMs &&
          labelledMs - atMs <= HOUR_MS,
      );
      if (turned && !byComment) throw new Violation("a clock started on what a stranger had just written");
      const isOwnWord = this.everMay.has(issue.bodyEdits.at(-1)?.by ?? issue.author);
      if (record.grade === "critical" && !byComment && !isOwnWord)
        throw new Violation("critical on the reporter's word alone");
      const byForm =
        firstFieldOf(issue.body) === record.listing &&
        (issue.bodyEditedAtMs === undefined || issue.bodyEditedAtMs < (labelled?.atMs ?? 0));
      if (!byComment && !byForm) throw new Violation("a clock started on the wrong listing");
    }
    if (record.grade !== "medium" && record.grade !== "blocking-bug") {
      const set = issue.events.some(
        ({ what, label, actor, mine }) =>
          what === "labeled" &&
          !mine &&
          label === `severity: ${record.grade}` &&
          this.everMay.has(actor?.id ?? 0),
      );
      if (!set) throw new Violation("a severity that nobody authorised");
    }
  }

  /** By a comment of somebody who may, or might when it was written. */
  private isNamed({ comments }: ModelIssue, listing: string): boolean {
    return comments.some(({ body, author, edited, mine }) => {
      const command = parseCaseCommand(body);
      return (
        !edited &&
        !mine &&
        command?.name === "case" &&
        command.id === listing &&
        this.everMay.has(author?.id ?? 0)
      );
    });
  }

  private judgeRemoval(issue: ModelIssue, id: string): void {
    const record = this.newestTruth(issue);
    if (record === undefined || record.listing !== id || record.phase !== "running")
      throw new Violation("removed without a running case");
    if (isTampered(issue)) throw new Violation("removed by records that somebody has tampered with");
    if (issue.gone) throw new Violation("removed for a case that cannot be read");
    if (!this.may.has(record.acknowledgedBy))
      throw new Violation("removed for somebody who may not any more");
    const days = (record.grade === "low" ? undefined : record.terms.days[record.grade]) ?? Infinity;
    const atOnce = record.grade === "critical" && days === 0;
    const isOwnWord = this.everMay.has(issue.bodyEdits.at(-1)?.by ?? issue.author);
    const told = issue.truth.findLast(({ record: one }) => one.why === "start")?.postedAtMs ?? Infinity;
    if (atOnce && !this.isNamed(issue, id) && !isOwnWord && this.nowMs - told < HOUR_MS)
      throw new Violation("removed at once on the reporter's word alone");
    const leastMs = record.startMs + (atOnce ? 0 : days + record.extendedDays) * DAY_MS;
    if (this.nowMs < leastMs) throw new Violation("removed too early for its severity");
    const startedAt = issue.truth.findLast(({ record: one }) => one.why === "start")?.postedAtMs ?? Infinity;
    if (this.nowMs < startedAt + Math.min(7, days) * DAY_MS - 60_000)
      throw new Violation("removed too soon after the notice");
    const newest = issue.truth.at(-1);
    if (newest?.record.why === "grade" && days > 0 && record.grade !== "critical") {
      if (this.nowMs < newest.postedAtMs + 7 * DAY_MS) throw new Violation("too soon after a new severity");
    }
    if (isSilent(record) && !isAtOnce(record)) {
      if (record.notifiedMs === null || this.nowMs < record.notifiedMs + 7 * DAY_MS)
        throw new Violation("a silent case removed something before anybody was told");
    }
    const dueMs = removalMs(record) ?? Infinity;
    if (this.nowMs < dueMs) throw new Violation("removed before the deadline that was told");
    if (this.nowMs - dueMs > LATE_MS) throw new Violation("removed by itself more than a day late");
  }

  private judgePlan(issue: ModelIssue, { state }: CasePlan): void {
    const truth = this.newestTruth(issue);
    if (state.is === "starts" && truth !== undefined && isTampered(issue))
      throw new Violation("about to start on records that were tampered with");
    if (truth === undefined || truth.phase === "ended") return;
    // Never lost: whatever people did to issue and comments, the case is there, with the deadline that it had.
    if ((state.is === "none" || state.is === "asks" || state.is === "starts") && this.isKnown(issue))
      throw new Violation(`a running case was lost (${state.is})`);
    if ("record" in state && state.record !== undefined && !issue.gone && this.isKnown(issue)) {
      const known = this.copies.get(keyOf(issue));
      const deadlines = issue.truth.map(({ record }) => record.deadlineMs);
      if (!deadlines.includes(state.record.deadlineMs)) throw new Violation("a deadline out of nowhere");
      if (
        !isTampered(issue) &&
        state.record.number !== truth.number &&
        state.record.number < (known?.number ?? 0)
      )
        throw new Violation("an older record counted");
    }
    if (isTampered(issue) && state.is === "due")
      throw new Violation("due by records that were tampered with");
  }

  /** When the App opened it again last; closed within the hour after that, it may stay so for as long. */
  private reopenedMs({ events }: ModelIssue): number {
    return events.findLast(({ what, mine }) => mine && what === "reopened")?.atMs ?? 0;
  }

  private judgeRest(issue: ModelIssue, { state }: CasePlan): void {
    const last = this.newestTruth(issue);
    const board = this.dashboards.get(issue.repositoryId)?.comments ?? [];
    const endedThere =
      last?.phase === "ended" && board.some(({ mine, body }) => mine && body.includes(JSON.stringify(last)));
    if (endedThere && state.is !== "ended") throw new Violation("a case that ended came back");
    if (state.is === "due" && this.mode === "on") throw new Violation("due, and nothing was done");
    const truth = this.newestTruth(issue);
    const runs = state.is === "running" || state.is === "paused";
    if (runs && truth !== undefined && !issue.gone && !issue.labels.includes(truth.kind))
      throw new Violation("a running case without its label");
    if (truth !== undefined && truth.phase !== "ended" && !issue.gone && !issue.mine && !issue.open)
      if (state.is !== "unsettled" && this.nowMs - this.reopenedMs(issue) >= HOUR_MS)
        throw new Violation("a case that has not ended is closed");
  }
}

/** Somebody edited or deleted one of our comments that bore a record, or another case's stands here. */
export function isTampered({ comments, truth }: ModelIssue): boolean {
  const bearing = comments.filter(({ mine, body }) => mine && bears(body, "record"));
  return (
    bearing.length !== truth.length ||
    bearing.some(({ body, edited }, at) => edited || !body.includes(JSON.stringify(truth[at]?.record ?? "")))
  );
}

/** Its comments as a look sees them. */
function opened({ repositoryId, number, comments }: ModelIssue): SeenComment[] {
  const place = { repositoryId, at: `talk ${number}` } as const;
  return structuredClone(comments).map((one) =>
    one.mine ? { ...one, body: openText(one.body, place, seal).body } : one,
  );
}

function recordsOn(issue: ModelIssue | undefined): ReturnType<typeof readRecords> {
  const ours = issue === undefined ? [] : opened(issue).filter(({ mine }) => mine);
  return ours.flatMap(({ body }) => readRecords(body, seal));
}

export function keyOf({ repositoryId, number }: ModelIssue): string {
  return `${repositoryId}#${number}`;
}
