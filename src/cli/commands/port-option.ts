// The option `--port`, for each command that listens.

import { InvalidArgumentError, Option } from "commander";

export function portOption(what: string): Option {
  return new Option("--port <PORT>", what).argParser(portOf).default(0, "a free one");
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError("A port is a number from 0 to 65535; 0 takes any that is free.");
  return Number(text);
}
