// The words and options of `steward build`.

import type { AddCommand } from "./terminal.ts";

export const addBuild: AddCommand = (steward, { finish, say, warn }) => {
  steward
    .command("build")
    .description(
      "write everything that a publish would write into a folder; checks that need the network count as not run",
    )
    .requiredOption("--catalog <DIR>", "the catalog folder")
    .requiredOption("--out <DIR>", "where to write; made if it is not there")
    .option("--previous <DIR>", "what was published before: lends dates, owners and results")
    .action(async (options: { catalog: string; out: string; previous?: string }) => {
      const { runBuild } = await import("../build.ts");
      finish(await runBuild(options, say, warn));
    });
};
