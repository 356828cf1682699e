// What `steward doctor` reads of the App itself: its registration, webhook, deliveries and installations. Nothing is written.

import type {
  AppSeen,
  DeliverySeen,
  HookSeen,
  InstallationSeen,
  Probe,
  Told,
} from "../../../core/setup/seen.ts";
import { JobError } from "../../../core/job-error.ts";
import { statusOf, type GitHub } from "../base/client.ts";
import { told } from "./ask.ts";

const PROBE_MS_MAX = 10_000;
const PER_PAGE = 100;
const DELIVERIES_MAX = 100;
const INSTALLATION_PAGES_MAX = 10;
const EVERYTHING = { granted: {} };

/** Without credentials: whether GitHub's API is there at all, and what time it is there. */
export async function probeApi(apiUrl: string, nowMs: () => number): Promise<Probe> {
  const answer = await askApi(apiUrl, nowMs);
  if (answer.kind !== "not-the-api") return answer;
  const { origin, hostname } = new URL(apiUrl);
  for (const other of hostname === "github.com" ? ["https://api.github.com"] : [`${origin}/api/v3`, origin]) {
    if (other !== apiUrl && (await askApi(other, nowMs)).kind === "api") return { ...answer, better: other };
  }
  return answer;
}

async function askApi(apiUrl: string, nowMs: () => number): Promise<Probe> {
  const beganMs = nowMs();
  let answer: Response;
  try {
    answer = await fetch(`${apiUrl}/rate_limit`, {
      headers: { accept: "application/vnd.github+json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_MS_MAX),
    });
    await answer.arrayBuffer();
  } catch (error) {
    return { kind: "out-of-reach", because: reasonOf(error) };
  }
  const { status, headers } = answer;
  if (status >= 500 || status === 429)
    return { kind: "could-not-tell", because: `GitHub answered ${status}.` };
  const isApi = headers.has("x-github-request-id") && (headers.get("content-type") ?? "").includes("json");
  if (!isApi) return { kind: "not-the-api", status, better: undefined };
  const said = Date.parse(headers.get("date") ?? "");
  // GitHub looked at its clock somewhere between our question and its answer, and tells whole seconds.
  return { kind: "api", skewMs: Number.isNaN(said) ? undefined : said + 500 - (beganMs + nowMs()) / 2 };
}

export function reasonOf(error: unknown): string {
  const { code, name } = ((error as { cause?: unknown }).cause ?? error) as { code?: string; name?: string };
  if (name === "TimeoutError" || (error as Error).name === "TimeoutError") return "no answer in time";
  return code ?? (error instanceof Error ? error.message : String(error));
}

export async function seeApp(github: GitHub): Promise<Told<AppSeen | "no-such-app" | "key-refused">> {
  try {
    const { data } = await github.app.rest.apps.getAuthenticated();
    if (data === null) return { state: "unknown", because: "GitHub's answer was empty." };
    // GitHub describes an owner for each, and other servers of its API leave it out.
    const owner = data.owner as typeof data.owner | null;
    const web = new URL(data.html_url).origin;
    const slug = data.slug ?? "";
    const isOrganisation = owner !== null && "type" in owner && owner.type === "Organization";
    const login = owner !== null && "login" in owner ? owner.login : "";
    return {
      state: "known",
      value: {
        name: data.name,
        settingsUrl: `${web}${isOrganisation ? `/organizations/${login}` : ""}/settings/apps/${slug}`,
        installUrl: `${data.html_url}/installations/new`,
        permissions: data.permissions as Record<string, string>,
        events: data.events,
      },
    };
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return { state: "known", value: "no-such-app" };
    if (status === 401) return { state: "known", value: "key-refused" };
    if (!(error instanceof JobError)) throw error;
    return { state: "unknown", because: `GitHub said: ${error.message}.` };
  }
}

/** GitHub has no webhook to tell of where it is not active. */
export function seeHook(github: GitHub): Promise<Told<HookSeen | null>> {
  return told<HookSeen | null>(
    EVERYTHING,
    undefined,
    async () => {
      const { data } = await github.app.rest.apps.getWebhookConfigForApp();
      return {
        url: data.url ?? "",
        contentType: data.content_type ?? "form",
        insecure: String(data.insecure_ssl ?? "0") !== "0",
        hasSecret: (data.secret ?? "") !== "",
      };
    },
    { notFound: null },
  );
}

/** Newest first; one page tells whether events arrive today. */
export function seeDeliveries(github: GitHub): Promise<Told<readonly DeliverySeen[]>> {
  return told(EVERYTHING, undefined, async () => {
    const { data } = await github.app.rest.apps.listWebhookDeliveries({ per_page: DELIVERIES_MAX });
    // What is under way has neither arrived nor failed.
    const ended = data.filter(({ status }) => status !== "pending");
    return ended.map((one) => ({
      event: one.event,
      atMs: Date.parse(one.delivered_at),
      status: one.status,
      statusCode: one.status_code,
    }));
  });
}

export function seeInstallations(github: GitHub): Promise<Told<readonly InstallationSeen[]>> {
  return told(EVERYTHING, undefined, async () => {
    const found: InstallationSeen[] = [];
    for (let page = 1; page <= INSTALLATION_PAGES_MAX; page += 1) {
      const { data } = await github.app.rest.apps.listInstallations({ per_page: PER_PAGE, page });
      for (const one of data) {
        const { account } = one;
        found.push({
          id: one.id,
          account: account !== null && "login" in account ? account.login : "",
          isOrganisation: one.target_type === "Organization",
          settingsUrl: one.html_url,
          suspended: one.suspended_at !== null && one.suspended_at !== undefined,
          everyRepository: one.repository_selection === "all",
          permissions: one.permissions,
          events: one.events,
        });
      }
      if (data.length < PER_PAGE) return found;
    }
    return found;
  });
}

/** Repositories of one installation, by "owner/name"; at most a hundred. */
export function seeRepositories(
  github: GitHub,
  installation: InstallationSeen,
): Promise<Told<{ readonly names: readonly string[]; readonly total: number }>> {
  return told(EVERYTHING, undefined, async () => {
    const octokit = github.installation(installation.id, undefined, { metadata: "read" });
    const { data } = await octokit.rest.apps.listReposAccessibleToInstallation({ per_page: PER_PAGE });
    return { names: data.repositories.map((one) => one.full_name), total: data.total_count };
  });
}

/** The repository's page; throws `JobError`. */
export async function isInstalledOn(github: GitHub, fullName: string): Promise<string> {
  const [owner = "", repo = ""] = fullName.split("/");
  try {
    const { data } = await github.app.rest.apps.getRepoInstallation({ owner, repo });
    return `${new URL(data.html_url).origin}/${fullName}`;
  } catch (error) {
    if (statusOf(error) === 404) return "not-installed";
    throw error;
  }
}
