// Gives memory back at moments that we know better than V8 does: it waits until memory is short, and shares it with nobody.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Some tens of milliseconds in which nothing else happens. */
export function giveBackMemory(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    const gc: unknown = runInNewContext("gc");
    collect = typeof gc === "function" ? () => void gc() : () => undefined;
  }
  collect();
}
