// What every command is given of the process it runs in: where its words go, and how it says its exit code.

import type { Command } from "commander";

export interface CommandTerminal {
  /** Takes the exit code of the command that was run. */
  finish(code: number): void;
  /** Text as it stands. */
  write(text: string): void;
  /** One line. */
  say(line: string): void;
  /** One line for people, apart from what is piped on. */
  warn(line: string): void;
  isColored(): boolean;
}

/** Adds one command to the program. */
export type AddCommand = (steward: Command, terminal: CommandTerminal) => void;

export function openTerminal(finish: (code: number) => void): CommandTerminal {
  return {
    finish,
    write: (text) => void process.stdout.write(text),
    say: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
    isColored: () => process.stdout.isTTY && process.env["NO_COLOR"] === undefined,
  };
}
