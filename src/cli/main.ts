#!/usr/bin/env node
// `steward`: one entry for every command; arguments in, exit code out (0 clean, 1 findings, 2 could not check, 64 usage).

import { writeSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { takeHandedOver } from "../platform/handed-over.ts";
import { version } from "../platform/version.ts";
import { addBuild } from "./commands/build.ts";
import { addCheck } from "./commands/check.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDeadLetters } from "./commands/dead-letters.ts";
import { addDoctor } from "./commands/doctor.ts";
import { layOutHelp } from "./commands/help.ts";
import { addInit } from "./commands/init.ts";
import { addNew } from "./commands/new.ts";
import { addPolicy } from "./commands/policy.ts";
import { addPreview } from "./commands/preview.ts";
import { addReconcile } from "./commands/reconcile.ts";
import { addDemo, addSandbox } from "./commands/sandbox.ts";
import { addSchema } from "./commands/schema.ts";
import { addStart } from "./commands/start.ts";
import { addTakedown } from "./commands/takedown.ts";
import { openTerminal, type CommandTerminal } from "./commands/terminal.ts";
import { outliveReaders, wordsFor } from "./ending.ts";
import { EXIT } from "./outcome.ts";

/** In the order that the help lists them. What does a command's work is loaded when it is run, not before. */
const COMMANDS = [
  addCheck,
  addNew,
  addInit,
  addSchema,
  addPolicy,
  addTakedown,
  addBuild,
  addPreview,
  addStart,
  addReconcile,
  addDoctor,
  addDeadLetters,
  addSandbox,
  addDemo,
  addCompletion,
] as const;

function program(terminal: CommandTerminal): Command {
  const steward = new Command("steward")
    .description("Reviews, publishes and looks after a community marketplace kept in one git repository.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(add --help for what there is)");
  layOutHelp(steward);
  for (const add of COMMANDS) add(steward, terminal);
  return steward;
}

async function main(): Promise<number> {
  let code: number = EXIT.clean;
  const terminal = openTerminal((result) => {
    code = result;
  });
  try {
    await program(terminal).parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      terminal.warn(wordsFor(error));
      return EXIT.inconclusive;
    }
    // Help and version are what was asked for; everything else is a word we do not know.
    return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  }
  return code;
}

takeHandedOver(process.env);
outliveReaders([process.stdout, process.stderr], (words) => {
  try {
    writeSync(process.stderr.fd, `${words}\n`);
  } catch {
    // The same disk; the exit code says it.
  }
  process.exit(EXIT.inconclusive);
});
process.exitCode = await main();
