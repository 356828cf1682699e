// Reads the size an SVG states for itself, as a browser would, for nothing but its root element says it.

import { type Size } from "./format.ts";

const PX_PER_UNIT: Readonly<Record<string, number>> = {
  "": 1,
  px: 1,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  pt: 96 / 72,
  pc: 16,
  em: 16,
  rem: 16,
  ex: 8,
};

export interface StatedSize {
  /** undefined: the decoder must find out from the drawing itself. */
  readonly size: Size | undefined;
  /** By width and height, not only by the drawing's own units. */
  readonly statedInPixels: boolean;
}

export function statedSize(attributes: ReadonlyMap<string, string>): StatedSize {
  const width = lengthPx(attributes.get("width"));
  const height = lengthPx(attributes.get("height"));
  const box = boxOf(attributes.get("viewBox"));
  if (width !== undefined && height !== undefined)
    return { size: whole(width, height), statedInPixels: true };
  if (box === undefined) return { size: undefined, statedInPixels: false };
  if (width !== undefined)
    return { size: whole(width, (width * box.height) / box.width), statedInPixels: true };
  if (height !== undefined)
    return { size: whole((height * box.width) / box.height, height), statedInPixels: true };
  return { size: whole(box.width, box.height), statedInPixels: false };
}

function lengthPx(text: string | undefined): number | undefined {
  const parts = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text ?? "");
  const factor = PX_PER_UNIT[parts?.[2]?.toLowerCase() ?? "none"];
  const number = Number(parts?.[1]);
  return factor !== undefined && number > 0 ? number * factor : undefined;
}

function boxOf(text: string | undefined): { readonly width: number; readonly height: number } | undefined {
  const [, , width, height] = (text ?? "")
    .trim()
    .split(/[\s,]+/)
    .map((one) => Number.parseFloat(one));
  if (width === undefined || height === undefined || !(width > 0) || !(height > 0)) return undefined;
  return Number.isFinite(width) && Number.isFinite(height) ? { width, height } : undefined;
}

function whole(width: number, height: number): Size {
  return { widthPx: Math.max(1, Math.round(width)), heightPx: Math.max(1, Math.round(height)) };
}
