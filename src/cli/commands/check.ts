// The words and options of `steward check`.

import { Option } from "commander";
import type { AddCommand } from "./terminal.ts";

interface Options {
  readonly catalog?: string;
  readonly format: "text" | "json" | "markdown" | "sarif";
  readonly offline: boolean;
  readonly fix: boolean;
  readonly watch: boolean;
}

export const addCheck: AddCommand = (steward, { finish, write, warn, isColored, columns }) => {
  steward
    .command("check")
    .description("check listings as the App would on a pull request")
    .argument("[FILES...]", "listing files; without any, every listing of the catalog folder")
    .option(
      "--catalog <DIR>",
      "the catalog folder (default: the folder above the first file's listings/, or this one)",
    )
    .addOption(
      new Option("--format <FORMAT>", "how to show the result")
        .choices(["text", "json", "markdown", "sarif"])
        .default("text"),
    )
    .option("--offline", "ask nothing of the network; what needs it is listed as not-run", false)
    .option("--fix", "fix what has one right answer, and show each change", false)
    .option("--watch", "check again whenever a file is saved", false)
    .action(async (files: string[], options: Options) => {
      const { runCheckCommand } = await import("../check.ts");
      finish(
        await runCheckCommand(
          { files, ...options, catalog: options.catalog },
          { write, warn, color: isColored(), columns: columns(), interactive: process.stderr.isTTY },
        ),
      );
    });
};
