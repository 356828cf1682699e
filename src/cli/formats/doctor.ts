// What `steward doctor` found, for a person at a terminal and for other programs.

import pc from "picocolors";
import type { Diagnosis, Item } from "../../core/setup/diagnosis.ts";

const WIDTH = 100;

type Colors = ReturnType<typeof pc.createColors>;

export function doctorText(diagnosis: Diagnosis, color: boolean): string {
  const colors = pc.createColors(color);
  const sections = diagnosis.sections.map(
    ({ title, items }) =>
      `${colors.bold(title)}\n${items.map((item) => itemText(item, colors)).join("\n")}\n`,
  );
  return `${sections.join("\n")}\n${summary(diagnosis, colors)}\n`;
}

function itemText(item: Item, colors: Colors): string {
  switch (item.status) {
    case "fine":
      return lines(colors.green("✔"), item.what);
    case "note":
      return lines(colors.cyan("·"), item.what);
    case "skipped":
      return lines(colors.dim("–"), item.what, colors.dim);
    case "unknown":
      return [lines(colors.yellow("?"), item.what), lines("   ", item.why, colors.dim)].join("\n");
    case "broken":
      return [
        `${lines(colors.red("✖"), item.what)} ${colors.dim(`[${item.rule}]`)}`,
        lines("   ", item.why, colors.dim),
        lines("  →", item.fix),
      ].join("\n");
  }
}

/** Broken between words where a line grows long; addresses stay whole, to be clicked and copied. */
function lines(sign: string, text: string, paint: (line: string) => string = (line) => line): string {
  const indent = " ".repeat(sign.startsWith("  ") ? 6 : 4);
  const rows: string[] = [];
  for (const word of plain(text).split(" ")) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH - indent.length)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows.map((row, at) => `${at === 0 ? `  ${sign} ` : indent}${paint(row)}`).join("\n");
}

function summary({ sections, verdict }: Diagnosis, colors: Colors): string {
  const count = (status: Item["status"]): number =>
    sections.flatMap(({ items }) => items).filter((item) => item.status === status).length;
  const [bad, dark] = [count("broken"), count("unknown")];
  const unclear = dark === 0 ? "" : `${dark} could not be told`;
  if (verdict === "fine") return colors.green(`All ${count("fine")} points are in order.`);
  if (bad === 0) return colors.yellow(`Nothing wrong was found, but ${unclear}: this is no “all is well”.`);
  return colors.red(`${bad} to fix${unclear === "" ? "" : `, ${unclear}`}, ${count("fine")} in order.`);
}

/** Names that others chose may not move the cursor or change the colours. */
function plain(text: string): string {
  return text.replaceAll("`", "").replace(/[\p{Cc}\p{Cf}]/gu, "�");
}

interface DoctorFinding {
  readonly level: "error" | "unknown";
  readonly rule: string | null;
  readonly about: string;
  readonly message: string;
  readonly why: string;
  readonly fix: string | null;
}

const VERDICTS = { fine: "pass", broken: "fail", unknown: "unknown" } as const;

export function doctorJson({ verdict, sections }: Diagnosis): string {
  const findings = sections.flatMap(({ title, items }) =>
    items.flatMap((item): readonly DoctorFinding[] => {
      if (item.status === "broken")
        return [
          {
            level: "error",
            rule: item.rule,
            about: title,
            message: item.what,
            why: item.why,
            fix: item.fix,
          },
        ];
      return item.status === "unknown"
        ? [{ level: "unknown", rule: null, about: title, message: item.what, why: item.why, fix: null }]
        : [];
    }),
  );
  const inOrder = sections.flatMap(({ title, items }) =>
    items.flatMap((item) => (item.status === "fine" ? [{ about: title, message: item.what }] : [])),
  );
  return `${JSON.stringify({ version: 1, verdict: VERDICTS[verdict], findings, inOrder }, undefined, 2)}\n`;
}
