// Recognises pages that ask whether their visitor is a human, as a kind: what stands behind one was not seen.

import type { Front } from "./front.ts";

type Header = (name: string) => string | undefined;

/** Guards that say so in the answer's headers. */
export function saysChallenge(header: Header): boolean {
  return (
    /^challenge/iu.test(header("cf-mitigated") ?? "") ||
    /^(?:challenge|captcha)/iu.test(header("x-amzn-waf-action") ?? "") ||
    /^challenge/iu.test(header("x-vercel-mitigated") ?? "") ||
    header("x-vercel-challenge-token") !== undefined
  );
}

/** A guard's own parts, as they stand in the page's markup; pages that only speak of a guard are longer than such a page. */
const PARTS =
  /anubis_(?:challenge|version)|\.within\.website\/x\/cmd\/anubis|_cf_chl_opt|cf[-_]challenge|__cf_chl_|challenge-error-text|awswaf|gokuprops|_Incapsula_Resource|sec-if-cpt-container|_sec\/cp_challenge|sucuri_cloudproxy|ddos-guard\/(?:js-challenge|check)|geo\.captcha-delivery\.com|captcha\.px-cdn|px-captcha|_pxappid|kpsdk|_fs-ch-|\.azwaf\/|go-away\/(?:challenge|cmd|assets)|basedflare|haproxy-protection|safeline|slowaes|bunny-shield|x-?vercel-?challenge|altcha-widget|proof-?of-?work/iu;
const PARTS_TEXT_CHARS = 2_500;

const TITLE =
  /^(?:just a moment|one moment,? please|please wait|attention required|checking (?:your browser|if the site)|verif(?:y|ying|ication)\b.{0,30}\b(?:human|browser|visitor|you|connection|robot)|(?:security|browser|bot|human) (?:check|checkpoint|verification|challenge)|vercel security checkpoint|are you (?:a )?(?:human|robot|bot)|robot or human|making sure you|client challenge|pardon our interruption|access (?:denied|to this page has been denied)|ddos[- ](?:guard|protection)|human verification|you are being redirected|un instant|un momento|(?:nur )?einen moment|um momento|подождите|请稍候|お待ちください|waf\b|captcha\b)/iu;
const TITLE_CHARS_MAX = 80;

const SAYS =
  /checking (?:your browser|if the site connection)|verif(?:y|ying)(?: that)? you(?:'|’| a)re (?:a |not a )?(?:human|robot|bot)|(?:confirm|prove)(?: that)? you(?:'|’| a)re (?:a |not a )?(?:human|robot|bot)|making sure you(?:'|’| a)re not a bot|are you (?:a )?(?:human|robot)\?|i(?:'|’| a)m not a robot|(?:enable|turn on) (?:javascript and cookies|cookies and javascript)|needs to review the security of your connection|complete the (?:captcha|security check|challenge)|unusual (?:traffic|activity) from your|automated (?:access|requests|traffic)|ddos protection by|protected (?:by|from) (?:anubis|bots)|performing security verification|checking (?:that )?(?:you|your connection)|security check to access/iu;
const SAYS_TEXT_CHARS = 1_200;

/** Does its work, remembers that, and asks for the same page again. */
const COMES_BACK =
  /\blocation\s*\.\s*reload\s*\(|\blocation(?:\s*\.\s*href)?\s*=\s*(?:window\.|document\.)?location\b/u;
const WORKS =
  /document\s*\.\s*cookie\s*=|\bsha-?(?:1|256|512)\b|\bsubtle\s*\.\s*digest|\bnonce\b[\s\S]*\bdifficulty\b/iu;
const STUB_CHARS = 600;

/** `html`: the page's beginning as it came; `front`: what was read of it. */
export function isChallenge(html: string, front: Front): boolean {
  const { title, text, textChars, scriptCount, scripts } = front;
  if (textChars <= PARTS_TEXT_CHARS && PARTS.test(html) && (scriptCount > 0 || front.refresh !== undefined))
    return true;
  // Without a script, a form or a refresh nobody gets past it: then it is the page itself.
  const isGate = scriptCount > 0 || front.refresh !== undefined || /<form\b/iu.test(html);
  if (!isGate || textChars > SAYS_TEXT_CHARS) return false;
  if (title.length <= TITLE_CHARS_MAX && TITLE.test(title)) return true;
  if (SAYS.test(text) || SAYS.test(html)) return true;
  return textChars <= STUB_CHARS && COMES_BACK.test(scripts) && WORKS.test(scripts);
}
