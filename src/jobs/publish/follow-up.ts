// What follows a publish commit: the deployment, the ledger, the welcome, and whether the pages are live. Each is safe to do again.

import { isToContact, isWelcomed, TO_CONTACT, welcomeComment } from "../../core/catalog/outreach.ts";
import { canonicalJson } from "../../core/catalog/json.ts";
import { ledgerText } from "../../core/catalog/removal.ts";
import { sealLedger } from "../../core/listing/ledger.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/time.ts";
import type { SeenPull } from "../../core/review/seen.ts";
import { pageUrl } from "../../core/catalog/site.ts";
import { readMessage, writeDeployment } from "../../core/catalog/message.ts";
import type { SeenCommit } from "../../ports/forge.ts";
import type { FileWrite } from "../../ports/publish.ts";
import { ledgerNote } from "../../core/publication/notes.ts";
import type { LedgerPlan } from "../../core/publication/plan.ts";
import { closeStopped, stoppedKey, writeIssues } from "./issues.ts";
import type { PublishPorts, PublishSnapshot } from "./context.ts";
import type { OwnCommit } from "./published.ts";
import { lackingOutside } from "./live.ts";
import { askServed } from "./snapshot.ts";

/** GitHub builds pages in well under a minute as a rule; after ten minutes something is wrong. */
const PAGES_FIRST_LOOK_MS = 15_000;
const PAGES_MS_MAX = 10 * 60_000;
/** What is built and not served: caches and proxies of others may take their time. */
const OUTSIDE_MS_MAX = DAY_MS;

/** What a publish commit is followed up with. */
export interface Following {
  readonly commit: SeenCommit;
  readonly head: { readonly generation: number };
  readonly ledger: LedgerPlan;
  /** Pull requests as they were seen, by number. */
  readonly pulls: ReadonlyMap<number, SeenPull>;
}

/** Right after the commit: nobody can have been welcomed for it, unless an earlier attempt got that far. */
export async function afterPush(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  { commit, head: { generation }, ledger, pulls }: Following,
): Promise<number> {
  const { forge, clock } = ports;
  const { state } = snapshot;
  await forge.deploy({
    sourceSha: state.tipSha,
    payload: writeDeployment({ publishSha: commit.sha, generation }, state.repositoryId, ports.seal),
  });
  const { since } = ports;
  // Of what came before, this one's look tells as well.
  for (const name of since.keys()) if (name.startsWith(liveKey(snapshot, ""))) since.delete(name);
  since.set(liveKey(snapshot, commit.sha), clock.nowMs());
  // Where visitors go to see it, they are to find it first.
  if (!(await isServedSomewhere(ports, snapshot))) await welcome(ports, snapshot, [commit], pulls);
  const moved = await writeLedger(ports, snapshot, ledger);
  return clock.nowMs() + (moved ? 0 : PAGES_FIRST_LOOK_MS);
}

