// The demo's second part: what was reviewed is merged and published, and the storefront can be visited.

import type pc from "picocolors";
import type { Connected } from "../sandbox/connected.ts";
import { SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { serveBranch, type ServedBranch } from "./serve-branch.ts";

const MERGER = "maintainer";
/** Publishing waits a little, so that merges in a row become one. */
const PUBLISH_MS = 20_000;

type Colors = ReturnType<typeof pc.createColors>;

/** Merges the pull request, lets it be published and serves the result; the number of things that were not as expected. */
export async function performPublish(
  demo: Connected,
  index: number,
  number: number,
  id: string,
  colors: Colors,
  say: (text: string) => void,
): Promise<{ readonly surprises: number; readonly storefront: ServedBranch }> {
  const { sandbox, clock, server } = demo;
  say(`\n${colors.bold(colors.cyan(`${index}. Merging publishes`))}`);
  say(
    "   The maintainer merges the first pull request with GitHub's own button; that is all there is to do.",
  );
  const startedMs = Date.now();
  await sandbox.mergePullRequest(SAMPLE_CATALOG, number, MERGER);
  await demo.settled();
  for (let round = 0; round < 3; round += 1) {
    clock.advance(PUBLISH_MS);
    server.service.worker.poke();
    await demo.settled();
  }
  const storefront = await serveBranch(demo);
  const pages = ["", `listings/${id}/`, "catalog.json", "feed.xml"];
  let surprises = 0;
  for (const page of pages) {
    const answer = await fetch(`${storefront.url}${page}`);
    const isThere = answer.ok && (await answer.text()).includes(id);
    if (!isThere) surprises += 1;
    say(`     ${isThere ? colors.green("✔") : colors.red("✖")} ${storefront.url}${page}`);
  }
  const welcome = sandbox.comments(SAMPLE_CATALOG, number).at(-1)?.body ?? "";
  if (!/\nwelcome "/.test(welcome)) surprises += 1;
  say(
    colors.dim(
      `   merged, published and welcomed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s (the clock was moved by hand)`,
    ),
  );
  return { surprises, storefront };
}
