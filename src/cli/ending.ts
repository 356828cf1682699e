// How a command ends that could not do its work: a sentence for what the machine refused, the whole trace for a mistake of ours.

import type { Writable } from "node:stream";
import { JobError } from "../core/job-error.ts";

const MISTAKE = "This is a mistake of ours, not yours. Please report it with these lines:";
const NOT_STARTED = /^spawn (\S+) ENOENT$/;
/** As libuv puts it: "EACCES: permission denied, mkdir '/srv/site'". */
const REFUSED = /^(E[A-Z0-9]+): ([^,]+), (\w+)(?: '([^]*)')?/;

export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return `${MISTAKE}\n${String(error)}`;
  if (error instanceof JobError)
    return error.kind === "retry"
      ? `GitHub could not be asked (${error.message}). Try again later.`
      : `GitHub does not let the App do this, or there is no such thing any more (${error.message}). \`steward doctor\` says what is missing.`;
  const [, program] = NOT_STARTED.exec(error.message) ?? [];
  if (program !== undefined)
    return `${program} cannot be started: it is not installed, or not in the PATH. Install it, then try again.`;
  const [, code = "", because = "", what = "", path] = REFUSED.exec(error.message) ?? [];
  if (code !== "")
    return `This machine refused: ${because}${path === undefined ? "" : `: ${JSON.stringify(path)}`} (${what}, ${code}).`;
  return `${MISTAKE}\n${error.stack ?? error.message}`;
}

/**
 * Whoever reads may stop before the end (`| head -1`): the work and its exit code stay the same. What cannot be written
 * otherwise (a full disk) ends the process: whoever reads the rest would take it for the whole.
 */
export function outliveReaders(streams: readonly Writable[], end: (words: string) => void): void {
  for (const stream of streams)
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") end(`The output could not be written. ${wordsFor(error)}`);
    });
}
