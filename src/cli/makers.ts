// Shares a large catalog's listings between this process and others, which make them and write their pages.

import { openFiles, type Output } from "../adapters/output/files.ts";
import { readBrowserSources } from "../adapters/storefront-files.ts";
import { forkChild } from "../platform/child.ts";
import { entryPath, entryText } from "../core/catalog/rows.ts";
import type { Entry } from "../core/catalog/entry.ts";
import { canonicalRow } from "../core/catalog/json.ts";
import { siteOf } from "../core/catalog/site.ts";
import { frameOf, ownFiles } from "../core/storefront/own.ts";
import {
  makeListings,
  type Made,
  type Make,
  type MakeInput,
  type ToMake,
} from "../jobs/folder/build-listing.ts";

export interface MakerTask {
  readonly catalog: string;
  readonly out: string;
  readonly repositoryUrl: string | undefined;
  /** ISO date, UTC. */
  readonly today: string;
  readonly sourceAtMs: number;
  /** Path of the drawn logo on the site. */
  readonly logo: string | undefined;
  /** Path of the picture that stands in for one. */
  readonly share: string | undefined;
}

export type ToMaker =
  | { readonly task: MakerTask }
  | { readonly number: number; readonly all: readonly ToMake[] };

export type FromMaker =
  | { readonly number: number; readonly made: readonly Made[] }
  | { readonly number: number; readonly trouble: string };

export interface Makers {
  /** `here`: what this process itself makes its share with. Throws when a process breaks or ends: what it was given is not made then. */
  make(task: MakerTask, here: Make, all: readonly ToMake[]): Promise<readonly Made[]>;
  close(): void;
}

const BATCH_LISTINGS = 64;
/** One in work and one at hand, so that a process never waits for the post. */
const BATCHES_AT_ONCE = 2;

/** Starts them: loading what they run takes as long as reading the folder's history. */
export function openMakers(count: number): Makers {
  const processes = Array.from({ length: count }, openProcess);
  return {
    async make(task, here, all) {
      const batches = Array.from({ length: Math.ceil(all.length / BATCH_LISTINGS) }, (_, at) =>
        all.slice(at * BATCH_LISTINGS, (at + 1) * BATCH_LISTINGS),
      );
      const made: (readonly Made[])[] = Array.from({ length: batches.length });
      let next = 0;
      const lane = async (make: MakerProcess["make"]): Promise<void> => {
        for (let at = next++; at < batches.length; at = next++) made[at] = await make(at, batches[at] ?? []);
      };
      for (const maker of processes) maker.begin(task);
      await Promise.all([
        ...processes.flatMap(({ make }) => Array.from({ length: BATCHES_AT_ONCE }, () => lane(make))),
        lane(async (_number, batch) => {
          // What the others say is heard in between.
          await new Promise((resolve) => setImmediate(resolve));
          return here(batch);
        }),
      ]);
      return made.flat();
    },
    close() {
      for (const maker of processes) maker.close();
    },
  };
}

/** Makes listings, and writes at once what needs nothing but its own entry. */
export function writingMaker(
  task: Pick<MakerTask, "out" | "repositoryUrl" | "logo" | "share">,
  input: MakeInput,
): Make {
  const site = siteOf(input.check.policy, task.repositoryUrl, undefined, task.logo, task.share);
  const frame = frameOf(site, readBrowserSources());
  const write = openFiles(task.out);
  return async (all) =>
    (await makeListings(input, all)).map((made) => {
      const files: Output[] = made.pictures.map(({ path, bytes }) => ({ path, content: bytes }));
      const row = made.entry === undefined ? undefined : canonicalRow(made.entry);
      if (made.entry !== undefined && row !== undefined) {
        files.push({ path: entryPath(made.entry.id), content: entryText(row) });
        for (const { path, text } of ownFiles(made.entry, frame)) files.push({ path, content: text });
      }
      write(files);
      const written = files.map(({ path }) => path);
      if (made.entry === undefined || row === undefined) return { ...made, pictures: [], written };
      return { ...made, entry: lightened(made.entry), pictures: [], written, row };
    });
}

/** What lists and indexes ask of an entry. The whole of it stands in its row: in large catalogs it would be held twice over. */
function lightened({ description: _description, ...entry }: Entry): Entry {
  const dated = entry.checks.filter(
    (check) => check.waivedUntil !== undefined || check.graceUntil !== undefined,
  );
  return { ...entry, checks: dated, source: { ...entry.source, blobs: {} } };
}

interface MakerProcess {
  begin(task: MakerTask): void;
  make(number: number, all: readonly ToMake[]): Promise<readonly Made[]>;
  close(): void;
}

function openProcess(): MakerProcess {
  const child = forkChild({
    beside: import.meta.url,
    file: "./maker",
    args: [],
    env: { NODE_ENV: "production" },
    execArgv: [],
  });
  const waiting = new Map<number, { done(made: readonly Made[]): void; failed(error: Error): void }>();
  let trouble: Error | undefined;
  const gone = (because: string): void => {
    trouble ??= new Error(because);
    for (const one of waiting.values()) one.failed(trouble);
    waiting.clear();
  };
  child.on("message", (message: FromMaker) => {
    const one = waiting.get(message.number);
    waiting.delete(message.number);
    if ("made" in message) one?.done(message.made);
    else one?.failed(new Error(message.trouble));
  });
  child.on("error", (error) => gone(error.message));
  child.on("exit", () => gone("a process of the build has ended"));
  const send = (message: ToMaker): void => {
    child.send(message, (error) => {
      if (error) gone(error.message);
    });
  };
  return {
    begin: (task) => send({ task }),
    make: (number, all) =>
      new Promise((done, failed) => {
        if (trouble !== undefined) {
          failed(trouble);
          return;
        }
        waiting.set(number, { done, failed });
        send({ number, all });
      }),
    close() {
      if (child.connected) child.disconnect();
    },
  };
}
