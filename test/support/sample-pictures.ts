// Pictures for the sample marketplace, drawn here, so that its pages look as they would with real ones.

import sharp from "sharp";
import { mixed } from "../../src/core/storefront/chunks.ts";

const SHAPES = [
  '<path d="M150 330V210m75 120V150m75 180V250m75 80V190" stroke-width="38"/>',
  '<circle cx="256" cy="256" r="96" stroke-width="34"/><path d="M256 200v60l42 26" stroke-width="30"/>',
  '<path d="M150 190h212M150 256h212M150 322h130" stroke-width="34"/>',
  '<path d="M146 340 206 200l62 84 42-54 56 110z" stroke-width="32"/>',
  '<rect x="146" y="160" width="220" height="192" rx="34" stroke-width="32"/><path d="M146 232h220" stroke-width="32"/>',
  '<path d="m160 262 64 64 128-140" stroke-width="44"/>',
  '<path d="M190 170 120 256l70 86M322 170l70 86-70 86" stroke-width="36"/>',
  '<path d="M256 140 360 200v116l-104 60-104-60V200z" stroke-width="32"/><circle cx="256" cy="258" r="30" stroke-width="28"/>',
] as const;

function logoSvg(id: string): string {
  const hue = mixed(id, 3) % 360;
  const shape = SHAPES[mixed(id, 5) % SHAPES.length] ?? SHAPES[0];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue} 70% 56%)"/><stop offset="1" stop-color="hsl(${hue + 35} 65% 40%)"/></linearGradient></defs><rect width="512" height="512" fill="url(#g)"/><g fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">${shape}</g></svg>`;
}

/** A chat window, as far as one recognises it from afar. */
function screenSvg(path: string): string {
  const seed = mixed(path);
  const lines = Array.from({ length: 7 }, (_, at) => {
    const width = 260 + (mixed(`${seed}${at}`) % 480);
    return `<circle cx="330" cy="${130 + at * 92}" r="22" fill="hsl(${(seed + at * 70) % 360} 55% 62%)"/><rect x="372" y="${108 + at * 92}" width="120" height="14" rx="7" fill="#4a5160"/><rect x="372" y="${134 + at * 92}" width="${width}" height="16" rx="8" fill="#c3c9d3"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 800"><rect width="1280" height="800" fill="#fff"/><rect width="270" height="800" fill="#1e325c"/>${Array.from({ length: 8 }, (_, at) => `<rect x="36" y="${110 + at * 46}" width="${110 + ((seed >> at) % 70)}" height="14" rx="7" fill="#7f93bd"/>`).join("")}<rect x="270" width="1010" height="72" fill="#f4f5f8"/><rect x="306" y="28" width="190" height="18" rx="9" fill="#4a5160"/>${lines.join("")}</svg>`;
}

/** The file that an image path of the sample names. */
export async function samplePicture(path: string): Promise<Buffer> {
  const [, width = "512", format = "png"] = /-(\d+)\.(png|webp)$/.exec(path) ?? [];
  const svg = path.includes("/shot-") ? screenSvg(path) : logoSvg(path.split("/")[1] ?? "");
  const image = sharp(Buffer.from(svg), { density: 144 }).resize({ width: Number(width) });
  return format === "webp" ? image.webp({ quality: 82 }).toBuffer() : image.png().toBuffer();
}
