// The scene of a test file about takedowns: opened in each test, and after it held against what must stay private, and closed.

import { afterEach } from "@jest/globals";
import {
  assertKeptPrivate,
  handles,
  openCases,
  type CaseScene,
  type CaseSceneOptions,
} from "./takedown-scene.ts";

export interface TakedownStage extends ReturnType<typeof handles> {
  /** The scene of the test that runs; throws before `open`. */
  scene(): CaseScene;
  open(options?: CaseSceneOptions): Promise<CaseScene>;
}

/** Called once at the top of a file. `assertMore`: what else must hold after every test. */
export function takedownStage(assertMore?: (scene: CaseScene) => Promise<void>): TakedownStage {
  let present: CaseScene | undefined;
  afterEach(async () => {
    const ended = present;
    present = undefined;
    if (ended === undefined) return;
    try {
      await assertKeptPrivate(ended);
      await assertMore?.(ended);
    } finally {
      await ended.close();
    }
  });
  const scene = (): CaseScene => {
    if (present === undefined) throw new Error("no scene is open");
    return present;
  };
  return {
    scene,
    async open(options = {}) {
      if (present !== undefined) throw new Error("a scene is open already");
      return (present = await openCases(options));
    },
    ...handles(scene),
  };
}
