// The App as GitHub knows it: whether it answers, what it may do, what it is told, and where it is installed.

import { isWithoutServer } from "./without-server.ts";
import { WEBHOOK_PATH } from "./webhook.ts";
import { DAY_MS } from "../time.ts";
import { utc } from "../takedown/messages.ts";
import { broken, fine, judge, list, note, unknown, type Item, type DiagnosisSection } from "./diagnosis.ts";
import type { AppSeen, DeliverySeen, GitHubSeen, HookSeen, InstallationSeen } from "./seen.ts";

/** GitHub takes a sign-in whose time is a minute off; half of that is worth a word before it fails. */
const SKEW_MS_MAX = 30_000;
const LEVELS = ["none", "read", "write", "admin"];
/** A person's own account has no members to read about. */
const ORGANISATIONS_ONLY = ["members"];

export function appSections(seen: GitHubSeen): readonly DiagnosisSection[] {
  const { app } = seen;
  const reach = probeItems(seen);
  if (app === undefined) return [{ title: "GitHub", items: reach }];
  const known = app.state === "known" && typeof app.value === "object" ? app.value : undefined;
  const hook = known === undefined ? [] : hookItems(seen, known);
  const explained = hook.some((item) => item.status === "broken");
  return [
    { title: "GitHub", items: [...reach, ...signInItems(seen)] },
    {
      title: known === undefined ? "The App" : `The App “${known.name}”`,
      items:
        known === undefined
          ? []
          : [
              ...permissionItems(seen.wanted.permissions, known),
              ...(isWithoutServer(seen) ? [] : eventItems(seen.wanted.events, known)),
              ...hook,
              // What a wrong address or secret causes needs no second word.
              ...(explained ? [] : deliveryItems(seen, known)),
            ],
    },
    { title: "Where it is installed", items: known === undefined ? [] : installationItems(seen, known) },
  ];
}

function probeItems({ probe, apiUrl }: GitHubSeen): readonly Item[] {
  switch (probe.kind) {
    case "not-the-api":
      return [
        broken(
          "github/not-the-api",
          `${apiUrl} does not answer as GitHub's API (${probe.status}).`,
          probe.better === undefined ? undefined : `Set GITHUB_API_URL=${probe.better}`,
        ),
      ];
    case "out-of-reach":
      return [broken("github/out-of-reach", `${apiUrl} cannot be reached from here: ${probe.because}.`)];
    case "could-not-tell":
      return [unknown(`Whether GitHub answers at ${apiUrl} could not be told.`, probe.because)];
    case "api": {
      if (probe.skewMs === undefined)
        return [
          fine(`GitHub's API answers at ${apiUrl}`),
          unknown("The clocks could not be compared.", "GitHub's answer came without a date."),
        ];
      const seconds = Math.round(Math.abs(probe.skewMs) / 1_000);
      return Math.abs(probe.skewMs) > SKEW_MS_MAX
        ? [
            fine(`GitHub's API answers at ${apiUrl}`),
            broken(
              "github/clock",
              `This machine's clock is ${seconds} seconds ${probe.skewMs > 0 ? "behind" : "ahead of"} GitHub's.`,
            ),
          ]
        : [fine(`GitHub's API answers at ${apiUrl}, and the clocks agree`)];
    }
  }
}

function signInItems({ app, appId, probe }: GitHubSeen): readonly Item[] {
  return judge(app, "The App's registration", (value) => {
    if (value === "no-such-app")
      return [broken("app/no-such-app", `There is no App with the number ${appId} at this GitHub.`)];
    if (value === "key-refused") {
      const late = probe.kind === "api" && Math.abs(probe.skewMs ?? 0) > SKEW_MS_MAX;
      return late
        ? [{ status: "skipped", what: "Sign-in: not judged, for the clock makes it fail" }]
        : [broken("app/key-refused", `GitHub does not take the private key as that of App ${appId}.`)];
    }
    return [fine(`The private key is that of App ${appId}`)];
  });
}

function lacks(granted: Readonly<Record<string, string>>, name: string, level: string): boolean {
  return LEVELS.indexOf(granted[name] ?? "none") < LEVELS.indexOf(level);
}

function permissionItems(wanted: Readonly<Record<string, string>>, app: AppSeen): readonly Item[] {
  const missing = Object.entries(wanted).filter(([name, level]) => lacks(app.permissions, name, level));
  if (missing.length === 0)
    return [fine(`It asks for all ${Object.keys(wanted).length} permissions it needs`)];
  return missing.map(([name, level]) =>
    broken(
      "app/permission",
      `The App does not ask for the permission ${name}: ${level}${app.permissions[name] === undefined ? "" : ` (it has ${app.permissions[name]})`}.`,
      `Set “${title(name)}” to “${level === "write" ? "Read and write" : "Read-only"}” at ${app.settingsUrl}/permissions; then every owner of an installation approves it.`,
    ),
  );
}

