// The message of a publish commit: people read its first line, we read the rest back and know the commit for ours.

import type { Seal } from "../seal.ts";
export interface PublishMessage {
  readonly source: string;
  readonly generation: number;
  /** New listings, with the pull request that brought each: they are welcomed once the commit is out. */
  readonly added: readonly { readonly id: string; readonly pull: number }[];
}

const ADDED_MAX = 200;
/** The very last line. */
const SEAL = /\nSteward-Seal: ([0-9a-f]{64})\s*$/;

/** `tree`: of the commit. The seal covers it, so a message taken to another tree is nobody's. */
export function writeMessage(
  message: PublishMessage,
  repositoryId: number,
  tree: string,
  seal: Pick<Seal, "sign">,
): string {
  const text = [
    `Publish ${message.generation} from ${message.source.slice(0, 12)}`,
    "",
    ...message.added.slice(0, ADDED_MAX).map(({ id, pull }) => `Steward-Added: ${id} #${pull}`),
    `Steward-Source: ${message.source}`,
    `Steward-Generation: ${message.generation}`,
  ].join("\n");
  return `${text}\nSteward-Seal: ${seal.sign(sealed(text, repositoryId, tree))}`;
}

/** undefined: not a commit of ours. */
export function readMessage(
  text: string,
  repositoryId: number,
  tree: string,
  seal: Pick<Seal, "verify">,
): PublishMessage | undefined {
  const match = SEAL.exec(text);
  if (match === null) return undefined;
  const body = text.slice(0, match.index).trimEnd();
  if (!seal.verify(sealed(body, repositoryId, tree), match[1] ?? "")) return undefined;
  const source = /^Steward-Source: ([0-9a-f]{40,64})$/m.exec(body)?.[1];
  const generation = Number(/^Steward-Generation: (\d{1,15})$/m.exec(body)?.[1]);
  if (source === undefined || !Number.isInteger(generation)) return undefined;
  const added = [...body.matchAll(/^Steward-Added: ([a-z0-9-]{2,50}) #(\d{1,10})$/gm)].map(
    ([, id = "", pull]) => ({ id, pull: Number(pull) }),
  );
  return { source, generation, added };
}

/** What a deployment says of a publish, for whoever reads it back: nobody else can name a newer one. */
export interface DeploymentPayload {
  readonly publish_commit: string;
  readonly generation: number;
  readonly seal: string;
}

export interface PublishedCommit {
  readonly publishSha: string;
  readonly generation: number;
}

export function writeDeployment(
  { publishSha, generation }: PublishedCommit,
  repositoryId: number,
  seal: Pick<Seal, "sign">,
): DeploymentPayload {
  const code = seal.sign(sealedDeployment(publishSha, generation, repositoryId));
  return { publish_commit: publishSha, generation, seal: code };
}

/** The newest publish that deployments tell of; undefined: none of them bears a seal of ours. */
export function newestDeployed(
  payloads: readonly unknown[],
  repositoryId: number,
  seal: Pick<Seal, "verify">,
): PublishedCommit | undefined {
  let newest: PublishedCommit | undefined;
  for (const payload of payloads) {
    const said = readDeployment(payload, repositoryId, seal);
    if (said !== undefined && said.generation > (newest?.generation ?? -1)) newest = said;
  }
  return newest;
}

function readDeployment(
  payload: unknown,
  repositoryId: number,
  seal: Pick<Seal, "verify">,
): PublishedCommit | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  const { publish_commit: sha, generation, seal: code } = payload as Partial<Record<string, unknown>>;
  if (typeof sha !== "string" || typeof generation !== "number" || typeof code !== "string") return undefined;
  const isOurs = seal.verify(sealedDeployment(sha, generation, repositoryId), code);
  return isOurs ? { publishSha: sha, generation } : undefined;
}

function sealedDeployment(publishSha: string, generation: number, repositoryId: number): string {
  return `deployment\n${repositoryId}\n${publishSha}\n${generation}`;
}

function sealed(text: string, repositoryId: number, tree: string): string {
  return `publish\n${repositoryId}\n${tree}\n${text}`;
}
