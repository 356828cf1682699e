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
  /** How wide the terminal is; undefined: what is written goes elsewhere. */
  columns(): number | undefined;
}

/** Adds one command to the program. */
export type AddCommand = (steward: Command, terminal: CommandTerminal) => void;

export function openTerminal(finish: (code: number) => void): CommandTerminal {
  return {
    finish,
    write: (text) => void process.stdout.write(text),
    say: (line) => void process.stdout.write(`${line}\n`),
    warn: (line) => void process.stderr.write(`${line}\n`),
    isColored: () => wantsColor(process.env, process.stdout.isTTY),
    columns: () => (process.stdout.isTTY ? process.stdout.columns : undefined),
  };
}

/** As no-color.org and force-color.org have it: a variable that is empty says nothing. */
export function wantsColor(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const told = (name: string): string => environment[name] ?? "";
  if (told("NO_COLOR") !== "") return false;
  const force = told("FORCE_COLOR");
  if (force !== "") return force !== "0" && force !== "false";
  return isTerminal && told("TERM") !== "dumb";
}
