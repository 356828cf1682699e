// The words of `steward start`, which the environment configures.

import type { AddCommand } from "./terminal.ts";

export const addStart: AddCommand = (steward, { finish, warn }) => {
  steward
    .command("start")
    .description("run the App (configured by environment variables)")
    .action(async () => {
      const { runStart } = await import("../start.ts");
      finish(await runStart(process.env, warn));
    });
};
