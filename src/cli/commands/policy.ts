// The words and options of `steward policy check`.

import type { AddCommand } from "./terminal.ts";

export const addPolicy: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("policy")
    .description("look at a policy")
    .command("check")
    .description("say whether a policy is valid, which keys are in force, and which listings it would change")
    .argument("[FILE]", "a policy file (default: the catalog folder's .github/steward.yml)")
    .option("--catalog <DIR>", "the catalog folder (default: the file's own, or this one)")
    .action(async (file: string | undefined, { catalog }: { catalog?: string }) => {
      const { runPolicyCheck } = await import("../policy-check.ts");
      finish(await runPolicyCheck({ file, catalog, nowMs: Date.now() }, write, warn));
    });
};
