// Work that may take so long and no longer.

/** Rejects with an error that says `because` when `work` takes longer; nothing here stops what it still does. */
export async function withinMs<T>(limitMs: number, because: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(because)), limitMs);
    timer.unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
