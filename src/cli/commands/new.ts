// The words and options of `steward new`.

import type { AddCommand } from "./terminal.ts";

export const addNew: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("new")
    .description("write a new listing: asks for each field, shows its rule and checks the answer at once")
    .argument("[FROM]", "a repository's address or a folder to start from")
    .option("--catalog <DIR>", "the catalog folder (default: this one)")
    .option("--set <FIELD=VALUE...>", "an answer given beforehand", [])
    .option("--yes", "take every suggestion and ask nothing", false)
    .action(async (from: string | undefined, options: { catalog?: string; set: string[]; yes: boolean }) => {
      const [{ runNew }, { startedHere }] = await Promise.all([
        import("../new.ts"),
        import("../started-as.ts"),
      ]);
      const interactive = process.stdin.isTTY && process.stdout.isTTY;
      finish(
        await runNew({ from, ...options, catalog: options.catalog }, process.env, {
          write,
          warn,
          interactive,
          steward: startedHere(),
        }),
      );
    });
};
