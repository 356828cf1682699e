// app.yml → the manifest that GitHub's registration page takes; and where GitHub's pages and API are.

import { WEBHOOK_PATH } from "../core/setup/webhook.ts";
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { z } from "zod";
import type { Settings } from "./registration-page.ts";

const HOMEPAGE_DEFAULT = "https://github.com/apps";
export const API_URL_DEFAULT = "https://api.github.com";

const appSchema = z.strictObject({
  name: z.string().max(34),
  description: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});

export type AppSource = z.infer<typeof appSchema>;

export function readApp(): AppSource {
  return appSchema.parse(load(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
}

export function manifestOf(app: AppSource, settings: Settings, redirectUrl: string): string {
  const { default_events: events, ...rest } = app;
  // Without a server there is nowhere to send events to: GitHub takes an address for a hook, or no hook at all.
  const hook = settings.withoutServer
    ? {}
    : {
        default_events: events,
        hook_attributes: { url: `${settings.publicUrl}${WEBHOOK_PATH}`, active: true },
      };
  return JSON.stringify({
    ...rest,
    ...hook,
    name: settings.name,
    url: settings.publicUrl === "" ? HOMEPAGE_DEFAULT : settings.publicUrl,
    redirect_url: redirectUrl,
  });
}

/** Where the browser takes the manifest. */
export function registrationUrl({ github, owner, organization }: Settings, state: string): string {
  const path =
    owner === "organization"
      ? `/organizations/${encodeURIComponent(organization)}/settings/apps/new`
      : "/settings/apps/new";
  return `${github}${path}?state=${encodeURIComponent(state)}`;
}

/** The pages that an API address belongs to; a stand-in serves both at one address. */
export function webUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  if (url.hostname === "api.github.com" || url.hostname.endsWith(".ghe.com"))
    return `https://${url.hostname.replace(/^api\./, "")}`;
  return /^\/api\/v3\/?$/.test(url.pathname) ? url.origin : apiUrl;
}

export function apiUrlOf(webUrl: string): string {
  const { origin, hostname } = new URL(webUrl);
  if (hostname === "github.com") return API_URL_DEFAULT;
  return hostname.endsWith(".ghe.com") ? `https://api.${hostname}` : `${origin}/api/v3`;
}
