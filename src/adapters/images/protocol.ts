// What the parent and its decoder child say to each other. Adding a kind of work means adding an `op` here.

import type { EncodedImage, ImageContent } from "../../core/facts.ts";

export type EncodeAs = "card" | "screenshot" | "logo";

/** Larger images are refused before they are decoded. */
export const PIXELS_MAX = 25_000_000;

export type DecoderJob =
  | { readonly op: "inspect"; readonly bytes: Uint8Array }
  /** Draw it anew; undefined comes back for what is no image that may be shown. */
  | { readonly op: "encode"; readonly bytes: Uint8Array; readonly as: EncodeAs };

/** What each kind of work answers. */
export interface Answers {
  readonly inspect: ImageContent;
  readonly encode: EncodedImage | undefined;
}

/** `id` is the parent's and comes back with the answer. */
export type Ask = DecoderJob & { readonly id: number };

export type FromChild =
  /** The libraries are loaded; the parent's clock for the first image starts now. */
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly content: Answers[keyof Answers] }
  /** An error that says nothing about the image. The child is still well. */
  | { readonly kind: "failed"; readonly id: number }
  /** One image made it grow beyond its share; it ends itself. */
  | { readonly kind: "too-much-memory" };
