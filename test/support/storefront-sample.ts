// A marketplace as one would like to meet it, and one of any size: what the storefront's tests and pictures show.

import { CHECKS } from "../../src/core/checks/index.ts";
import type { Catalog, Entry, PublishedImage, RemovedEntry, Site } from "../../src/core/catalog/entry.ts";

export const SITE: Site = {
  marketplace: {
    name: "Community Marketplace",
    url: "https://community.example/",
    about: "Plugins, apps and tools for team chat, made and looked after by the people who use them.",
    contact: "https://community.example/contact",
    security: "mailto:security@community.example",
    guide: "https://community.example/contribute",
  },
  origin: "https://community.example/marketplace",
  basePath: "/marketplace/",
  themeColor: "#1c58d9",
  repositoryUrl: "https://github.com/community/marketplace",
  types: ["plugin", "app", "integration", "webhook", "playbook", "tool"],
  generation: 1_763_800_000,
  source: { commit: "5".repeat(40), at: "2026-11-20T09:30:00Z" },
};

/** id | name | type | summary | tags | licence */
const LISTED = `
poll-maker|Poll Maker|plugin|Ask the channel a question and see the answers come in, anonymously if you like.|polls,decisions,fun|Apache-2.0
standup-digest|Standup Digest|playbook|A calm written standup: everyone answers in their own time, one digest goes to the channel.|standup,remote,rituals|MIT
calendar-bridge|Calendar Bridge|integration|Your next meeting, its room and its notes, where you are talking anyway.|calendar,meetings|Apache-2.0
whiteboard|Whiteboard|app|Draw together in a call or a thread; boards stay with the channel they were made in.|drawing,meetings,design|AGPL-3.0-or-later
release-notes|Release Notes|webhook|Posts what is new when you publish a release, sorted into fixes and features.|releases,ci|MIT
incident-room|Incident Room|playbook|Opens a channel, calls the people on duty and keeps the timeline while you put the fire out.|incidents,on-call|Apache-2.0
thread-export|Thread Export|tool|Saves a thread with its files as Markdown or PDF, for the wiki or the auditor.|export,archive,cli|BSD-3-Clause
kudos|Kudos|plugin|Say thank you in public. A small card, a weekly round-up, no points and no ranking.|fun,culture|MIT
link-preview-plus|Link Preview Plus|plugin|Readable previews for tickets, tables and pull requests, without leaving the thread.|links,productivity|Apache-2.0
night-shift|Night Shift|plugin|Holds back what can wait until the other side has had breakfast.|time-zones,remote,focus|Apache-2.0
survey-results|Survey Results|integration|Brings the answers of your forms into a channel, as a table or a chart.|forms,charts|MIT
log-tail|Log Tail|tool|Follows a log file and posts only the lines that matter, with the ones around them.|logs,ops,cli|Apache-2.0
translate-here|Translate Here|app|Reads a message to you in your own language, on your own server.|languages,accessibility|GPL-3.0-only
room-finder|Room Finder|app|Which room is free, how many chairs it has, and one tap to book it.|calendar,office|MIT
build-light|Build Light|webhook|Red or green: the state of the main branch in the channel's header.|ci,status|MIT
welcome-path|Welcome Path|playbook|The first ten days of somebody new, one small step at a time.|onboarding,people|CC-BY-4.0
backup-check|Backup Check|tool|Restores last night's backup into a sandbox and tells you whether it would have helped.|backup,ops|Apache-2.0
image-describe|Image Describe|plugin|Asks for a description when a picture is posted without one.|accessibility,images|MIT
feed-reader|Feed Reader|integration|Subscribes a channel to a feed, quietly: one message a day at most.|feeds,news|MIT
code-owners|Code Owners|integration|Mentions whoever looks after the file you are talking about.|code-review,git|Apache-2.0
lunch-train|Lunch Train|plugin|Who comes along, when and where; it leaves without you only if you say so.|fun,office|MIT
retro-cards|Retro Cards|app|A retrospective with cards, votes and a quiet minute to write.|retrospective,rituals|MPL-2.0
status-page|Status Page|webhook|Posts and closes incidents of your status page in step with the channel.|incidents,status|Apache-2.0
import-archive|Import Archive|tool|Moves channels, threads and files over from another chat, and says what it left out.|import,migration,cli|Apache-2.0
slow-mode|Slow Mode|plugin|One message a minute for heated threads. Works better than it sounds.|moderation,culture|MIT
meeting-notes|Meeting Notes|app|Takes the agenda from the thread and puts the decisions back into it.|meetings,notes|AGPL-3.0-or-later
`
  .trim()
  .split("\n")
  .map((line) => line.split("|"));

const DESCRIPTION = `Ask a question with \`/poll\`, and the channel answers with one tap. **Nobody's name is shown unless you say so.**

### What it does

- Single or multiple choice, with an end date if you like
- Answers may be changed until the poll ends
- Results as a chart or a table

| Command | What happens |
| --- | --- |
| \`/poll "Lunch?" "Soup" "Salad"\` | Starts a poll |
| \`/poll end\` | Ends yours |

It keeps its data on your own server. See the [documentation](https://docs.poll.example/start) for every setting.
`;

function day(back: number): string {
  return new Date(Date.parse(SITE.source.at) - back * 86_400_000).toISOString().replace(".000", "");
}

