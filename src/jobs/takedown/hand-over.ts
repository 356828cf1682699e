// A catalog that was transferred has left its private cases with the former owner: they are handed to a person, aloud, where each is read.

import { withMarks } from "../../core/marks/marks.ts";
import { handedOver, SIDE_HANDED_OVER } from "../../core/takedown/hand-over-words.ts";
import { handOverMark } from "../../core/takedown/writes.ts";
import type { SeenOwn } from "../../ports/cases.ts";
import type { CatalogForge } from "../../ports/publish.ts";
import { writeKey } from "../../work/keys.ts";
import type { CasePorts } from "./takedown.ts";
import { seeDashboard } from "./observe.ts";

interface Place {
  readonly forge: CatalogForge;
  readonly repositoryId: number;
}

/** Said once an issue, and again after Steward went on with the case meanwhile. `sides`: public sides that are open in the catalog. */
export async function handOver(ports: CasePorts, sides: readonly SeenOwn[]): Promise<void> {
  const { catalog, forge, repositoryId, left, seal, memory } = ports;
  if (repositoryId !== catalog.state.repositoryId) return;
  const name = catalog.ignored.find(({ key }) => key === "takedown.repository")?.repository.toLowerCase();
  const known = `${repositoryId} `;
  if (name === undefined) {
    // A process that began meanwhile knows of none. It lists these cases as changed since the dashboard's date, which stood
    // still while they were a person's, and looks at each: the word comes with that.
    for (const key of memory.handedOver) {
      if (!key.startsWith(known)) continue;
      memory.handedOver.delete(key);
      const [, at, number] = / (\d+)#(\d+) /.exec(key) ?? [];
      if (at !== undefined && Number(at) !== repositoryId)
        await ports.queue.add(
          writeKey({ kind: "case", repositoryId: Number(at), number: Number(number) }),
          "person",
        );
    }
    return;
  }
  const say = async (at: Place, number: number, text: string): Promise<void> => {
    const key = `${known}${at.repositoryId}#${number} ${name}`;
    if (memory.handedOver.has(key)) return;
    const mark = handOverMark(name, await at.forge.issueTalk(number));
    if (mark !== undefined) await at.forge.comment(number, withMarks(text, [["said", mark]]));
    memory.handedOver.add(key);
  };
  for (const { number } of sides) await say({ forge, repositoryId }, number, SIDE_HANDED_OVER);
  if (left === undefined) return;
  const { copies } = await seeDashboard(left.forge, left.repositoryId, seal, memory.read);
  for (const record of copies.values())
    if (record.phase !== "ended") await say(left, record.issue, handedOver(record));
}
