// What GitHub tried to tell us: the list of deliveries, and asking for one again. GitHub itself never repeats one.

import type { Octokit } from "@octokit/rest";
import type { Deliveries, Delivery } from "../../../ports/deliveries.ts";

const PER_PAGE = 100;
/** 2,000 deliveries: what a look at the start may cost at most. The sweep finds what lies beyond. */
const PAGES_MAX = 20;

export function createDeliveries(app: Octokit): Deliveries {
  return {
    async since(sinceMs) {
      const found: Delivery[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const answer = await app.rest.apps.listWebhookDeliveries({
          per_page: PER_PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { id, guid, delivered_at: at, status, event, action } of answer.data) {
          // Newest first: what is older than asked for ends the list.
          if (Date.parse(at) < sinceMs) return found;
          found.push({
            id: Number(id),
            guid,
            event: action === null ? event : `${event}.${action}`,
            atMs: Date.parse(at),
            arrived: status === "OK",
          });
        }
        cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(answer.headers.link ?? "")?.[1];
        if (cursor === undefined) return found;
        cursor = decodeURIComponent(cursor);
      }
      return found;
    },
    async askAgain(id) {
      await app.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    },
  };
}
