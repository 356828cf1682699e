// Pages of our own, in many languages and with each trap that pages set: read by the tests, and beside real pages by the fit of the weights.

export const INSTALL =
  "## Installation\n\n1. Download the latest release from the [releases page](https://example.org/releases).\n2. Go to **System Console > Plugins > Management** and upload the file.\n";
export const CONFIGURE = "## Configuration\n\n| Setting | Default |\n|---|---|\n| Server address | empty |\n";
export const USE = "## Usage\n\nType `/lunch menu` in any channel to see what is cooking today.\n";

/** A name and a page that tells all three topics. */
export const WHOLE_PAGES: readonly (readonly [string, string])[] = [
  ["English", `# Lunch bot\n\n${INSTALL}\n${CONFIGURE}\n${USE}`],
  [
    "German",
    "# Essensbot\n\n## Einbau\n\nLaden Sie die neueste Version herunter und kopieren Sie die Datei `bot.jar` in den Ordner `plugins`.\n\n## Einstellungen\n\n| Einstellung | Bedeutung |\n|---|---|\n| Adresse | Wo der Speiseplan liegt |\n\n## Benutzung\n\nKlicken Sie auf **Speiseplan**, um das Essen des Tages zu sehen.\n",
  ],
  [
    "French",
    "# Robot\n\n## Installation\n\nTéléchargez la dernière version puis copiez le fichier `robot.zip` dans le dossier des extensions.\n\n## Paramètres\n\n- `adresse` : l'adresse du menu de la cantine\n\n## Utilisation\n\nCliquez sur **Menu** pour afficher les plats du jour.\n",
  ],
  [
    "Spanish",
    "# Robot\n\n## Instalación\n\nDescargue la última versión y copie el archivo `robot.zip` en la carpeta de complementos.\n\n## Configuración\n\n- `direccion`: la dirección del menú\n\n## Uso\n\nHaga clic en **Menú** para ver los platos del día.\n",
  ],
  [
    "Portuguese",
    "# Robô\n\n## Instalação\n\nBaixe a última versão e copie o arquivo `robo.zip` para a pasta de extensões.\n\n## Configuração\n\n- `endereco`: o endereço do cardápio\n\n## Como usar\n\nClique em **Cardápio** para ver os pratos do dia.\n",
  ],
  [
    "Italian",
    "# Robot\n\n## Installazione\n\nScarica l'ultima versione e copia il file `robot.zip` nella cartella dei plugin.\n\n## Impostazioni\n\n- `indirizzo`: l'indirizzo del menu\n\n## Utilizzo\n\nClicca su **Menu** per vedere i piatti del giorno.\n",
  ],
  [
    "Dutch",
    "# Robot\n\n## Installatie\n\nDownload de laatste versie en plaats `robot.zip` in de map met plug-ins.\n\n## Instellingen\n\n- `adres`: het adres van het menu\n\n## Gebruik\n\nKlik op **Menu** om de gerechten van vandaag te zien.\n",
  ],
  [
    "Polish",
    "# Robot\n\n## Instalacja\n\nPobierz najnowszą wersję i skopiuj plik `robot.zip` do katalogu wtyczek.\n\n## Ustawienia\n\n- `adres`: adres jadłospisu stołówki\n\n## Użycie\n\nKliknij **Menu**, aby zobaczyć dania dnia.\n",
  ],
  [
    "Russian",
    "# Робот\n\n## Установка\n\nСкачайте последнюю версию и скопируйте файл `robot.zip` в папку плагинов.\n\n## Настройка\n\n- `address`: адрес меню столовой\n\n## Использование\n\nНажмите кнопку **Меню**, чтобы увидеть блюда дня.\n",
  ],
  [
    "Ukrainian",
    "# Робот\n\n## Встановлення\n\nЗавантажте останню версію та скопіюйте файл `robot.zip` до теки плагінів.\n\n## Налаштування\n\n- `address`: адреса меню їдальні\n\n## Використання\n\nНатисніть кнопку **Меню**, щоб побачити страви дня.\n",
  ],
  [
    "Turkish",
    "# Robot\n\n## Kurulum\n\nSon sürümü indirin ve `robot.zip` dosyasını eklenti klasörüne kopyalayın.\n\n## Ayarlar\n\n- `adres`: yemek listesinin adresi\n\n## Kullanım\n\nGünün yemeklerini görmek için **Menü** düğmesine tıklayın.\n",
  ],
  [
    "Chinese",
    "# 机器人\n\n## 安装\n\n下载最新版本，将 `robot.zip` 上传到插件目录。\n\n## 配置\n\n- `address`：食堂菜单的地址\n\n## 使用方法\n\n点击「菜单」按钮即可查看今天的菜。\n",
  ],
  [
    "Japanese",
    "# ロボット\n\n## インストール\n\n最新版をダウンロードし、`robot.zip` をプラグインのフォルダにコピーします。\n\n## 設定\n\n- `address`：献立表のアドレス\n\n## 使い方\n\n「献立」ボタンをクリックすると今日の献立が表示されます。\n",
  ],
  [
    "Korean",
    "# 로봇\n\n## 설치\n\n최신 버전을 다운로드하고 `robot.zip` 파일을 플러그인 폴더에 복사하세요.\n\n## 설정\n\n- `address`: 식단표의 주소를 적습니다\n\n## 사용법\n\n**식단** 버튼을 클릭하면 오늘의 메뉴가 표시됩니다.\n",
  ],
  [
    "Arabic",
    "# روبوت\n\n## التثبيت\n\nقم بتحميل الإصدار الأخير ثم انسخ الملف `robot.zip` إلى مجلد الإضافات.\n\n## الإعدادات\n\n- `address`: عنوان قائمة الطعام\n\n## الاستخدام\n\nانقر على زر القائمة لعرض أطباق اليوم.\n",
  ],
  [
    "Hindi",
    "# रोबोट\n\n## स्थापना\n\nनवीनतम रिलीज़ डाउनलोड करें और `robot.zip` को प्लगइन फ़ोल्डर में कॉपी करें।\n\n## सेटिंग\n\n- `address`: भोजन सूची का पता यहाँ लिखें\n\n## उपयोग\n\nआज का भोजन देखने के लिए **मेनू** पर क्लिक करें।\n",
  ],
  [
    "Czech",
    "# Robot\n\n## Instalace\n\nStáhněte poslední verzi a nakopírujte `robot.zip` do složky s doplňky.\n\n## Nastavení\n\nVyberte „Jídelna“ a zadejte adresu serveru i heslo.\n\n## Použití\n\nKlikněte na **Jídlo**, zobrazí se dnešní nabídka.\n",
  ],
  [
    "Thai, which says that nothing is to be set",
    "# หุ่นยนต์\n\n## ติดตั้ง\n\nดาวน์โหลดเวอร์ชันล่าสุดแล้ววางไฟล์ `robot.zip` ในโฟลเดอร์ปลั๊กอิน\n\nใช้ได้เลยไม่ต้องตั้งค่าอะไร\n\n## วิธีใช้\n\nคลิกปุ่ม **เมนู** เพื่อดูอาหารของวันนี้ทั้งหมด\n",
  ],
  [
    "Hebrew",
    "# רובוט\n\n## התקנה\n\nהורידו את הגרסה האחרונה והעתיקו את `robot.zip` לתיקיית התוספים.\n\n## הגדרות\n\n- `address`: כתובת התפריט של חדר האוכל\n\n## שימוש\n\nלחצו על הכפתור **תפריט** כדי לראות את המנות של היום.\n",
  ],
  [
    "Persian, with and without its joiners",
    "# ربات\n\n## نصب\n\nآخرین نسخه را دانلود کنید و فایل `robot.zip` را در پوشهٔ افزونه‌ها کپی کنید.\n\n## تنظیمات\n\n- `address`: آدرس منوی غذا را این‌جا بنویسید\n\n## نحوه‌ی استفاده\n\nبرای دیدن غذای امروز روی دکمهٔ **منو** کلیک کنید.\n",
  ],
  [
    "Vietnamese",
    "# Rô-bốt\n\n## Cài đặt\n\nTải phiên bản mới nhất về và sao chép tệp `robot.zip` vào thư mục tiện ích.\n\n## Cấu hình\n\n- `address`: địa chỉ của thực đơn căng tin\n\n## Cách sử dụng\n\nNhấn nút **Thực đơn** để xem các món ăn của hôm nay.\n",
  ],
  [
    "Indonesian",
    "# Robot\n\n## Instalasi\n\nUnduh versi terbaru dan salin berkas `robot.zip` ke folder plugin.\n\n## Konfigurasi\n\n- `address`: alamat menu kantin yang akan dibaca\n\n## Cara menggunakan\n\nKlik tombol **Menu** untuk melihat hidangan hari ini.\n",
  ],
  [
    "a module that its source line installs",
    '# Soup\n\n## Usage\n\n```hcl\nmodule "soup" {\n  source = "kitchen/soup/any"\n}\n```\n\n## Inputs\n\n| Name | Default |\n|---|---|\n| `bowl` | flat |\n',
  ],
  [
    "shows its readings by itself",
    "# Soup meter\n\n## Installation\n\nOpen HACS, search for **Soup meter** and install it.\n\n## Configuration\n\n1. Enter the host name and the password of the pot.\n\nThe sensor `sensor.soup` then shows how warm the soup is, and its attribute `since` tells since when.\n",
  ],
  [
    "settings of a program in its own words",
    '# soup\n\n## Install\n\n`pip install soup`\n\n## Advanced\n\n- Set the bowl: soup.bowl = "deep" before serving.\n\n## Usage\n\n```python\nimport soup\nsoup.serve()\n```\n',
  ],
  [
    "a store's page and a list of what can be chosen",
    "# Soup\n\n## Download\n\n- [For your browser](https://addons.mozilla.org/addon/soup)\n\n## Settings\n\n- You can choose the colour of the plate in the menu.\n\n## Usage\n\nClick the plate to see the soup of the day.\n",
  ],
  [
    "a library",
    '# soup\n\n## Install\n\n```sh\nnpm install soup\n```\n\n## Usage\n\n```js\nimport soup from "soup";\nsoup("tomato");\n```\n\n## Options\n\n- `salt`: how much salt goes in, in grams\n',
  ],
  [
    "a workflow step",
    "# Serve soup\n\n## Setup\n\n```yaml\nsteps:\n  - uses: kitchen/serve-soup@v2\n    with:\n      bowl: deep\n```\n\n## Inputs\n\n| Input | Default |\n|---|---|\n| `bowl` | flat |\n",
  ],
  [
    "what happens on a key, told within the chapter on using it",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Usage\n\n### How it works\n\n| Key | What it does |\n|---|---|\n| Short press | nothing is ordered |\n| Long press | the soup of the day comes |\n`,
  ],
  ["no configuration needed", `# Bot\n\n${INSTALL}\nNo configuration is needed.\n\n${USE}`],
];

