// The words and options of `steward takedown plan`.

import { Option } from "commander";
import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly repo?: string;
  readonly dashboard?: string;
  readonly catalog?: string;
  readonly at?: string;
  readonly format: "text" | "json";
}

export const addTakedown: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("takedown")
    .description("look at takedowns")
    .command("plan")
    .description("print which listings would be removed, and when; writes nothing")
    .option("--repo <OWNER/NAME>", "the catalog at GitHub (APP_ID, PRIVATE_KEY and RECORD_KEY are needed)")
    .option("--dashboard <FILE>", "the text of a dashboard issue, in place of GitHub (RECORD_KEY is needed)")
    .option("--catalog <DIR>", "the catalog folder, for its policy; with --dashboard")
    .option("--at <DATE>", "tell apart what will have happened by that date or time, UTC")
    .addOption(
      new Option("--format <FORMAT>", "how to show the result").choices(["text", "json"]).default("text"),
    )
    .action(async ({ repo, dashboard, catalog, at, format }: Options) => {
      const { runTakedownPlan } = await import("../takedown.ts");
      finish(
        await runTakedownPlan(
          { repo, dashboard, catalog, at, format },
          { environment: process.env, nowMs: Date.now(), write, warn },
        ),
      );
    });
};
