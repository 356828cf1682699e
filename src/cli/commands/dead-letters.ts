// The words and options of `steward dead-letters`.

import type { AddCommand } from "./terminal.ts";

export const addDeadLetters: AddCommand = (steward, { finish, write, warn }) => {
  steward
    .command("dead-letters")
    .description("list the work that was given up on, or try it again")
    .argument("[KEYS...]", "only these")
    .option("--replay", "try it again", false)
    .action(async (keys: string[], { replay }: { replay: boolean }) => {
      const { runDeadLetters } = await import("../dead-letters.ts");
      finish(await runDeadLetters({ keys, replay }, process.env, write, warn));
    });
};
