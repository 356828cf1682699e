// An environment that came by a pipe: what stands in a process's first environment, every process of the same user can read.

import { closeSync, readFileSync } from "node:fs";

const NAME = "STEWARD_ENVIRONMENT_FD";

/** Takes what `scripts/start.sh` handed over into the environment, once; the pipe is closed. Throws where it is no such thing. */
export function takeHandedOver(environment: NodeJS.ProcessEnv): void {
  const fd = environment[NAME];
  if (fd === undefined) return;
  delete environment[NAME];
  if (!/^[3-9]$/.test(fd)) throw new Error(`${NAME}: not the number of a pipe`);
  const text = Buffer.from(readFileSync(Number(fd), "ascii"), "base64").toString("utf8");
  closeSync(Number(fd));
  for (const entry of text.split("\0")) {
    const at = entry.indexOf("=");
    if (at > 0) environment[entry.slice(0, at)] = entry.slice(at + 1);
  }
}
