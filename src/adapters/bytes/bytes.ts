// Bytes that were judged once, kept in a folder (or in memory) until there are too many: losing them costs a second look.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import type { Bytes } from "../../ports/publish.ts";

export interface BytesOptions {
  /** undefined: in memory. */
  readonly folder: string | undefined;
  readonly bytesMax: number;
}

/** Of a name that strangers' addresses are part of nothing reaches the file system but its digest. */
function fileOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

export function createBytes({ folder, bytesMax }: BytesOptions): Bytes {
  return folder === undefined ? inMemory(bytesMax) : inFolder(folder, bytesMax);
}

function inMemory(bytesMax: number): Bytes {
  const kept = new LRUCache<string, Uint8Array>({
    maxSize: bytesMax,
    sizeCalculation: ({ byteLength }) => Math.max(1, byteLength),
  });
  return {
    get: (name) => Promise.resolve(kept.get(fileOf(name))),
    put(name, bytes) {
      kept.set(fileOf(name), bytes);
      return Promise.resolve();
    },
  };
}

function inFolder(folder: string, bytesMax: number): Bytes {
  let made: Promise<unknown> | undefined;
  let sinceSwept = Number.POSITIVE_INFINITY;
  let count = 0;
  const sweep = async (): Promise<void> => {
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined);
        return { name, size: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= bytesMax) break;
      await rm(join(folder, name), { force: true });
      total -= size;
    }
  };
  return {
    async get(name) {
      const path = join(folder, fileOf(name));
      try {
        const whole = await readFile(path);
        // A file that a crash or a full disk cut short is no file.
        const [digest, bytes] = [whole.subarray(0, 32), whole.subarray(32)];
        if (!createHash("sha256").update(bytes).digest().equals(digest)) return undefined;
        const now = new Date();
        await utimes(path, now, now).catch(() => undefined);
        return new Uint8Array(bytes);
      } catch {
        return undefined;
      }
    },
    async put(name, bytes) {
      try {
        made ??= mkdir(folder, { recursive: true, mode: 0o700 });
        await made;
        const path = join(folder, fileOf(name));
        const part = `${path}.${process.pid}.${(count += 1)}`;
        await writeFile(part, [createHash("sha256").update(bytes).digest(), bytes], { mode: 0o600 });
        await rename(part, path);
        sinceSwept += bytes.byteLength;
        if (sinceSwept > bytesMax / 8) {
          sinceSwept = 0;
          await sweep();
        }
      } catch {
        // What could not be kept is asked for again; a review must not fail for it.
      }
    },
  };
}
