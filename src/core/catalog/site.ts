// The policy's words → what every page of the storefront shares.

import { identityOf } from "../policy/identity.ts";
import type { Policy } from "../policy/policy.ts";
import type { Site } from "./entry.ts";

/** Where pages are served when the policy does not say. */
export interface ServedAt {
  readonly origin: string | undefined;
  readonly basePath: string;
}

/** As GitHub says where the pages are; undefined: no address. */
export function servedAt(address: string): ServedAt | undefined {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return { origin, basePath: pathname.replace(/\/*$/, "/") };
}

/** As GitHub would serve them: a project's pages under its name, those of `<owner>.github.io` at the root. */
export function servedByUse(owner: string, repository: string): ServedAt {
  const isOwners = repository.toLowerCase().startsWith(`${owner.toLowerCase()}.github.`);
  return { origin: undefined, basePath: isOwners ? "/" : `/${repository}/` };
}

export function siteOf(
  policy: Policy,
  /** undefined: a folder that was never pushed, so that nothing can be linked there. */
  repositoryUrl: string | undefined,
  served: ServedAt = { origin: undefined, basePath: "/" },
  /** Path of the drawn logo on the site: the policy names only what it is drawn from. */
  logo?: string,
  /** Path of the picture that stands in for one; it is shown by its whole address alone. */
  share?: string,
): Omit<Site, "generation" | "source"> {
  const { marketplace, publish, types } = policy;
  const { origin, basePath } = (publish.url === undefined ? undefined : servedAt(publish.url)) ?? served;
  const { name, security } = identityOf(policy, repositoryUrl);
  return {
    marketplace: {
      name,
      about: marketplace.about,
      ...(security === undefined ? {} : { security }),
      ...(marketplace.url === undefined ? {} : { url: marketplace.url }),
      ...(marketplace.contact === undefined ? {} : { contact: marketplace.contact }),
      ...(marketplace.guide === undefined ? {} : { guide: marketplace.guide }),
    },
    ...(origin === undefined ? {} : { origin }),
    basePath: publish.basePath ?? basePath,
    themeColor: publish.themeColor,
    ...(logo === undefined ? {} : { logo }),
    ...(hasShare(policy, origin) && share !== undefined && { share }),
    ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
    types,
  };
}

/** Whether other sites are shown a picture of our own. */
export function hasShare({ publish }: Policy, origin: string | undefined): boolean {
  return publish.logo === undefined && origin !== undefined;
}

/** Where a listing's page is, when it is known where the site is. */
export function pageUrl(site: Pick<Site, "origin" | "basePath">, path: string): string | undefined {
  return site.origin === undefined ? undefined : `${site.origin}${site.basePath}${path}`;
}
