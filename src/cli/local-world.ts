// The outside world of commands that ask nothing of the network: pictures are looked into, every other question is not asked.

import { createImages, type ImagesOptions } from "../adapters/images/images.ts";
import { unavailable } from "../core/facts.ts";
import type { OutsideWorld } from "../jobs/facts/gather.ts";
import type { ImageEncoder } from "../ports/images.ts";

export interface LocalWorld {
  readonly world: OutsideWorld;
  /** Its children look into pictures as well. */
  readonly encoder: ImageEncoder;
  close(): Promise<void>;
}

export function openLocalWorld(options: ImagesOptions = {}): LocalWorld {
  const images = createImages(options);
  const notAsked = () => Promise.resolve(unavailable("our-limit"));
  return {
    world: {
      images,
      web: { get: notAsked, forListing: () => ({ get: notAsked }) },
      hosts: {
        parse: () => undefined,
        repository: notAsked,
        place: notAsked,
        page: notAsked,
        tie: () => Promise.resolve(undefined),
        byLogin: () => Promise.resolve(new Map()),
      },
      readPage: () => {
        throw new Error("no page was asked for");
      },
    },
    encoder: images,
    close: () => images.close(),
  };
}
