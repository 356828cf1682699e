// Each kind of page that the documentation judgement once got wrong, as a page of ten lines and as its neighbours.

import { describe, expect, it } from "@jest/globals";
import { readPage } from "../../src/adapters/page/read-page.ts";
import { judgeDocumentation } from "../../src/core/documentation/judge-page.ts";
import { TOPICS } from "../../src/core/documentation/sections.ts";

function judged(markdown: string): string {
  const page = readPage(new TextEncoder().encode(markdown), "text/markdown", "README.md");
  const { topics, verdict } = judgeDocumentation(page);
  return [verdict, ...TOPICS.map((topic) => topics[topic].state)].join(" ");
}

const INSTALL =
  "## Installation\n\n1. Download the latest release from the [releases page](https://example.org/releases).\n2. Go to **System Console > Plugins > Management** and upload the file.\n\n";
const CONFIGURE = "## Configuration\n\n| Setting | Default |\n|---|---|\n| Server address | empty |\n\n";
const USE = "## Usage\n\nType `/lunch menu` in any channel to see what is cooking today.\n\n";
/** A second of a machine that does nothing else; the tests run beside others. */
const CPU_MS_MAX = 2_500;
const LICENCE =
  "If you are running the Team Edition, you may instead configure your server to enable both testing (`ServiceSettings.EnableTesting`) and developer mode: **System Console > Edition and License**.\n";

describe("asides never tell how to configure", () => {
  it.each([
    ["a licence", `${INSTALL}${USE}## License\n\n${LICENCE}`],
    ["a licence above the rest", `## License\n\n${LICENCE}\n${INSTALL}${USE}`],
    [
      "questions and answers",
      `${INSTALL}${USE}## FAQ\n\nQ: It is slow. A: Set \`LUNCH_CACHE\` to 10 in \`config.yml\`.\n`,
    ],
    [
      "a list of changes",
      `${INSTALL}${USE}## Changelog\n\n- Set the time in \`config.yml\` with \`timeout\`\n`,
    ],
  ])("%s", (_, page) => expect(judged(`# Lunch\n\n${page}`)).toBe("hold told not-told told"));
});

describe("setting up access is no installing", () => {
  it.each([
    "Authentication Setup",
    "Setting up credentials",
    "API key setup",
    "Einrichtung der Zugangsdaten",
  ])("%s", (heading) => {
    const steps = `## ${heading}\n\n1. In the app, go to **Settings** → **Credentials**\n2. Click **Add Credential** and enter your access token\n\n`;
    expect(judged(`# Lunch\n\n${steps}${USE}`)).toBe("fail not-told told told");
  });
});

describe("nothing to configure, in many words", () => {
  it.each([
    "There are no configuration available for this card.",
    "No settings are available.",
    "There are no options to set.",
    "No configuration is needed.",
  ])("%s", (sentence) => {
    expect(judged(`# Lunch\n\n${INSTALL}## Configuration\n\n${sentence}\n\n${USE}`)).toBe(
      "pass told not-needed told",
    );
  });
});

describe("a client's settings name the command that installs", () => {
  it.each([
    ["npx", '"command": "npx",\n      "args": ["-y", "@kitchen/lunch-mcp@latest"]'],
    ["uvx", '"command": "uvx",\n      "args": ["lunch-mcp"]'],
    ["docker", '"command": "docker",\n      "args": ["run", "-i", "--rm", "kitchen/lunch"]'],
  ])("%s", (_, command) => {
    const client = `Add to \`claude_desktop_config.json\`:\n\n\`\`\`json\n{\n  "mcpServers": {\n    "lunch": {\n      ${command}\n    }\n  }\n}\n\`\`\`\n\n`;
    const use =
      '## Usage\n\nAsk your assistant: "What is for lunch today?" and press Enter to see the menu of the day.\n';
    expect(judged(`# Lunch server\n\n## Configuration\n\n${client}${use}`)).toBe("pass told told told");
  });
});

describe("payloads under a heading on using", () => {
  const payload =
    '```json\n{\n  "operation": "sendMenu",\n  "chatId": "79001234567@c.us",\n  "message": "Soup!"\n}\n```\n';

  it.each(["Usage Examples", "Examples", "Beispiele", "Примеры"])("%s", (heading) => {
    expect(judged(`# Lunch\n\n${INSTALL}${CONFIGURE}## ${heading}\n\n### Send a menu\n\n${payload}`)).toBe(
      "pass told told told",
    );
  });

  it("elsewhere they are none", () => {
    expect(judged(`# Lunch\n\n${INSTALL}${CONFIGURE}## The format\n\n${payload}`)).toMatch(/^(?:fail|hold)/u);
  });
});

describe("steps are read together", () => {
  it.each([
    [
      "a store within a program",
      "1. Open the nodes panel by selecting **+** or pressing **Tab**\n2. Search for **Lunch**\n3. Select **Install** to install the node for your instance\n",
    ],
    ["a list without numbers", "- Open **Extensions**\n- Search for **Lunch**\n- Click **Install**\n"],
  ])("%s", (_, steps) => {
    expect(judged(`# Lunch\n\n## Installation\n\n${steps}\n${CONFIGURE}${USE}`)).toBe("pass told told told");
  });
});

describe("a command that names the thing, among what it needs", () => {
  const among = (command: string): string =>
    `# Lunch\n\n## Installation\n\n### Requirements\n\n* Ruby 2.3+\n\n* Standard install of the plugin:\n\n\`\`\`\n${command}\n\`\`\`\n\n${CONFIGURE}${USE}`;

  it("counts", () => {
    expect(judged(among("git clone https://github.com/kitchen/lunch.git plugins/lunch\nbundle"))).toBe(
      "pass told told told",
    );
  });

  it("does not when it names something else", () => {
    expect(judged(among("sudo apt install ruby"))).not.toMatch(/^pass/u);
  });
});

