// The policy's colour → colours that can be read on both grounds, whatever colour was chosen.

/** Linear-light channels would be exact; the ratio below uses them, the mixing need not. */
type Rgb = readonly [number, number, number];

/** WCAG 2.2: 4.5 for text, 3 for what marks a control; a little more, so that rounding takes nothing away. */
const TEXT_MIN = 4.6;
const MARK_MIN = 3.1;

export const GROUNDS = {
  light: {
    ground: "#f8f8f6",
    card: "#ffffff",
    text: "#1b1d21",
    soft: "#5d636d",
    line: "#e4e4e0",
    sunken: "#f0f0ed",
    good: "#1a7346",
    "good-tint": "#e7f4ec",
    warn: "#855300",
    "warn-tint": "#fdf3dc",
    bad: "#b3261e",
    "bad-tint": "#fcebe9",
  },
  dark: {
    ground: "#0f1114",
    card: "#181b20",
    text: "#e9eaec",
    soft: "#a0a7b2",
    line: "#2b2f36",
    sunken: "#22262c",
    good: "#5fce95",
    "good-tint": "#15291f",
    warn: "#ecc06a",
    "warn-tint": "#2e2613",
    bad: "#ff968c",
    "bad-tint": "#351b1a",
  },
} as const;

export interface Accent {
  /** Buttons, marks, the focus ring. */
  readonly accent: string;
  /** Words on it. */
  readonly onAccent: string;
  /** Links and other coloured words, on the ground, on a card and on the tint. */
  readonly link: string;
  /** A breath of the colour, behind words. */
  readonly tint: string;
}

export function accentOf(themeColor: string, theme: keyof typeof GROUNDS): Accent {
  const { ground, card, text } = GROUNDS[theme];
  const towards = theme === "light" ? "#000000" : "#ffffff";
  const tint = mix(card, themeColor, theme === "light" ? 0.07 : 0.14);
  const accent = until(themeColor, text, (color) => contrast(color, card) >= MARK_MIN);
  const link = until(themeColor, towards, (color) =>
    [ground, card, tint].every((behind) => contrast(color, behind) >= TEXT_MIN),
  );
  return { accent, onAccent: contrast(accent, "#ffffff") >= 4.5 ? "#ffffff" : "#000000", link, tint };
}

export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colour, moved step by step towards another until it will do; the other one itself at the last. */
function until(from: string, towards: string, willDo: (color: string) => boolean): string {
  for (let step = 0; step < 50; step++) {
    const color = mix(from, towards, step / 50);
    if (willDo(color)) return color;
  }
  return towards;
}

function mix(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return `#${a
    .map((value, at) => Math.round(value + ((b[at] ?? 0) - value) * share))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1] ?? "1c58d9";
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** The custom properties that the style sheet builds on, for both themes. */
export function themeCss(themeColor: string): string {
  const of = (theme: keyof typeof GROUNDS): string => {
    const { accent, onAccent, link, tint } = accentOf(themeColor, theme);
    const colors = { ...GROUNDS[theme], accent, "on-accent": onAccent, link, tint };
    const properties = Object.entries(colors).map(([name, color]) => `--${name}:${color}`);
    return [...properties, `color-scheme:${theme}`].join(";");
  };
  return [
    `:root{${of("light")}}`,
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${of("dark")}}}`,
    `:root[data-theme=dark]{${of("dark")}}`,
    "",
  ].join("\n");
}
