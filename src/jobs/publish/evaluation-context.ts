// What every listing of one publish is observed with.

import type { Account } from "../../core/facts.ts";
import type { LookAlike } from "../../core/listing/ids.ts";
import type { CaseOwners } from "../../core/listing/owners-cases.ts";
import type { Scales } from "../../core/publication/listing.ts";
import type { RecentCommit } from "../../ports/publish.ts";
import type { Origin } from "../../core/publication/origin.ts";
import type { PendingWork, PublishPorts, PublishSnapshot } from "./context.ts";
import type { Uploads } from "./uploads.ts";

export interface EvaluationContext {
  readonly ports: PublishPorts;
  readonly snapshot: PublishSnapshot;
  readonly work: PendingWork;
  readonly scales: Scales;
  readonly uploads: Uploads;
  /** Where files of the default branch came from. */
  readonly origins: (paths: readonly string[]) => Promise<ReadonlyMap<string, Origin>>;
  /** Those that hold a listing which is published for the first time. */
  readonly lookAlikes: (id: string) => Promise<readonly LookAlike[]>;
  /** Of the default branch; asked for once, and only where it is not known who brought a change. */
  readonly recentCommits: () => Promise<readonly RecentCommit[]>;
  /** Whose listings are under a public case, or were removed for one that has not ended. */
  readonly caseOwners: readonly CaseOwners[];
  /** Answers by account number and login, asked once each. */
  readonly mayWrite: (account: Account) => Promise<boolean>;
}
