// GitHub as the App whose credentials the command line was given.

import { createGitHub, type GitHub } from "../adapters/github/base/client.ts";
import type { Config } from "../platform/config.ts";
import { userAgent } from "../platform/version.ts";
import type { Clock } from "../ports/clock.ts";

const NOW: Clock = { nowMs: () => Date.now() };

export function githubAsApp(
  {
    appId,
    privateKey,
    apiUrl,
    publicUrl,
  }: Pick<Config, "appId" | "privateKey" | "apiUrl"> & { readonly publicUrl?: string | undefined },
  clock: Clock = NOW,
): GitHub {
  return createGitHub({ appId, privateKey, apiUrl, userAgent: userAgent(publicUrl), clock });
}
