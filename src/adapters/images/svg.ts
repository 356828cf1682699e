// Reads an SVG with a real XML parser before any decoder sees it, and refuses what is unsafe or would take too long to draw.

import { SaxesParser, type SaxesTagNS } from "saxes";
import { PIXELS_MAX } from "./protocol.ts";
import { type CostNode, costNode, drawingCost } from "./svg-cost.ts";
import { ruleCss, type Ruled, ruleElement, SVG_NAMESPACE } from "./svg-rules.ts";
import { type StatedSize, statedSize } from "./svg-size.ts";
import { plainSvgText, type Refused } from "./svg-text.ts";

export interface SvgLimits {
  /** Elements within one another. */
  readonly depth: number;
  readonly elements: number;
  /** Of one element. */
  readonly attributes: number;
  /** In plain shapes, references followed. */
  readonly cost: number;
}

const LIMITS: SvgLimits = {
  // libxml2, which reads it next, stops at the same depth.
  depth: 256,
  // The largest of 37,000 measured icons and logos has 6,741.
  elements: 30_000,
  attributes: 1_000,
  // Over four times the most that one of them costs (13,200).
  cost: 60_000,
};

export type SvgScan = Refused | ({ readonly kind: "fine"; readonly text: string } & StatedSize);

/** Thrown inside this file to leave the parser at once. */
class Found extends Error {
  readonly refused: Refused;
  constructor(problem: Refused["problem"], detail: string) {
    super(detail);
    this.refused = { kind: "refused", problem, detail };
  }
}

/** `limits`: tests set lower ones, to reach them with small drawings. */
export function prescanSvg(bytes: Uint8Array, limits: SvgLimits = LIMITS): SvgScan {
  const text = plainSvgText(bytes);
  if (typeof text !== "string") return text;
  try {
    return { kind: "fine", text, ...scan(text, limits) };
  } catch (error) {
    if (error instanceof Found) return error.refused;
    throw error;
  }
}

function scan(text: string, limits: SvgLimits): StatedSize {
  const nodes: CostNode[] = [];
  const open: { readonly node: number; readonly isStyle: boolean }[] = [];
  const sheets: string[] = [];
  let sheet = "";
  let embeddedPixels = 0;
  let stated: StatedSize | undefined;

  function apply(ruled: Ruled): void {
    if ("problem" in ruled) throw new Found("unsafe-svg", ruled.problem);
    embeddedPixels += ruled.embeddedPixels;
    if (embeddedPixels > PIXELS_MAX) throw new Found("too-many-pixels", "embedded image");
  }

  function onOpen(tag: SaxesTagNS): void {
    const list = Object.values(tag.attributes);
    apply(ruleElement(tag.uri, tag.local, list));
    const attributes = new Map(list.map((one) => [one.prefix === "" ? one.name : one.local, one.value]));
    if (open.length === 0) {
      if (tag.uri !== SVG_NAMESPACE) throw new Found("broken", "no SVG namespace");
      stated = statedSize(attributes);
    }
    if (nodes.length >= limits.elements) throw new Found("unsafe-svg", "too many elements");
    if (open.length >= limits.depth) throw new Found("unsafe-svg", "nested too deeply");
    const name = tag.local.toLowerCase();
    const drawn = tag.uri === SVG_NAMESPACE;
    const node = nodes.push(costNode(name, drawn ? attributes : new Map())) - 1;
    const parent = open.at(-1);
    if (parent) nodes[parent.node]?.children.push(node);
    open.push({ node, isStyle: drawn && name === "style" });
  }

  function onText(piece: string): void {
    if (open.at(-1)?.isStyle === true) sheet += piece;
  }

  const parser = new SaxesParser({ xmlns: true, position: true });
  let attributes = 0;
  parser.on("opentagstart", () => (attributes = 0));
  parser.on("attribute", () => {
    attributes += 1;
    if (attributes > limits.attributes) throw new Found("unsafe-svg", "too many attributes");
  });
  parser.on("opentag", onOpen);
  parser.on("closetag", () => {
    if (open.pop()?.isStyle !== true) return;
    apply(ruleCss(sheet));
    sheets.push(sheet);
    sheet = "";
  });
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("doctype", () => {
    throw new Found("unsafe-svg", "<!DOCTYPE>");
  });
  parser.on("processinginstruction", ({ target }) => {
    if (target.toLowerCase() === "xml-stylesheet") throw new Found("unsafe-svg", "xml-stylesheet");
  });
  parser.on("error", () => {
    throw new Found("broken", `XML error in line ${parser.line}`);
  });
  parser.write(text).close();
  if (stated === undefined) throw new Found("broken", "no root element");
  if (drawingCost(nodes, sheets) > limits.cost) throw new Found("unsafe-svg", "too much to draw");
  return stated;
}
