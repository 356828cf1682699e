// Shows on a terminal that work goes on, on standard error, so that what is piped stays clean.

import { progress } from "@clack/prompts";

export interface Progress {
  begin(id: string): void;
  end(id: string): void;
  close(): void;
}

/** Work that is done before that needs no display. */
const SHOW_AFTER_MS = 400;

export function createProgress(total: number, interactive: boolean): Progress {
  if (!interactive || total === 0) return { begin: nothing, end: nothing, close: nothing };
  let bar: ReturnType<typeof progress> | undefined;
  let done = 0;
  const running = new Set<string>();
  const timer = setTimeout(() => {
    bar = progress({ style: "heavy", max: total, size: 30, output: process.stderr });
    bar.start("checking");
    bar.advance(done, says());
  }, SHOW_AFTER_MS);
  const says = (): string =>
    `${done} of ${total}${running.size === 0 ? "" : `: ${[...running].slice(0, 3).join(", ")}`}`;
  return {
    begin(id) {
      running.add(id);
      bar?.message(says());
    },
    end(id) {
      running.delete(id);
      done += 1;
      bar?.advance(1, says());
    },
    close() {
      clearTimeout(timer);
      bar?.stop(`${done} checked`);
    },
  };
}

function nothing(): void {
  // Not interactive: there is nobody to show anything to.
}
