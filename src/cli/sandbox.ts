// `steward sandbox`: a local GitHub with a sample catalog and the App connected to it, until it is stopped.

import { createLog } from "../adapters/log.ts";
import { connectSample } from "../sandbox/connected.ts";
import { SAMPLE_CATALOG } from "../sandbox/sample/catalog.ts";
import { EXIT } from "./outcome.ts";

export async function runSandbox(port: number, say: (text: string) => void): Promise<number> {
  const { sandbox, server, close } = await connectSample({ port, log: createLog("info") });
  say(`
A local GitHub is running, with the App connected to it.

  Look at it        ${sandbox.url}/${SAMPLE_CATALOG}
  Clone it          git clone ${sandbox.url.replace("://", "://first-timer:any@")}/${SAMPLE_CATALOG}.git
  Its API           ${sandbox.url}  (as somebody: curl -H "Authorization: Bearer user:maintainer" …)
  The App           ${server.url}

Push a branch, open a pull request on the page, and watch it being reviewed. Stop with Ctrl+C; nothing is kept.
`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await close();
  return EXIT.clean;
}
