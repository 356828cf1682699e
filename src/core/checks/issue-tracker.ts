// Users can report problems: the tracker is public and open for new issues.

import { absent, known, type TrackerTarget } from "../facts.ts";
import { FIRST_VERSION, defineCheck } from "./check.ts";
import { exampleRepository } from "./example-facts.ts";
import { quote } from "../listing/quote.ts";
import {
  judgeAbsent,
  judgeArchived,
  judgeMoved,
  judgePlace,
  MOVED_RULE,
  WEB_RULES,
  type WebRule,
} from "./web-rules.ts";

const repository = (change = {}) =>
  known<TrackerTarget>({ kind: "repository", repository: exampleRepository(change) });

export const issueTrackerCheck = defineCheck<
  "tracker",
  WebRule | "disabled" | "archived" | "no-template" | "moved"
>({
  id: "issue-tracker",
  order: 50,
  since: FIRST_VERSION,
  title: "Issue tracker",
  item: "A public issue or bug tracker where users can report problems",
  why: "Users who meet a bug need somebody to tell, and others want to see whether it is known.",
  fix: "Give the address of a tracker where anybody can open an issue.",
  needs: ["tracker"],
  field: "issues",
  fixed: false,
  policy: {
    level: "required",
    words: "Issue tracker: required, recommended or off.",
    presets: { "open-courses": "recommended" },
  },
  rules: {
    ...WEB_RULES,
    disabled: {
      level: "fail",
      why: "Nobody can open an issue there.",
      fix: "Enable issues in the repository's settings, or give the address of the tracker you use.",
    },
    archived: {
      level: "fail",
      why: "An archived repository takes no new issues.",
      fix: "Unarchive it, or give the address of the tracker you use now.",
    },
    "no-template": {
      level: "suggestion",
      why: "A template asks reporters for what you need to know.",
      fix: "Add an issue template.",
    },
    moved: MOVED_RULE,
  },
  examples: {
    pass: [
      { name: "a repository with issues enabled", facts: { tracker: repository() } },
      {
        name: "a tracker of another kind that answers",
        facts: {
          tracker: known<TrackerTarget>({ kind: "page", host: "tracker.example", asksForLogin: false }),
        },
      },
    ],
    fail: [
      { name: "issues are switched off", facts: { tracker: repository({ issuesEnabled: false }) } },
      { name: "an archived repository", facts: { tracker: repository({ archived: true }) } },
      {
        name: "a tracker behind a login",
        facts: {
          tracker: known<TrackerTarget>({ kind: "page", host: "tracker.example", asksForLogin: true }),
        },
      },
      { name: "a page that is gone", facts: { tracker: absent("not-found") } },
      {
        name: "an issue that is not there",
        facts: {
          tracker: known<TrackerTarget>({
            kind: "repository",
            repository: exampleRepository(),
            place: { what: "issue", name: "#12", at: undefined, isThere: false, rest: "/issues/12" },
          }),
        },
      },
    ],
    held: [],
  },
  *evaluate({ tracker }) {
    const path = ["issues"];
    if (tracker.state === "absent") {
      yield* judgeAbsent(tracker.reason, "issues", path);
      return;
    }
    const target = tracker.value;
    if (target.kind === "page") {
      if (target.asksForLogin) yield { rule: "needs-login", message: "`issues` asks for a login.", path };
      else yield { evidence: `The tracker at ${quote(target.host)} answers without a login.` };
      return;
    }
    const { owner, name, archived, issuesEnabled, hasIssueTemplate } = target.repository;
    if (archived) yield* judgeArchived(target.repository, "issues");
    else if (!issuesEnabled)
      yield { rule: "disabled", message: `Issues are switched off in ${quote(`${owner}/${name}`)}.`, path };
    else if (target.place?.isThere === false) yield* judgePlace(target, "issues");
    else yield { evidence: `${quote(`${owner}/${name}`)} is public and open for new issues.` };
    if (hasIssueTemplate === false && issuesEnabled && !archived)
      yield { rule: "no-template", message: `${quote(`${owner}/${name}`)} has no issue template.`, path };
    yield* judgeMoved(target.repository, "issues", "repository", target.place?.rest ?? "/issues");
  },
});
