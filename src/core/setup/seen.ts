// What `steward doctor` saw of a set-up, as values: what could not be seen is told apart from what is not there.

import type { PolicyRemark } from "../policy/remarks.ts";
import type { Policy } from "../policy/policy.ts";

/** `skipped`: it takes something whose lack is a finding of its own, such as a permission. */
export type Told<T> =
  | { readonly state: "known"; readonly value: T }
  | { readonly state: "unknown"; readonly because: string }
  | { readonly state: "skipped"; readonly wants: string };

export interface SetupSeen {
  /** undefined: only a folder is looked at. */
  readonly configuration: ConfigurationSeen | undefined;
  readonly machine: MachineSeen | undefined;
  /** undefined: the credentials are not good enough to ask with. */
  readonly github: GitHubSeen | undefined;
  readonly folder: FolderSeen | undefined;
}

export interface ConfigurationSeen {
  /** There are no credentials at all: nobody has registered the App yet. */
  readonly unregistered: boolean;
  /** `NAME: sentence`, as `steward start` says them. */
  readonly faults: readonly string[];
  /** Names of secrets that have two values. */
  readonly rotating: readonly string[];
  /** DATA_DIR/app.env, when others than its owner may read it. */
  readonly readableSecrets: string | undefined;
}

export interface MachineSeen {
  readonly dataDir: { readonly path: string; readonly fault: string | undefined };
  /** undefined: the embedded database is used. */
  readonly database: { readonly fault: string | undefined } | undefined;
  /** undefined: no address is known at which to ask. */
  readonly front: FrontSeen | undefined;
}

/** What answers at the public address, asked from this machine. */
export interface FrontSeen {
  readonly url: string;
  readonly answer:
    | { readonly kind: "steward" }
    | { readonly kind: "something-else"; readonly status: number }
    | { readonly kind: "no-such-name" | "refused" | "bad-certificate" }
    | { readonly kind: "could-not-tell"; readonly because: string };
}

export type Probe =
  /** GitHub's clock minus ours. */
  | { readonly kind: "api"; readonly skewMs: number | undefined }
  /** `better`: an address beside it that does answer as the API. */
  | { readonly kind: "not-the-api"; readonly status: number; readonly better: string | undefined }
  | { readonly kind: "out-of-reach"; readonly because: string }
  | { readonly kind: "could-not-tell"; readonly because: string };

export interface GitHubSeen {
  readonly apiUrl: string;
  readonly appId: number;
  readonly probe: Probe;
  readonly nowMs: number;
  /** undefined: GitHub does not answer. */
  readonly app: Told<AppSeen | "no-such-app" | "key-refused"> | undefined;
  readonly wanted: {
    readonly permissions: Readonly<Record<string, string>>;
    readonly events: readonly string[];
  };
  readonly publicUrl: string | undefined;
  /** null: the App has no webhook, or an inactive one. */
  readonly hook: Told<HookSeen | null> | undefined;
  /** Newest first. */
  readonly deliveries: Told<readonly DeliverySeen[]> | undefined;
  readonly installations: Told<readonly InstallationSeen[]> | undefined;
  /** Names that `--repo` or ALLOW_REPOSITORIES gave, and what came of them. */
  readonly named: readonly NamedSeen[];
  readonly catalogs: readonly CatalogSeen[];
  /** How many repositories each installation covers, and how many of those that were checked are catalogs. */
  readonly coverage: readonly CoverageSeen[];
  /** Installed repositories beyond those that were checked. */
  readonly notLookedAt: number;
}

