// The words of each language by itself, so that a gap in one can be seen and filled: data only, joined to the lists in topics.ts.

/** Keys with `h`: headings on installing, configuring, using, starting, other subjects, building. The rest: running text. */
export interface LanguageWords {
  readonly hInstall?: string;
  readonly hConfigure?: string;
  readonly hUse?: string;
  readonly hStart?: string;
  readonly hAside?: string;
  readonly hBuilders?: string;
  readonly install?: string;
  readonly download?: string;
  readonly release?: string;
  readonly place?: string;
  readonly store?: string;
  readonly folder?: string;
  readonly search?: string;
  readonly act?: string;
  readonly operate?: string;
  readonly set?: string;
  readonly create?: string;
  readonly settings?: string;
  readonly now?: string;
  readonly see?: string;
  /** What people are asked to enter: addresses, names, passwords. */
  readonly value?: string;
  /** What a thing that works by itself shows: sensors and their attributes. */
  readonly entity?: string;
  /** A text that tells more, somewhere else. */
  readonly manual?: string;
}

// prettier-ignore
const WESTERN: Readonly<Record<string, LanguageWords>> = {
  en: {
    hUse: `try it, try it out, trying it out, test transaction, walkthrough, in action, features and commands, features & commands, bot commands, slash commands, keymap, keymaps, mappings, key mapping*, template tags, shortcode*, macros, screenshots and usage, day-to-day use, everyday use, operation, operating, reference`,
    value: `address, url, host, hostname, port, user name, username, password, login, credentials, account, e-mail, email, region, city, domain, server, model, interval, id, path, key, secret, token, location, language, time zone, timezone`,
    entity: `sensor, sensors, entity, entities, attribute, attributes, binary sensor*`,
    manual: `documentation, docs, guide, manual, instructions, wiki, handbook, tutorial, tutorials, details, article, blog post, reference, website, page, readme, faq`,
  },
  de: {
    hInstall: `installation, installieren, einbinden, einbindung, aufspielen, bezug, bezugsquelle*`,
    hConfigure: `konfiguration*, einrichtung, einrichten, grundeinstellung*, voreinstellung*, zugangsdaten, rechte, berechtigung*`,
    hUse: `benutzung, bedienung, anwendung, anwendungsbeispiel*, verwendung, verwendungsbeispiel*, nutzung, gebrauch, so geht's, ablauf, arbeiten mit*, befehle, befehlsübersicht, tastenkombination*, kurzanleitung, bedienungsanleitung, schnellbeispiel*, ausprobieren, datenpunkte`,
    install: `installier*, installation, aktivier*, einspiel*, eingespielt, einbind*, nachinstallier*`,
    download: `herunterlad*, heruntergeladen*, herunterzuladen, lade, laden, download*, downloade*, klone, klonen, klont, beziehen, bezogen`,
    release: `neueste, neuesten, aktuelle, aktuellen, release, releases, veröffentlichung*`,
    place: `kopier*, hochlad*, hochgeladen, hochzuladen, entpack*, verschieb*, ablegen, abgelegt, einfügen, importier*, zieh*, ausführ*`,
    store: `installer, add-on-store, erweiterungen-manager, erweiterungsverwaltung, paketverwaltung, paketmanager`,
    folder: `ordner*, verzeichnis*, unterordner*, hauptverzeichnis`,
    search: `suche, suchen, sucht, suchen sie, gesucht, finde, finden`,
    act: `klick*, anklick*, angeklickt, doppelklick*, drück*, gedrückt, tippen, tippe, eingeben, eingegeben, gib, geben sie, zieh*, schaltfläche, taste, tasten, aufrufen, markier*`,
    operate: `wähl*, auswähl*, ausgewählt, öffn*, start*, navigier*, führe, führen, ausführ*, aufruf*, wechsel*, angezeigt`,
    set: `eintrag*, einzutragen, eingetragen, hinterleg*, festleg*, ausfüll*, ausgefüllt, anpass*, angepasst, änder*, geändert, setz*, gesetzt, einstell*, eingestellt, konfigurier*, ergänz*, aktivier*, deaktivier*, bearbeit*, vergeb*`,
    settings: `einstellung*, konfiguration*, option*, parameter*, voreinstellung*`,
    see: `siehe, weitere*, nachzulesen, zu finden, findet sich, finden sich, steht in, beschrieben`,
    value: `adresse, ip-adresse, url, host, port, benutzername*, passwort, kennwort, zugangsdaten, anmeldedaten, konto, e-mail, region, ort, domain, server, modell, intervall, schlüssel, name, pfad, standort, sprache`,
    entity: `sensor*, entität*, attribut*, datenpunkt*`,
    manual: `dokumentation*, doku, anleitung*, handbuch*, forum, wiki, beitrag, artikel, tutorial*, webseite, details`,
  },
  fr: {
    hInstall: `installation*, installer, installez, déploiement, récupération`,
    hConfigure: `configuration*, paramètre*, paramétrage*, réglage*, personnalisation, préférences, options, identifiants, autorisations, droits`,
    hUse: `utilisation*, usage*, utiliser, exemple*, commande*, mode d'emploi, exploitation, au quotidien, prise en main, raccourcis, équipements, manipulation, tests de transaction, essai*`,
    install: `install*, activ*, ajoutez, ajouter, mettre en place, déploy*`,
    download: `télécharg*, récupér*, clon*`,
    release: `dernière version, dernière release, dernières versions, page des versions, publication*`,
    place: `copi*, dépos*, décompress*, dézipp*, extra*, téléverse*, glissez, placez, placer, déplac*, import*, mettez, collez`,
    store: `market, gestionnaire de plugins, gestionnaire d'applications, boutique, place de marché, magasin, bibliothèque d'extensions`,
    folder: `dossier*, répertoire*, sous-dossier*`,
    search: `recherch*, cherch*, trouv*`,
    act: `cliqu*, clic, appuy*, tapez, taper, saisi*, entrez, glissez, survol*, bouton, touche*, coch*, décoch*, exécut*`,
    operate: `ouvr*, lanc*, sélectionn*, choisi*, rendez-vous, allez, aller, accéd*, démarr*, affich*`,
    set: `configur*, renseign*, saisi*, défin*, indiqu*, modifi*, rempl*, régl*, paramétr*, personnalis*, éditez, éditer, coll*, activ*, désactiv*, choisi*`,
    settings: `configuration*, paramètre*, réglage*, option*, préférence*`,
    see: `voir, consult*, reportez-vous, référez-vous, retrouv*, disponible sur, décrit*, plus d'informations`,
    value: `adresse*, adresse ip, url, hôte, port, nom d'utilisateur, utilisateur, mot de passe, identifiant*, compte, e-mail, région, ville, domaine, serveur, modèle, intervalle, clé*, chemin, langue`,
    entity: `capteur*, entité*, attribut*`,
    manual: `documentation*, guide*, manuel*, instructions, wiki, tutoriel*, article*, site, détails, page`,
  },
  es: {
    hInstall: `instalación, instalar, instalando, cómo instalar, descarga*, despliegue, integración en`,
    hConfigure: `configuración*, configurar, ajustes, parámetros, preferencias, opciones, personalización, personalizar, credenciales, variables, permisos`,
    hUse: `uso, usos, utilización, utilizar, utilizando, usar, usando, ejemplo*, comando*, modo de empleo, atajos, manual de uso, guía de uso, guía de usuario, prueba*, probar, cómo se usa`,
    install: `instal*, activ*, agreg*, añad*, incorpor*, despleg*`,
    download: `descarg*, clon*, obteng*, obten*, baj*`,
    release: `última versión, últimas versiones, versión más reciente, lanzamiento*, publicacion*`,
    place: `copi*, sub*, descomprim*, extra*, coloc*, arrastr*, muev*, mover, import*, peg*, carg*`,
    store: `tienda, mercado, gestor de extensiones, gestor de complementos, administrador de módulos, administrador de paquetes`,
    folder: `carpeta*, directorio*, subcarpeta*`,
    search: `busc*, búsqueda, encuentr*, encontrar`,
    act: `clic, haz click, hacer click, click, pulsa*, pulse*, puls*, presion*, escrib*, teclea*, arrastr*, botón, tecla*, marc*, ejecut*, ingres*`,
    operate: `abr*, ejecut*, seleccion*, elij*, elig*, escoj*, vaya, ve a, ir a, naveg*, inici*, acced*, dirígete, mostrar*`,
    set: `configur*, establec*, edit*, modific*, ajust*, introduc*, ingres*, rellen*, complet*, defin*, indic*, especific*, personaliz*, cambi*, habilit*, deshabilit*, coloc*`,
    settings: `configuración*, ajuste*, opcion*, parámetro*, preferencia*, variable*`,
    see: `ver, véase, vea, consult*, visit*, revis*, más información, más detalles, disponible en, encontrar*, puedes ver`,
    value: `dirección, url, host, puerto, usuario, nombre de usuario, contraseña, clave*, credencial*, cuenta, correo, región, ciudad, dominio, servidor, modelo, intervalo, llave*, ruta, código, idioma, ambiente`,
    entity: `sensor*, entidad*, atributo*`,
    manual: `documentación, guía*, manual*, instrucciones, wiki, tutorial*, artículo*, sitio, detalles, página`,
  },
  pt: {
    hInstall: `instalação, instalar, instalando, como instalar, baixar, baixando, implantação, implantar`,
    hConfigure: `configuraç*, configurar, configurando, ajustes, parâmetro*, preferências, opções, personalização, personalizar, credenciais, variáveis, permissões`,
    hUse: `uso, usos, utilização, utilizar, utilizando, usar, usando, exemplo*, comando*, modo de usar, atalhos, guia de uso, manual do usuário, testando, testar`,
    install: `instal*, ativ*, adicion*, implant*, inclu*`,
    download: `baix*, faça o download, transfer*, clon*, obtenh*, obter`,
    release: `última versão, versão mais recente, lançamento*, versões`,
    place: `copi*, envie*, enviar, carregu*, descompact*, extrai*, extraia, coloqu*, colocar, arrast*, mova, mover, import*, col*`,
    store: `loja, mercado, gerenciador de extensões, gerenciador de pacotes, instalador de plugins`,
    folder: `pasta*, diretório*, directório*, subpasta*`,
    search: `busqu*, procur*, pesquis*, encontr*`,
    act: `clic*, cliqu*, pression*, digit*, escrev*, arrast*, botão, tecla*, marqu*, marcar, execut*, toque*`,
    operate: `abr*, execut*, rod*, selecion*, escolh*, vá, ir em, acess*, naveg*, inici*, mostr*, exib*`,
    set: `configur*, defin*, edit*, modifi*, altere, alterar, ajust*, inser*, insira, preench*, inform*, especifi*, personaliz*, habilit*, desabilit*, ativ*, desativ*`,
    settings: `configuraç*, ajuste*, opç*, parâmetro*, preferência*, variáve*`,
    see: `veja, ver, consult*, visit*, confira, leia, mais informações, mais detalhes, disponível em`,
    value: `endereço, url, host, porta, usuário, nome de usuário, senha, credenciais, conta, e-mail, região, cidade, domínio, servidor, modelo, intervalo, chave*, caminho, código, idioma`,
    entity: `sensor*, entidade*, atributo*`,
    manual: `documentação, guia*, manual*, instruções, wiki, tutorial, tutoriais, artigo*, site, detalhes, página`,
  },
  it: {
    hInstall: `installazion*, installare, installa, come installare, scarica*, download, distribuzione`,
    hConfigure: `configurazion*, configurare, impostazion*, parametri, preferenze, opzioni, personalizzazion*, credenziali, variabili, permessi`,
    hUse: `uso, usare, utilizzo, utilizzare, esempi*, comand*, modo d'uso, come si usa, scorciatoie, guida all'uso, prova, provare, avvio e utilizzo`,
    install: `install*, attiv*, aggiung*`,
    download: `scaric*, clon*, ottien*, ottenere`,
    release: `ultima versione, ultima release, versione più recente, rilasci*`,
    place: `copi*, caric*, estra*, scompatt*, decomprim*, posizion*, trascin*, spost*, incoll*, import*, inserisci, mett*`,
    store: `negozio, gestore dei pacchetti, gestore estensioni, gestione plugin, catalogo`,
    folder: `cartell*, directory, sottocartell*`,
    search: `cerc*, ricerc*, trov*`,
    act: `clicc*, clic, fai clic, prem*, digit*, scriv*, trascin*, pulsant*, tast*, spunta*, esegu*`,
    operate: `apr*, avvi*, esegu*, selezion*, scegli*, vai, andare, acced*, navig*, lancia*, mostra*`,
    set: `configur*, impost*, modific*, inserisc*, inserire, defin*, specific*, compil*, personalizz*, cambi*, regol*, abilit*, disabilit*, attiv*, disattiv*`,
    settings: `configurazion*, impostazion*, opzion*, parametr*, preferenz*, variabil*`,
    see: `vedi, vedere, consult*, visit*, fai riferimento, leggi, maggiori informazioni, per saperne di più, disponibil* su`,
    value: `indirizz*, url, host, porta, utente, nome utente, password, credenziali, account, e-mail, email, regione, città, dominio, server, modello, intervallo, chiav*, percorso, codice, lingua`,
    entity: `sensor*, entità, attribut*`,
    manual: `documentazione, guida, guide, manuale, istruzioni, wiki, tutorial, articolo, sito, dettagli, pagina`,
  },
  nl: {
    hInstall: `installat*, installeren, installeer, downloaden, uitrollen`,
    hConfigure: `configurat*, configureren, instelling*, instellen, opties, voorkeuren, parameters, inloggegevens, aanpassen, aanpassingen, rechten`,
    hUse: `gebruik*, voorbeeld*, commando*, opdracht*, bediening, hoe gebruik*, sneltoetsen, handleiding, uitproberen`,
    install: `installe*, geïnstalleerd, activeer*, toevoeg*, voeg, toe te voegen`,
    download: `download*, gedownload*, kloon, klonen, haal, ophalen`,
    release: `laatste versie, nieuwste versie, laatste release, nieuwste release`,
    place: `kopieer*, kopiëren, gekopieerd, plaats*, zet, upload*, uitpak*, pak, sleep*, verplaats*, importeer*, plak*`,
    store: `winkel, add-on winkel, pakketbeheer*, pluginbeheer`,
    folder: `map, mappen, submap, directory`,
    search: `zoek*, vind, vinden`,
    act: `klik*, druk*, typ, typen, sleep*, knop, toets*, tik, voer, vink*`,
    operate: `open*, start*, selecteer*, kies, kiezen, ga, ga naar, voer, uitvoer*, navigeer*, toon*`,
    set: `configure*, stel*, instel*, vul*, invul*, wijzig*, pas, aanpass*, bewerk*, geef, opgeven, voer, invoer*, schakel*, kies`,
    settings: `instelling*, configuratie*, opties, optie, parameter*, voorkeur*`,
    see: `zie, bekijk, raadpleeg, meer informatie, lees, te vinden`,
    value: `adres, ip-adres, url, host, poort, gebruikersnaam, gebruiker, wachtwoord, inloggegevens, account, e-mail, regio, stad, domein, server, model, interval, sleutel, pad, code, taal`,
    entity: `sensor*, entiteit*, attribu*`,
    manual: `documentatie, handleiding, gids, instructies, wiki, tutorial, artikel, website, details, pagina`,
  },
};

