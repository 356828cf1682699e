// Every GraphQL document that the App sends, found in the sources: whoever adds one has it tested.

import * as caseQueries from "../../src/adapters/github/cases/queries.ts";
import * as publishQueries from "../../src/adapters/github/publish/queries.ts";
import * as reviewQueries from "../../src/adapters/github/review/queries.ts";
import * as liveQueries from "../../src/adapters/github/setup/live-queries.ts";
import { MERGE_COMMITS } from "../../src/adapters/github/setup/rules.ts";
import { read, sources } from "../../scripts/generate.ts";

/** Constants are documents; functions make one for a number of things. */
export function documents(): [string, string][] {
  const made: [string, string][] = [
    ["MERGE_COMMITS", MERGE_COMMITS],
    ["lookupQuery", reviewQueries.lookupQuery({ logins: 2, repositories: 2, ties: 1 })],
    ["morePages comments", reviewQueries.morePages("comments")],
    ["morePages reviews", reviewQueries.morePages("reviews")],
    ["morePages reviewThreads", reviewQueries.morePages("reviewThreads")],
    ["resolveThreads", reviewQueries.resolveThreads(2)],
    ["originsQuery", publishQueries.originsQuery(2)],
    ["pathHistoriesQuery", publishQueries.pathHistoriesQuery(2)],
    ["textsQuery", publishQueries.textsQuery(2)],
    ["blobsQuery", publishQueries.blobsQuery(2)],
    ["pushedQuery", publishQueries.pushedQuery(2)],
  ];
  const constants = Object.entries({
    ...reviewQueries,
    ...publishQueries,
    ...caseQueries,
    ...liveQueries,
  }).flatMap(([name, one]): [string, string][] => (typeof one === "string" ? [[name, one]] : []));
  return [...constants, ...made];
}

/** "OpenPullRequests", "PinIssue": as the sources of the adapter name them, wherever they stand. */
export function operationNames(): readonly string[] {
  const names = sources("src/adapters/github").flatMap((path) =>
    [...(read(path) ?? "").matchAll(/\b(?:query|mutation) ([A-Z]\w+)(?:\(|\s*\{)/g)].map(
      ([, name]) => name ?? "",
    ),
  );
  return [...new Set(names)].toSorted();
}
