// GitHub over HTTP as this App: tokens narrowed to one repository, errors as JobError, nothing retried blindly.

import type { Octokit } from "@octokit/rest";
import { JobError } from "../../../core/job-error.ts";
import { claimOwn } from "./claim-own.ts";
import { limitTrouble, saysLimit, statedWaitMs, statesLimit, type Headers } from "./limits.ts";
import { API_VERSION, createOctokit } from "./octokit.ts";
import { createTokens, type Authorise } from "./tokens.ts";
import type { Permissions } from "../../../work/permissions.ts";
import type { Clock } from "../../../ports/clock.ts";

const REQUEST_MS_MAX = 15_000;

export interface GitHubOptions {
  readonly appId: number;
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Called once per answered request, for metrics; never with anything secret. */
  readonly onCall?: (call: GitHubCall) => void;
}

export interface GitHubCall {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly installationId: number | undefined;
  readonly remaining: number | undefined;
  /** What `remaining` is of, and when GitHub fills it up again. */
  readonly limit: number | undefined;
  readonly resetAtMs: number | undefined;
  /** Which of GitHub's budgets `remaining` is about ("core", "graphql"). */
  readonly resource: string | undefined;
  /** What GitHub's clock said; undefined: nothing readable. */
  readonly atMs: number | undefined;
}

export interface GitHub {
  /** As the App itself (JWT): installations and deliveries only. */
  readonly app: Octokit;
  /** As the installation, narrowed to one repository and the given permissions. */
  installation(
    installationId: number,
    repositoryId: number | undefined,
    permissions: Permissions | undefined,
    /** Called before each write; what it throws keeps the write from being sent. */
    beforeWrite?: () => void,
  ): Octokit;
}

export function createGitHub(options: GitHubOptions): GitHub {
  const tokens = createTokens(options);
  const app = authorised(options, undefined, tokens.app);
  let login: Promise<string> | undefined;
  /** Asked once; a fault is nobody's name. */
  const ownLogin = (): Promise<string> => {
    login ??= app.rest.apps.getAuthenticated().then(({ data }) => {
      if (data?.slug === undefined) throw new JobError("retry", "GET /app: the App came without its name");
      return data.slug;
    });
    login.catch(() => (login = undefined));
    return login;
  };
  return {
    app,
    installation: (installationId, repositoryId, permissions, beforeWrite) => {
      const authorise = tokens.installation(installationId, repositoryId, permissions);
      const octokit = authorised(options, installationId, authorise);
      octokit.hook.after("request", async ({ data }, { url }) => {
        if (url.endsWith("/graphql")) await claimOwn(data, ownLogin);
      });
      if (beforeWrite !== undefined)
        octokit.hook.before("request", (call) => {
          if (isWrite(call)) beforeWrite();
        });
      return octokit;
    },
  };
}

/** A client whose every request is authorised, counted, and fails as a JobError. */
function authorised(
  { apiUrl, userAgent, onCall }: GitHubOptions,
  installationId: number | undefined,
  authorise: Authorise,
): Octokit {
  const octokit = createOctokit({ apiUrl, userAgent, timeoutMs: REQUEST_MS_MAX });
  octokit.hook.wrap("request", async (send, call) => {
    const { method, url: route } = call;
    const report = (status: number, headers: Headers): void =>
      onCall?.({ method, route, status, installationId, ...budgetOf(headers) });
    let refresh = false;
    for (let attempt = 0; ; attempt += 1) {
      const { header, isFresh } = await authorise(refresh).catch((error: unknown) => {
        throw troubleOf(error, "POST access token");
      });
      try {
        call.headers["authorization"] = header;
        const answer = await send(call);
        report(answer.status, answer.headers);
        if (isCut(answer)) throw new JobError("retry", `${method} ${route}: the answer came cut`);
        return answer;
      } catch (error) {
        const { response } = error as Failed;
        const status = answeredStatus(error as Failed) ?? 0;
        report(status, response?.headers ?? {});
        // A token can be younger than the replica that answers (seconds); asking again is safe, nothing was done. A 403
        // counts once the token is older, for then it is about what may be done with it.
        const isTooFresh = isFresh && (status === 401 ? attempt < 3 : isRefusal(error) && attempt < 5);
        if (isTooFresh) {
          await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)));
          continue;
        }
        // An older token that is refused has ended before its time (a suspension, a clock): one new one is worth a try.
        if (status === 401 && installationId !== undefined && !refresh) {
          refresh = true;
          continue;
        }
        throw troubleOf(error, `${method} ${route}`);
      }
    }
  });
  return octokit;
}

