// One repository as a job is given it: where it is, whether we serve it, and what is granted for this kind of work.

import { LRUCache } from "lru-cache";
import type { Seal } from "../core/seal.ts";
import { openCodeHosts } from "./code-hosts.ts";
import type { TreeEntry } from "../ports/forge.ts";
import type { Allowed } from "../adapters/github/base/allowed.ts";
import { createCache } from "../adapters/github/base/cache.ts";
import type { GitHub } from "../adapters/github/base/client.ts";
import type { Directory } from "../adapters/github/base/directory.ts";
import { createForge } from "../adapters/github/forge.ts";
import { createGraphQLLookups } from "../adapters/github/review/lookups.ts";
import type { RepositoryContext } from "../jobs/queue/handle.ts";
import type { HeldLease } from "../jobs/queue/leases.ts";
import type { Pauses } from "../jobs/queue/pauses.ts";
import type { Images } from "../ports/images.ts";
import type { RepositoryLocation } from "../ports/repository-location.ts";
import type { ReadPage } from "../ports/pages.ts";
import type { Web } from "../ports/web.ts";
import type { Key } from "../work/keys.ts";
import {
  MEMBERS_PERMISSIONS,
  permissionsFor,
  RESOLVE_PERMISSIONS,
  type Permissions,
} from "../work/permissions.ts";

const TREE_ENTRIES_KEPT_MAX = 400_000;
const REACTIONS_KEPT_MAX = 10_000;
const BLOB_BYTES_KEPT_MAX = 64 * 1024 * 1024;

export interface RepositoryOptions {
  readonly appId: number;
  readonly formerAppIds: readonly number[];
  readonly seal: Seal;
  readonly github: GitHub;
  readonly directory: Directory;
  readonly allowed: Allowed;
  readonly pauses: Pauses;
  readonly web: Web;
  readonly images: Images;
  readonly readPage: ReadPage;
  /** "github.com": where people see repositories. */
  readonly webHost: string;
  /** Where a pull request's listings are shown as they will look; undefined: nowhere. */
  readonly previewUrl: ((repositoryId: number, number: number, headSha: string) => string) | undefined;
}

/** undefined: the App is not (or no longer) installed there, or it is not on the list. */
export type OpenRepository = (key: Key, lease: HeldLease) => Promise<RepositoryContext | undefined>;

/** What was read of a repository is kept for all who open it. Throws `JobError` while its installation has to be left alone. */
export function createRepositories(options: RepositoryOptions): OpenRepository {
  const { appId, formerAppIds, seal, github, directory, allowed, pauses } = options;
  const { web, images, readPage, webHost, previewUrl } = options;
  const trees = createCache<readonly TreeEntry[]>(TREE_ENTRIES_KEPT_MAX);
  const blobs = createCache<Uint8Array>(BLOB_BYTES_KEPT_MAX);
  const reading = new Map<string, Promise<unknown>>();
  const reacted = new LRUCache<number, string>({ max: REACTIONS_KEPT_MAX });
  return async ({ kind, repositoryId }, lease) => {
    const where = await directory.find(repositoryId);
    if (where === undefined || !(await allowed.admits(where))) return undefined;
    const { installationId, owner, name } = where;
    pauses.assertOpen(installationId);
    const permissions = permissionsFor(kind);
    const within = (at: RepositoryLocation) => {
      const writing = (granted: Permissions) =>
        github.installation(installationId, at.repositoryId, granted, () => lease.assertHeld());
      const octokit = writing(permissions);
      const members = github.installation(installationId, at.repositoryId, MEMBERS_PERMISSIONS);
      const kept = { members, resolver: writing(RESOLVE_PERMISSIONS), trees, blobs, reading, reacted };
      return { octokit, forge: createForge({ octokit, appId, formerAppIds, seal, ...at, ...kept }) };
    };
    const { octokit, forge } = within(where);
    const elsewhere = async (repository: string) => {
      const other = await directory.findByName(repository);
      // The same owner means the same installation; whatever else there is, is not the catalog's to write to.
      const isOurs = other?.installationId === installationId && (await allowed.admits(other));
      return isOurs ? within(other).forge : undefined;
    };
    const lookups = createGraphQLLookups(octokit, webHost, { waits: true });
    const hosts = openCodeHosts({ octokit, lookups, webHost, readPage, web });
    return {
      forge,
      elsewhere,
      world: { web, images, hosts, readPage },
      repositoryUrl: `https://${webHost}/${owner}/${name}`,
      previewUrl:
        previewUrl === undefined
          ? undefined
          : (number: number, headSha: string) => previewUrl(repositoryId, number, headSha),
    };
  };
}
