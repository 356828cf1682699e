// `npm run demo`: pull requests are opened in a local GitHub and reviewed by the real App, while you watch.

import pc from "picocolors";
import { connectSample, type Connected } from "../sandbox/connected.ts";
import { PROJECTS, projectListing, propose, SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { CALENDAR_BRIDGE, QUICK_NOTES } from "../sandbox/sample/submissions.ts";
import { logo } from "../sandbox/sample/web.ts";
import { ROLL_UP } from "../core/review/seen.ts";
import { performTakedowns } from "./demo-takedown.ts";
import { terminalText } from "./markdown-text.ts";
import { performPublish } from "./demo-publish.ts";
import type { ServedBranch } from "./serve-branch.ts";
import { EXIT } from "./outcome.ts";
import { findsGit, GIT_NEEDED } from "./git.ts";
import { isPortLost, portLost } from "./port.ts";

/** What the one comment of a review ends with. */
const REVIEWED = /\n<!-- steward\nreview [^]+-->$/;

export interface DemoOptions {
  readonly once: boolean;
  readonly port: number;
  readonly color: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;
type Say = (text: string) => void;

/** What the roll-up must say, and which of our labels must stand, after each step of a scene. */
interface Expected {
  readonly rollUp: string;
  readonly label: string | undefined;
  /** Rules that must be named by the annotations. */
  readonly rules?: readonly string[];
}

interface Act {
  readonly title: string;
  readonly story: string;
  open(demo: Connected): Promise<number>;
  readonly expected: Expected;
  readonly next?: {
    readonly story: string;
    act(demo: Connected, number: number): Promise<void> | void;
    readonly expected: Expected;
  };
}

const RETRY_MS = 16_000;
/** The listing of the first act, which the last one publishes. */
const FIRST_ID = "calendar-bridge";

const ACTS: readonly Act[] = [
  {
    title: "A good listing",
    story: "calendar-owner lists Calendar Bridge, with documentation, tracker and image on its own site.",
    open: ({ sandbox }) =>
      propose(sandbox, "calendar-owner", "Add Calendar Bridge", {
        "listings/calendar-bridge.yml": CALENDAR_BRIDGE,
      }),
    expected: { rollUp: "success", label: "steward: ready" },
  },
  {
    title: "Five different mistakes, all reported at once",
    story:
      "first-timer lists Quick Notes: a misspelt field, a wrong type, no word on installing, a dead tracker, and an image that is a web page.",
    open: ({ sandbox }) =>
      propose(sandbox, "first-timer", "Add Quick Notes", {
        "listings/quick-notes.yml": QUICK_NOTES,
      }),
    expected: {
      rollUp: "failure",
      label: "steward: needs changes",
      rules: [
        "submission/not-allowed",
        "submission/unknown-field",
        "documentation/no-install",
        "issue-tracker/not-found",
        "image/not-an-image",
      ],
    },
  },
  {
    title: "Somebody else's listing",
    story: "passer-by points Poll Maker's link to a place of their own.",
    open: ({ sandbox }) => {
      const [project] = PROJECTS;
      if (project === undefined) throw new Error("the sample has no project");
      return propose(sandbox, "passer-by", "Update the link of Poll Maker", {
        "listings/poll-maker.yml": projectListing(project, { link: "https://calendar-bridge.example/" }),
      });
    },
    expected: { rollUp: "action_required", label: "steward: held", rules: ["ownership/not-the-owner"] },
  },
  {
    title: "An image host that does not answer, and comes back",
    story:
      "whiteboard-owner lists Whiteboard; the host of its image hangs. That is not their fault, and it is never taken for a pass.",
    open: ({ sandbox }) => {
      const project = PROJECTS[1];
      if (project === undefined) throw new Error("the sample has no project");
      return propose(sandbox, "whiteboard-owner", "Add Whiteboard", {
        "listings/whiteboard.yml": projectListing(project, {
          image: "https://images.example/whiteboard.svg",
        }),
      });
    },
    expected: { rollUp: "in_progress", label: undefined },
    next: {
      story: "The host recovers, and the clock moves on; Steward asks again by itself.",
      act: ({ web, clock, server }) => {
        web.recover();
        clock.advance(RETRY_MS);
        server.service.worker.poke();
      },
      expected: { rollUp: "success", label: "steward: ready" },
    },
  },
  {
    title: "A name that looks like another's",
    story: "first-timer lists “Poll Makers”, one letter away from Poll Maker. A person decides.",
    open: ({ sandbox }) => {
      const project = PROJECTS[2];
      if (project === undefined) throw new Error("the sample has no project");
      return propose(sandbox, "first-timer", "Add Poll Makers", {
        "listings/poll-makers.yml": projectListing(project),
        "images/poll-makers.svg": logo("M", "#b3541e"),
      });
    },
    expected: { rollUp: "action_required", label: "steward: held", rules: ["submission/looks-like"] },
    next: {
      story:
        "The maintainer looks at it, copies the line from the comment and puts the reason in: they are different projects",
      act: ({ sandbox, clock }, number) => {
        clock.advance(1_000);
        const shown = sandbox.comments(SAMPLE_CATALOG, number).find(({ body }) => REVIEWED.test(body));
        const line = /`(\/accept submission [^`]*)`/.exec(shown?.body ?? "")?.[1] ?? "";
        const said = line.replace("<reason>", "they are different projects");
        sandbox.comment(SAMPLE_CATALOG, number, "maintainer", said === "" ? "There is no line." : said);
      },
      expected: { rollUp: "success", label: "steward: ready" },
    },
  },
];

export async function runDemo({ once, port, color }: DemoOptions, say: Say): Promise<number> {
  const colors = pc.createColors(color);
  say(
    `\n${colors.bold("Marketplace Steward")}: a local GitHub, a sample marketplace, and the App connected by signed webhooks.`,
  );
  if (!(await findsGit())) {
    say(GIT_NEEDED);
    return EXIT.inconclusive;
  }
  const startedMs = Date.now();
  // A host that hangs is given up on sooner than in real life, so that nobody has to sit and wait.
  const times = { firstByteMs: 1_200, totalMs: 3_000 };
  const demo = await connectSample({ port, times }).catch((error: unknown) => {
    if (!isPortLost(error)) throw error;
  });
  if (demo === undefined) {
    say(portLost(port));
    return EXIT.usage;
  }
  let surprises = 0;
  let storefront: ServedBranch | undefined;
  try {
    const opened: number[] = [];
    for (const [index, act] of ACTS.entries())
      surprises += await perform(demo, act, index + 1, colors, say, opened);
    const published = await performPublish(demo, ACTS.length + 1, opened[0] ?? 0, FIRST_ID, colors, say);
    surprises += published.surprises;
    storefront = published.storefront;
    surprises += await performTakedowns(demo, ACTS.length + 2, colors, say);
    say(
      `\n${colors.bold(surprises === 0 ? colors.green("Every verdict was the expected one.") : colors.red(`${surprises} verdicts were not the expected ones.`))} ${colors.dim(`${((Date.now() - startedMs) / 1000).toFixed(1)} s in all`)}`,
    );
    if (once) return surprises === 0 ? EXIT.clean : EXIT.findings;
    say(
      `\nLook at the pull requests as their authors see them: ${colors.bold(`${demo.sandbox.url}/${SAMPLE_CATALOG}/pulls`)}\nVisit the storefront: ${colors.bold(storefront.url)}\nStop with Ctrl+C; nothing is kept.\n`,
    );
    await new Promise<void>((resolve) => {
      process.once("SIGINT", resolve);
      process.once("SIGTERM", resolve);
    });
    return surprises === 0 ? EXIT.clean : EXIT.findings;
  } finally {
    await storefront?.close();
    await demo.close();
  }
}

async function perform(
  demo: Connected,
  act: Act,
  index: number,
  colors: Colors,
  say: Say,
  opened: number[],
): Promise<number> {
  say(`\n${colors.bold(colors.cyan(`${index}. ${act.title}`))}\n   ${act.story}`);
  const startedMs = Date.now();
  const number = await act.open(demo);
  opened.push(number);
  await demo.settled();
  let surprises = show(demo, number, act.expected, act.next === undefined, startedMs, colors, say);
  if (act.next !== undefined) {
    say(`\n   ${act.next.story}`);
    const thenMs = Date.now();
    await act.next.act(demo, number);
    await demo.settled();
    surprises += show(demo, number, act.next.expected, true, thenMs, colors, say);
  }
  return surprises;
}

/** Check run by check run, and the comment as a person reads it; 1 when it is not what was expected. */
function show(
  demo: Connected,
  number: number,
  expected: Expected,
  withComment: boolean,
  startedMs: number,
  colors: Colors,
  say: Say,
): number {
  const { sandbox } = demo;
  const pull = sandbox.issue(SAMPLE_CATALOG, number).pull;
  const headSha = pull?.head.sha ?? "";
  const newest = new Map<string, ReturnType<typeof sandbox.checkRuns>[number]>();
  for (const run of sandbox.checkRuns(SAMPLE_CATALOG, headSha))
    if ((newest.get(run.name)?.id ?? 0) < run.id) newest.set(run.name, run);
  const runs = [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const stateOf = (run: (typeof runs)[number]): string =>
    run.status === "completed" ? String(run.conclusion) : run.status;
  say(
    colors.dim(
      `   pull request #${number}, reviewed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s: ${sandbox.url}/${SAMPLE_CATALOG}/pull/${number}`,
    ),
  );
  for (const run of runs)
    say(`     ${signOf(stateOf(run), colors)} ${run.name.padEnd(24)} ${colors.dim(run.title ?? "")}`);
  const comment = sandbox.comments(SAMPLE_CATALOG, number).find(({ body }) => REVIEWED.test(body));
  if (withComment && comment !== undefined)
    say(`\n${terminalText(comment.body, colors).replace(/^/gm, colors.dim("   │ "))}`);
  const rollUp = newest.get(ROLL_UP);
  const label = sandbox.labels(SAMPLE_CATALOG, number).find((name) => name.startsWith("steward: "));
  const rules = new Set(runs.flatMap((run) => run.annotations.map(({ title }) => title)));
  const missing = (expected.rules ?? []).filter((rule) => !rules.has(rule));
  const right =
    rollUp !== undefined &&
    stateOf(rollUp) === expected.rollUp &&
    label === expected.label &&
    missing.length === 0;
  if (!right)
    say(
      colors.red(
        `   expected ${expected.rollUp} and ${expected.label ?? "no label"}${missing.length === 0 ? "" : `, with ${missing.join(", ")}`}; got ${rollUp === undefined ? "nothing" : stateOf(rollUp)} and ${label ?? "no label"}`,
      ),
    );
  return right ? 0 : 1;
}

function signOf(state: string, colors: Colors): string {
  const signs: Readonly<Record<string, string>> = {
    success: colors.green("✔"),
    failure: colors.red("✖"),
    action_required: colors.yellow("✋"),
    in_progress: colors.yellow("◌"),
  };
  return signs[state] ?? "?";
}
