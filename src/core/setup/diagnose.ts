// What was seen of a set-up → what is wrong with it and how it is fixed. Nothing that was not seen counts as fine.

import { appSections } from "./app.ts";
import { isWithoutServer } from "./without-server.ts";
import { catalogSection } from "./catalog.ts";
import { broken, diagnosisOf, fine, note, unknown, type Diagnosis, type Item } from "./diagnosis.ts";
import { folderItems } from "./folder.ts";
import type { SetupRuleId } from "./rules.ts";
import type { ConfigurationSeen, MachineSeen, SetupSeen } from "./seen.ts";

export function diagnose(seen: SetupSeen): Diagnosis {
  const { configuration, machine, github, folder } = seen;
  return diagnosisOf([
    ...(folder === undefined ? [] : [{ title: "The catalog folder", items: folderItems(folder) }]),
    ...(configuration === undefined
      ? []
      : [
          {
            title: "This machine",
            items: [
              ...configurationItems(configuration, github !== undefined && isWithoutServer(github)),
              ...(machine === undefined ? [] : machineItems(machine)),
            ],
          },
        ]),
    ...(configuration !== undefined && github === undefined && !configuration.unregistered
      ? [
          {
            title: "GitHub",
            items: [
              unknown(
                "GitHub was not asked.",
                "APP_ID, PRIVATE_KEY and GITHUB_API_URL have to be right first.",
              ),
            ],
          },
        ]
      : []),
    ...(github === undefined ? [] : appSections(github)),
    ...(github?.catalogs ?? []).map((catalog) => ({
      title: `Catalog ${catalog.name}`,
      items: catalogSection(catalog, github?.appId ?? 0),
    })),
  ]);
}

const RULE_OF: Readonly<Record<string, SetupRuleId>> = {
  PRIVATE_KEY: "environment/private-key",
  PRIVATE_KEY_PATH: "environment/private-key",
  WEBHOOK_SECRET: "environment/webhook-secret",
  RECORD_KEY: "environment/record-key",
};

function configurationItems(seen: ConfigurationSeen, withoutServer: boolean): readonly Item[] {
  if (seen.unregistered)
    return [broken("environment/not-registered", "No App is registered yet: there are no credentials.")];
  // Nothing listens there: no secret is asked for.
  const faults = withoutServer
    ? seen.faults.filter((fault) => !fault.startsWith("WEBHOOK_SECRET: missing"))
    : seen.faults;
  const items: Item[] = faults.map((fault) =>
    broken(RULE_OF[/^[A-Z_]+/.exec(fault)?.[0] ?? ""] ?? "environment/value", fault),
  );
  if (items.length === 0) items.push(fine("Every environment variable is as it must be"));
  if (seen.readableSecrets !== undefined)
    items.push(
      broken(
        "environment/readable-secrets",
        `${seen.readableSecrets} holds secrets, and other users of this machine may read it.`,
        `Run \`chmod 600 ${seen.readableSecrets}\`.`,
      ),
    );
  for (const name of seen.rotating)
    items.push(
      note(
        name === "RECORD_KEY"
          ? `${name} has two values: take the old one out once every catalog says below that nothing needs it`
          : `${name} has two values: take the old one out once nothing needs it`,
      ),
    );
  return items;
}

function machineItems({ dataDir, database, front }: MachineSeen): readonly Item[] {
  const items: Item[] = [
    dataDir.fault === undefined
      ? fine(`DATA_DIR can be written to (${dataDir.path})`)
      : broken("machine/data-dir", `DATA_DIR (${dataDir.path}) cannot be written to: ${dataDir.fault}.`),
  ];
  if (database !== undefined)
    items.push(
      database.fault === undefined
        ? fine("The database at DATABASE_URL answers")
        : broken("machine/database", `The database at DATABASE_URL cannot be used: ${database.fault}.`),
    );
  if (front !== undefined) items.push(frontItem(front));
  return items;
}

function frontItem({ url, answer }: NonNullable<MachineSeen["front"]>): Item {
  switch (answer.kind) {
    case "steward":
      return fine(`The App answers at ${url}`);
    case "something-else":
      return broken(
        "machine/public-url",
        `${url}/healthz answers ${answer.status}, and not as Steward does: something else is at PUBLIC_URL.`,
      );
    case "no-such-name":
      return broken("machine/public-url", `There is no host of the name in PUBLIC_URL (${url}).`);
    case "refused":
      return broken("machine/public-url", `Nothing listens at PUBLIC_URL (${url}).`);
    case "bad-certificate":
      return broken(
        "machine/public-url",
        `The certificate at PUBLIC_URL (${url}) is not valid.`,
        "Renew it; GitHub brings no event to an address whose certificate it cannot verify.",
      );
    case "could-not-tell":
      return unknown(`Whether the App answers at ${url} could not be told.`, answer.because);
  }
}
