// The words and options of `steward sandbox`, and of the demo that runs in one.

import { portOption } from "./port-option.ts";
import type { AddCommand } from "./terminal.ts";

const PORT = "port of the local GitHub";

export const addSandbox: AddCommand = (steward, { finish, say, warn }) => {
  steward
    .command("sandbox")
    .description("a local GitHub with a sample catalog or your own, and the App connected to it")
    .addOption(portOption(PORT))
    .option("--catalog <DIR>", "a catalog folder to try: its files, and a first pull request to it")
    .action(async ({ port, catalog }: { port: number; catalog?: string }) => {
      const { runSandbox } = await import("../sandbox.ts");
      finish(await runSandbox({ port, catalog }, say, warn));
    });
};

export const addDemo: AddCommand = (steward, { finish, say, isColored }) => {
  steward
    .command("demo", { hidden: true })
    .description("watch pull requests being reviewed in a local GitHub")
    .option("--once", "end by itself: exit 0 when every verdict was the expected one", false)
    .addOption(portOption(PORT))
    .action(async ({ once, port }: { once: boolean; port: number }) => {
      const { runDemo } = await import("../demo.ts");
      finish(await runDemo({ once, port, color: isColored() }, say));
    });
};
