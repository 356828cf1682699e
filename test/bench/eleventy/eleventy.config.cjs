// The storefront as an Eleventy 3 project, for the bench: Nunjucks templates with a layout, data made ready beforehand.

const { readFileSync } = require("node:fs");
const MarkdownIt = require("markdown-it");

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

module.exports = (config) => {
  const data = JSON.parse(readFileSync(process.env.BENCH_DATA, "utf8"));
  const markdown = new MarkdownIt({ html: false, linkify: true });
  for (const [name, value] of Object.entries(data)) config.addGlobalData(name, value);
  config.addFilter("markdown", (text) => markdown.render(text));
  config.addFilter("day", (iso) => {
    const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
    return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
  });
  config.addFilter("host", (address) => {
    const url = new URL(address);
    return url.protocol === "mailto:" ? url.pathname : url.host.replace(/^www\./, "");
  });
  config.addFilter("code", (line) =>
    markdown.utils
      .escapeHtml(line)
      .split("`")
      .map((part, at) => (at % 2 === 1 ? `<code>${part}</code>` : part))
      .join(""),
  );
  config.addFilter("json", (value) => JSON.stringify(value));
  config.addPassthroughCopy({ [process.env.BENCH_PLAIN]: "." });
  return { dir: { input: "src", output: process.env.BENCH_OUT } };
};
