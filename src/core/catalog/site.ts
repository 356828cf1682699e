// The policy's words → what every page of the storefront shares.

import type { Policy } from "../policy/policy.ts";
import type { Site } from "./entry.ts";

export function siteOf(policy: Policy, repositoryUrl: string): Omit<Site, "generation" | "source"> {
  const { marketplace, publish, types } = policy;
  const url = publish.url === undefined ? undefined : new URL(publish.url);
  const path = url === undefined ? "/" : url.pathname.replace(/\/*$/, "/");
  return {
    marketplace: {
      name: marketplace.name,
      about: marketplace.about,
      security: marketplace.security,
      ...(marketplace.url === undefined ? {} : { url: marketplace.url }),
      ...(marketplace.contact === undefined ? {} : { contact: marketplace.contact }),
      ...(marketplace.guide === undefined ? {} : { guide: marketplace.guide }),
    },
    ...(url === undefined ? {} : { origin: url.origin }),
    basePath: publish.basePath === "/" ? path : publish.basePath,
    themeColor: publish.themeColor,
    ...(publish.logo === undefined ? {} : { logo: publish.logo }),
    repositoryUrl,
    types,
  };
}

/** Where a listing's page is, when it is known where the site is. */
export function pageUrl(site: Pick<Site, "origin" | "basePath">, path: string): string | undefined {
  return site.origin === undefined ? undefined : `${site.origin}${site.basePath}${path}`;
}