function eventItems(wanted: readonly string[], app: AppSeen): readonly Item[] {
  const missing = wanted.filter((name) => !app.events.includes(name));
  if (missing.length === 0) return [fine(`It is told of all ${wanted.length} kinds of events it needs`)];
  return missing.map((name) =>
    broken(
      "app/event",
      `The App is not subscribed to the event ${name}.`,
      `Tick “${title(name)}” under “Subscribe to events” at ${app.settingsUrl}/permissions.`,
    ),
  );
}

/** As GitHub's settings page writes a name: "pull_requests" is "Pull requests". */
function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}

function hookItems(seen: GitHubSeen, app: AppSeen): readonly Item[] {
  const at = `(${app.settingsUrl})`;
  return judge(seen.hook, "The webhook's settings", (hook) => {
    if (isWithoutServer(seen))
      return [note("It has no webhook, and needs none: a scheduled workflow looks after its catalogs")];
    if (hook === null || hook.url === "")
      return [
        broken(
          "webhook/none",
          "The App has no active webhook.",
          `Tick “Active” under “Webhook” ${at}, with the address ${seen.publicUrl ?? "https://…"}${WEBHOOK_PATH} and the value of WEBHOOK_SECRET.`,
        ),
      ];
    const items = [...addressItems(hook, seen.publicUrl, at), ...bodyItems(hook, at)];
    return items.length > 0 ? items : [fine(`Its webhook leads to ${hook.url}`)];
  });
}

function addressItems({ url }: HookSeen, publicUrl: string | undefined, at: string): readonly Item[] {
  const right = publicUrl === undefined ? undefined : `${publicUrl}${WEBHOOK_PATH}`;
  const isRight = right === undefined ? url.endsWith(WEBHOOK_PATH) : url === right;
  if (isRight) return [];
  return [
    broken(
      "webhook/address",
      right === undefined
        ? `The webhook leads to ${url}, and Steward listens under ${WEBHOOK_PATH}.`
        : `The webhook leads to ${url}, and PUBLIC_URL says that the App is at ${publicUrl}.`,
      right === undefined
        ? `Set “Webhook URL” to the App's public address followed by ${WEBHOOK_PATH} ${at}.`
        : `Set “Webhook URL” to ${right} ${at}; or correct PUBLIC_URL.`,
    ),
  ];
}

function bodyItems({ contentType, insecure, hasSecret }: HookSeen, at: string): readonly Item[] {
  return [
    ...(contentType === "json"
      ? []
      : [
          broken(
            "webhook/content-type",
            `The webhook sends ${contentType} instead of json.`,
            `Choose “application/json” as its content type ${at}.`,
          ),
        ]),
    ...(insecure
      ? [
          broken(
            "webhook/tls",
            "GitHub does not verify the certificate of the webhook's address.",
            `Choose “Enable SSL verification” ${at}.`,
          ),
        ]
      : []),
    ...(hasSecret
      ? []
      : [
          broken(
            "webhook/secret",
            "The webhook has no secret, so the App refuses every event.",
            `Set “Webhook secret” to the value of WEBHOOK_SECRET ${at}.`,
          ),
        ]),
  ];
}

/** Failures that a later success followed are over; those at the top of the list are what is wrong now. */
function deliveryItems({ deliveries, nowMs }: GitHubSeen, app: AppSeen): readonly Item[] {
  return judge(deliveries, "The list of deliveries", (all) => {
    const recent = all.filter(({ atMs }) => nowMs - atMs < 3 * DAY_MS);
    const newest = recent[0];
    if (newest === undefined) return [note("GitHub has sent it no event in the last three days")];
    const good = recent.findIndex(({ statusCode }) => statusCode >= 200 && statusCode < 300);
    if (good === 0) return [fine(`The newest event arrived (${newest.event}, ${utc(newest.atMs)})`)];
    const failing = good === -1 ? recent : recent.slice(0, good);
    return [failure(failing, newest, app)];
  });
}

function failure(failing: readonly DeliverySeen[], newest: DeliverySeen, app: AppSeen): Item {
  const count = failing.length === 1 ? "event was" : `${failing.length} events were`;
  const said = `${newest.statusCode} ${newest.status}`;
  if (newest.statusCode === 401)
    return broken(
      "webhook/secret",
      `The newest ${count} refused by the App (401): the webhook's secret is not the one in WEBHOOK_SECRET.`,
      `Set “Webhook secret” to the value of WEBHOOK_SECRET (${app.settingsUrl}), and start the App again if you changed it here.`,
    );
  const since = utc(failing.at(-1)?.atMs ?? newest.atMs);
  return broken(
    "webhook/deliveries",
    `The newest ${failing.length === 1 ? "event has" : `${failing.length} events have`} not arrived since ${since} (${said}).`,
    `Look at ${app.settingsUrl}/advanced for what was answered, and whether the App runs and its address can be reached from GitHub.`,
  );
}