/** A 403 that is no limit and no suspension. */
function isRefusal(error: unknown): boolean {
  return (
    answeredStatus(error as Failed) === 403 && troubleOf(error, "").kind === "denied" && !isSuspended(error)
  );
}

function isSuspended(error: unknown): boolean {
  return /suspended/i.test((error as Error).message);
}

interface Failed {
  readonly status?: number;
  readonly response?: { readonly headers?: Headers };
  readonly message?: string;
}

/** What GitHub answered; undefined: nothing. Octokit calls a network that fails a 500, and has no answer to show for it. */
function answeredStatus({ status, response }: Failed): number | undefined {
  return status === 0 || (status === 500 && response === undefined) ? undefined : status;
}

type Budget = Pick<GitHubCall, "remaining" | "limit" | "resetAtMs" | "resource" | "atMs">;

function budgetOf(headers: Headers): Budget {
  const resetSeconds = numberOf(headers["x-ratelimit-reset"]);
  return {
    remaining: numberOf(headers["x-ratelimit-remaining"]),
    limit: numberOf(headers["x-ratelimit-limit"]),
    resetAtMs: resetSeconds === undefined ? undefined : resetSeconds * 1_000,
    resource: headers["x-ratelimit-resource"]?.toString(),
    atMs: timeOf(headers["date"]),
  };
}

function numberOf(header: string | number | undefined): number | undefined {
  const number = header === undefined || header === "" ? Number.NaN : Number(header);
  return Number.isFinite(number) ? number : undefined;
}

/** JSON that does not parse is handed over as text: GitHub did the work, or did not; whoever looks again will see. */
function isCut({ headers, data }: { headers: Record<string, unknown>; data: unknown }): boolean {
  const type = headers["content-type"];
  return typeof data === "string" && typeof type === "string" && type.startsWith("application/json");
}

/** GraphQL queries are sent by POST, too. */
function isWrite({ method, url, query }: { method: string; url: string; query?: unknown }): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return !url.endsWith("/graphql") || (typeof query === "string" && /^\s*mutation\b/.test(query));
}

/**
 * Status of a JobError that GitHub answered, for callers that know what a 404 or 422 means to them. undefined where GitHub
 * told us to wait, whatever the status was: a limit is never an answer.
 */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof JobError) || error.retryAfterMs !== undefined) return undefined;
  return (error.cause as { status?: number } | undefined)?.status;
}

/** An Octokit error as a JobError; its message names the route and the status, never a body. */
export function troubleOf(error: unknown, route: string): JobError {
  if (error instanceof JobError) return error;
  const failed = error as Failed;
  const headers = failed.response?.headers ?? {};
  const status = answeredStatus(failed);
  const trouble = ((): JobError => {
    if (status === undefined) return new JobError("retry", `${route}: no answer`);
    const isSaid = saysLimit(failed.message ?? "");
    if (
      status === 429 ||
      ((status === 403 || status === 422) && isSaid) ||
      (status === 403 && statesLimit(headers))
    )
      return limitTrouble(route, status, headers);
    if (status === 403 && isSuspended(error))
      return new JobError("denied", `${route}: the installation is suspended`);
    if (status === 403)
      return new JobError(
        "denied",
        `${route}: forbidden; needs ${headers["x-accepted-github-permissions"] ?? "another permission"}`,
      );
    if (status === 401) return new JobError("retry", `${route}: the token was not accepted`);
    if (status === 404 || status === 410 || status === 451)
      return new JobError("gone", `${route}: ${status}`);
    // GitHub's word for a version of its API that it speaks no more.
    if (status === 400)
      return new JobError("retry", `${route}: 400, asked in version ${API_VERSION} of GitHub's API`);
    // An outage may say when to come back, too.
    return new JobError("retry", `${route}: ${status}`, statedWaitMs(headers));
  })();
  trouble.cause = { status };
  return trouble;
}

function timeOf(date: string | number | undefined): number | undefined {
  const ms = Date.parse(date?.toString() ?? "");
  return Number.isFinite(ms) ? ms : undefined;
}
