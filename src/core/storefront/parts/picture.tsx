// A listing's picture, or the tile with its initial where there is none.

import type { VNode } from "preact";
import { mixed } from "../chunks.ts";
import type { PublishedImage } from "../../catalog/entry.ts";
import type { Frame } from "../frame.tsx";
import { initialOf } from "../text.ts";

const TILE_HUES = 10;

/** The smallest file that is still `widthMin` wide, the lighter format first; the largest there is where none is. */
export function fileFor(image: PublishedImage | undefined, widthMin: number): string | undefined {
  const files = [...(image?.files ?? [])].sort(
    (a, b) => a.width - b.width || Number(a.type === "image/png") - Number(b.type === "image/png"),
  );
  const wide = files.find(({ width }) => width >= widthMin);
  const widest = files.at(-1)?.width;
  return (wide ?? files.find(({ width }) => width === widest))?.path;
}

/** The picture that other sites show: the largest PNG, which every one of them can read. */
export function sharedFile(image: PublishedImage | undefined): string | undefined {
  const pngs = (image?.files ?? []).filter(({ type }) => type === "image/png");
  return pngs.reduce<(typeof pngs)[number] | undefined>(
    (best, file) => (best === undefined || file.width > best.width ? file : best),
    undefined,
  )?.path;
}

export function Picture(props: {
  readonly frame: Frame;
  readonly id: string;
  readonly name: string;
  readonly file: string | undefined;
  readonly size: number;
  readonly eager?: boolean;
}): VNode {
  const { frame, id, name, file, size } = props;
  if (file === undefined)
    return (
      <span class={`pic tile hue-${hueOf(id)}`} aria-hidden="true">
        {initialOf(name)}
      </span>
    );
  return (
    <img
      class="pic"
      src={frame.href(file)}
      alt=""
      width={size}
      height={size}
      {...(props.eager !== true && { loading: "lazy" as const })}
    />
  );
}

/** The browser's search draws the same tile: it reads this number from the search index. */
export function hueOf(id: string): number {
  return mixed(id) % TILE_HUES;
}