describe("addresses that open a store", () => {
  it.each([
    "obsidian://show-plugin?id=lunch",
    "https://marketplace.visualstudio.com/items?itemName=kitchen.lunch",
    "https://github.com/apps/lunch",
    "https://hub.docker.com/r/kitchen/lunch",
  ])("%s", (address) => {
    expect(judged(`# Lunch\n\n## Installation\n\nVisit this URL: ${address}\n\n${CONFIGURE}${USE}`)).toBe(
      "pass told told told",
    );
  });
});

describe("nothing is there yet", () => {
  it.each([
    "Aktuell ist nur das Grundgerüst enthalten (ohne Entities oder Konfiguration). Die Integration lädt sich erfolgreich.",
    "This is not yet implemented.",
    "Coming soon.",
  ])("%s", (sentence) => {
    expect(judged(`# Lunch\n\n${INSTALL}${CONFIGURE}## Usage\n\n${sentence}\n`)).not.toMatch(/^pass/u);
  });
});

describe("a text without any marks", () => {
  it("has chapters where lines name them", () => {
    expect(
      judged(
        "Lunch\nA sample extension.\n\nInstallation\nTo install it, follow these steps:\n\nClone the repository with `git clone https://github.com/kitchen/lunch`.\nRun npm install lunch-cli.\nUsage\nType lunch to search for it and press Enter to run it.\n",
      ),
    ).toBe("hold told not-told told");
  });

  it("has none where a single line happens to", () => {
    expect(judged("Lunch\nA sample extension.\n\nUsage\nit is, and more of it.\n")).toBe(
      "fail not-told not-told not-told",
    );
  });
});

describe("building as the thing's own subject", () => {
  const asked = (heading: string): string =>
    judged(
      `# Build monitor\n\n${INSTALL}${CONFIGURE}## ${heading}\n\nClick **New View**, choose **Build monitor** and press **OK** to see the jobs.\n`,
    );

  it("is no developers' chapter where the heading asks how to use it", () => {
    expect(asked("How do I watch a broken build?")).toBe("pass told told told");
    expect(asked("How can I see the last build?")).toBe("pass told told told");
  });

  it("is one where it asks how to build it", () => {
    expect(asked("How do I build it?")).not.toMatch(/^pass/u);
  });
});

describe("what the thing needs is not the thing", () => {
  it.each([
    ["The library `pycryptodome` has to be there:", "pip3 install pycryptodome"],
    ["It depends on `left`:", "npm install left"],
    ["Benötigt wird die Bibliothek `left`:", "npm install left"],
  ])("%s", (sentence, command) => {
    expect(
      judged(`# Lunch\n\n## Installation\n\n${sentence}\n\n\`\`\`\n${command}\n\`\`\`\n\n${CONFIGURE}${USE}`),
    ).not.toMatch(/^pass/u);
  });

  it("unless the command names the thing", () => {
    expect(
      judged(
        `# Lunch\n\n## Installation\n\nThe library \`lunch\` comes from the registry:\n\n\`\`\`\nnpm install lunch\n\`\`\`\n\n${CONFIGURE}${USE}`,
      ),
    ).toBe("pass told told told");
  });
});

describe("pages that are linked", () => {
  const judge = (markdown: string) =>
    judgeDocumentation(readPage(new TextEncoder().encode(markdown), "text/markdown", "README.md")).topics;

  it("are named as what may tell a topic, and never counted", () => {
    const topics = judge(
      `# Lunch\n\nSee [how to install it](docs/install.md), the [Admin Guide](https://lunch.example/admin-guide) and the [licence](LICENSE).\n\n${USE}`,
    );
    expect(topics.install).toEqual({ state: "not-told", mayTell: ["docs/install.md"] });
    expect(topics.configure).toEqual({ state: "not-told", mayTell: ["https://lunch.example/admin-guide"] });
  });

  it("are told from pictures, code, trackers and mail", () => {
    const links = [
      "install.png",
      "setup.py",
      "https://a.example/issues/installation",
      "mailto:install@a.example",
    ];
    expect(
      judge(`# Lunch\n\n${links.map((url) => `[Installation](${url})`).join("\n\n")}\n`).install,
    ).toEqual({
      state: "not-told",
    });
  });
});

describe("pages longer than what is read", () => {
  it("are held for what they seem to lack, not failed", () => {
    const long = Array.from({ length: 3_100 }, (_, line) => `Line ${line} of a story.\n`).join("\n");
    expect(judged(`# Lunch\n\n${long}`)).toBe("hold thin thin thin");
  });
});

describe("a page of 2 MB", () => {
  const filled = (text: string) =>
    `# Lunch\n\n## Usage\n\n${text.repeat(Math.ceil(2_000_000 / text.length))}`;

  it.each([
    ["prose", "Configure it in the settings and type /lunch in any channel to see the menu.\n\n"],
    ["a list", "- `--flag`: sets the value of the key in config.yml, then click **Save**\n"],
    ["headings", "## How to configure the installation\n\ntext\n\n"],
    ["code", "```sh\nnpm install lunch\n```\n\ntext\n\n"],
    ["a table", "| `LUNCH_URL` | empty and so on |\n"],
    ["one line", "a b > C and so on "],
    ["no spaces", "安装插件并点击菜单。"],
  ])("of %s costs little", (_, text) => {
    const bytes = new TextEncoder().encode(filled(text)).slice(0, 2_000_000);
    const before = process.cpuUsage();
    judgeDocumentation(readPage(bytes, "text/markdown", "README.md"));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(CPU_MS_MAX);
  });
});
