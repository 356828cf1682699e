// Looks into images that somebody else made, in at most two killable child processes at once, so that none can harm us.

import { absent, type Fact, known, unavailable } from "../../core/facts.ts";
import type { ImageEncoder, Images } from "../../ports/images.ts";
import { DECODER, type DecoderChild, type DecoderProgram, type Job, startChild } from "./child.ts";
import type { Answers, DecoderJob } from "./protocol.ts";

export interface ImagesOptions {
  readonly childrenMax?: number;
  /** From an image's turn in its child to its answer; then the child is killed. */
  readonly imageMs?: number;
  readonly memoryBytesMax?: number;
  /** A child is replaced after so many, lest small leaks add up. */
  readonly imagesPerChild?: number;
  /** Tests give one that is slow, swells or ends. */
  readonly program?: DecoderProgram;
}

const CHILDREN_MAX = 2;
const IMAGE_MS = 5_000;
const MEMORY_BYTES_MAX = 512 * 1024 * 1024;
const IMAGES_PER_CHILD = 1_000;
/** One in work and one at hand, so that a child never waits for the post. */
const LOAD_MAX = 2;

export interface DecodingImages extends Images, ImageEncoder {
  /** Ends the children; what is still asked is answered as unavailable. */
  close(): Promise<void>;
}

export function createImages(options: ImagesOptions = {}): DecodingImages {
  const childrenMax = options.childrenMax ?? CHILDREN_MAX;
  const imagesPerChild = options.imagesPerChild ?? IMAGES_PER_CHILD;
  const limits = {
    imageMs: options.imageMs ?? IMAGE_MS,
    memoryBytesMax: options.memoryBytesMax ?? MEMORY_BYTES_MAX,
    program: options.program ?? DECODER,
  };
  const children = new Set<DecoderChild>();
  const queue: Job[] = [];
  let closed = false;

  function begin(): DecoderChild {
    const child = startChild(
      limits,
      () => {
        if (child.load() === 0 && child.worked() >= imagesPerChild) child.kill();
        else hand();
      },
      (waiting) => {
        children.delete(child);
        queue.unshift(...waiting);
        // Later: the job that brought the child down gets its answer first.
        queueMicrotask(hand);
      },
    );
    children.add(child);
    return child;
  }

  function place(): DecoderChild | undefined {
    const open = [...children].filter((child) => child.worked() + child.load() < imagesPerChild);
    const idle = open.find((child) => child.load() === 0);
    if (idle) return idle;
    if (children.size < childrenMax) return begin();
    return open.sort((one, two) => one.load() - two.load()).find((child) => child.load() < LOAD_MAX);
  }

  function hand(): void {
    while (queue.length > 0) {
      const child = closed ? undefined : place();
      if (child === undefined && !closed) return;
      const job = queue.shift();
      if (job && child) child.give(job);
      else job?.finish(unavailable("crashed"));
    }
  }

  function ask<W extends DecoderJob>(work: W): Promise<Fact<Answers[W["op"]]>> {
    return new Promise((finish) => {
      queue.push({ work, finish: (fact) => finish(fact as Fact<Answers[W["op"]]>) });
      hand();
    });
  }

  return {
    inspect: (bytes) => ask({ op: "inspect", bytes }),
    async encode(bytes, as) {
      const fact = await ask({ op: "encode", bytes, as });
      if (fact.state !== "known") return fact;
      return fact.value === undefined ? absent("client-error") : known(fact.value);
    },
    async close() {
      closed = true;
      for (const child of children) child.kill();
      hand();
      await Promise.resolve();
    },
  };
}
