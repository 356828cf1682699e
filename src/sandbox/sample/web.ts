// The sample's small web: a product site, its documentation, a tracker, and an image host with a bad day.

import type { HostPages } from "../web-hosts.ts";

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><main>${body}</main></body></html>`;

/** A square logo with one letter: enough to tell cards apart. */
export function logo(letter: string, color: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512"><rect width="512" height="512" rx="96" fill="${color}"/><text x="256" y="256" font-family="sans-serif" font-size="300" font-weight="700" fill="#fff" text-anchor="middle" dominant-baseline="central">${letter}</text></svg>`;
}

const CALENDAR_DOCS = page(
  "Calendar Bridge: documentation",
  `<h1>Calendar Bridge</h1><p>Shows your next meetings in the channel header.</p>
  <h2>Installation</h2><ol><li>Download the latest release.</li><li>Open <strong>System Console &gt; Plugins &gt; Management</strong>, upload the file and enable the plugin.</li></ol>
  <h2>Configuration</h2><p>Open <strong>System Console &gt; Plugins &gt; Calendar Bridge</strong> and set:</p>
  <table><tr><th>Setting</th><th>Meaning</th></tr><tr><td><code>CalDAV URL</code></td><td>Address of the calendar server</td></tr><tr><td><code>Refresh minutes</code></td><td>How often it is asked</td></tr></table>
  <h2>Usage</h2><p>Type <code>/calendar today</code> in any channel to see the day's meetings; click one to join it.</p>
  <p><img src="/today.png" alt="The meetings of a day in a channel" width="800" height="450"></p>`,
);

/** Only configuring and using are covered: how to get it, nobody learns. */
const HALF_DOCS = page(
  "Quick Notes",
  `<h1>Quick Notes</h1><h2>Settings</h2><p>Open <strong>System Console &gt; Plugins &gt; Quick Notes</strong> and set <code>Notes kept</code>, the number of notes that each person may keep.</p>
  <h2>Usage</h2><p>Type <code>/note buy milk</code> to keep a note, and <code>/note list</code> to read them all.</p>`,
);

export interface SampleWeb {
  readonly hosts: Record<string, HostPages>;
  /** The image host that does not answer comes back. */
  recover(): void;
}

export function sampleWeb(): SampleWeb {
  const image: HostPages = { "/whiteboard.svg": { hang: true } };
  return {
    hosts: {
      "calendar-bridge.example": {
        "/": { body: page("Calendar Bridge", "<h1>Calendar Bridge</h1><p>Meetings where you talk.</p>") },
        "/docs": { body: CALENDAR_DOCS },
        "/issues": {
          body: page("Issues", "<h1>Issues</h1><p>Report a problem here; no account is needed.</p>"),
        },
        "/logo.svg": { headers: { "content-type": "image/svg+xml" }, body: logo("C", "#1c7c54") },
      },
      "quick-notes.example": {
        "/docs": { body: HALF_DOCS },
        "/issues": { status: 404, body: page("Gone", "<h1>Not found</h1>") },
        "/logo.png": {
          headers: { "content-type": "text/html; charset=utf-8" },
          body: page("Logo", "<h1>Our logo</h1>"),
        },
      },
      "images.example": image,
    },
    recover() {
      image["/whiteboard.svg"] = { headers: { "content-type": "image/svg+xml" }, body: logo("W", "#7a3e9d") };
    },
  };
}
