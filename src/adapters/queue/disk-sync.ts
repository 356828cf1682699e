// PGlite's file system with fsync that reaches the disk: without it a power cut could take back what was acknowledged.

import { closeSync, fsyncSync, openSync } from "node:fs";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { PGlite } from "@electric-sql/pglite";

/** The parts of Emscripten's file system that this hook needs; they are not public, hence the pinned version. */
interface Stream {
  readonly nfd?: number;
  readonly node: unknown;
}
interface NodeFileSystem {
  readonly stream_ops?: { fsync?: (stream: Stream) => number };
  realPath?(node: unknown): string;
}

/** PGlite's start parameters, with fsync on instead of off (`-F`). */
export const SYNCED_START: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  "-c",
  "fsync=on",
  "-c",
  "wal_sync_method=fsync",
];

export class SyncedFS extends NodeFS {
  #installed = false;
  #syncs = 0;

  /** How often something was brought to disk; a commit that raises nothing is not safe. */
  get syncs(): number {
    return this.#syncs;
  }

  override async init(...[pg, options]: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const initialised = await super.init(pg, options);
    const { emscriptenOpts } = initialised;
    const install = (module: unknown): void => {
      const { NODEFS: files } = module as { NODEFS?: NodeFileSystem };
      const operations = files?.stream_ops;
      if (files?.realPath === undefined || operations === undefined)
        throw new Error("PGlite has changed: its file system cannot be made to sync; refusing to go on.");
      operations.fsync = (stream) => {
        if (stream.nfd !== undefined) fsyncSync(stream.nfd);
        else syncFolder(files.realPath?.(stream.node) ?? "");
        this.#syncs += 1;
        return 0;
      };
      this.#installed = true;
    };
    const before = emscriptenOpts.preRun ?? [];
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(typeof before === "function" ? [before] : before), install],
      },
    };
  }

  /** Throws when the hook did not get in: silence would mean data at risk. */
  assertSyncs(): void {
    if (!this.#installed)
      throw new Error("PGlite has changed: its file system does not sync; refusing to go on.");
  }
}

function syncFolder(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
