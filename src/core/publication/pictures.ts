// Which picture files an entry shows, and which of them are not published yet.

import type { Entry } from "../catalog/entry.ts";
import type { PictureWrite } from "./plan.ts";

type Pictured = Pick<Entry, "image" | "screenshots">;

/** Paths of all the picture files that an entry shows. */
export function imagePaths(entry: Pictured): readonly string[] {
  return filesOfPictures(entry).map(({ path }) => path);
}

/** Files that put in place what an entry shows and the published one did not. */
export function pictureWrites(entry: Pictured, published: Pictured | undefined): readonly PictureWrite[] {
  const there = new Set(published === undefined ? [] : imagePaths(published));
  return filesOfPictures(entry)
    .filter(({ path }) => !there.has(path))
    .map(({ path, blob }) => ({ path, blob }));
}

/** Picture files that nothing shows any more. */
export function picturesGone(
  upserts: readonly Pictured[],
  shownBefore: readonly Pictured[],
): readonly string[] {
  const after = new Set(upserts.flatMap(imagePaths));
  return [...new Set(shownBefore.flatMap(imagePaths))].filter((path) => !after.has(path));
}

function filesOfPictures({ image, screenshots }: Pictured) {
  return [...(image === undefined ? [] : [image]), ...screenshots].flatMap(({ files }) => files);
}
