// The words and options of `steward doctor`.

import { Option } from "commander";
import { EXIT } from "../outcome.ts";
import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly repo?: string;
  readonly catalog?: string;
  readonly live?: string;
  readonly write?: boolean;
  readonly elsewhere?: string;
  readonly format: "text" | "json";
}

export const addDoctor: AddCommand = (steward, { finish, write, warn, isColored }) => {
  steward
    .command("doctor")
    .description("look at this set-up from end to end: what is wrong, why it matters, and how to fix it")
    .option("--repo <OWNER/NAME>", "only this catalog (default: every one that the App is installed on)")
    .option("--catalog <DIR>", "check a catalog folder instead; works offline")
    .option("--live <OWNER/NAME>", "test what GitHub's documentation does not say, on a repository for tests")
    .option("--write", "with --live: ask what takes writing there, too; it is taken away again")
    .option("--elsewhere <OWNER/NAME>", "with --live: a public repository without the App (default: cli/cli)")
    .addOption(
      new Option("--format <FORMAT>", "how to show the result").choices(["text", "json"]).default("text"),
    )
    .action(async ({ repo, catalog, format, live, write: writes = false, elsewhere }: Options) => {
      const world = { environment: process.env, nowMs: Date.now, color: isColored(), write, warn };
      const isOther = repo !== undefined || catalog !== undefined || format === "json";
      if (live === undefined ? writes || elsewhere !== undefined : isOther) {
        warn("--write and --elsewhere belong to --live, and --repo, --catalog and --format json do not.");
        finish(EXIT.usage);
        return;
      }
      if (live !== undefined) {
        const { ELSEWHERE, runDoctorLive } = await import("../doctor-live.ts");
        finish(await runDoctorLive({ repo: live, elsewhere: elsewhere ?? ELSEWHERE, write: writes }, world));
        return;
      }
      const { runDoctor } = await import("../doctor.ts");
      finish(await runDoctor({ repo, catalog, format }, world));
    });
};
