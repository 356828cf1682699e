// A catalog that was transferred has left its private cases with the former owner: they are handed to a person, aloud, where each is read.

import { withMarks } from "../../core/marks/marks.ts";
import { handedOver, SIDE_HANDED_OVER } from "../../core/takedown/messages.ts";
import { wasSaid } from "../../core/takedown/writes.ts";
import type { SeenOwn } from "../../ports/cases.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import type { CasePorts } from "./takedown.ts";
import { seeDashboard } from "./observe.ts";

interface Place {
  readonly forge: CatalogForge;
  readonly repositoryId: number;
}

/** Said once an issue. `sides`: public sides that are open in the catalog. */
export async function handOver(ports: CasePorts, sides: readonly SeenOwn[]): Promise<void> {
  const { catalog, forge, repositoryId, left, seal, memory } = ports;
  const name = catalog.ignored.find(({ key }) => key === "takedown.repository")?.repository.toLowerCase();
  if (name === undefined || repositoryId !== catalog.state.repositoryId) return;
  const mark = `handed-over ${name}`;
  const say = async (at: Place, number: number, text: string): Promise<void> => {
    const key = `${at.repositoryId}#${number} ${mark}`;
    if (memory.handedOver.has(key)) return;
    if (!wasSaid(mark, await at.forge.issueTalk(number)))
      await at.forge.comment(number, withMarks(text, [["said", mark]]));
    memory.handedOver.add(key);
  };
  for (const { number } of sides) await say({ forge, repositoryId }, number, SIDE_HANDED_OVER);
  if (left === undefined) return;
  const { copies } = await seeDashboard(left.forge, left.repositoryId, seal, memory.read);
  for (const record of copies.values())
    if (record.phase !== "ended") await say(left, record.issue, handedOver(record));
}
