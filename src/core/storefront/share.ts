// The picture that other sites show of a marketplace that names no logo: its colour, and the mark of what was checked.

import { DRAWN } from "./parts/icons.tsx";
import { accentOf } from "./theme.ts";

/** SVG, to be drawn as PNG: no site that shows pictures of others takes it as it is. Without words, so that it needs no font. */
export function shareSvg(themeColor: string): string {
  const { accent, onAccent } = accentOf(themeColor, "light");
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">',
    `<rect width="512" height="512" fill="${accent}"/>`,
    `<g transform="translate(88 88) scale(14)" fill="none" stroke="${onAccent}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="${DRAWN.badge}"/></g>`,
    "</svg>\n",
  ].join("");
}
