// Pages by which guards ask whether a visitor is a human, shortened to what makes each of them one.

const page = (title: string, body: string, head = ""): string =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;

export interface Guarded {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export const CHALLENGE_PAGES: Readonly<Record<string, Guarded>> = {
  "Anubis, with 200": {
    body: page(
      "Making sure you&#39;re not a bot!",
      `<main><h1 id="title">Making sure you&#39;re not a bot!</h1><p id="status">Loading...</p>
      <script async type="module" src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>
      <details><summary>Why am I seeing this?</summary><p>${"You are seeing this because the administrator of this website has set up Anubis to protect the server against the scourge of AI companies aggressively scraping websites. ".repeat(4)}</p></details>
      <noscript><p>Sadly, you must enable JavaScript to get past this challenge.</p></noscript></main>`,
      `<script id="anubis_challenge" type="application/json">{"rules":{"difficulty":4}}</script>`,
    ),
  },
  "Anubis in another language": {
    body: page(
      "Wir überprüfen, dass Sie kein Bot sind!",
      `<h1>Wir überprüfen, dass Sie kein Bot sind!</h1><p>Wird geladen …</p>`,
      `<script id="anubis_version" type="application/json">"v1.21.0"</script>`,
    ),
  },
  "Cloudflare, with 200 and without its header": {
    body: page(
      "Just a moment...",
      `<noscript><span id="challenge-error-text">Enable JavaScript and cookies to continue</span></noscript>
      <script>(function(){window._cf_chl_opt={cvId:'3'};}());</script>`,
      `<meta http-equiv="refresh" content="390">`,
    ),
  },
  "Cloudflare by its header": {
    status: 403,
    headers: { "cf-mitigated": "challenge" },
    body: page("x", "x"),
  },
  "AWS WAF, with 202 and an empty page": {
    status: 202,
    headers: { "x-amzn-waf-action": "challenge" },
    body: "",
  },
  "AWS WAF's puzzle, with 405": {
    status: 405,
    headers: { "x-amzn-waf-action": "captcha" },
    body: page("x", "x"),
  },
  "AWS WAF by its script": {
    status: 202,
    body: page(
      "",
      `<div id="challenge-container"></div><script>AwsWafIntegration.checkForceRefresh().then((forceRefresh) => { if (forceRefresh) { window.location.reload(true); } });</script><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot.</noscript>`,
      `<script src="https://1234.token.awswaf.com/1234/challenge.js"></script>`,
    ),
  },
  "Vercel's checkpoint": {
    status: 429,
    headers: { "x-vercel-mitigated": "challenge" },
    body: page("Vercel Security Checkpoint", "We're verifying your browser"),
  },
  "DataDome, with 403": {
    status: 403,
    body: page(
      "docs.example",
      `<p id="cmsg">Please enable JS and disable any ad blocker</p><script data-cfasync="false">var dd={'rt':'c'}</script><script data-cfasync="false" src="https://geo.captcha-delivery.com/captcha/?x"></script>`,
    ),
  },
  "Imperva, with 200": {
    body: `<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"><script src="/_Incapsula_Resource?SWJIYLWA=719"></script></head><body><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=1">Request unsuccessful.</iframe></body></html>`,
  },
  "Akamai, with 200": {
    body: page(
      "&nbsp;",
      `<div id="sec-if-cpt-container"></div><script src="/_sec/cp_challenge/sec-cpt.js"></script>`,
    ),
  },
  "HUMAN, with 403": {
    status: 403,
    body: page(
      "Access to this page has been denied",
      `<div id="px-captcha"></div><script>window._pxAppId='PX1'</script>`,
    ),
  },
  "DDoS-Guard, with 200": {
    body: page(
      "DDoS-Guard",
      `<h1>Checking your browser before accessing docs.example.</h1><script src="/.well-known/ddos-guard/js-challenge/index.js"></script>`,
    ),
  },
  "Sucuri: a script that sets a cookie and comes back": {
    body: page(
      "You are being redirected...",
      `<noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript><script>var s={},u,c,U;S='cz0i';eval(r);document.cookie='sucuri_cloudproxy_uuid=1';location.reload();</script>`,
    ),
  },
  "a guard nobody knows: its script sets a cookie and comes back": {
    body: page(
      "docs.example",
      `<p>One second</p><script>document.cookie="seen="+solve();location.reload();</script>`,
    ),
  },
  "a guard nobody knows: proof of work": {
    status: 401,
    body: page(
      "docs.example",
      `<p>Working</p><script>const nonce=0;let difficulty=4;crypto.subtle.digest("SHA-256",x).then(()=>{location.reload()})</script>`,
    ),
  },
  "a guard nobody knows: words and a form": {
    body: page(
      "docs.example",
      `<h1>Please verify you are a human</h1><form method="post"><button>I am</button></form>`,
    ),
  },
  "a guard nobody knows: one moment": {
    body: page(
      "One moment, please...",
      `<p>Please wait while your request is being verified...</p><script>x()</script>`,
    ),
  },
  "a captcha on its own": {
    status: 503,
    body: page(
      "Robot or human?",
      `<p>Activate and hold the button to confirm that you're human. Thank You!</p><script src="/x.js"></script>`,
    ),
  },
};

const sentences = "Open the settings, choose Polls, and paste the token that the server gave you. ".repeat(
  60,
);

/** Pages that are none, however near they come. */
export const NO_CHALLENGE_PAGES: Readonly<Record<string, string>> = {
  "a page behind Cloudflare that it adds a script to": page(
    "Polls",
    `<h1>Polls</h1><p>Ask a channel.</p><script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';document.head.appendChild(a)})();</script>`,
  ),
  "documentation of a guard": page(
    "Anubis: making sure you're not a bot",
    `<h1>Anubis</h1><p>${sentences}</p><pre>&lt;script id="anubis_challenge"&gt;</pre><script src="/x.js"></script>`,
  ),
  "a guide to verifying": page(
    "Verify releases",
    "<h1>Verify releases</h1><p>Check the signature with minisign.</p><script>a()</script>",
  ),
  "a short page on checking browsers": page(
    "Supported browsers",
    "<h1>Supported browsers</h1><p>Firefox and Chromium of the last two years.</p><script>a()</script>",
  ),
  "a page that tells of proof of work": page("Coins", "<h1>Coins</h1><p>A nonce and a difficulty.</p>"),
  "an application that remembers a theme": page(
    "App",
    `<div id="root"></div><script>document.cookie="theme=dark"</script><script src="/app.js"></script>`,
  ),
  "a form to ask something": page(
    "Contact",
    `<form><input name=q><button>Send</button></form><p>We answer within a day.</p>`,
  ),
};
