// `node --import` of this file loads TypeScript from source: for test workers, and for the processes that tests start.

import * as module from "node:module";
import * as hooks from "./hooks.mjs";

// Node 20 has only the kind that runs on a thread of its own.
if (module.registerHooks === undefined) module.register("./hooks.mjs", import.meta.url);
else module.registerHooks(hooks);
