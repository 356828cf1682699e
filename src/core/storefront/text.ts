// Text as HTML, XML and JSON can all carry it, and the small words that pages share: dates, hosts, labels.

// Controls but tab and line feed, what Unicode says is no character, and lone surrogates: parsers refuse them.
const UNFIT = /(?![\n\t])\p{Cc}|\p{Noncharacter_Code_Point}|\p{Surrogate}/gu;

// Embeddings, overrides and isolates would turn the words around them, past the end of the text they stand in.
const TURNING = /[\u202A-\u202E\u2066-\u2069]/gu;

export function fitForMarkup(text: string): string {
  if (!/[^\n -~]/.test(text)) return text;
  return text.replaceAll(/\r\n?/g, "\n").replaceAll(UNFIT, "\uFFFD").replaceAll(TURNING, "");
}

// Whatever is not plain in JSON: other characters than ASCII's visible ones, and escapes of controls and half characters.
const SUSPECT = /[^ -~]|\\[bfru]/;

/** The same value with every string in it fit to be shown. Most have nothing to fix: looking is cheaper than copying. */
export function allFit<T>(value: T): T {
  return SUSPECT.test(JSON.stringify(value)) ? fixed(value) : value;
}

function fixed<T>(value: T): T {
  if (typeof value === "string") return fitForMarkup(value) as T;
  if (Array.isArray(value)) return value.map(fixed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fixed(inner)])) as T;
}

/** The address if a visitor may be sent there, else undefined. */
export function safeHref(address: string | undefined): string | undefined {
  if (address === undefined || !/^(?:https|mailto):/i.test(address) || !URL.canParse(address))
    return undefined;
  return new URL(address).href;
}

/** "github.com" of an https address, the address itself of a mailto: what stands beside a link, so that nobody is surprised. */
export function hostShown(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "mailto:") return fitForMarkup(decoded(url.pathname));
  return url === undefined ? address : url.host.replace(/^www\./, "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "22 November 2026" of an ISO date or date-time; other text as it is. */
export function longDay(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? iso : `${Number(day)} ${name} ${year}`;
}

/** "22 November 2026, 14:05 UTC" */
export function momentOf(iso: string): string {
  const [, time] = /T(\d{2}:\d{2})/.exec(iso) ?? [];
  return time === undefined ? longDay(iso) : `${longDay(iso)}, ${time} UTC`;
}

/** "1,234" */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}

/** "1 listing", "1,234 listings" */
export function listingsCounted(count: number): string {
  return `${grouped(count)} ${count === 1 ? "listing" : "listings"}`;
}

export interface TypeWords {
  readonly one: string;
  readonly many: string;
  readonly what: string;
}

const TYPES: Readonly<Record<string, TypeWords>> = {
  plugin: { one: "Plugin", many: "Plugins", what: "Add to it from the inside" },
  app: { one: "App", many: "Apps", what: "Services of their own, connected" },
  integration: { one: "Integration", many: "Integrations", what: "Connect it with other tools" },
  webhook: { one: "Webhook", many: "Webhooks", what: "Ready-made webhook configurations" },
  playbook: { one: "Playbook", many: "Playbooks", what: "Templates for recurring work" },
  tool: { one: "Tool", many: "Tools", what: "Importers, command lines and scripts" },
  theme: { one: "Theme", many: "Themes", what: "Colours and shapes for all of it" },
  template: { one: "Template", many: "Templates", what: "Starts that are made already" },
  card: { one: "Card", many: "Cards", what: "Single pieces of a dashboard" },
  blueprint: { one: "Blueprint", many: "Blueprints", what: "Automations to fill in and use" },
  "icon-set": { one: "Icon set", many: "Icon sets", what: "Pictograms that go together" },
  course: { one: "Course", many: "Courses", what: "Whole terms, from first hour to last" },
  lesson: { one: "Lesson", many: "Lessons", what: "Single hours, ready to teach" },
  exercise: { one: "Exercise", many: "Exercises", what: "Problems with their solutions" },
  slides: { one: "Slides", many: "Slides", what: "To show and to talk about" },
  dataset: { one: "Data set", many: "Data sets", what: "Numbers and texts to work with" },
};

/** A community's own type is named as it is written: nobody can know its plural. */
export function typeWords(type: string): TypeWords {
  const name = `${type.slice(0, 1).toUpperCase()}${type.slice(1).replaceAll("-", " ")}`;
  return Object.hasOwn(TYPES, type) ? (TYPES[type] as TypeWords) : { one: name, many: name, what: "" };
}

/** The first letter or digit of a name, for the tile that stands in for a picture. */
export function initialOf(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name.normalize("NFC"))?.[0] ?? "•").toLocaleUpperCase("en");
}

/** What blank lines part, without them. */
export function paragraphsOf(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "");
}