export function picture(path: string, width = 512, height = 512): PublishedImage {
  return {
    source: "a".repeat(64),
    sourceBytes: 40_000,
    from: `${path}.png`,
    width,
    height,
    files: [
      { px: 512, type: "png" as const, bytes: 20_000 },
      { px: 512, type: "webp" as const, bytes: 9_000 },
      { px: 128, type: "png" as const, bytes: 5_000 },
      { px: 128, type: "webp" as const, bytes: 2_400 },
    ].map(({ px, type, bytes }) => ({
      path: `${path}-${px}.${type}`,
      type: `image/${type}` as const,
      width: px,
      height: (px * height) / width,
      bytes,
      blob: "b".repeat(40),
    })),
  };
}

const EVIDENCE: Readonly<Record<string, readonly string[]>> = {
  submission: ["The file follows the format, and its id is its own."],
  ownership: ["Proposed by one of the maintainers it names."],
  link: ["The repository is public, has content and a release."],
  documentation: [
    "Installing: “Installation”, heading on the page",
    "Configuring: “Configuration”, heading on the page",
    "Using: “Usage”, heading on the page",
  ],
  "issue-tracker": ["Issues are open to everybody."],
  image: ["A PNG of `512 × 512`, 38 KiB"],
  standing: ["Never removed before."],
};

export function entryOf(change: Partial<Entry> & { readonly id: string }): Entry {
  const { id } = change;
  const host = `https://github.com/${id}-owner/${id}`;
  return {
    order: 0,
    status: "active",
    name: id,
    type: "plugin",
    summary: "Does one thing, and does it well enough to be listed.",
    link: host,
    documentation: `${host}#readme`,
    issues: `${host}/issues`,
    license: "Apache-2.0",
    tags: [],
    maintainers: [`${id.slice(0, 30)}-owner`],
    owners: [{ id: 1, login: `${id.slice(0, 30)}-owner` }],
    screenshots: [],
    added: day(10),
    updated: day(10),
    verified: day(1),
    checks: CHECKS.map((check) => ({
      id: check.id,
      title: check.title,
      status: "pass",
      evidence: EVIDENCE[check.id] ?? [],
      at: day(1),
    })),
    source: { pull: 1, blobs: { [`listings/${id}.yml`]: "b".repeat(40) } },
    ...change,
  };
}

const REMOVED: readonly RemovedEntry[] = [
  {
    id: "token-share",
    name: "Token Share",
    status: "removed",
    reason: "security",
    removed: day(4),
    severity: "high",
    issues: [37],
  },
  {
    id: "emoji-rain",
    name: "Emoji Rain",
    status: "withdrawn",
    reason: "withdrawn",
    removed: day(40),
    issues: [],
  },
  { id: "old-importer", status: "removed", reason: "abandoned", removed: day(90), issues: [] },
];

/** The marketplace for people: pictures for most, one under review, one waived, three removed. */
export function niceCatalog(site: Site = SITE): Catalog {
  const entries = LISTED.map(
    ([id = "", name = "", type = "", summary = "", tags = "", license = ""], at): Entry => {
      const age = (LISTED.length - at) * 3;
      return entryOf({
        id,
        order: at,
        name,
        type,
        summary,
        tags: tags.split(","),
        license,
        added: day(age + 5),
        updated: day(at % 4 === 0 ? Math.min(age, at / 2) : age + 5),
        ...(at % 7 !== 4 && { image: picture(`images/${id}/${"c".repeat(16)}`) }),
      });
    },
  );
  const first = entries[0] as Entry;
  const full: Entry = {
    ...first,
    description: DESCRIPTION,
    compatibility: ">=9.5 <12",
    security: "mailto:security@poll.example",
    documentation: "https://docs.poll.example/start",
    screenshots: [1, 2].map((shot) => picture(`images/poll-maker/shot-${shot}`, 1280, 800)),
    checks: first.checks.map((check) =>
      check.id === "issue-tracker"
        ? { ...check, status: "waived", waivedUntil: "2027-01-31", evidence: [] }
        : check.id === "ownership"
          ? {
              ...check,
              status: "released",
              releasedBy: { id: 2, login: "maintainer", reason: "Known from the forum for years" },
            }
          : check,
    ),
  };
  const underReview: Entry = {
    ...(entries[3] as Entry),
    status: "under-review",
    review: { deadline: "2026-11-29T14:00:00Z", issue: 41 },
  };
  return {
    site,
    entries: [full, ...entries.slice(1, 3), underReview, ...entries.slice(4)],
    removed: REMOVED,
  };
}

const WORDS =
  "channel thread message digest calendar ticket release deploy alert chart export import archive survey poll board note meeting room shift person team welcome review branch build log backup image link preview feed table form search filter reminder timer status page mention group role policy secret token audit report".split(
    " ",
  );

/** A catalog of any size, the same every time; texts as long as real ones are. */
export function largeCatalog(count: number, site: Site = SITE): Catalog {
  let state = 7;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  const word = (): string => WORDS[next(WORDS.length)] ?? "";
  const words = (length: number): string => Array.from({ length }, word).join(" ");
  const entries = Array.from({ length: count }, (_, at): Entry => {
    const id = `${word()}-${word()}-${at}`;
    const age = (count - at) / 10;
    return entryOf({
      id,
      order: at,
      name: `${word()} ${word()} ${at}`.replace(/^./, (letter) => letter.toUpperCase()),
      type: site.types[next(site.types.length)] ?? "plugin",
      summary: `${words(8 + next(8))}.`,
      description: `${words(40)}.\n\n${words(60)}.`,
      tags: [...new Set([word(), word(), word(), `${word()}-${word()}`])].slice(0, next(5)),
      added: day(age),
      updated: day(age - next(Math.max(1, Math.floor(age)))),
      image: picture(`images/${id}/${(at + 1).toString(16).padStart(16, "0")}`),
    });
  });
  return { site, entries, removed: [] };
}
