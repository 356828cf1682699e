// Looking into pictures and drawing them anew, away from our secrets.

import type { EncodedImage, Fact, ImageContent } from "../core/facts.ts";

/** Decodes untrusted image bytes away from our secrets. Never throws. */
export interface Images {
  inspect(bytes: Uint8Array): Promise<Fact<ImageContent>>;
}

/** Draws images anew for publishing. Never throws; absent: nothing that may be shown. */
export interface ImageEncoder {
  encode(bytes: Uint8Array, as: "card" | "screenshot" | "logo"): Promise<Fact<EncodedImage>>;
}
