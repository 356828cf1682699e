// The code that GitHub sends back → the App's keys: asked for once, and believed only where they can be an App's.

import { createPrivateKey } from "node:crypto";
import { z } from "zod";

const EXCHANGE_MS_MAX = 15_000;

const conversionSchema = z.object({
  id: z.int().positive(),
  pem: z.string().max(20_000),
  webhook_secret: z
    .string()
    .min(32)
    .max(200)
    .regex(/^[\x21-\x7e]+$/)
    // An App without a hook has none.
    .nullable(),
  html_url: z.string().max(500).optional(),
});

/** undefined: GitHub refused, or what it said cannot be an App's keys. */
export async function exchange(
  apiUrl: string,
  code: string,
): Promise<z.infer<typeof conversionSchema> | undefined> {
  try {
    const answer = await fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
      method: "POST",
      headers: { accept: "application/vnd.github+json" },
      redirect: "error",
      signal: AbortSignal.timeout(EXCHANGE_MS_MAX),
    });
    if (answer.status !== 201) return undefined;
    const made = conversionSchema.parse(await answer.json());
    createPrivateKey(made.pem);
    return made;
  } catch {
    return undefined;
  }
}
