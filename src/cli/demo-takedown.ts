// The demo's act on takedowns: a label, a reminder, a resolved case, an expired one and a restore, with the clock moved by hand.

import { DAY_MS } from "../core/time.ts";
import type pc from "picocolors";
import type { Connected } from "../sandbox/connected.ts";
import { SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { passTime } from "./pass-time.ts";
import { terminalText } from "./markdown-text.ts";

type Colors = ReturnType<typeof pc.createColors>;
type Say = (text: string) => void;

const LISTING = "poll-maker";

interface Scene {
  readonly story: string;
  act(demo: Connected, number: number): Promise<void>;
  /** What must be true afterwards. */
  holds(demo: Connected, number: number): Promise<boolean>;
}

const isListed = async ({ sandbox }: Connected): Promise<boolean> =>
  (await sandbox.readFile(SAMPLE_CATALOG, "main", `listings/${LISTING}.yml`)) !== undefined;

const write = async (demo: Connected, number: number, body: string): Promise<void> => {
  demo.clock.advance(1_000);
  demo.sandbox.comment(SAMPLE_CATALOG, number, "maintainer", body);
  await demo.settled();
};

const pass = (demo: Connected, days: number): Promise<void> => passTime(demo, days * DAY_MS);

const label = async (demo: Connected, number: number): Promise<void> => {
  demo.clock.advance(5_000);
  await demo.sandbox.label(SAMPLE_CATALOG, number, "maintainer", "security");
  await demo.settled();
};

const CASES: readonly { readonly title: string; readonly scenes: readonly Scene[] }[] = [
  {
    title: "A security problem that is fixed in time",
    scenes: [
      {
        story: "passer-by reports it; the maintainer sets the label `security`, and the clock starts.",
        act: label,
        holds: async ({ sandbox }, number) => sandbox.comments(SAMPLE_CATALOG, number).length === 1,
      },
      {
        story: "Seven days pass: everybody is reminded.",
        act: (demo) => pass(demo, 7.1),
        holds: async ({ sandbox }, number) =>
          sandbox.comments(SAMPLE_CATALOG, number).some(({ body }) => body.includes("7 days left")),
      },
      {
        story: "The maintainer writes: /resolve fixed in version 2.1",
        act: (demo, number) => write(demo, number, "/resolve fixed in version 2.1"),
        holds: async (demo, number) =>
          demo.sandbox.issue(SAMPLE_CATALOG, number).state === "closed" && (await isListed(demo)),
      },
    ],
  },
  {
    title: "One that is not: the listing goes, and comes back when it is fixed",
    scenes: [
      {
        story: "Another report, another label; nobody does anything for 14 days.",
        act: async (demo, number) => {
          await label(demo, number);
          await pass(demo, 14.1);
        },
        holds: async (demo) => !(await isListed(demo)),
      },
      {
        story: "The maintainer writes: /resolve, then /restore poll-maker",
        act: async (demo, number) => {
          await write(demo, number, "/resolve fixed in version 2.2");
          await write(demo, number, `/restore ${LISTING}`);
        },
        holds: isListed,
      },
    ],
  },
];

/** How many scenes did not end as they should. */
export async function performTakedowns(
  demo: Connected,
  firstIndex: number,
  colors: Colors,
  say: Say,
): Promise<number> {
  let surprises = 0;
  for (const [index, { title, scenes }] of CASES.entries()) {
    say(`\n${colors.bold(colors.cyan(`${firstIndex + index}. ${title}`))}`);
    const { number } = await demo.sandbox.openIssue(SAMPLE_CATALOG, {
      author: "passer-by",
      title: "A problem",
      body: `### Listing\n\n${LISTING}\n\n### What happens\n\nPlease get in touch.\n`,
    });
    await demo.settled();
    for (const { story, act, holds } of scenes) {
      const before = demo.sandbox.comments(SAMPLE_CATALOG, number).length;
      say(`   ${story}`);
      await act(demo, number);
      for (const { viaApp, body } of demo.sandbox.comments(SAMPLE_CATALOG, number).slice(before))
        if (viaApp) say(terminalText(shown(body), colors).replace(/^/gm, colors.dim("   │ ")));
      if (await holds(demo, number)) continue;
      say(colors.red("   that is not what was to happen"));
      surprises += 1;
    }
    say(colors.dim(`   ${demo.sandbox.url}/${SAMPLE_CATALOG}/issues/${number}`));
  }
  return surprises;
}

function shown(body: string): string {
  return body.replace(/<!--[^\n]*-->/g, "").trim();
}
