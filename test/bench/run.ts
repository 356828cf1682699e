// `npm run bench [name]`: every bench, or one; figures are ratios measured side by side in one run.

import { benchBuild, benchBuildMany, benchEncoding } from "./build.bench.ts";
import { benchCheck, benchLocalImages } from "./check.bench.ts";
import { benchFirstPublish } from "./first-publish.bench.ts";
import { benchImpact } from "./impact.bench.ts";
import { benchClocks } from "./clocks.bench.ts";
import { benchDay } from "./day.bench.ts";
import { benchDeliveries, benchPicks, benchSweep } from "./queue.bench.ts";
import { benchPublish } from "./publish.bench.ts";
import { benchPublishPages } from "./publish-pages.bench.ts";
import { benchReview } from "./review.bench.ts";
import { benchSearch } from "./search.bench.ts";

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  review: benchReview,
  check: benchCheck,
  images: benchLocalImages,
  build: benchBuild,
  "build-many": benchBuildMany,
  encoding: benchEncoding,
  publish: benchPublish,
  "first-publish": benchFirstPublish,
  "publish-pages": benchPublishPages,
  impact: benchImpact,
  deliveries: benchDeliveries,
  picks: benchPicks,
  sweep: benchSweep,
  clocks: benchClocks,
  day: benchDay,
  search: benchSearch,
};

const [wanted] = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted !== undefined && wanted !== name) continue;
  console.log(`\n# ${name}`);
  await bench();
}