/** When nothing is to be published: what an earlier run did not get to, and GitHub's word on the pages. */
export async function followUp(
  ports: PublishPorts,
  snapshot: PublishSnapshot,
  ledger: LedgerPlan,
): Promise<number | undefined> {
  const { forge, clock, since } = ports;
  const { own, policy, site, out } = snapshot;
  if (own === undefined) return undefined;
  // What was followed up to its end is not asked about again, as long as this process lives.
  const ended = `followed ${snapshot.state.repositoryId} ${own.sha}`;
  if (since.has(ended) && !since.has(stoppedKey(snapshot.state.repositoryId))) return undefined;
  const newest = await forge.newestDeployment();
  let id = newest?.id;
  if (newest?.publishSha !== own.sha || id === undefined)
    id = await forge.deploy({
      sourceSha: own.said.source,
      payload: writeDeployment(
        { publishSha: own.sha, generation: own.said.generation },
        snapshot.state.repositoryId,
        ports.seal,
      ),
    });
  const states = newest?.id === id ? await forge.deploymentStates(id) : [];
  const { repositoryId } = snapshot.state;
  if (states.length === 0 || since.has(stoppedKey(repositoryId))) await closeStopped(ports, repositoryId);
  if (states[0] !== undefined && states[0] !== "in_progress") {
    for (const name of since.keys()) if (name.startsWith(`followed ${repositoryId} `)) since.delete(name);
    since.set(ended, clock.nowMs());
    return undefined;
  }
  if (states.length === 0) await writeLedger(ports, snapshot, ledger);
  const build = await out.pagesBuild();
  ports.servedSomewhere.set(repositoryId, build !== undefined);
  const url = pageUrl(site, "");
  const key = liveKey(snapshot, own.sha);
  const startedMs = since.get(key) ?? clock.nowMs();
  since.set(key, startedMs);
  const set = (state: "success" | "in_progress" | "failure", description: string): Promise<void> =>
    forge.setDeployment(id, { state, description, url });
  // Where the pages are served is asked here, beside the road of a merge; another answer changes every page.
  const isServedElsewhere = async (): Promise<boolean> => {
    if (policy.publish.url !== undefined) return false;
    const before = ports.served.get(repositoryId);
    const served = await askServed(ports, snapshot);
    return canonicalJson(served) !== canonicalJson(before ?? served);
  };
  const end = async (state: "success" | "failure", description: string): Promise<undefined> => {
    since.delete(key);
    await set(state, description);
  };
  const over = async (state: "success" | "failure", description: string): Promise<number | undefined> => {
    await end(state, description);
    return (await isServedElsewhere()) ? clock.nowMs() : undefined;
  };
  const waitedMs = clock.nowMs() - startedMs;
  return untilSeen(
    ports,
    { ...snapshot, own },
    { build, waitedMs, isFirst: states.length === 0 },
    { set, end, over, isServedElsewhere },
  );
}

interface Waiting {
  readonly build: Awaited<ReturnType<PublishSnapshot["out"]["pagesBuild"]>>;
  readonly waitedMs: number;
  /** Nothing is said on the deployment yet. */
  readonly isFirst: boolean;
}

interface Endings {
  readonly set: (state: "success" | "in_progress" | "failure", description: string) => Promise<void>;
  readonly end: (state: "success" | "failure", description: string) => Promise<undefined>;
  /** Ends, and asks where the pages are served. */
  readonly over: (state: "success" | "failure", description: string) => Promise<number | undefined>;
  readonly isServedElsewhere: () => Promise<boolean>;
}

/** Live is what visitors get: GitHub's word that the pages are built only says from when on it is worth looking. */
async function untilSeen(
  ports: PublishPorts,
  snapshot: PublishSnapshot & { readonly own: OwnCommit },
  { build, waitedMs, isFirst }: Waiting,
  { set, end, over, isServedElsewhere }: Endings,
): Promise<number | undefined> {
  const { clock } = ports;
  const { own, ours, policy } = snapshot;
  if (build === undefined && policy.publish.url === undefined) {
    await welcome(ports, snapshot, ours, undefined);
    return over("success", `Pushed to ${policy.publish.branch}; GitHub Pages is off`.slice(0, 140));
  }
  const isBuilt = build === undefined || (build.commit === own.sha && build.status === "built");
  if (build?.commit === own.sha && build.status === "errored")
    return over("failure", "Pushed, but GitHub could not build the pages");
  if (isBuilt) {
    if (await isServedElsewhere()) return clock.nowMs();
    const { generation, added } = own.said;
    const lacking = await lackingOutside(ports, snapshot, {
      generation,
      added: added.map(({ id: one }) => one),
    });
    if (lacking === undefined) {
      // Every commit of ours since the last one that was followed up to its end.
      await welcome(ports, snapshot, ours, undefined);
      return end("success", `The pages are live, ${minutes(waitedMs)} after the publish`);
    }
    if (waitedMs >= OUTSIDE_MS_MAX)
      return end("failure", `Published, and not seen from outside for a day: ${lacking}`.slice(0, 140));
  } else if (waitedMs >= PAGES_MS_MAX)
    return over("failure", "Pushed, but GitHub has not built the pages for ten minutes");
  if (isFirst)
    await set(
      "in_progress",
      isBuilt ? "Pushed; waiting to see it from outside" : "Pushed; GitHub builds the pages",
    );
  // Each wait as long as all before it, hourly in the end; while GitHub builds, the last look is at ten minutes sharp.
  const nextMs = Math.max(PAGES_FIRST_LOOK_MS, waitedMs);
  return clock.nowMs() + Math.min(nextMs, isBuilt ? HOUR_MS : PAGES_MS_MAX - waitedMs);
}

