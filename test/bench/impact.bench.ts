// A pull request that changes the policy of a catalog with 10,000 published listings: from its event to the report.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPolicyCheck } from "../../src/cli/policy-check.ts";
import { layOut } from "../support/laid-out.ts";
import { CATALOG, openScene, submit } from "../support/scene.ts";
import { writeCatalog } from "./build-stage.ts";

const LISTINGS = 10_000;
const BOUND_SECONDS = 60;
/** Every listing of one type would fail. */
const TIGHTER = "extends: mattermost\ntypes: [plugin, app, integration, webhook, tool]\n";

export async function benchImpact(): Promise<void> {
  await onGitHub();
  await inFolder();
}

async function onGitHub(): Promise<void> {
  const scene = await openScene({ unchecked: true });
  await layOut(scene, LISTINGS);
  scene.sandbox.calls.length = 0;
  const startedMs = performance.now();
  const { sha } = await submit(scene, { ".github/steward.yml": TIGHTER }, { author: "maintainer" });
  const run = () => scene.sandbox.checkRuns(CATALOG, sha).find(({ status }) => status === "completed");
  while (run() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - startedMs) / 1_000;
  const calls = scene.sandbox.calls.filter(({ kind }) => kind === "read").length;
  console.log(
    `impact on ${LISTINGS} published listings, event → report: ${seconds.toFixed(1)} s (bound ${BOUND_SECONDS}); ${calls} reads; “${run()?.title}”`,
  );
  await scene.settled();
  await scene.close();
}

async function inFolder(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steward-impact-"));
  try {
    writeCatalog(folder, LISTINGS);
    writeFileSync(join(folder, "new.yml"), TIGHTER);
    let lines = 0;
    const startedMs = performance.now();
    const options = { file: join(folder, "new.yml"), catalog: folder, nowMs: Date.now() };
    await runPolicyCheck(
      options,
      (text) => (lines += text.split("\n").length - 1),
      (text) => console.log(text),
    );
    const seconds = (performance.now() - startedMs) / 1_000;
    console.log(
      `steward policy check over a folder of ${LISTINGS}: ${seconds.toFixed(1)} s (bound ${BOUND_SECONDS}), ${lines} lines`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
