// What waits in a catalog, in one question however much there is: pull requests by whose turn it is, and our open reports.

import { ROLL_UP } from "../../../core/review/seen.ts";
import { readRunState } from "../../../core/review/run-state.ts";
import { REPORTS, type Backlog, type Waiting } from "../../../core/takedown/dashboard.ts";
import { JobError } from "../../../core/job-error.ts";
import type { BacklogLabels } from "../../../ports/cases.ts";
import { DESK } from "./queries.ts";
import { ownTexts, type TextAuthor } from "../base/own-texts.ts";
import type { ForgeOptions } from "../base/repository.ts";
import { askGraphQL } from "../base/graphql.ts";
import { askSmaller } from "../base/lots.ts";
import type { RunNode, SuiteNode } from "../base/shapes.ts";

/** Of each kind; how many there are is told besides. */
const SHOWN = [20, 5, 1];

interface WaitingNode {
  readonly number: number;
  readonly title: string;
  readonly createdAt: string;
  readonly mergedAt: string | null;
  readonly headRefOid: string;
  readonly commits: {
    readonly nodes: readonly {
      readonly commit: {
        readonly oid: string;
        readonly checkSuites: { readonly nodes: readonly SuiteNode[] } | null;
      };
    }[];
  };
}

interface WaitingNodes {
  readonly totalCount: number;
  readonly nodes: readonly WaitingNode[];
}

interface OwnNodes {
  readonly nodes: readonly (TextAuthor & { readonly number: number; readonly body: string })[];
}

type DeskRepository =
  | ({ readonly databaseId: number; readonly guide: { readonly oid: string } | null } & Record<
      "ready" | "held" | "changes" | "toContact",
      WaitingNodes
    > &
      Record<`${(typeof REPORTS)[number]}Report`, OwnNodes>)
  | null;

export async function backlog(
  options: ForgeOptions,
  { ready, held, changes, toContact, reports }: BacklogLabels,
): Promise<Backlog> {
  const { octokit, appId, owner, name, repositoryId } = options;
  const texts = ownTexts(options);
  const ask = (first: number) =>
    askGraphQL<{ repository: DeskRepository }>(octokit, DESK, {
      owner,
      name,
      app: appId,
      first,
      ready: [ready],
      held: [held],
      changes: [changes],
      toContact: [toContact],
      ...Object.fromEntries(REPORTS.map((kind) => [`${kind}Report`, [reports[kind]]])),
    });
  const { answer } = await askSmaller(SHOWN, ask, () => "what waits longest");
  const { repository } = answer;
  if (repository === null) throw new JobError("retry", "the repository cannot be read");
  if (repository.databaseId !== repositoryId)
    throw new JobError("retry", "the repository has another name by now");
  return {
    ready: waitingOf(repository.ready),
    held: waitingOf(repository.held),
    changes: waitingOf(repository.changes),
    toContact: waitingOf(repository.toContact),
    hasGuide: repository.guide !== null,
    reports: Object.fromEntries(
      REPORTS.flatMap((kind) => {
        // Anybody with triage rights can set a label; only what GitHub says we opened is ours.
        const own = repository[`${kind}Report`].nodes.find((one) => texts.read(one.body, "issue", one).mine);
        return own === undefined ? [] : [[kind, own.number]];
      }),
    ),
  };
}

function waitingOf({ totalCount, nodes }: WaitingNodes): Waiting {
  return {
    count: totalCount,
    pulls: nodes.map((node) => {
      const runs = runsOf(node);
      const verdict = runs.filter(({ name }) => name === ROLL_UP).map(({ completedAt }) => completedAt)[0];
      const unknown = runs
        .map(({ externalId }) => readRunState(externalId ?? "")?.unknownSinceMs ?? 0)
        .filter((sinceMs) => sinceMs > 0);
      return {
        number: node.number,
        title: node.title,
        sinceMs: Date.parse(node.mergedAt ?? verdict ?? node.createdAt),
        unknownSinceMs: unknown.length === 0 ? undefined : Math.min(...unknown),
      };
    }),
  };
}

function runsOf({ headRefOid, commits }: WaitingNode): readonly RunNode[] {
  const head = commits.nodes.find(({ commit }) => commit.oid === headRefOid);
  return (head?.commit.checkSuites?.nodes ?? []).flatMap(({ checkRuns }) => checkRuns.nodes);
}