// prettier-ignore
const SLAVIC: Readonly<Record<string, LanguageWords>> = {
  pl: {
    hInstall: `instalacj*, instalow*, zainstal*, pobieran*, wdrożen*, wdrażan*, uruchomienie i instalacja`,
    hConfigure: `konfiguracj*, konfigurow*, ustawien*, parametr*, preferencje, opcje, personalizacj*, dostosow*, poświadczen*, zmienne, uprawnien*`,
    hUse: `użyci*, używan*, użytkow*, korzystan*, przykład*, polecen*, komend*, obsług*, jak używać, jak korzystać, skróty, encje, testowanie wtyczki`,
    hStart: `szybki start, pierwsze kroki, zaczynamy, początek, rozpoczęcie`,
    install: `instal*, zainstal*, dodaj*, dodać, aktyw*, włącz*`,
    download: `pobier*, pobra*, ściąg*, sklon*`,
    release: `najnowsz*, wydani*, ostatni* wersj*`,
    place: `skopiuj*, kopiuj*, wgraj*, wgry*, wyślij*, rozpakuj*, wypakuj*, umieść*, przenieś*, przeciąg*, wklej*, zaimportuj*, wrzuć*`,
    store: `sklep*, repozytorium wtyczek, menedżer* wtyczek, menedżer* pakietów, dodaj wtyczkę`,
    folder: `folder*, katalog*, podkatalog*, podfolder*`,
    search: `wyszuk*, szukaj*, znajdź*, odszuk*`,
    act: `klik*, naciśn*, naciska*, wpis*, wciśn*, przeciąg*, przycisk*, klawisz*, zaznacz*, odznacz*, dotkn*, wywoł*`,
    operate: `otwórz*, otwier*, uruchom*, wybierz*, wybier*, przejdź*, wejdź*, zaloguj*, wyświetl*`,
    set: `ustaw*, skonfigur*, konfigur*, zmień*, zmieni*, edytuj*, wpis*, wprowadź*, uzupełn*, wypełn*, podaj*, określ*, dostosuj*, wklej*, odznacz*, zaznacz*, włącz*, wyłącz*`,
    settings: `ustawien*, konfiguracj*, opcj*, parametr*, zmienn*`,
    see: `zobacz, zob, patrz, sprawdź, więcej informacji, dostępn* na, opisan*, przeczytaj`,
    value: `adres*, url, host*, port, użytkownik*, nazw* użytkownika, hasł*, poświadczen*, kont*, e-mail, region*, miast*, domen*, serwer*, model*, interwał*, klucz*, ścieżk*, kod*, język*`,
    entity: `sensor*, encj*, czujnik*, atrybut*`,
    manual: `dokumentacj*, instrukcj*, poradnik*, przewodnik*, wiki, samouczek*, artykuł*, stron*, szczegół*`,
  },
  cs: {
    hInstall: `instalac*, instalovat, instalujeme, stažení, stáhnout, nasazení`,
    hConfigure: `konfigurac*, nastaven*, nastavit, parametry, předvolby, možnosti, přizpůsoben*, přihlašovací údaje, proměnné, oprávnění`,
    hUse: `použit*, používán*, používat, příklad*, příkaz*, jak používat, ovládán*, klávesové zkratky, ukázk*, obsluha, senzory, entity, vyzkoušen*`,
    hStart: `rychlý start, začínáme, první kroky, rychlý začátek`,
    install: `instal*, nainstal*, přidej*, přidat, aktiv*`,
    download: `stáhn*, stahuj*, stažen*, naklonuj*`,
    release: `nejnovější*, poslední verz*, vydání`,
    place: `zkopír*, nakopír*, kopír*, nahra*, rozbal*, umíst*, přesuň*, přesun*, vlož*, přetáh*, importuj*`,
    store: `obchod*, tržišt*, správce doplňků, správce balíčků`,
    folder: `složk*, adresář*, podadresář*, podsložk*`,
    search: `vyhled*, hledej*, najdi*, najděte, hledat`,
    act: `klik*, klepn*, stiskn*, napiš*, zadej*, přetáh*, tlačítk*, kláves*, zaškrtn*, spusť*, zavol*`,
    operate: `otevř*, spusť*, spust*, vyber*, zvol*, přejd*, jděte, jdi, zobraz*`,
    set: `nastav*, konfigur*, změň*, změnit, uprav*, zadej*, zadat, vyplň*, doplň*, určí*, přizpůsob*, vlož*, přelož*, povol*, zakaž*`,
    settings: `nastaven*, konfigurac*, možnost*, volb*, volby, parametr*, proměnn*`,
    see: `viz, podívejte, více informací, naleznete, přečtěte, popsán*`,
    value: `adres*, url, hostitel*, port, uživatel*, uživatelské jméno, hesl*, údaje, účet, účtu, e-mail, region*, měst*, domén*, server*, model*, interval*, klíč*, cest*, kód*, jazyk*`,
    entity: `senzor*, entit*, atribut*`,
    manual: `dokumentac*, návod*, příručk*, průvodc*, wiki, článek, stránk*, podrobnost*`,
  },
  ru: {
    hInstall: `установк*, установить, инсталляц*, скачать, загрузка, развертыван*, развёртыван*, подключение, деплой, сборка и установка`,
    hConfigure: `настройк*, настроить, конфигурац*, конфигурирован*, параметр*, опции, переменные, предпочтения, авторизац*, аутентификац*, учётные данные, права`,
    hUse: `использован*, использовать, применени*, пример*, команд*, как пользоваться, работа с, управление, эксплуатац*, сервисы, горячие клавиши, инструкция пользователя, функции и команды, запросы`,
    hStart: `быстрый старт, начало работы, первые шаги, с чего начать, начало, быстрое начало`,
    install: `установ*, устанавл*, инсталл*, подключ*, добав*, активир*`,
    download: `скач*, загруз*, клонир*, склонир*`,
    release: `релиз*, последн* верси*, последнюю, свеж* верси*, выпуск*`,
    place: `скопир*, копир*, распак*, разархивир*, помест*, размест*, перемест*, перенес*, залей*, залит*, загруз*, положит*, закин*, импортир*, вставьте, перетащ*`,
    store: `магазин*, маркетплейс*, каталог дополнений, менеджер* плагинов, менеджер* пакетов`,
    folder: `папк*, каталог*, директори*, подпапк*`,
    search: `найд*, найти, поиск*, ищ*, отыщ*`,
    act: `нажм*, нажат*, нажим*, клик*, щелк*, щёлк*, введ*, вводит*, набер*, напиш*, перетащ*, кнопк*, клавиш*, отмет*, выполн*, вызов*, отправ*`,
    operate: `откро*, откры*, запуст*, запуск*, выбер*, выбра*, перейд*, зайд*, выполн*, отобраз*, появ*`,
    set: `настро*, настраив*, укаж*, указ*, зада*, введ*, ввод*, вписа*, впиши*, пропиш*, измен*, поменя*, отредактир*, заполн*, вставьте, переопредел*, включ*, отключ*`,
    settings: `настройк*, настроек, конфиг*, параметр*, опци*, переменн*`,
    see: `см, смотрите, подробн*, читайте, ознаком*, описан*, доступн*, найти в`,
    value: `адрес*, url, хост*, порт, логин*, имя пользователя, пользовател*, парол*, учётн* данн*, учетн* данн*, аккаунт*, почт*, регион*, город*, домен*, сервер*, модел*, интервал*, ключ*, путь, код*, язык*`,
    entity: `сенсор*, датчик*, сущност*, атрибут*`,
    manual: `документац*, инструкц*, руководств*, справк*, вики, статье, статья, статью, сайт*, подробн*, гайд*`,
  },
  uk: {
    hInstall: `встановлен*, встановити, інсталяц*, завантажен*, розгортан*, підключення`,
    hConfigure: `налаштуван*, налаштувати, конфігурац*, параметр*, опції, змінні, авторизац*, автентифікац*, облікові дані, права`,
    hUse: `використан*, використовув*, користуван*, застосуван*, приклад*, команд*, як користуватися, робота з, керування, сутності, сервіси, гарячі клавіші`,
    hStart: `швидкий старт, початок роботи, перші кроки, з чого почати, початок, швидкий початок`,
    install: `встанов*, інстал*, підключ*, додай*, додати, активу*`,
    download: `завантаж*, скача*, клону*, склону*`,
    release: `реліз*, останн* верс*, випуск*`,
    place: `скопію*, копію*, розпак*, розархів*, поміст*, розміст*, переміст*, перенес*, вставте, імпорт*, перетягн*, покладіть`,
    store: `магазин*, каталог* доповнень, менеджер* плагінів, каталозі hacs`,
    folder: `теку, теки, тека, теці, папк*, каталог*, директорі*`,
    search: `знайд*, знайти, пошук*, шука*`,
    act: `натисн*, натиск*, клацн*, клікн*, клік, кліком, кліку, клацання, клацанням, тапніть, введ*, вводи*, наберіть, напиш*, перетягн*, кнопк*, клавіш*, познач*, викона*, надішл*`,
    operate: `відкри*, запуст*, вибер*, обер*, перейд*, зайд*, викону*, відобраз*, з'яв*`,
    set: `налашту*, вкаж*, вказ*, зада*, введ*, впиш*, пропиш*, змін*, відредаг*, заповн*, вставте, увімкн*, вимкн*`,
    settings: `налаштуван*, конфіг*, параметр*, опці*, змінн*`,
    see: `див, дивіться, дивись, детальн*, докладн*, читайте, ознайом*, описан*`,
    value: `адрес*, url, хост*, порт, логін*, ім'я користувача, користувач*, парол*, облікові дані, обліков*, акаунт*, пошт*, регіон*, міст*, домен*, сервер*, модель, інтервал*, ключ*, шлях, код*, мов*`,
    entity: `сенсор*, датчик*, сутност*, сутніст*, атрибут*`,
    manual: `документац*, інструкц*, посібник*, довідк*, вікі, статт*, сайт*, детальн*`,
  },
};
export const EUROPEAN = { ...WESTERN, ...SLAVIC };
