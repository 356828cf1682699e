// Authentication codes with RECORD_KEY: what bears one was written by this App, and not changed since.

import type { Seal } from "../core/seal.ts";
import { createHmac, timingSafeEqual } from "node:crypto";

/** The first key makes codes; while keys rotate, those made with the second one fit too. */
export function createSeal(keys: readonly string[]): Seal {
  const codeOf = (key: string, text: string): string => createHmac("sha256", key).update(text).digest("hex");
  const fits = (key: string, text: string, code: string): boolean => {
    const [ours, theirs] = [Buffer.from(codeOf(key, text)), Buffer.from(code)];
    return ours.length === theirs.length && timingSafeEqual(ours, theirs);
  };
  return {
    sign(text) {
      const [key] = keys;
      if (key === undefined) throw new Error("there is no RECORD_KEY");
      return codeOf(key, text);
    },
    verify: (text, code) => keys.some((key) => fits(key, text, code)),
    isAged: (text, code) =>
      !fits(keys[0] ?? "", text, code) && keys.slice(1).some((key) => fits(key, text, code)),
  };
}
