// Counts the images that show the product in use, so that nobody is asked for screenshots that stand on the page.

import type { Block } from "./sections.ts";

const BADGE =
  /shields\.io|badgen|badge|\bbadges\b|travis-ci|circleci\.com\/gh|codecov|coveralls|goreportcard|bestpractices|snyk\.io|sonarcloud|codeclimate|david-dm|appveyor|\/workflows?\/[^?]*\.svg|gitpod|opencollective|deepwiki|zenodo|gitter|readthedocs|pepy\.tech|packagist|poser\.pugx|nodei\.co|star-history|contrib\.rocks|visitor|hits\.|komarev|github-readme-stats|repobeats|netlify|vercel\.com\/button|deploy.*button|flagcdn|flagpack|simpleicons|skillicons|avatars\d*\.githubusercontent|gravatar|img\.youtube\.com|i\.ytimg|buymeacoffee|ko-fi|patreon|paypal|liberapay|camo\.githubusercontent\.com\/[^/]*badge|producthunt|trendshift|discordapp\.com\/api|discord\.com\/api|img\.buymeacoffee/iu;
const MARK =
  /(?:^|[^a-z])(?:logos?|icons?|favicon|avatars?|banners?|sponsors?|donate|brand|wordmark|mascot|badge|button|emoji|flags?|license|stars?|social[-_ ]?preview|build status|coverage|download on|get it on|available on)(?:[^a-z]|$)/iu;
const SHOWS =
  /screen ?-?shots?|demo|preview|example|captura|capture|bildschirm|截图|截圖|スクリーンショット|скриншот|знімок/iu;
/** Anything smaller is an icon. */
const SIDE_PX_MIN = 80;

function shows(block: Extract<Block, { kind: "image" }>): boolean {
  const { url, alt } = block;
  const name = decodePath(url);
  if (BADGE.test(url) || /^data:image\/(?:svg|gif)/u.test(url)) return false;
  if ((block.widthPx ?? SIDE_PX_MIN) < SIDE_PX_MIN || (block.heightPx ?? SIDE_PX_MIN) < SIDE_PX_MIN)
    return false;
  const claims = SHOWS.test(name) || SHOWS.test(alt);
  if (!claims && (MARK.test(name) || MARK.test(alt))) return false;
  return claims || !/\.svg(?:[?#]|$)/iu.test(url);
}

/** The last two parts of an address's path: folders named `assets/icons` say what is in them. */
function decodePath(url: string): string {
  return (
    url
      .split(/[?#]/u)[0]
      ?.split("/")
      .slice(-2)
      .join("/")
      .replaceAll(/%20|[-_]/gu, " ") ?? ""
  );
}

export function countScreenshots(blocks: readonly Block[]): number {
  const seen = new Set<string>();
  for (const block of blocks) if (block.kind === "image" && shows(block)) seen.add(block.url);
  return seen.size;
}
