// How long from a pull request's event to its roll-up, against the slowest chain of calls that cannot overlap.

import { goodFiles, openScene, submit, verdicts } from "../support/scene.ts";
import { createWebHosts } from "../../src/sandbox/web-hosts.ts";
import { median } from "./figures.ts";

const GITHUB_MS = 50;
const LINK_MS = 200;
const RUNS = 7;

/**
 * Each waits for the one before it: token, state, merge base, root tree, folder, listing, then the slowest link,
 * then the look at the head, the check runs side by side, the roll-up.
 */
const CHAIN_MS = 6 * GITHUB_MS + LINK_MS + 3 * GITHUB_MS;

export async function benchReview(): Promise<void> {
  const slow = { body: "<!doctype html><title>x</title><main><h1>Here</h1></main>", slowMs: LINK_MS };
  const hosts = await createWebHosts({ "site.example": { "/link": slow, "/issues": slow } });
  const figures: number[] = [];
  let reads = 0;
  let writes = 0;
  let recheckWrites = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const scene = await openScene({
      web: {
        ca: [hosts.ca],
        resolve: async (name) => {
          const found = hosts.resolve(name);
          return found === undefined ? [] : [found];
        },
      },
    });
    // The decoder's child and the fetcher's start once in a server's life, not once a review.
    const warmUp = await goodFiles("warm-up", { link: "https://site.example/link" });
    const warm = await submit(scene, warmUp, { branch: "warm" });
    await scene.settled();
    if (verdicts(scene, warm.sha)["steward"] !== "success") throw new Error("the warm-up did not pass");
    scene.sandbox.faults.slowMs = GITHUB_MS;
    scene.sandbox.calls.length = 0;
    const files = await goodFiles("standup-notes", {
      link: "https://site.example/link",
      issues: "https://site.example/issues",
    });
    const opening = submit(scene, files, { branch: "measured" });
    let startedMs = 0;
    const { sha } = await opening;
    startedMs = performance.now();
    while (verdicts(scene, sha)["steward"] === undefined)
      await new Promise((resolve) => setTimeout(resolve, 2));
    figures.push(performance.now() - startedMs);
    await scene.settled();
    const calls = scene.sandbox.calls.filter(({ template }) => !template.endsWith("/git/trees/{tree_sha}"));
    reads = calls.filter(({ kind }) => kind === "read").length;
    writes = calls.filter(({ kind }) => kind === "write").length;
    scene.sandbox.faults.slowMs = 0;
    scene.sandbox.calls.length = 0;
    scene.sandbox.comment("community/marketplace", 2, "contributor", "/recheck");
    await scene.settled();
    recheckWrites = scene.sandbox.calls.filter(
      ({ kind, template }) => kind === "write" && !template.endsWith("/reactions"),
    ).length;
    await scene.close();
  }
  await hosts.close();
  const took = median(figures);
  console.log(
    `event → roll-up: ${took.toFixed(0)} ms (median of ${RUNS}; ${Math.min(...figures).toFixed(0)}–${Math.max(...figures).toFixed(0)}), with ${GITHUB_MS} ms a GitHub call and ${LINK_MS} ms a link`,
  );
  console.log(
    `  slowest chain of calls that cannot overlap: ${CHAIN_MS} ms; ratio ${(took / CHAIN_MS).toFixed(2)} (bound 1.5)`,
  );
  console.log(
    `GitHub calls of a first review besides folders: ${reads} reads + ${writes} content writes (bounds: 20 in all, 12 writes)`,
  );
  console.log(`writes of /recheck with nothing changed, besides the reaction: ${recheckWrites} (bound 0)`);
}
