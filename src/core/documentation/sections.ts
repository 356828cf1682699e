// Cuts a page into sections by its headings and says which topics each heading names, or that it speaks of something else.

import type { DocumentationPage } from "../facts.ts";
import { headingList, otherHeadings } from "./lexicon.ts";
import { foldWords, wordMatcher } from "./matching.ts";
import { ASIDES, BUILDERS, BUILDS, HEADINGS, PRINCIPLES } from "./topics.ts";

export const TOPICS = ["install", "configure", "use"] as const;
export type Topic = (typeof TOPICS)[number];

export type Block = DocumentationPage["blocks"][number];

/**
 * `topic`: the heading names topics. `start`: it names all at once ("Getting started"). `neutral`: it says nothing about
 * topics. `aside`: another subject. `builders`: for those who develop the thing; nothing in it or below it counts.
 */
export type SectionKind = "topic" | "start" | "neutral" | "aside" | "builders";

export interface Section {
  readonly heading: string;
  readonly depth: number;
  readonly kind: SectionKind;
  readonly topics: ReadonlySet<Topic>;
  /** Whether this heading names the topics itself, rather than one above it. */
  readonly own: boolean;
  /** The heading speaks of starting the thing, not of what to do with it then. */
  readonly runs: boolean;
  /** What changed from one version to the next. */
  readonly past: boolean;
  /** The topics of the headings above. */
  readonly within: ReadonlySet<Topic>;
  readonly blocks: readonly Block[];
}

const HEADING_CHARS_MAX = 200;
const SECTIONS_MAX = 2_000;
/** A bold line of this length at most, alone in its paragraph, serves as a heading. */
const BOLD_HEADING_CHARS_MAX = 60;
const BOLD_DEPTH = 7;

