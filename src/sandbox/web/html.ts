// The one place where text becomes HTML: whatever is put into a template is escaped unless it is HTML already.

export interface Html {
  readonly html: string;
}

export type HtmlPart = string | number | Html | readonly HtmlPart[] | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}

function render(part: HtmlPart): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string") return escapeMarkup(part);
  if (typeof part === "number") return String(part);
  return "html" in part ? part.html : part.map(render).join("");
}

export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = strings[0] ?? "";
  for (const [at, part] of parts.entries()) text += render(part) + (strings[at + 1] ?? "");
  return { html: text };
}

/** For renderers that escaped every piece themselves. */
export function alreadyHtml(text: string): Html {
  return { html: text };
}
