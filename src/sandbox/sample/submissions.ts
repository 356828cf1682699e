// Listings that people propose in the demo and the playground: one that is right, and one with five mistakes.

/** Documentation, tracker and image are on its own site, which the sample serves. */
export const CALENDAR_BRIDGE = `name: Calendar Bridge
type: integration
summary: See your next meetings in the channel header
link: https://calendar-bridge.example/
documentation: https://calendar-bridge.example/docs
issues: https://calendar-bridge.example/issues
image: https://calendar-bridge.example/logo.svg
maintainers: [calendar-owner]
security: mailto:security@calendar-bridge.example
license: MIT
tags: [calendar, meetings]
`;

/** A misspelt field, a wrong type, no word on installing, a dead tracker, and an image that is a web page. */
export const QUICK_NOTES = `name: Quick Notes
type: plugins
sumary: Keep notes without leaving the conversation
link: https://quick-notes.example/docs
documentation: https://quick-notes.example/docs
issues: https://quick-notes.example/issues
image: https://quick-notes.example/logo.png
maintainers: [first-timer]
`;
