// How this process was started, as a person types it again: what we tell people to run next has to run.

import { basename, relative } from "node:path";
import { shellWord } from "./shell.ts";

export interface Started {
  /** The script that node runs. */
  readonly script: string | undefined;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** "npm run -s steward --", "steward" where a shell finds it, else node with the script's path. */
export function startedAs({ script, folder, environment }: Started): string {
  // npm runs a script in the package's own folder, so that paths are told from there, too.
  if (environment["npm_lifecycle_event"] === "steward") return "npm run -s steward --";
  if (script === undefined || basename(script) === "steward") return "steward";
  const near = relative(folder, script);
  const path = near.startsWith("..") ? script : near;
  // The sources run through a loader that a person has not typed.
  return path.endsWith(".ts") ? "npm run -s steward --" : `node ${shellWord(path)}`;
}

/** `npm start` in a checkout, `steward start` elsewhere. */
export function startCommand(steward: string): string {
  return steward.startsWith("npm ") ? "npm start" : `${steward} start`;
}

export function startedHere(): string {
  return startedAs({ script: process.argv[1], folder: process.cwd(), environment: process.env });
}
