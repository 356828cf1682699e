// What `steward doctor` reads to tell whether anything still needs the second RECORD_KEY. Nothing is written.

import { readMessage } from "../../../core/catalog/message.ts";
import { AGED, hasMark, type TextPlace } from "../../../core/marks/marks.ts";
import { openText } from "../../../core/marks/sealed-text.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import type { Seal } from "../../../core/seal.ts";
import type { KeyNeeds, Told } from "../../../core/setup/seen.ts";
import { createCopyReader } from "../../../core/takedown/copies.ts";
import type { CaseRecord } from "../../../core/takedown/record.ts";
import { told, type Asker, type Repo } from "./ask.ts";

const PER_PAGE = 100;
const PAGES_MAX = 5;
/** Each case costs a question; where more run, the rest waits for the next look. */
const CASES_MAX = 50;

export interface KeysAsk {
  readonly asker: Asker;
  /** Of this App, and of those it took over from. */
  readonly appIds: readonly number[];
  readonly seal: Seal;
}

/** Of the catalog, of its publish branch, and of the repository for cases. */
export async function seeKeys(
  ask: KeysAsk,
  at: Repo,
  catalogId: number,
  { publish, takedown }: Policy,
): Promise<Told<KeyNeeds>> {
  const { octokit } = ask.asker;
  const split = (name: string): Repo => {
    const [owner = "", repo = ""] = name.split("/");
    return { owner, repo };
  };
  const here = await seeIssues(ask, at, catalogId);
  const cases = takedown.repository === undefined ? undefined : split(takedown.repository);
  const there =
    cases === undefined
      ? NO_NEEDS
      : await told(ask.asker, "issues", () => octokit.rest.repos.get(cases)).then((found) =>
          found.state === "known" ? seeIssues(ask, cases, Number(found.value.data.id)) : found,
        );
  const branch = await told<KeyNeeds>(
    ask.asker,
    "contents",
    async () => {
      const out = publish.repository === undefined ? at : split(publish.repository);
      const { data } = await octokit.rest.repos.listCommits({ ...out, sha: publish.branch, per_page: 30 });
      const isAged = isCommitAged(data, catalogId, ask.seal);
      return { needs: isAged ? [`the newest commit on ${publish.branch}`] : [], isWhole: true };
    },
    { notFound: NO_NEEDS.value },
  );
  const all = [branch, here, there];
  const untold = all.find(({ state }) => state !== "known");
  if (untold !== undefined) return untold;
  const known = all.flatMap((one) => (one.state === "known" ? [one.value] : []));
  return {
    state: "known",
    value: { needs: known.flatMap(({ needs }) => needs), isWhole: known.every(({ isWhole }) => isWhole) },
  };
}

const NO_NEEDS = { state: "known", value: { needs: [], isWhole: true } } as const;

/** Issues and cases of one repository whose seals only the second key fits. */
function seeIssues(ask: KeysAsk, at: Repo, repositoryId: number): Promise<Told<KeyNeeds>> {
  return told(ask.asker, "issues", async () => {
    const own = await ownIssues(ask, at);
    const needs: string[] = [];
    const running = new Map<number, CaseRecord>();
    const readCopies = createCopyReader(ask.seal);
    for (const { number, body, comments } of own.issues) {
      const opened = openText(body, { repositoryId, at: "issue" }, ask.seal).body;
      const talk = comments === 0 ? NOTHING_SAID : await talkOf(ask, at, { repositoryId, number });
      if ([opened, ...talk.bodies].some((one) => hasMark(one, AGED))) needs.push(`#${number}`);
      for (const record of [opened, ...talk.bodies].flatMap(readCopies))
        if (record.phase !== "ended" && record.repositoryId === repositoryId)
          running.set(record.issue, record);
    }
    const cases = [...running.keys()];
    for (const number of cases.slice(0, CASES_MAX)) {
      const talk = await talkOf(ask, at, { repositoryId, number });
      if (talk.bodies.some((one) => hasMark(one, AGED))) needs.push(`the case #${number}`);
    }
    return { needs, isWhole: own.isWhole && cases.length <= CASES_MAX };
  });
}

/** Whether the newest publish commit of ours is sealed with the second key. */
function isCommitAged(
  commits: readonly {
    readonly commit: { readonly message: string; readonly tree: { readonly sha: string } };
  }[],
  repositoryId: number,
  seal: Seal,
): boolean {
  const { isAged } = seal;
  if (isAged === undefined) return false;
  const by = (verify: Seal["verify"]): boolean => {
    const newest = commits.find(
      ({ commit }) => readMessage(commit.message, repositoryId, commit.tree.sha, seal) !== undefined,
    )?.commit;
    return (
      newest !== undefined &&
      readMessage(newest.message, repositoryId, newest.tree.sha, { verify }) !== undefined
    );
  };
  return by((text, code) => isAged(text, code));
}

interface OwnIssue {
  readonly number: number;
  readonly body: string;
  readonly comments: number;
}

async function ownIssues(
  { asker: { octokit }, appIds }: KeysAsk,
  at: Repo,
): Promise<{ readonly issues: readonly OwnIssue[]; readonly isWhole: boolean }> {
  const issues: OwnIssue[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { data } = await octokit.rest.issues.listForRepo({
      ...at,
      state: "open",
      per_page: PER_PAGE,
      page,
    });
    for (const { number, body, comments, pull_request: pull, performed_via_github_app: via } of data)
      if (pull === undefined && appIds.includes(via?.id ?? 0))
        issues.push({ number, body: body ?? "", comments });
    if (data.length < PER_PAGE) return { issues, isWhole: true };
  }
  return { issues, isWhole: false };
}

const NOTHING_SAID = { bodies: [] };

/** What we said there, opened. */
async function talkOf(
  { asker: { octokit }, appIds, seal }: KeysAsk,
  at: Repo,
  { repositoryId, number }: { readonly repositoryId: number; readonly number: number },
): Promise<{ readonly bodies: readonly string[] }> {
  const place: TextPlace = { repositoryId, at: `talk ${number}` };
  const bodies: string[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const { data } = await octokit.rest.issues.listComments({
      ...at,
      issue_number: number,
      per_page: PER_PAGE,
      page,
    });
    for (const { body, performed_via_github_app: via } of data)
      if (appIds.includes(via?.id ?? 0)) bodies.push(openText(body ?? "", place, seal).body);
    if (data.length < PER_PAGE) break;
  }
  return { bodies };
}