/** A name, a page, the states of its topics and its verdict. */
export const TRAPS: readonly (readonly [string, string, string, "pass" | "hold" | "fail"])[] = [
  [
    "a bare statement",
    `# Bot\n\n## Installation\n\nInstall the plugin.\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "the platform's installation is not the thing's",
    `# Bot\n\n## Setup\n\n\`\`\`sh\nsudo apt install openssl\n\`\`\`\n\n${CONFIGURE}\n${USE}`,
    "thin told told",
    "hold",
  ],
  [
    "parts by name are not the thing",
    `# Bot\n\n## Install dependencies\n\n\`\`\`sh\npip install left right\n\`\`\`\n\n${CONFIGURE}\n${USE}`,
    "thin told told",
    "hold",
  ],
  [
    "a sentence that only points to the details",
    `# Bot\n\n## Installation\n\nYou can find the installation details in the [docs](docs/install.md).\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "a command of somebody else's bot while setting up",
    `# Bot\n\n${INSTALL}\n### Token\n\n- Ask the father of bots with \`/newbot\` for one and keep the token that you get.\n\n${CONFIGURE}`,
    "told told not-told",
    "fail",
  ],
  [
    "scripts for those who build it",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Commands\n\n| Command | Meaning |\n|---|---|\n| \`npm run dev\` | starts it for work |\n| \`npm test\` | runs all tests |\n`,
    "told told not-told",
    "fail",
  ],
  [
    "addresses on a server look like slash commands",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Pages\n\n| Path | Page |\n|---|---|\n| \`/\` | the start page |\n| \`/menu\` | the list of soups |\n`,
    "told told not-told",
    "fail",
  ],
  [
    "what lies in its folders",
    `# Bot\n\n${INSTALL}\n${USE}\n## Folder structure\n\n- \`manifest.json\`: sets the name and the version\n`,
    "told not-told told",
    "hold",
  ],
  [
    "requirements in a list are no installation",
    `# Bot\n\n## Installation\n\nRequirements:\n\n- Pots (\`pip install pots\`)\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "a step after the installation",
    `# Bot\n\n## Installation\n\n\`\`\`sh\nphp artisan vendor:publish\n\`\`\`\n\n${CONFIGURE}\n${USE}`,
    "thin told told",
    "hold",
  ],
  [
    "taking errors apart",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Debugging\n\n### Usage\n\n\`\`\`sh\nbot --debug\n\`\`\`\n`,
    "told told not-told",
    "fail",
  ],
  [
    "builders' steps alone",
    `# Bot\n\n${CONFIGURE}\n${USE}\n## Development\n\n### Installation\n\n\`\`\`sh\ngit clone https://example.org/bot\nnpm install\n\`\`\`\n`,
    "not-told told told",
    "fail",
  ],
  [
    "three words a step",
    "# Bot\n\n## Getting started\n\n1. Install the plugin.\n2. Enter your configuration.\n3. Run `/bot help`.\n",
    "not-told not-told not-told",
    "fail",
  ],
  [
    "links to elsewhere",
    "# Bot\n\n## Installation\n\nSee the [wiki](https://example.org/wiki/install).\n\n## Configuration\n\nSee the [wiki](https://example.org/wiki/configure).\n\n## Usage\n\nSee the [wiki](https://example.org/wiki/use).\n",
    "not-told not-told not-told",
    "fail",
  ],
  [
    "a table of contents",
    "# Bot\n\n- [Installation](#installation)\n- [Configuration](#configuration)\n- [Usage](#usage)\n\nA bot for lunch.\n",
    "not-told not-told not-told",
    "fail",
  ],
  [
    "empty headings",
    "# Bot\n\n## Installation\n\n## Configuration\n\n## Usage\n\n## License\n\nMIT\n",
    "not-told not-told not-told",
    "fail",
  ],
  [
    "unwritten chapters",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Usage\n\nComing soon.\n`,
    "told told not-told",
    "fail",
  ],
  [
    "how to take it off again",
    `# Bot\n\n## Uninstall\n\n\`\`\`sh\nnpm install -g other\n\`\`\`\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "Japanese for uninstalling holds the word for installing",
    `# Bot\n\n## アンインストール\n\nフォルダから削除してください。\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "technology used is not usage",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Librairies utilisées\n\n- Node : le moteur qui fait tourner le robot\n`,
    "told told not-told",
    "fail",
  ],
  [
    "fetching a checkout's parts is no installing",
    `# Bot\n\nRun \`npm install\` first.\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "how to install is not how to use",
    `# Bot\n\n## How to install\n\n\`\`\`sh\npip install lunchbot\n\`\`\`\n\n${CONFIGURE}`,
    "told told not-told",
    "fail",
  ],
  ["settings not spoken of: a person decides", `# Bot\n\n${INSTALL}\n${USE}`, "told not-told told", "hold"],
  [
    "settings sent elsewhere: it has some",
    `# Bot\n\n${INSTALL}\n## Configuration\n\nSee the [manual](https://example.org/manual).\n\n${USE}`,
    "told not-told told",
    "fail",
  ],
  [
    "starting it is less than using it",
    `# Bot\n\n${INSTALL}\n${CONFIGURE}\n## Запуск\n\n\`\`\`\nserve lunch\n\`\`\`\n`,
    "told told thin",
    "hold",
  ],
  ["a pattern to fill in", `# {{PLUGIN_NAME}}\n\n${INSTALL}\n${CONFIGURE}\n${USE}`, "told told told", "hold"],
  [
    "installed by default",
    `# Bot\n\nThe bot is installed by default.\n\n${CONFIGURE}\n${USE}`,
    "not-needed told told",
    "pass",
  ],
  [
    "works by itself, said at the end of the steps",
    "# Scanner\n\n## Installation\n\n1. Download the latest release.\n2. Upload it to the server.\n3. Create a `.env` file with the address of the scanner.\n\nThat's all. Every upload is now scanned.\n",
    "told told told",
    "pass",
  ],
  [
    "bold lines as headings",
    "# Bot\n\n**Installation**\n\n```sh\nbrew install bot\n```\n\n**Settings**\n\n- `colour`: the colour of the plate\n\n**Usage**\n\nClick the plate to order.\n",
    "told told told",
    "pass",
  ],
  [
    "a package's name as title is no chapter",
    `# lunch-api\n\n${INSTALL}\n${CONFIGURE}\n## Usage\n\nComing soon\n`,
    "told told not-told",
    "fail",
  ],
  [
    "a product called by a topic's word",
    `# Custom Lunch Settings\n\nShows the menu of the day to everybody in the whole house.\n\n${INSTALL}\n${USE}`,
    "told not-told told",
    "hold",
  ],
  [
    "a feature that says installing is easy",
    `# Lunch\n\n## Features\n\n- 🚀 **Easy installation**: copy the folder to the plugins folder and restart\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "a download manager is not how to get it",
    `# Lunch\n\n## Download manager\n\n- Keeps downloads in the folder \`plugins/tmp\` until they are complete\n\n${CONFIGURE}\n${USE}`,
    "not-told told told",
    "fail",
  ],
  [
    "a way of installing is not the installation of that way",
    `# Lunch\n\n## Installation via HACS\n\n1. Open HACS > Custom repositories and add the address of this one\n2. Search for Lunch and install it\n\n${CONFIGURE}\n${USE}`,
    "told told told",
    "pass",
  ],
  [
    "adding a repository sets nothing",
    `# Lunch\n\n## Installation\n\n1. Open HACS > **Custom repositories** and add the address of this one\n2. Search for Lunch and install it\n\n${USE}`,
    "told not-told told",
    "hold",
  ],
  [
    "a settings list without a chapter of its own",
    `# Lunch\n\n${INSTALL}\n${USE}\n## The menu\n\nThe following options are available:\n\n- \`colour\`: the colour of the plate\n- \`size\`: how much is on it at most\n`,
    "told told told",
    "pass",
  ],
  [
    "a program's own command for settings",
    `# Lunch\n\n${INSTALL}\n## Quick start\n\n\`\`\`sh\nlunch config set language de\nlunch show today\n\`\`\`\n`,
    "told told told",
    "pass",
  ],
  [
    "settings in the list of changes",
    `# Lunch\n\n${INSTALL}\n${USE}\n## Changelog\n\n- Set the time in \`config.yml\` with the new setting \`timeout\`\n`,
    "told not-told told",
    "hold",
  ],
  [
    "settings told in the file itself",
    `# Lunch\n\n${INSTALL}\n${USE}\n## Configuration\n\nAll settings are described in the file \`config.yml\` itself.\n`,
    "told thin told",
    "hold",
  ],
  [
    "help is left to the thing",
    `# Lunch\n\n${INSTALL}\n${CONFIGURE}\n## Usage\n\nRun \`/lunch help\` for help.\n`,
    "told told thin",
    "hold",
  ],
  [
    "starting is not using",
    `# Lunch\n\n${INSTALL}\n${CONFIGURE}\n## Usage\n\n\`\`\`sh\nnpm start\n\`\`\`\n`,
    "told told thin",
    "hold",
  ],
  [
    "a command named in a setting",
    `# Lunch\n\n${INSTALL}\n## Configuration\n\n- **Trigger**: the word for the command, by default \`/lunch\`, which opens the menu\n`,
    "told told not-told",
    "fail",
  ],
  [
    "flags of another program",
    `# Lunch\n\n${INSTALL}\n${USE}\n## Savings\n\n| Command | Saved |\n|---|---|\n| git log --oneline --graph --all | 80 % |\n`,
    "told not-told told",
    "hold",
  ],
  [
    "built from source only",
    `# Lunch\n\n## Build from source\n\n\`\`\`sh\ngit clone https://example.org/lunch\ngo build\n\`\`\`\n\n${CONFIGURE}\n${USE}`,
    "thin told told",
    "hold",
  ],
  [
    "a Japanese table of settings",
    "# Lunch\n\n## インストール\n\n```sh\nnpm install lunch\n```\n\n## 設定\n\n| 名前 | 初期 | 説明 |\n|---|---|---|\n| `url` | なし | サーバーのアドレス |\n\n## 使い方\n\n任意のチャンネルで `/lunch list` と入力すると一覧が表示されます。\n",
    "told told told",
    "pass",
  ],
];