function minutes(ms: number): string {
  const count = Math.max(1, Math.round(ms / MINUTE_MS));
  return count === 1 ? "a minute" : `${count} minutes`;
}

/** Since when what this commit published is waited for. */
function liveKey({ state }: Pick<PublishSnapshot, "state">, sha: string): string {
  return `pages ${state.repositoryId} ${sha}`;
}

/** Whether there is a public copy to be seen; GitHub is asked once, and a look that follows a publish tells it anew. */
async function isServedSomewhere(
  { servedSomewhere }: PublishPorts,
  { state, policy, out }: PublishSnapshot,
): Promise<boolean> {
  if (policy.publish.url !== undefined) return true;
  const before = servedSomewhere.get(state.repositoryId);
  if (before !== undefined) return before;
  const isOn = (await out.pagesAddress()) !== undefined;
  servedSomewhere.set(state.repositoryId, isOn);
  return isOn;
}

async function welcome(
  ports: PublishPorts,
  { state, policy, site }: PublishSnapshot,
  commits: readonly SeenCommit[],
  /** What a publish has just read; undefined: the look that follows it. */
  seen: ReadonlyMap<number, SeenPull> | undefined,
): Promise<void> {
  const { forge } = ports;
  for (const commit of commits) {
    const said = readMessage(commit.message, state.repositoryId, commit.tree, ports.seal);
    for (const { id, pull: number } of said?.added ?? []) {
      const pull = seen?.get(number) ?? (await forge.reviewState(number))?.pull;
      if (pull === undefined) continue;
      const isNew = !isWelcomed(pull.comments, id);
      const url = pageUrl(site, `listings/${id}/`);
      if (isNew)
        await forge.comment(
          number,
          welcomeComment(id, pull.author?.login, url, policy, site.marketplace.name),
        );
      // A merge does not wait for it: the look that follows does it.
      if (
        seen === undefined &&
        (isNew || isToContact(pull.comments)) &&
        !pull.labels.includes(TO_CONTACT.name)
      )
        await forge.addLabel(number, TO_CONTACT);
    }
  }
}

/** One commit for all lines. true: the default branch moved, by us or by others, and is to be looked at again. */
async function writeLedger(
  ports: PublishPorts,
  { state }: PublishSnapshot,
  ledger: LedgerPlan,
): Promise<boolean> {
  const { forge } = ports;
  const { missing, over } = ledger;
  const refusal = `ledger ${state.repositoryId} ${state.tipSha}`;
  if ((missing.length === 0 && over.length === 0) || ports.since.has(refusal)) return false;
  const writes: FileWrite[] = [
    ...missing.map((line) => ({
      path: `removed/${line.id}.yml`,
      text: sealLedger(
        ledgerText(line),
        { repositoryId: state.repositoryId, revision: line.revision ?? 0 },
        ports.seal,
      ),
    })),
    ...over.map((id) => ({ path: `removed/${id}.yml`, gone: true as const })),
  ];
  const ids = writes.map(({ path }) => path.slice("removed/".length, -4));
  const tree = await forge.makeTree(state.tipTree, writes);
  const message = `Keep the ledger: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`;
  const sha = await forge.makeCommit({ tree, parents: [state.tipSha], message });
  const moved = await forge.moveBranch(state.defaultBranch, sha, state.tipSha);
  if (moved === "refused") {
    // Asking again would be refused again: it is tried when there is a new commit, or by the next process.
    ports.since.set(refusal, ports.clock.nowMs());
    await writeIssues(forge, [ledgerNote(state.tipSha, ids)]);
  }
  return moved !== "refused";
}
