// What the environment says of the service, for whoever runs one: neither the server nor a single run can forget an option.

import type { Config } from "../platform/config.ts";
import { userAgent } from "../platform/version.ts";
import type { ServiceOptions } from "./service.ts";

/** What the one who runs the service brings along: a clock, a log, a queue, and what only one of them has. */
type Brought =
  | "clock"
  | "log"
  | "events"
  | "queue"
  | "onCall"
  | "previewUrl"
  | "looking"
  | "pages"
  | "paced"
  | "isScheduled"
  | "openCases";

/** Every other option, those too that could be left out: a new one has to be read here, or named above. */
export function serviceOptionsFrom(config: Config): Required<Omit<ServiceOptions, Brought>> {
  return {
    appId: config.appId,
    formerAppIds: config.formerAppIds,
    privateKey: config.privateKey,
    apiUrl: config.apiUrl,
    userAgent: userAgent(config.publicUrl),
    web: { allow: config.fetchAllow },
    allowRepositories: config.allowRepositories,
    recordKeys: config.recordKeys,
    dataDir: config.dataDir,
  };
}

/** What may stand in no line of the log. */
export function secretsIn(config: Config): readonly string[] {
  return [
    config.privateKey,
    ...config.webhookSecrets,
    ...config.recordKeys,
    ...passwordOf(config.databaseUrl),
  ];
}

function passwordOf(url: string | undefined): readonly string[] {
  try {
    const { password } = new URL(url ?? "");
    return password === "" ? [] : [password, decodeURIComponent(password)];
  } catch {
    return [];
  }
}
