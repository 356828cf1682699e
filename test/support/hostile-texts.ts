// Texts that would do something in Markdown if they ever stood outside a code span; each bears a word to be found by.

export const SENTINEL = "zq7";

const MENTIONS = [
  `@${SENTINEL}`,
  `@org/${SENTINEL}`,
  `(@${SENTINEL})`,
  `cc @${SENTINEL}, @everyone`,
  `&#64;${SENTINEL}`,
  `&#x40;${SENTINEL}`,
  `&commat;${SENTINEL}`,
  `&amp;#64;${SENTINEL}`,
  `\\@${SENTINEL}`,
  `＠${SENTINEL}`,
  `﹫${SENTINEL}`,
  `${SENTINEL}@a.example`,
  `Fixes #1 ${SENTINEL}`,
  `closes ${SENTINEL}/repo#1`,
  `GH-1 ${SENTINEL}`,
  `${SENTINEL} 0123456789abcdef0123456789abcdef01234567`,
];

const LINKS = [
  `[${SENTINEL}](https://evil.example)`,
  `[${SENTINEL}](javascript:alert(1))`,
  `[${SENTINEL}][1]\n\n[1]: https://evil.example`,
  `[${SENTINEL}]: https://evil.example`,
  `[^${SENTINEL}]: a footnote`,
  `<https://${SENTINEL}.example>`,
  `<${SENTINEL}@evil.example>`,
  `https://${SENTINEL}.example`,
  `http://${SENTINEL}.example/a(b)c`,
  `www.${SENTINEL}.example`,
  `mailto:${SENTINEL}@a.example`,
  `ftp://${SENTINEL}.example`,
  `xmpp:${SENTINEL}@a.example`,
  `![${SENTINEL}](https://evil.example/beacon.png)`,
  `[![${SENTINEL}](https://evil.example/a.png)](https://evil.example)`,
  `![${SENTINEL}][x]`,
  `[[${SENTINEL}]]`,
];

const BLOCKS = [
  `# ${SENTINEL}`,
  `###### ${SENTINEL}`,
  `${SENTINEL}\n===`,
  `${SENTINEL}\n---`,
  `- ${SENTINEL}`,
  `1. ${SENTINEL}`,
  `> ${SENTINEL}`,
  `> [!WARNING]\n> ${SENTINEL}`,
  `- [x] ${SENTINEL}`,
  `---\n${SENTINEL}`,
  `\n\n# ${SENTINEL}\n\n`,
  `\r\n\r\n## ${SENTINEL}`,
  `\u2028# ${SENTINEL}`,
  `\u0085# ${SENTINEL}`,
  `\u000b# ${SENTINEL}`,
  `| a | b |\n|---|---|\n| ${SENTINEL} | c |`,
  `${SENTINEL} | b\n--- | ---`,
  `    ${SENTINEL}`,
  `\t${SENTINEL}`,
  `***\n${SENTINEL}`,
];

const FENCES = [
  `\`${SENTINEL}\``,
  `\`\`${SENTINEL}\`\``,
  `\`\`\`\n${SENTINEL}\n\`\`\``,
  `~~~\n${SENTINEL}\n~~~`,
  `\` ${SENTINEL}`,
  `${SENTINEL} \``,
  `\`\`\` ${SENTINEL}`,
  `${"`".repeat(40)}${SENTINEL}`,
  `a\`b\`c\`${SENTINEL}\`d`,
  `\\\`${SENTINEL}\\\``,
  `\\${SENTINEL}\\`,
  `&#96;${SENTINEL}&#96;`,
  `&grave;${SENTINEL}&grave;`,
  `“${SENTINEL}”`,
  `”${SENTINEL}“`,
  `“\`${SENTINEL}\`”`,
  `” @org ${SENTINEL} “`,
  `'${SENTINEL}'`,
  `ˋ${SENTINEL}ˋ`,
  `｀${SENTINEL}｀`,
];

const HTML = [
  `<b>${SENTINEL}</b>`,
  `<script>${SENTINEL}</script>`,
  `<img src=https://evil.example/${SENTINEL}.png>`,
  `<a href="https://evil.example">${SENTINEL}</a>`,
  `</details>${SENTINEL}`,
  `<details open><summary>${SENTINEL}`,
  `<!-- ${SENTINEL}`,
  `--> ${SENTINEL} <!--`,
  `<!-- steward:review --> ${SENTINEL}`,
  `<sub>${SENTINEL}`,
  `</sub>${SENTINEL}`,
  `<h1>${SENTINEL}</h1>`,
  `<style>${SENTINEL}</style>`,
  `<![CDATA[${SENTINEL}]]>`,
  `<?php ${SENTINEL} ?>`,
  `<!DOCTYPE ${SENTINEL}>`,
  `<${SENTINEL} onload=alert(1)>`,
  `&lt;b&gt;${SENTINEL}`,
  `<picture><source srcset=//evil.example/${SENTINEL}>`,
  `<a title="\`">${SENTINEL}`,
];

const MARKS = [
  `**${SENTINEL}**`,
  `*${SENTINEL}*`,
  `__${SENTINEL}__`,
  `~~${SENTINEL}~~`,
  `:tada: ${SENTINEL} :+1:`,
  `$${SENTINEL}$`,
  `$$\\href{https://evil.example}{${SENTINEL}}$$`,
  `\\(${SENTINEL}\\)`,
  `✅ ${SENTINEL} ready to be merged`,
  `[x] **${SENTINEL}** all checks passed`,
  `${SENTINEL}\u202egnp.exe`,
  `\u2067${SENTINEL}\u2069`,
  `\u200f${SENTINEL}`,
  `z\u200bq7 ${SENTINEL}`,
  `${SENTINEL}\u200d\u200d`,
  `\ud800${SENTINEL}\udc00`,
  `${SENTINEL}\u0000`,
  `${SENTINEL}\u001b[31m`,
  `\ufeff${SENTINEL}`,
  `${SENTINEL}${"\u0301".repeat(30)}`,
  `\u{e0061}${SENTINEL}`,
  `مرحبا ${SENTINEL}`,
  `/accept link ${SENTINEL}`,
  `/recheck ${SENTINEL}`,
];

const TEXTS = [...MENTIONS, ...LINKS, ...BLOCKS, ...FENCES, ...HTML, ...MARKS];

export const PLAIN: ReadonlySet<string> = new Set(TEXTS);

/** Each text as it is and after harmless words; and two of three where they would be cut off. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...TEXTS,
  ...TEXTS.map((text) => `Good words, then ${text}`),
  ...TEXTS.filter((_, index) => index % 3 > 0).map((text) => `${"x".repeat(90)} ${text}`),
];
