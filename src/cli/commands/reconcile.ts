// The words and options of `steward reconcile`.

import type { AddCommand } from "./terminal.ts";

export const addReconcile: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("reconcile")
    .description("do everything the App would do for one catalog, once (for cron or a scheduled Actions job)")
    .requiredOption("--repo <OWNER/NAME>", "the catalog's repository")
    .option("--scheduled", "this is one run of a schedule: the dashboard says when runs did not come", false)
    .action(async ({ repo, scheduled }: { repo: string; scheduled: boolean }) => {
      const { runReconcile } = await import("../reconcile.ts");
      finish(await runReconcile(repo, process.env, { write, warn }, undefined, scheduled));
    });
};
