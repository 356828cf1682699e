// The words of `steward completion`.

import { Argument } from "commander";
import { EXIT } from "../outcome.ts";
import type { AddCommand } from "./terminal.ts";

export const addCompletion: AddCommand = (steward, { finish, write }) => {
  steward
    .command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<SHELL>", "which shell").choices(["bash", "zsh", "fish"]))
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { completionScript } = await import("../completion.ts");
      write(completionScript(steward, shell));
      finish(EXIT.clean);
    });
};
