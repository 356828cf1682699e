// The contribution can be had and tried: its link answers, and a repository is alive.

import { absent, known, type LinkTarget, type PlaceFact } from "../facts.ts";
import { FIRST_VERSION, defineCheck } from "./check.ts";
import { exampleRepository } from "./example-facts.ts";
import { quote } from "../listing/quote.ts";
import {
  judgeAbsent,
  judgeArchived,
  judgeMoved,
  judgePlace,
  MOVED_RULE,
  placeWords,
  WEB_RULES,
  type WebRule,
} from "./web-rules.ts";

const repository = (change = {}) =>
  known<LinkTarget>({ kind: "repository", repository: exampleRepository(change) });

const folder = (isThere: boolean): PlaceFact => ({
  what: "folder",
  name: "plugins/poll-maker",
  at: "main",
  isThere,
  rest: "/tree/main/plugins/poll-maker",
});
const inRepository = (isThere: boolean) =>
  known<LinkTarget>({ kind: "repository", repository: exampleRepository(), place: folder(isThere) });

export const linkCheck = defineCheck<"linkTarget", WebRule | "archived" | "empty" | "no-release" | "moved">({
  id: "link",
  order: 30,
  since: FIRST_VERSION,
  title: "Link",
  item: "A link to the contribution, so that it can be tried out",
  why: "A listing without something to try is an advertisement.",
  fix: "Link to where people get the contribution: its repository, its store page or its web site.",
  needs: ["linkTarget"],
  field: "link",
  fixed: false,
  policy: {
    level: "required",
    words: "Link: required, recommended (findings become suggestions) or off.",
  },
  rules: {
    ...WEB_RULES,
    archived: {
      level: "fail",
      why: "An archived repository gets no fixes, security fixes included.",
      fix: "Unarchive it, or link to the repository where development continues.",
    },
    empty: { level: "fail", why: "There is nothing to try yet.", fix: "Push the contribution first." },
    "no-release": {
      level: "suggestion",
      why: "People prefer installing releases to installing from a branch.",
      fix: "Publish a release.",
    },
    moved: MOVED_RULE,
  },
  examples: {
    pass: [
      {
        name: "a page that answers",
        facts: {
          linkTarget: known<LinkTarget>({ kind: "page", host: "poll-maker.example", movedTo: undefined }),
        },
      },
      { name: "a public repository with content", facts: { linkTarget: repository() } },
      { name: "a folder of a public repository", facts: { linkTarget: inRepository(true) } },
      {
        name: "a repository that moved",
        facts: { linkTarget: repository({ movedTo: "https://github.com/new-owner/poll-maker" }) },
      },
    ],
    fail: [
      { name: "a page that is gone", facts: { linkTarget: absent("not-found") } },
      { name: "a folder that its repository does not have", facts: { linkTarget: inRepository(false) } },
      { name: "an archived repository", facts: { linkTarget: repository({ archived: true }) } },
      { name: "an empty repository", facts: { linkTarget: repository({ empty: true }) } },
    ],
    held: [],
  },
  *evaluate({ linkTarget }) {
    const path = ["link"];
    if (linkTarget.state === "absent") {
      yield* judgeAbsent(linkTarget.reason, "link", path);
      return;
    }
    const target = linkTarget.value;
    if (target.kind === "page") {
      yield { evidence: `The page at ${quote(target.host)} answers.` };
      yield* judgeMoved(target, "link", "page");
      return;
    }
    const { place } = target;
    const { owner, name, host, archived, empty, hasRelease } = target.repository;
    yield* judgeArchived(target.repository, "link");
    if (empty)
      yield { rule: "empty", message: `The repository ${quote(`${owner}/${name}`)} is empty.`, path };
    else yield* judgePlace(target, "link");
    yield* judgeMoved(target.repository, "link", "repository", place?.rest);
    if (hasRelease === false && !empty && !archived)
      yield {
        rule: "no-release",
        message: `The repository ${quote(`${owner}/${name}`)} has no release yet.`,
        path,
      };
    if (!archived && !empty && place?.isThere !== false)
      yield {
        evidence: `The repository ${quote(`${owner}/${name}`)} at ${quote(host)} is public, not archived and has ${place === undefined ? "content" : placeWords(place)}.`,
      };
  },
});
