// `steward doctor --live`: asks GitHub itself, on a repository for tests, what no description of it tells.

import { randomBytes } from "node:crypto";
import { askLive } from "../adapters/github/setup/live.ts";
import { JobError } from "../core/job-error.ts";
import { LIVE_IDS, LIVE_QUESTIONS, liveVerdict } from "../core/setup/live.ts";
import { readConfig } from "../platform/config.ts";
import { userAgent } from "../platform/version.ts";
import { withAppEnv } from "../server/app-env.ts";
import { githubAsApp } from "./app-github.ts";
import type { DoctorWorld } from "./doctor.ts";
import { liveText } from "./formats/live.ts";
import { EXIT } from "./outcome.ts";

export interface LiveAsk {
  /** "owner/name" of a repository for tests that the App is installed on. */
  readonly repo: string;
  /** "owner/name" of a public one without the App. */
  readonly elsewhere: string;
  readonly write: boolean;
}

/** Of github.com; an Enterprise server has its own. */
export const ELSEWHERE = "cli/cli";

const EXIT_OF = { fine: EXIT.clean, otherwise: EXIT.findings, unknown: EXIT.inconclusive } as const;
const NAME = /^[^/\s]+\/[^/\s]+$/;

export async function runDoctorLive(
  { repo: fullName, elsewhere, write }: LiveAsk,
  world: DoctorWorld,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<number> {
  if (!NAME.test(fullName) || !NAME.test(elsewhere)) {
    world.warn("--live and --elsewhere take OWNER/NAME.");
    return EXIT.usage;
  }
  // It takes the App's key alone; what else is missing, `steward doctor` tells.
  const secret = (): string => randomBytes(24).toString("hex");
  const read = readConfig({
    ...withAppEnv(world.environment),
    WEBHOOK_SECRET: secret(),
    RECORD_KEY: secret(),
  });
  if (read.state === "faulty") {
    world.warn("Nothing was asked:");
    for (const fault of read.faults) world.warn(`  - ${fault}`);
    return EXIT.usage;
  }
  const { appId, privateKey, apiUrl } = read.config;
  const [owner = "", repo = ""] = fullName.split("/");
  const github = githubAsApp({ appId, privateKey, apiUrl });
  try {
    const { data: installation } = await github.app.rest.apps.getRepoInstallation({ owner, repo });
    const { data } = await github
      .installation(installation.id, undefined, { metadata: "read" })
      .rest.repos.get({ owner, repo });
    world.write(`${announced(fullName, write)}\n\n`);
    const { results, left } = await askLive(
      {
        github,
        apiUrl,
        userAgent: userAgent(undefined),
        installationId: installation.id,
        repositoryId: Number(data.id),
        owner,
        repo,
        elsewhere,
        writes: write,
        mark: randomBytes(4).toString("hex"),
        pause,
      },
      LIVE_IDS,
    );
    world.write(liveText(results, world.color));
    for (const what of left) world.warn(`Could not be taken away again: ${what} in ${fullName}.`);
    return EXIT_OF[liveVerdict(results)];
  } catch (error) {
    if (!(error instanceof JobError)) throw error;
    world.warn(
      error.kind === "gone"
        ? `The App is not installed on ${fullName}, or there is no such repository. Nothing was asked.`
        : `GitHub could not be asked about ${fullName} (${error.message}). Nothing was written.`,
    );
    return EXIT.inconclusive;
  }
}

function announced(repo: string, write: boolean): string {
  const writing = Object.values(LIVE_QUESTIONS).filter(({ by }) => by === "writing").length;
  return write
    ? `Asking GitHub on ${repo}. It opens two issues and\na pull request there and closes them, and makes two branches and deletes them.`
    : `Asking GitHub on ${repo}.\nNothing is written; with --write ${writing} more are asked.`;
}
