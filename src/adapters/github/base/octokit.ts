// The one way to GitHub's REST and GraphQL API: typed methods by name, the version of the API stated, nothing printed.

import { Octokit } from "@octokit/rest";

/** Of GitHub's REST API; asked for with every request: https://docs.github.com/rest/about-the-rest-api/api-versions */
export const API_VERSION = "2022-11-28";

export interface OctokitOptions {
  /** "https://api.github.com", or an Enterprise host's. */
  readonly apiUrl: string;
  readonly userAgent: string;
  /** A person's token; undefined: whoever makes the client authorises each request, or asks anonymously. */
  readonly token?: string | undefined;
  /** How long a request may take. */
  readonly timeoutMs: number;
}

export function createOctokit({ apiUrl, userAgent, token, timeoutMs }: OctokitOptions): Octokit {
  const octokit = new Octokit({
    baseUrl: apiUrl,
    userAgent,
    ...(token === undefined || token === "" ? {} : { auth: token }),
    log: SILENT,
  });
  // Hooks change `call` in place: the library hands each of them the object of the first, not what the one outside passes on.
  octokit.hook.wrap("request", async (send, call) => {
    const { signal } = call.request;
    call.headers["x-github-api-version"] = API_VERSION;
    call.request.signal = signal ?? AbortSignal.timeout(timeoutMs);
    try {
      return await send(call);
    } finally {
      // Whoever sends it once more has all of its time again.
      if (signal === undefined) delete call.request.signal;
    }
  });
  return octokit;
}

const nothing = (): void => undefined;
/** The library prints each request that fails; ours are told apart, and said where they belong. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
