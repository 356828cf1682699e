// What Node is started with to run our TypeScript as it stands: the way test workers themselves load it.

export const FROM_SOURCE: readonly string[] = [
  "--import",
  new URL("../runner/register.mjs", import.meta.url).href,
];
