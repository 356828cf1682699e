// The child process that touches untrusted image bytes: it has no secrets, and its parent may kill it at any time.

import { readFileSync } from "node:fs";
import { encode } from "./encode.ts";
import { inspect } from "./inspect.ts";
import { type Ask, type FromChild } from "./protocol.ts";

const MEMORY_LOOK_MS = 40;
const memoryBytesMax = Number(process.argv[2]);

// Decoding runs on pool threads, so this timer goes on while an image swells.
setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytesMax) giveUp();
}, MEMORY_LOOK_MS).unref();

// One image at a time: the parent counts on answers in the order of its asks.
let before: Promise<void> = Promise.resolve();
process.on("message", (ask: Ask) => {
  before = before.then(() => work(ask));
});
process.on("disconnect", end);
tell({ kind: "ready" });

async function work(ask: Ask): Promise<void> {
  try {
    const content = ask.op === "inspect" ? await inspect(ask.bytes) : await encode(ask.bytes, ask.as);
    // A swelling that came and went between two looks counts all the same.
    if (peakBytes() > memoryBytesMax) giveUp();
    tell({ kind: "done", id: ask.id, content });
  } catch {
    tell({ kind: "failed", id: ask.id });
  }
}

function giveUp(): void {
  tell({ kind: "too-much-memory" });
  end();
}

/** The most this process ever held; where the system does not say, what it holds now. */
function peakBytes(): number {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return peak === undefined ? process.memoryUsage.rss() : Number(peak) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}

function tell(message: FromChild): void {
  process.send?.(message);
}

/** `process.exit` would wait for libvips, which is the very thing that may never end. */
function end(): void {
  process.kill(process.pid, "SIGKILL");
}
