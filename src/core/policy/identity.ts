// Whose marketplace it is, where its policy leaves that open: its repository's name, and its repository's private reports.

import { quote } from "../listing/quote.ts";
import type { Policy } from "./policy.ts";

export interface Identity {
  readonly name: string;
  /** `mailto:` or https; undefined: the policy names none, and nobody knows the repository. */
  readonly security: string | undefined;
}

/** Where neither the policy nor a repository says how it is called. */
export const NAMELESS = "Marketplace";

/** `repositoryUrl`: "https://host/owner/name"; undefined: not known, such as for a folder that was never pushed. */
export function identityOf(
  { marketplace }: Pick<Policy, "marketplace">,
  repositoryUrl: string | undefined,
): Identity {
  return {
    name: marketplace.name ?? nameOf(repositoryUrl) ?? NAMELESS,
    security: marketplace.security ?? (repositoryUrl === undefined ? undefined : reportsAt(repositoryUrl)),
  };
}

/** The form in which anybody reports a vulnerability to a repository's administrators alone. */
export function reportsAt(repositoryUrl: string): string {
  return `${repositoryUrl}/security/advisories/new`;
}

function nameOf(repositoryUrl: string | undefined): string | undefined {
  const name = repositoryUrl?.split("/").at(-1);
  return name === "" ? undefined : name;
}

/**
 * What the policy leaves open, what stands in for it, and the line that says it, in Markdown. For the owner alone:
 * nothing is wrong with such a policy.
 */
export function openIdentity(
  policy: Pick<Policy, "marketplace">,
  repositoryUrl: string | undefined,
): readonly string[] {
  const { name, security } = identityOf(policy, repositoryUrl);
  const { marketplace } = policy;
  const standIn = repositoryUrl === undefined ? "" : ", its repository's name";
  return [
    ...(marketplace.name === undefined
      ? [
          `The policy does not say what the marketplace is called, so it is called ${quote(name)}${standIn}. Add \`name:\` under \`marketplace:\` in \`.github/steward.yml\`.`,
        ]
      : []),
    ...(marketplace.security === undefined
      ? [
          `The policy names no security contact${security === undefined ? "" : `, so security problems are reported at ${security}, where private vulnerability reporting has to be on (Settings → Advanced Security)`}. Add \`security: mailto:YOUR-ADDRESS\` under \`marketplace:\` in \`.github/steward.yml\`.`,
        ]
      : []),
  ];
}
