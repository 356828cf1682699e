// Tokens of the App and of its installations: narrowed to what is asked for, and never used when GitHub counts them as old.

import { createAppAuth } from "@octokit/auth-app";
import { request as bareRequest } from "@octokit/request";
import { API_VERSION } from "./octokit.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Permissions } from "../../../work/permissions.ts";

const FRESH_TOKEN_MS = 5_000;
/** GitHub's end after an hour. */
const TOKEN_MS_MAX = 59 * 60_000;
const TOKENS_KNOWN_MAX = 1_000;

export interface Authorisation {
  /** The value of the `authorization` header. */
  readonly header: string;
  /** Young enough that a replica of GitHub's may not know it yet. */
  readonly isFresh: boolean;
}

/** `refresh`: a token that is kept is not to be used again. */
export type Authorise = (refresh: boolean) => Promise<Authorisation>;

export interface Tokens {
  readonly app: Authorise;
  installation(
    installationId: number,
    repositoryId: number | undefined,
    permissions: Permissions | undefined,
  ): Authorise;
}

export function createTokens(options: {
  readonly appId: number;
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly clock: Clock;
}): Tokens {
  const { appId, privateKey, apiUrl, userAgent, clock } = options;
  // Without this the token is minted at api.github.com, wherever the API lives (octokit-auth-app takes its own request).
  const request = bareRequest.defaults({
    baseUrl: apiUrl,
    headers: { "user-agent": userAgent, "x-github-api-version": API_VERSION },
  });
  const auth = createAppAuth({ appId, privateKey, request });
  /** When each token was first had. By our own clock throughout, so that one that is wrong makes no token look old. */
  const firstMs = new Map<string, number>();
  const ageMs = (token: string): number => {
    const nowMs = clock.nowMs();
    const first = firstMs.get(token) ?? nowMs;
    if (firstMs.size >= TOKENS_KNOWN_MAX) firstMs.clear();
    firstMs.set(token, first);
    return nowMs - first;
  };
  return {
    async app() {
      const { token } = await auth({ type: "app" });
      return { header: `bearer ${token}`, isFresh: false };
    },
    installation: (installationId, repositoryId, permissions) => async (refresh) => {
      const mint = (anew: boolean) =>
        auth({
          type: "installation",
          installationId,
          refresh: anew,
          ...(repositoryId === undefined ? {} : { repositoryIds: [repositoryId] }),
          ...(permissions === undefined ? {} : { permissions }),
        });
      const kept = (await mint(refresh)).token;
      // The library judges by the machine's clock alone.
      const token = ageMs(kept) < TOKEN_MS_MAX ? kept : (await mint(true)).token;
      // Asked here for each, so that a token counts as had from now on, whenever it is asked for next.
      return { header: `token ${token}`, isFresh: ageMs(token) < FRESH_TOKEN_MS };
    },
  };
}