function installationItems(seen: GitHubSeen, app: AppSeen): readonly Item[] {
  const items: Item[] = [];
  items.push(
    ...judge(seen.installations, "The list of installations", (all) =>
      all.length === 0
        ? [
            broken(
              "installation/none",
              "The App is not installed anywhere.",
              `Install it on the catalog's repository: ${app.installUrl}`,
            ),
          ]
        : all.flatMap((one) => oneInstallation(one, seen, app)),
    ),
  );
  const nowhere = seen.installations?.state === "known" && seen.installations.value.length === 0;
  for (const { name, by, found } of seen.named) {
    if (found === "not-installed" && !nowhere)
      items.push(
        broken(
          "installation/not-there",
          `The App is not installed on ${name}, which ${by} names; or there is no such repository.`,
          `Add the repository to the installation: ${app.installUrl}; or correct the name.`,
        ),
      );
    if (found === "not-listed")
      items.push(
        broken(
          "installation/not-served",
          `${name} is not among ALLOW_REPOSITORIES, so the App does nothing there.`,
        ),
      );
    if (typeof found === "object") items.push(unknown(`${name} could not be checked.`, found.because));
  }
  if (seen.installations?.state === "known")
    items.push(...seen.installations.value.flatMap((one) => coverageItems(one, seen)));
  if (seen.notLookedAt > 0)
    items.push(
      note(`${seen.notLookedAt} more repositories are installed; name one with --repo to look at it`),
    );
  const known = seen.installations?.state === "known" && !nowhere;
  if (known && seen.catalogs.length === 0 && items.every(({ status }) => status === "fine"))
    items.push(note("None of the repositories is a catalog: none has .github/steward.yml"));
  return items;
}

/** GitHub's form offers “All repositories” first, and nobody looks back at it. */
const MANY_REPOSITORIES = 50;
/** Fewer than one catalog in so many. */
const FEW_CATALOGS = 20;

function coverageItems(
  { account, everyRepository, settingsUrl, suspended }: InstallationSeen,
  { coverage }: GitHubSeen,
): readonly Item[] {
  if (suspended) return [];
  const {
    repositories = 0,
    lookedAt = 0,
    catalogs = 0,
  } = coverage.find((one) => one.account === account) ?? {};
  const isMany = repositories >= MANY_REPOSITORIES && catalogs * FEW_CATALOGS < lookedAt;
  const whole = everyRepository ? "every repository" : `${repositories} repositories`;
  const select = `At ${settingsUrl} choose “Only select repositories”, and tick the catalogs alone (with the repositories that their policies name).`;
  if (isMany)
    return [
      broken(
        "installation/many-repositories",
        `The installation on ${account} covers ${whole}${everyRepository ? ` (${repositories})` : ""}, and ${catalogs} of the ${lookedAt} that were checked ${catalogs === 1 ? "is a catalog" : "are catalogs"}.`,
        select,
      ),
    ];
  return everyRepository
    ? [
        note(
          `The installation on ${account} covers every repository, those to come too. The App needs the catalogs alone: “Only select repositories” at ${settingsUrl}`,
        ),
      ]
    : [];
}

function oneInstallation(one: InstallationSeen, { wanted }: GitHubSeen, app: AppSeen): readonly Item[] {
  if (one.suspended)
    return [
      broken(
        "installation/suspended",
        `The installation on ${one.account} is suspended.`,
        `Its owner lifts that at ${one.settingsUrl} → “Unsuspend”.`,
      ),
    ];
  // What the App itself does not ask for cannot be approved; that is said above.
  const pending = Object.entries(wanted.permissions)
    .filter(([name]) => one.isOrganisation || !ORGANISATIONS_ONLY.includes(name))
    .filter(([name, level]) => lacks(one.permissions, name, level) && !lacks(app.permissions, name, level))
    .map(([name, level]) => `${name}: ${level}`);
  const events = wanted.events.filter((name) => app.events.includes(name) && !one.events.includes(name));
  if (pending.length + events.length === 0) return [fine(`${one.account} has granted all it asks for`)];
  return [
    broken(
      "installation/permission",
      `${one.account} has not granted ${list([...pending, ...events.map((name) => `the event ${name}`)])}.`,
      `Its owner approves it at ${one.settingsUrl} → “Review request”.`,
    ),
  ];
}
