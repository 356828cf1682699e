// The documentation judgement on short pages of our own, in many languages, with each trap that pages set.

import { describe, expect, it } from "@jest/globals";
import { readPage } from "../../src/adapters/page/read-page.ts";
import { judgeDocumentation, type DocumentationJudgement } from "../../src/core/documentation/judge-page.ts";
import { languagesOf } from "../../src/core/documentation/lexicon.ts";
import { foldWords, wordMatcher } from "../../src/core/documentation/matching.ts";
import { INSTALL, TRAPS, WHOLE_PAGES } from "../support/documentation-pages.ts";
import { readHeading, TOPICS } from "../../src/core/documentation/sections.ts";

function judge(markdown: string): DocumentationJudgement {
  return judgeDocumentation(readPage(new TextEncoder().encode(markdown), "text/markdown", "README.md"));
}

function states(markdown: string): string {
  const { topics } = judge(markdown);
  return TOPICS.map((topic) => topics[topic].state).join(" ");
}

describe("whole pages in many languages pass", () => {
  it.each(WHOLE_PAGES)("%s", (_name, page) => {
    expect(judge(page).verdict).toBe("pass");
  });
});

describe("traps", () => {
  it.each(TRAPS)("%s", (_name, page, wanted, verdict) => {
    expect([states(page), judge(page).verdict]).toEqual([wanted, verdict]);
  });
});

describe("evidence", () => {
  it("quotes the heading first, then the text, and says what kind of place it is", () => {
    const { topics } = judge(`# Bot\n\n${INSTALL}\n- \`/lunch menu\` shows what is cooking today\n`);
    expect(topics.install).toEqual({
      state: "told",
      quote: "Installation",
      where: "heading on the documentation page",
    });
    expect(topics.use.where).toBe("list on the documentation page");
    expect(topics.use.quote).toContain("/lunch menu");
    expect(topics.configure).toEqual({ state: "not-told" });
  });

  it("holds a page built by script", () => {
    const html = '<html><body><div id="root"></div><script src="/main.js"></script></body></html>';
    const judged = judgeDocumentation(
      readPage(new TextEncoder().encode(html), "text/html", "https://example.org/"),
    );
    expect([judged.verdict, judged.unreadable]).toEqual(["hold", true]);
  });
});

describe("screenshots", () => {
  it.each([
    ["a picture of the product", "![The menu](images/menu.png)", 1],
    ["an HTML image", '<img src="images/menu.png" width="600">', 1],
    ["an animated one, twice", "![](menu.gif) ![](menu.gif)", 1],
    ["a badge", "[![Build](https://img.shields.io/badge/build-ok.svg)](https://ci.example.org)", 0],
    ["a logo", "![Logo](assets/logo.png)", 0],
    ["an icon by its size", '<img src="a.png" width="24" height="24">', 0],
    ["a drawing that is no screenshot", "![Architecture](parts.svg)", 0],
    ["a mere link", "[The menu](images/menu.png)", 0],
    ["a face", "![](https://avatars.githubusercontent.com/u/1)", 0],
  ])("%s", (_name, markdown, count) => {
    expect(judge(`# Bot\n\n${markdown}\n`).screenshots).toBe(count);
  });
});

describe("headings", () => {
  it.each([
    ["Installation and configuration", "topic", "install configure"],
    ["Setup", "topic", "install configure"],
    ["Getting Started", "start", "install configure use"],
    ["クイックスタート", "start", "install configure use"],
    ["Option 2: by hand", "neutral", ""],
    ["API key", "topic", "configure"],
    ["Why use it", "aside", ""],
    ["Developer setup", "builders", ""],
    ["License", "aside", ""],
    ["Troubleshooting the installation", "aside", ""],
    ["Deinstallation", "aside", ""],
    ["ÖZELLİKLER", "neutral", ""],
    ["Manual installation (Developer mode)", "topic", "install"],
    ["安装与运行", "topic", "install use"],
    ["Completion (optional)", "neutral", ""],
    ["customadmin", "neutral", ""],
    ["Вопросы и ответы", "aside", ""],
    ["目录结构", "builders", ""],
    ["Caveats of using it", "aside", ""],
  ])("%s", (heading, kind, topics) => {
    const says = readHeading(heading);
    expect([says.kind, [...says.topics].join(" ")]).toEqual([kind, topics]);
  });
});

describe("languages", () => {
  it.each([
    ["Öffnen Sie das Menü und klicken Sie auf die Einstellungen, die Sie ändern wollen.", "de"],
    ["Abra o menu e escolha as opções que você quer mudar, não se esqueça do nome.", "pt"],
    ["Otwórz menu i wybierz, co chcesz zmienić; nie zapomnij, że to jest dla wszystkich.", "pl"],
    ["Open the menu and choose what you want to change; it is for all of you.", ""],
    ["Откройте меню и выберите, что изменить.", ""],
  ])("%s", (text, languages) => {
    expect(languagesOf(text).join(" ")).toBe(languages);
  });
});

describe("words", () => {
  it.each([
    ["use", "Fuse box", false],
    ["use", "How we use it", true],
    ["install*", "Reinstalling", false],
    ["kurulum*", "İndirme ve Kurulum", true],
    ["çalıştır*", "Calistirin", true],
    ["安装", "如何安装插件", true],
    ["설치", "플러그인 설치하기", true],
    ["أوامر", "قائمة الأوامر", true],
    ["ضع*", "هذا موضع آخر", false],
    ["ضع*", "ثم ضع الملف هنا", true],
    ["اعداد*", "الإعدادات", true],
    ["התקנה*", "ההתקנה", true],
    ["फ़ोल्डर*", "फोल्डर में", true],
    ["nazw* użytkownika", "Nazwa użytkownika", true],
    ["açın", "access", false],
  ])("%s in %s: %s", (list, text, found) => {
    expect(wordMatcher(list).test(foldWords(text))).toBe(found);
  });
});