const heads = Object.fromEntries(
  (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((name) => [name, wordMatcher(headingList(name))]),
) as Readonly<Record<keyof typeof HEADINGS, RegExp>>;
const builders = wordMatcher(`${BUILDERS}, ${otherHeadings("hBuilders")}`);
const builds = wordMatcher(BUILDS);
const principles = wordMatcher(PRINCIPLES);
const asides = wordMatcher(`${ASIDES}, ${PRINCIPLES}, ${otherHeadings("hAside")}`);
/** "Option 2" numbers a way and names no setting; an "API key" is no programming interface. */
const NUMBERED_WAY =
  /(?<![\p{L}\p{N}])(?:options?|opcion|opcao|opzione|optie|opcja|вариант|варіант|選項|选项|オプション|옵션)\s*[#:]?\s*(?:\d+|[a-d])(?![\p{L}\p{N}])/gu;
/** A switch of browsers and phones, which has nothing to do with building the thing. */
const DEVELOPER_MODE =
  /developer mode|dev mode|entwicklermodus|mode developpeur|modo (?:de )?desarrollador|modo (?:do )?desenvolvedor|modalita sviluppatore|ontwikkelaarsmodus|tryb\p{L}* (?:dewelopera|programisty)|vyvojarsk\p{L}* rezim\p{L}*|режим\p{L}* разработчик\p{L}*|режим\p{L}* розробник\p{L}*|gelistirici mod\p{L}*|وضع المطور|حالت توسعه\p{L}*|מצב מפתח\p{L}*|डेवलपर मोड|โหมดนักพัฒนา|开发者模式|開發者模式|開發人員模式|デベロッパーモード|開発者モード|개발자 모드|che đo nha phat trien|mode pengembang/gu;
/** What a thing does, not how to get it. */
const DOWNLOADING_THINGS =
  /downloads? (?:manager|management|queue|history|speed|progress|limits?|videos?|music|media|statistics|stats)|(?:video|music|media|playlist|file) downloads?|مديريت دانلود|اداره التنزيلات|менеджер загрузок|управление загрузками|керування завантаженнями|gestor de descargas|gestion de descargas|gerenciador de downloads|gerenciamento de downloads|gestionnaire de telechargements?|gestion des telechargements|downloadmanager|download-manager|gestione download|indirme yoneticisi|下载管理|下載管理|ダウンロード管理|다운로드 관리/gu;
const API_KEY = /(?<![\p{L}\p{N}])api[- ](?=keys?|tokens?|schlussel|secret|credential)/gu;
/** Subjects that stay asides even when the heading names a topic too ("Uninstallation", "Troubleshooting the set-up"). */
const firmAsides = wordMatcher(
  "debug*, uninstall*, deinstall*, désinstall*, desinstal*, disinstall*, odinstal*, troubleshoot*, removal, remov*, delet*, entfern*, supprim*, elimin*, rimuov*, verwijder*, usuwan*, удал*, видал*, known issue*, why, warum, pourquoi, por qué, por que, perché, waarom, dlaczego, почему, зачем, чому, neden, 为什么, 為什麼, なぜ, 왜, technolog*, tech stack, librar*, librairies, bibliothe*, bibliotek*, bibliotec*, библиотек*, бібліотек*, технолог*, teknoloj*, kütüphane*, 技术栈, 技術スタック, 使用技術, 使用技术, 기술 스택, 사용 기술, changelog, release notes, license*, licence*, adding a release, 卸载, 移除, アンインストール, 故障排除, トラブルシューティング, 제거, caveat*, 使用時の注意, 注意事項, 注意事项, 使用须知, 주의사항, 주의 사항, 유의사항",
);

const history = wordMatcher(
  "changelog*, change log, changes, release notes, version history, release history, history, what's new, änderungsprotokoll, änderungen, änderungsverlauf, versionsverlauf, historique, journal des modifications, nouveautés, historial, registro de cambios, novedades, histórico, registro de alterações, novidades, cronologia, novità, wijzigingen, historia zmian, dziennik zmian, lista zmian, historie změn, seznam změn, история изменений, список изменений, изменения, журнал изменений, історія змін, список змін, журнал змін, sürüm geçmişi, değişiklik*, lịch sử*, riwayat, 更新日志, 更新日誌, 更新记录, 版本历史, 变更日志, 更新履歴, 変更履歴, 변경 이력, 변경 내역, 업데이트 내역, سجل التغييرات, تغییرات, יומן שינויים, परिवर्तन लॉग",
);

const PLATFORMS = wordMatcher(
  "docker, docker compose, docker-compose, node, node.js, nodejs, npm, python, git, openssl, ffmpeg, java, jdk, jre, rust, golang, postgresql, postgres, mysql, mariadb, redis, mongodb, composer, php, ruby, homebrew, hacs, xcode, android studio, visual studio, dependenc*, depend*, prerequis*, abhängigkeit*, dépendance*, dependencia*, dependência*, dipendenz*, afhankelijk*, zależności, závislost*, зависимост*, залежност*, bağımlılık*, phụ thuộc, dependensi, التبعيات, متطلبات, وابستگی*, תלויות, निर्भरता*, ไลบรารีที่จำเป็น, 依赖, 依賴, 依存, 의존성, requirements",
);

/** "Installation via HACS" is a way to the thing, "Installation of HACS" is not. */
const BY_WAY_OF = wordMatcher(
  "via, through, using, with, from, by, in, mit, mittels, uber, durch, aus, con, tramite, attraverso, da, avec, par, depuis, por, por medio de, desde, através de, usando, utilizando, met, uit, przez, za pomocą, přes, pomocí, med, fra, från, genom, ile, üzerinden, qua, bằng, melalui, dengan, lewat, через, с помощью, при помощи, за допомогою, за дапамогай, из, з, 通过, 透過, 使用, 经由, 経由, による, での, 으로 설치, 로 설치, 에서 설치, 를 통한, 을 통한, عبر, باستخدام, من خلال, از طریق, با استفاده, דרך, באמצעות, के माध्यम, द्वारा, ผ่าน",
);

/** "Install Docker", "Install dependencies": what the thing needs, not the thing. */
export function isForeign(heading: string, names: readonly string[]): boolean {
  const folded = foldWords(heading.slice(0, HEADING_CHARS_MAX));
  const found = PLATFORMS.exec(folded)?.[0];
  return (
    found !== undefined &&
    heads.install.test(folded) &&
    !BY_WAY_OF.test(folded) &&
    !names.some((name) => found.includes(name))
  );
}

const fromSource = wordMatcher(
  `${BUILDS}, from source, from sources, aus dem quellcode, aus quellen, depuis les sources, à partir des sources, desde el código fuente, a partir do código, do código-fonte, dai sorgenti, vanuit de bron, ze źródeł, ze zdrojových, из исходников, из исходного кода, з вихідного коду, з джерел, kaynaktan, kaynak koddan, từ mã nguồn, dari sumber, 从源码, 從原始碼, ソースから, 소스에서`,
);

/** "Build from source": for those who build it, but also the one way to get some tools. */
export function buildsFromSource(heading: string): boolean {
  return fromSource.test(foldWords(heading.slice(0, HEADING_CHARS_MAX)));
}

export interface HeadingSays {
  readonly kind: SectionKind;
  readonly topics: ReadonlySet<Topic>;
  readonly runs: boolean;
}

function saysOf(kind: SectionKind, topics: Iterable<Topic> = [], runs = false): HeadingSays {
  return { kind, topics: new Set(topics), runs };
}

const access = wordMatcher(
  "authentic*, authoriz*, credential*, account*, token*, api key*, oauth*, login*, sign-in, webhook*, permission*, anmelde*, zugang*, zugriff*, konto*, authentif*, identifiants, compte, autentic*, credencial*, credenzial*, cuenta*, conta, inloggen, uwierzyt*, авториз*, аутентиф*, учётн*, учетн*, токен*, доступ*, 认证, 認証, 凭证, 凭据, 账号, 帳號, 인증, 계정, kimlik doğrulama*",
);
const SETTING_UP =
  /set(?:ting)?[ -]?up|einricht\p{L}*|anmeld\p{L}*|mise en place|puesta en marcha|セットアップ|подключен\p{L}*/gu;

/** "Authentication setup" sets up access to the thing, which is there by then. */
function withoutAccess(folded: string): string {
  return access.test(folded) ? folded.replaceAll(SETTING_UP, " ") : folded;
}

/** "How do I watch a broken build?" asks of using it, "How do I build it?" does not. */
const ASKS_HOW = /^\W*how (?:do|can|should) (?:i|you|we) (?!build|compile|contribute|develop|test)/u;

export function readHeading(text: string): HeadingSays {
  const folded = foldWords(text.slice(0, HEADING_CHARS_MAX))
    .replaceAll(DEVELOPER_MODE, " ")
    .replaceAll(DOWNLOADING_THINGS, " ");
  if (builders.test(folded)) return saysOf("builders");
  if (firmAsides.test(folded)) return saysOf("aside");
  const rest = folded.replace(heads.start, " ").replaceAll(NUMBERED_WAY, " ");
  const topics = TOPICS.filter((topic) =>
    heads[topic].test(
      topic === "use" ? rest.replaceAll(API_KEY, " ") : topic === "install" ? withoutAccess(rest) : rest,
    ),
  );
  if (topics.length > 0)
    return topics.includes("install") && !topics.includes("use") && heads.run.test(rest)
      ? saysOf("topic", [...topics, "use"], true)
      : saysOf("topic", topics);
  if (heads.howTo.test(rest) || ASKS_HOW.test(rest)) return saysOf("topic", ["use"]);
  if (builds.test(rest)) return saysOf("builders");
  if (heads.start.test(folded)) return saysOf("start", TOPICS);
  if (heads.run.test(rest)) return saysOf("topic", ["use"], true);
  return saysOf(asides.test(folded) ? "aside" : "neutral");
}

/** A short bold line alone in its paragraph is how many write a heading. */
function boldHeading(block: Block): string | undefined {
  if (block.kind !== "paragraph" || block.text.length > BOLD_HEADING_CHARS_MAX) return undefined;
  const bold = block.spans?.find((span) => span.kind === "strong");
  const plain = block.text.replace(/[:：.]$/u, "").trim();
  return bold !== undefined && bold.text.replace(/[:：.]$/u, "").trim() === plain ? plain : undefined;
}

const LEAD_CHARS_MAX = 40;
/** "Available commands:" before a list serves as its heading. */
function leadIn(block: Block, next: Block | undefined): string | undefined {
  if (block.kind !== "paragraph" || block.text.length > LEAD_CHARS_MAX || !/[:：]$/u.test(block.text))
    return undefined;
  if (next?.kind !== "item" && next?.kind !== "code" && next?.kind !== "row") return undefined;
  if (block.spans?.some((span) => span.kind !== "strong") === true) return undefined;
  const text = block.text.replace(/[:：]$/u, "").trim();
  const denies = /^(?:not?|without|non|nicht|ohne|sans|sin|sem|senza|zonder|bez|без|не)\s/iu.test(text);
  if (denies || text.split(/\s+/u).length > 4) return undefined;
  return readHeading(text).topics.size === 1 ? text : undefined;
}

/** "Requirements:" before a list: its items are another subject, what follows the list is not. */
function isAsideList(block: Block): boolean {
  return (
    block.kind === "paragraph" &&
    block.text.length <= LEAD_CHARS_MAX &&
    /[:：]$/u.test(block.text) &&
    readHeading(block.text).kind === "aside"
  );
}

/** Words that titles of chapters have; "API", "custom", "download" and "rules" are often the name of the thing. */
const chapterWords = wordMatcher(
  "install*, instal*, configur*, konfigur*, usage, using, user guide, user manual, setting up, getting started, einricht*, benutz*, verwend*, bedien*, utilis*, uso, usar, utiliz*, impostaz*, gebruik*, użyt*, używ*, použi*, nastaven*, ustawien*, kullan*, kurulum*, yapılandır*, установ*, настрой*, использ*, встанов*, налаштув*, використ*, cài đặt, cấu hình, sử dụng, penggunaan, instalasi, konfigurasi, 安装, 安裝, 配置, 設定, 设置, 使用, インストール, 使い方, 導入, 설치, 설정, 사용, تثبيت, استخدام, اعداد, نصب, استفاده, התקנה, שימוש, הגדרות, इंस्टॉल*, स्थापना, उपयोग, ติดตั้ง, ตั้งค่า, การใช้งาน",
);
const TITLE_WORDS_MAX = 3;

/** The title speaks of the thing ("slack-api", "Custom Attributes"), but a page called "Installation" is about installing. */
function isTopicTitle(said: HeadingSays, text: string): boolean {
  const words = text.trim().split(/\s+/u);
  if (said.kind !== "topic" || words.length > TITLE_WORDS_MAX) return false;
  return words.length === 1 ? !/\p{L}[-_./]\p{L}/u.test(text) : chapterWords.test(foldWords(text));
}

interface Above {
  readonly depth: number;
  /** Nothing below such a heading speaks of a topic, whatever it is called. */
  readonly firm: boolean;
  readonly past: boolean;
  readonly says: HeadingSays;
}

/** "Using Docker" below "Installation" is a way of installing. */
const BY_MEANS_OF =
  /^\W*(?:\d+[.)]?\s*)?(?:using|via|with|through|by|mit|uber|con|avec|par|usando|utilizzando|en utilisant|met|za pomoca|с помощью|через|за допомогою|с использованием|使用|通过|透過|利用)\s?\S/u;

function inherit(
  says: HeadingSays,
  text: string,
  above: readonly Above[],
): HeadingSays & { readonly own: boolean } {
  if (above.some((one) => one.says.kind === "builders")) return { ...saysOf("builders"), own: false };
  if (above.some((one) => one.firm)) return { ...saysOf("aside"), own: false };
  const parent = above.at(-1)?.says;
  const means =
    parent?.kind === "topic" || parent?.kind === "start"
      ? BY_MEANS_OF.test(foldWords(text)) && !says.topics.has("install")
      : false;
  if (parent !== undefined && means) return { ...parent, own: false };
  // Starting it, told within a chapter on using it, is using it.
  if (says.runs && parent?.topics.has("use") === true && parent.kind === "topic" && !parent.runs)
    return { ...saysOf("topic", ["use"]), own: true };
  if (says.kind === "topic" || says.kind === "start" || says.kind === "builders")
    return { ...says, own: true };
  if (says.kind === "aside" && parent?.topics.has("use") === true && principles.test(foldWords(text)))
    return { ...parent, own: false };
  // A page's title names the thing ("Config reader"), not a topic, so what stands under it does not inherit.
  if (says.kind === "neutral" && parent !== undefined) return { ...parent, own: false };
  return { ...says, own: says.kind === "aside" };
}

/** The first heading is the page's title when it stands alone at its depth, or on top. */
function titleIndex(blocks: readonly Block[]): number {
  const first = blocks.findIndex((block) => block.kind === "heading");
  const heading = blocks[first];
  if (heading?.kind !== "heading") return -1;
  const peers = blocks.filter((block) => block.kind === "heading" && block.depth <= heading.depth).length;
  return peers === 1 || heading.depth === 1 ? first : -1;
}

export function cutSections(page: DocumentationPage): readonly Section[] {
  const sections: Section[] = [];
  const title = titleIndex(page.blocks);
  let above: Above[] = [];
  let current: { heading: string; depth: number; says: HeadingSays & { own: boolean }; blocks: Block[] } = {
    heading: "",
    depth: 0,
    says: { ...saysOf("neutral"), own: false },
    blocks: [],
  };
  const close = (): void => {
    const { heading, depth, says, blocks } = current;
    const past = above.some((one) => one.past);
    const within = new Set(above.slice(0, -1).flatMap((one) => [...one.says.topics]));
    if (sections.length < SECTIONS_MAX) sections.push({ heading, depth, ...says, past, within, blocks });
  };
  let asideList = false;
  for (const [index, block] of page.blocks.entries()) {
    asideList = block.kind === "item" ? asideList : isAsideList(block);
    if (asideList && block.kind === "item") continue;
    const bold =
      block.kind === "heading" ? undefined : (boldHeading(block) ?? leadIn(block, page.blocks[index + 1]));
    const text = block.kind === "heading" ? block.text : bold;
    if (text === undefined) {
      current.blocks.push(block);
      continue;
    }
    close();
    const depth = block.kind === "heading" ? block.depth : BOLD_DEPTH;
    above = above.filter((one) => one.depth < depth);
    const said = readHeading(text);
    const isName = index === title && !isTopicTitle(said, text);
    const says = isName ? { ...saysOf("neutral"), own: false } : inherit(said, text, above);
    const firm = index !== title && says.kind === "aside" && firmAsides.test(foldWords(text));
    above.push({ depth, says, firm, past: index !== title && history.test(foldWords(text)) });
    current = { heading: text, depth, says, blocks: [] };
  }
  close();
  return sections;
}
