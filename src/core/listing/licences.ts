// What people call licences, and what the SPDX list calls them (spdx.org/licenses).

/** Only where one can be meant. */
const LICENCES: Readonly<Record<string, string>> = {
  apache2: "Apache-2.0",
  "apache2.0": "Apache-2.0",
  apacheversion2: "Apache-2.0",
  "apacheversion2.0": "Apache-2.0",
  mit: "MIT",
  isc: "ISC",
  unlicense: "Unlicense",
  mpl2: "MPL-2.0",
  "mpl2.0": "MPL-2.0",
  bsd2clause: "BSD-2-Clause",
  bsd3clause: "BSD-3-Clause",
  "cc01.0": "CC0-1.0",
  cc0: "CC0-1.0",
  zlib: "Zlib",
  "0bsd": "0BSD",
};

/** Names that leave a question open. */
const OPEN: readonly (readonly [RegExp, string])[] = [
  [/^(?:gnu)?agpl(?:v?3(?:\.0)?)?$/, "`AGPL-3.0-only` or `AGPL-3.0-or-later`"],
  [/^(?:gnu)?lgpl(?:v?3(?:\.0)?)?$/, "`LGPL-3.0-only` or `LGPL-3.0-or-later`"],
  [/^(?:gnu)?gplv?2(?:\.0)?$/, "`GPL-2.0-only` or `GPL-2.0-or-later`"],
  [/^(?:gnu)?gpl(?:v?3(?:\.0)?)?$/, "`GPL-3.0-only` or `GPL-3.0-or-later`"],
  [/^bsd$/, "`BSD-2-Clause` or `BSD-3-Clause`"],
  [/^apache$/, "`Apache-2.0`, if it is version 2.0"],
  [
    /^(?:proprietary|commercial|closed(?:source)?|custom|unlicensed|none|allrightsreserved|other)$/,
    "`LicenseRef-Proprietary`, or `LicenseRef-` with a name of your own",
  ],
];

/** The one identifier that can be meant. */
export function licenceOf(value: string): string | undefined {
  const key = keyOf(value).replaceAll(/\bv(?=\d)/g, "");
  const plain = key.replaceAll(/[\s,_()-]+/g, "");
  return Object.hasOwn(LICENCES, plain) ? LICENCES[plain] : undefined;
}

/** What to do about a licence that is no SPDX expression. */
export function licenceAdvice(value: string): string {
  const one = licenceOf(value);
  if (one !== undefined) return `Did you mean \`${one}\`?`;
  const plain = keyOf(value).replaceAll(/[\s,_()-]+/g, "");
  const [, open] = OPEN.find(([pattern]) => pattern.test(plain)) ?? [];
  return open === undefined
    ? "Use the identifier from the SPDX licence list, for example `Apache-2.0`, `MIT` or `GPL-3.0-only`; for one that is not on it, `LicenseRef-` and a name."
    : `Write ${open}.`;
}

function keyOf(value: string): string {
  return value.toLowerCase().replaceAll(/\b(?:the|licen[cs]e|software)\b/g, "");
}
