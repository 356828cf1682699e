// What the parent and its decoder child say to each other. Adding a kind of work means adding an `op` here.

import { type ImageContent } from "../../core/facts.ts";

/** Larger images are refused before they are decoded. */
export const PIXELS_MAX = 25_000_000;

/** `id` is the parent's and comes back with the answer. */
export interface Ask {
  readonly id: number;
  readonly op: "inspect";
  readonly bytes: Uint8Array;
}

export type FromChild =
  /** The libraries are loaded; the parent's clock for the first image starts now. */
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly content: ImageContent }
  /** An error that says nothing about the image. The child is still well. */
  | { readonly kind: "failed"; readonly id: number }
  /** One image made it grow beyond its share; it ends itself. */
  | { readonly kind: "too-much-memory" };
