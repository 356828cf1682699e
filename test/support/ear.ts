// What was told, and the wait for it: no clock of its own, a test's time is the bound.

export interface Ear {
  hear(text: string): void;
  /** Resolves when `words` were heard since the last call. */
  until(words: string): Promise<void>;
}

export function createEar(): Ear {
  let heard = "";
  let wake = (): void => undefined;
  return {
    hear(text) {
      heard += text;
      wake();
    },
    async until(words) {
      while (!heard.includes(words)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      heard = "";
    },
  };
}
