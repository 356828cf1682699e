// The words and options of `steward init`.

import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly name?: string;
  readonly security?: string;
  readonly owner?: string;
  readonly appId?: string;
  readonly yes: boolean;
}

export const addInit: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("init")
    .description("lay out a new marketplace's repository")
    .argument("<DIR>", "a new folder")
    .option("--name <NAME>", "what the marketplace is called")
    .option("--security <ADDRESS>", "where security problems are reported in private (mailto: or https:)")
    .option("--owner <LOGIN>", "who will own the repository on GitHub")
    .option("--app-id <NUMBER>", "the App's number, for the rulesets that require its check and let it write")
    .option("--yes", "ask nothing", false)
    .action(async (folder: string, { name, security, owner, appId, yes }: Options) => {
      const { runInit } = await import("../init.ts");
      const interactive = process.stdin.isTTY && process.stdout.isTTY;
      finish(await runInit({ folder, name, security, owner, appId, yes }, { write, warn, interactive }));
    });
};
