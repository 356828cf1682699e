// A word that stands in every case's title, body and talk, and nowhere else: where it turns up, something leaked.

export const CANARY = "zq7canary";

/** What an issue form makes of a report: the listing's id first. */
export function canaryForm(id: string): string {
  return `### Listing\n\n${id}\n\n### What happens\n\n${CANARY} ![](https://${CANARY}.example/x.png)\n`;
}
