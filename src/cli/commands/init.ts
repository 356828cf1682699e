// The words and options of `steward init`.

import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly name?: string;
  readonly security?: string;
  readonly owner?: string;
  readonly appId?: string;
  readonly preset?: string;
  readonly yes: boolean;
  readonly examples: boolean;
  readonly withoutServer: boolean;
}

export const addInit: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("init")
    .description("lay out a new marketplace's repository")
    .argument("<DIR>", "a new folder, or the clone of a repository that holds nothing yet")
    .option("--name <NAME>", "what the marketplace is called")
    .option("--security <ADDRESS>", "where security problems are reported in private (e-mail or https:)")
    .option("--owner <LOGIN>", "who will own the repository on GitHub")
    .option("--app-id <NUMBER>", "the App's number, for the rulesets that require its check and let it write")
    .option("--preset <NAME>", "the rules to start from (default: default)")
    .option("--no-examples", "leave the six example listings out")
    .option("--without-server", "also write the workflow that does the App's work on GitHub Actions", false)
    .option("--yes", "ask nothing, and leave open what is not given", false)
    .action(async (folder: string, options: Options) => {
      const [{ runInit }, { startedHere }] = await Promise.all([
        import("../init.ts"),
        import("../started-as.ts"),
      ]);
      const { name, security, owner, appId, preset, yes, examples, withoutServer } = options;
      const interactive = process.stdin.isTTY && process.stdout.isTTY;
      const asked = { folder, name, security, owner, appId, preset, yes, examples, withoutServer };
      finish(await runInit(asked, { write, warn, interactive, steward: startedHere() }));
    });
};
