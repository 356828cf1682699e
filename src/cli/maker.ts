// Makes a share of a large catalog's listings and writes their pages, in a process of its own: a build uses every core.

import { createHash } from "node:crypto";
import { blobName } from "../adapters/github/publish/tree-writes.ts";
import { openWorktree } from "../adapters/worktree/worktree.ts";
import type { Make } from "../jobs/folder/build-listing.ts";
import { readPolicy } from "./folder-policy.ts";
import { openLocalWorld } from "./local-world.ts";
import { writingMaker, type FromMaker, type MakerTask, type ToMaker } from "./makers.ts";

async function openMaker(task: MakerTask): Promise<Make> {
  const folder = openWorktree(task.catalog);
  const { policy } = await readPolicy(folder);
  const { world, encoder } = openLocalWorld({ childrenMax: 1 });
  return writingMaker(task, {
    // A listing that is in the catalog is not held against others.
    check: { world, policy, lookAlikes: () => [], today: task.today },
    folder,
    encoder,
    digestBytes: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    blobName,
    sourceAtMs: task.sourceAtMs,
    lenient: false,
  });
}

let maker: Promise<Make> | undefined;

process.on("message", (message: ToMaker) => {
  if ("task" in message) maker = openMaker(message.task);
  else void answer(message.number, message.all);
});

// Whoever asked is gone: nobody waits for the rest.
process.on("disconnect", () => process.exit());

async function answer(number: number, all: Parameters<Make>[0]): Promise<void> {
  try {
    const made = await (await maker)?.(all);
    process.send?.({ number, made: made ?? [] } satisfies FromMaker);
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    process.send?.({ number, trouble } satisfies FromMaker);
  }
}