export interface AppSeen {
  readonly name: string;
  /** Its settings page. */
  readonly settingsUrl: string;
  /** Where it is installed from. */
  readonly installUrl: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

export interface HookSeen {
  readonly url: string;
  readonly contentType: string;
  readonly insecure: boolean;
  readonly hasSecret: boolean;
}

export interface DeliverySeen {
  readonly event: string;
  readonly atMs: number;
  readonly status: string;
  readonly statusCode: number;
}

export interface InstallationSeen {
  readonly id: number;
  readonly account: string;
  readonly isOrganisation: boolean;
  readonly settingsUrl: string;
  readonly suspended: boolean;
  /** It covers every repository of the account, those to come too. */
  readonly everyRepository: boolean;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

export interface CoverageSeen {
  readonly account: string;
  readonly repositories: number;
  readonly lookedAt: number;
  readonly catalogs: number;
}

export interface NamedSeen {
  readonly name: string;
  readonly by: "--repo" | "ALLOW_REPOSITORIES";
  readonly found:
    | "installed"
    | "not-installed"
    | "not-a-catalog"
    | "not-listed"
    | { readonly because: string };
}

export interface CatalogSeen {
  readonly name: string;
  readonly url: string;
  readonly archived: boolean;
  readonly hasIssues: boolean;
  /** Who may open pull requests: everybody that can read it, those with access, or nobody. */
  readonly pullsFrom: "everybody" | "collaborators" | "nobody";
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly ownerIsOrganisation: boolean;
  readonly policy: Told<PolicySeen>;
  /** Of the default branch: what is in force there, by any ruleset of repository or organisation. */
  readonly rules: Told<readonly RuleSeen[]>;
  readonly rulesets: Told<readonly RulesetSeen[]>;
  /** Classic branch protection; null: there is none. */
  readonly protection: Told<{ readonly checks: readonly CheckPin[] } | null>;
  /** The repository's own setting; a rule may forbid what it allows. */
  readonly mergeCommits: Told<boolean>;
  /** The template's workflow is there, which does the App's work on a schedule. */
  readonly workflow: Told<boolean>;
  /** undefined: there is no policy to say where. */
  readonly publish: PublishSeen | undefined;
  readonly team: Told<"no-organisation" | "missing" | { readonly members: number }> | undefined;
  /** Where cases are kept: the policy's repository, or the catalog itself. */
  readonly cases: Told<"out-of-reach" | CasesSeen> | undefined;
  /** undefined: RECORD_KEY has one value. */
  readonly keys: Told<KeyNeeds> | undefined;
}

/** What only the second RECORD_KEY verifies. */
export interface KeyNeeds {
  /** As they are named in a sentence: "#4", "the case #7". */
  readonly needs: readonly string[];
  /** false: there is more than was looked at. */
  readonly isWhole: boolean;
}

export interface CasesSeen {
  readonly name: string;
  readonly url: string;
  readonly private: boolean;
  readonly hasIssues: boolean;
  readonly labels: readonly string[];
}

export type PolicySeen =
  | { readonly kind: "missing" }
  | { readonly kind: "invalid"; readonly problems: readonly PolicyProblem[] }
  | { readonly kind: "valid"; readonly policy: Policy };

export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

export interface CheckPin {
  readonly context: string;
  /** undefined: whoever has write access may set it. */
  readonly appId: number | undefined;
}

export interface RuleSeen {
  readonly type: string;
  readonly rulesetId: number;
  /** Of a rule that requires status checks. */
  readonly checks: readonly CheckPin[];
  /** Of a rule that requires pull requests. */
  readonly review:
    | {
        readonly rulesetId: number;
        readonly approvals: number;
        /** Somebody other than whoever pushed last has to approve. */
        readonly ofLastPush: boolean;
      }
    | undefined;
  readonly forbidsMergeCommits: boolean;
}

export interface RulesetSeen {
  readonly id: number;
  readonly name: string;
  readonly url: string | undefined;
  readonly enforcement: string;
  readonly include: readonly string[];
  readonly checks: readonly CheckPin[];
  /** What GitHub says of the App itself; undefined: it does not say. */
  readonly mayBypass: boolean | undefined;
}

export interface PublishSeen {
  /** "owner/name" that holds the branch. */
  readonly repository: string;
  readonly url: string;
  readonly branch: string;
  readonly isDefaultBranch: boolean;
  /** The repository that the policy names cannot be reached. */
  readonly outOfReach: boolean;
  readonly state: Told<"none" | "ours" | "sealed-otherwise" | "foreign">;
  /** Whether a Deployment of ours says that it was published before. */
  readonly publishedBefore: Told<boolean>;
  /** Rules on the publish branch that hold back a push; by ruleset. */
  readonly rules: Told<readonly RuleSeen[]>;
  readonly rulesets: Told<readonly RulesetSeen[]>;
  /** Classic protection of the publish branch; null: there is none. */
  readonly protection: CatalogSeen["protection"];
  /** null: Pages is off. */
  readonly pages: Told<PagesSeen | null>;
}

export interface PagesSeen {
  readonly address: string | undefined;
  readonly byWorkflow: boolean;
  readonly branch: string | undefined;
  readonly path: string;
  /** The newest build: undefined, where there is none. */
  readonly build: { readonly status: string; readonly error: string | undefined } | undefined;
}

/** A file that owners edit, by its path in the folder. */
export interface FolderText {
  readonly path: string;
  readonly text: string;
}

export interface FolderSeen {
  /** A policy under a name that Steward does not read. */
  readonly misplaced: string | undefined;
  readonly texts: readonly FolderText[];
  /** Ids of listings that came with the template. */
  readonly examples: readonly string[];
  /** The schema that editors read is not that of the policy's types. */
  readonly staleSchema: boolean;
  readonly policy: PolicySeen;
  /** What a valid policy names that is not there. */
  readonly remarks: readonly PolicyRemark[];
  readonly hasListings: boolean;
  /** Ruleset files that are to be imported. */
  readonly rulesets: readonly {
    readonly path: string;
    readonly unfilled: boolean;
    readonly broken: boolean;
  }[];
}
