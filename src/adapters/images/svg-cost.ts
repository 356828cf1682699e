// Reckons how much drawing an SVG asks for once all its references are followed, because a short file can ask for very many shapes.

import { plainCss } from "./svg-rules.ts";

/** Following references deeper than this is no drawing. */
const CHAIN_MAX = 300;
/** A path of so many characters costs as much as one more plain shape. */
const PATH_CHARS_PER_SHAPE = 200;
/** A vertex takes about so many characters of a path. */
const PATH_CHARS_PER_VERTEX = 4;

/** What an element costs beside being there: each of these goes over a whole raster of its own. */
const WEIGHTS: Readonly<Record<string, number>> = {
  use: 2,
  mask: 60,
  pattern: 60,
  image: 20,
  stop: 0,
  lineargradient: 0,
  radialgradient: 0,
  fegaussianblur: 200,
  feturbulence: 600,
  fediffuselighting: 400,
  fespecularlighting: 400,
  fedisplacementmap: 200,
  feimage: 200,
  fetile: 200,
};
const OTHER_FILTER_WEIGHT = 100;

export interface CostNode {
  readonly weight: number;
  readonly id: string | undefined;
  readonly classes: readonly string[];
  readonly name: string;
  /** Vertices a marker would be repeated at. */
  readonly vertices: number;
  readonly children: number[];
  /** Ids whose drawing this element repeats. */
  readonly references: string[];
}

export function costNode(name: string, attributes: ReadonlyMap<string, string>): CostNode {
  const outline = attributes.get("d") ?? attributes.get("points") ?? "";
  const references: string[] = [];
  const link = attributes.get("href");
  // A gradient that refers to another takes its stops, it draws nothing twice.
  if (link !== undefined && link.trim().startsWith("#") && name !== "a" && !name.endsWith("gradient"))
    references.push(link.trim().slice(1));
  for (const value of attributes.values()) references.push(...cssReferences(value));
  return {
    weight: weightOf(name, attributes) + outline.length / PATH_CHARS_PER_SHAPE,
    id: attributes.get("id"),
    classes: (attributes.get("class") ?? "").split(/\s+/).filter((one) => one !== ""),
    name,
    vertices: Math.max(1, Math.ceil(outline.length / PATH_CHARS_PER_VERTEX)),
    children: [],
    references,
  };
}

function weightOf(name: string, attributes: ReadonlyMap<string, string>): number {
  const weight = WEIGHTS[name];
  const numbers = (key: string): number =>
    Math.max(1, ...(attributes.get(key) ?? "").split(/[\s,]+/).map((one) => Math.abs(Number(one)) || 0));
  if (name === "femorphology") return OTHER_FILTER_WEIGHT * numbers("radius");
  if (name === "feconvolvematrix") return (OTHER_FILTER_WEIGHT * numbers("order") ** 2) / 4;
  if (name === "feturbulence") return (weight ?? 1) * numbers("numOctaves");
  return weight ?? (name.startsWith("fe") ? OTHER_FILTER_WEIGHT : 1);
}

function cssReferences(css: string): readonly string[] {
  if (!/url|\\/i.test(css)) return [];
  return [...plainCss(css).matchAll(/url\(\s*["']?\s*#([^"')]*)/g)].map(([, id = ""]) => id.trim());
}

interface SheetReference {
  readonly id: string;
  /** undefined: a selector we do not follow; it may mean every element. */
  readonly applies: ((node: CostNode) => boolean) | undefined;
}

function sheetReferences(sheets: readonly string[]): readonly SheetReference[] {
  const found: SheetReference[] = [];
  for (const sheet of sheets) {
    for (const [, selectors = "", body = ""] of plainCss(sheet).matchAll(/([^{}]*)\{([^{}]*)\}/g)) {
      const ids = cssReferences(body);
      if (ids.length === 0) continue;
      const applies = selectorTest(selectors);
      for (const id of ids) found.push({ id, applies });
    }
  }
  return found;
}

function selectorTest(selectors: string): ((node: CostNode) => boolean) | undefined {
  const names = selectors.split(",").map((one) => one.trim());
  if (!names.every((one) => /^[.#]?[\w-]+$/.test(one))) return undefined;
  return (node) =>
    names.some(
      (one) =>
        one === node.name ||
        (one.startsWith(".") && node.classes.includes(one.slice(1))) ||
        (one.startsWith("#") && node.id === one.slice(1)),
    );
}

/** The whole drawing's cost in plain shapes; Infinity when references go deeper than any drawing needs. `nodes[0]` is the root. */
export function drawingCost(
  nodes: readonly CostNode[],
  sheets: readonly string[],
  chainMax: number = CHAIN_MAX,
): number {
  const byId = new Map<string, number>();
  nodes.forEach(({ id }, index) => {
    if (id !== undefined && !byId.has(id)) byId.set(id, index);
  });
  const fromSheets = sheetReferences(sheets);
  const costs: (number | undefined)[] = [];
  const inWork = new Set<number>();

  function reference(node: CostNode, id: string, depth: number): number {
    const target = byId.get(id);
    if (target === undefined) return 0;
    const times = nodes[target]?.name === "marker" ? node.vertices : 1;
    return times * cost(target, depth + 1);
  }

  function cost(index: number, depth: number): number {
    const node = nodes[index];
    const done = costs[index];
    if (done !== undefined) return done;
    // The decoder refuses to draw a circle of references, so it costs nothing more.
    if (node === undefined || inWork.has(index)) return 0;
    if (depth > chainMax) return Infinity;
    inWork.add(index);
    let sum = node.weight;
    for (const child of node.children) sum += cost(child, depth + 1);
    for (const id of node.references) sum += reference(node, id, depth);
    for (const { id, applies } of fromSheets) if (applies?.(node) ?? true) sum += reference(node, id, depth);
    inWork.delete(index);
    costs[index] = sum;
    return sum;
  }

  return cost(0, 0);
}
