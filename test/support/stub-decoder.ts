// A decoder that does what its image says, in one word: how ours are stopped is tried with it, and with no image at all.

import type { Ask, FromChild } from "../../src/adapters/images/protocol.ts";

const tell = (message: FromChild): void => void process.send?.(message);

let asleep = false;

process.on("message", ({ id, bytes }: Ask) => {
  const word = Buffer.from(bytes).toString();
  // One image at a time, as ours: what waits behind a sleeper waits.
  asleep ||= word === "sleep";
  if (asleep) return;
  // A loop hears nothing any more, as native code that never comes back.
  if (word === "loop") for (;;);
  if (word === "exit") process.exit(3);
  if (word === "fail") tell({ kind: "failed", id });
  else if (word === "swell") tell({ kind: "too-much-memory" });
  else if (word === "lie") tell({ kind: "done", id: id + 1, content: undefined });
  else
    tell({
      kind: "done",
      id,
      content: { kind: "image", format: "png", widthPx: bytes.length, heightPx: 1 },
    });
});
process.on("disconnect", () => process.exit(0));
tell({ kind: "ready" });
