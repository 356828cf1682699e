// The words and options of `steward doctor`.

import { Option } from "commander";
import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly repo?: string;
  readonly catalog?: string;
  readonly format: "text" | "json";
}

export const addDoctor: AddCommand = (steward, { finish, write, warn, isColored }) => {
  steward
    .command("doctor")
    .description("look at this set-up from end to end: what is wrong, why it matters, and how to mend it")
    .option("--repo <OWNER/NAME>", "only this catalog (default: every one that the App is installed on)")
    .option("--catalog <DIR>", "look at a catalog folder instead; asks nobody")
    .addOption(
      new Option("--format <FORMAT>", "how to show the result").choices(["text", "json"]).default("text"),
    )
    .action(async ({ repo, catalog, format }: Options) => {
      const { runDoctor } = await import("../doctor.ts");
      finish(
        await runDoctor(
          { repo, catalog, format },
          { environment: process.env, nowMs: Date.now, color: isColored(), write, warn },
        ),
      );
    });
};
