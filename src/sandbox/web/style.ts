// The sandbox's look, light and dark; served from its own address because the pages allow no inline style.

export const STYLE = `
:root { color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --text: #1c2128; --soft: #5b6573; --line: #d8dde4; --link: #0b5fc2;
  --good: #1a7f4b; --bad: #c62f3b; --wait: #9a6700; --held: #7a4bc4; --merged: #7a4bc4; --code: #eff1f4;
  --good-ground: #e3f5ea; --bad-ground: #fdeaec; --wait-ground: #fff5d6; --held-ground: #f1eafc; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #0f1318; --card: #171c23; --text: #e4e8ee; --soft: #97a3b3; --line: #2b333e; --link: #74b0ff;
  --good: #53c78a; --bad: #ff7b84; --wait: #e3b341; --held: #b99bf3; --merged: #b99bf3; --code: #212832;
  --good-ground: #12301f; --bad-ground: #3a171b; --wait-ground: #332a0f; --held-ground: #281f3d; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; font-weight: 650; } h2 { font-size: 1.05rem; margin: 0; font-weight: 650; }
code, pre, .mono { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.wrap { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; gap: .5rem 1rem; align-items: center; justify-content: space-between; min-height: 3.5rem; flex-wrap: wrap; padding-top: .5rem; padding-bottom: .5rem; }
.brand { font-weight: 650; color: var(--text); display: inline-flex; gap: .5rem; align-items: center; }
.brand svg { color: var(--link); }
.tag { font-size: 12px; font-weight: 500; color: var(--soft); border: 1px solid var(--line); border-radius: 99px; padding: 0 .55rem; }
.crumbs { padding: 1.25rem 0 .75rem; font-size: 1.05rem; } .crumbs b { font-weight: 650; }
.tabs { display: flex; gap: 1.25rem; border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; }
.tabs a { padding: .45rem 0; color: var(--soft); border-bottom: 2px solid transparent; margin-bottom: -1px; }
.tabs a[aria-current] { color: var(--text); border-color: var(--link); font-weight: 600; } .tabs a:hover { text-decoration: none; color: var(--text); }
.count { background: var(--code); border-radius: 99px; padding: 0 .45rem; font-size: 12px; margin-left: .25rem; color: var(--soft); }
main { padding-bottom: 4rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 17rem; gap: 2rem; align-items: start; }
.stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.card > header { display: flex; gap: .6rem; align-items: center; justify-content: space-between; padding: .6rem 1rem; border-bottom: 1px solid var(--line); background: color-mix(in srgb, var(--card) 60%, var(--ground)); flex-wrap: wrap; }
.card > .body { padding: 1rem; } .card > .body > :first-child { margin-top: 0; } .card > .body > :last-child { margin-bottom: 0; }
.rows { list-style: none; margin: 0; padding: 0; } .rows > li { padding: .65rem 1rem; border-top: 1px solid var(--line); display: flex; gap: .75rem; align-items: baseline; }
.rows > li:first-child { border-top: 0; } .rows .grow { flex: 1; min-width: 0; } .rows .title { font-weight: 600; color: var(--text); }
.soft { color: var(--soft); } .small { font-size: 13px; } .empty { color: var(--soft); padding: 1.25rem 1rem; margin: 0; }
.state { display: inline-flex; gap: .35rem; align-items: center; color: #fff; border-radius: 99px; padding: .2rem .75rem; font-size: 13px; font-weight: 600; background: #1a7f4b; }
.state.closed { background: #b42a35; } .state.merged { background: #7a4bc4; } .state.draft { background: #66707d; }
.byline { display: flex; gap: .5rem .75rem; align-items: center; flex-wrap: wrap; color: var(--soft); margin-bottom: 1.5rem; }
.byline code, .branch { background: var(--code); border-radius: 5px; padding: .1rem .4rem; color: var(--text); }
.avatar { width: 22px; height: 22px; border-radius: 6px; vertical-align: -6px; flex: none; }
.label { display: inline-block; border-radius: 99px; padding: 0 .6rem; font-size: 12.5px; font-weight: 550; line-height: 1.6; border: 1px solid color-mix(in srgb, var(--hue) 55%, var(--line)); background: color-mix(in srgb, var(--hue) 18%, var(--card)); color: var(--text); }
.hue-0 { --hue: #8a94a3; } .hue-1 { --hue: #d73a49; } .hue-2 { --hue: #1a9c5b; } .hue-3 { --hue: #dba514; } .hue-4 { --hue: #3b82f6; } .hue-5 { --hue: #8b5cf6; }
.side { font-size: 14px; } .side section { padding-bottom: 1rem; margin-bottom: 1rem; border-bottom: 1px solid var(--line); } .side h2 { font-size: 13px; color: var(--soft); margin-bottom: .5rem; font-weight: 600; }
.chips { display: flex; gap: .4rem; flex-wrap: wrap; align-items: center; } .rows .chips { display: inline-flex; margin-left: .35rem; vertical-align: middle; }
.icon { width: 18px; height: 18px; flex: none; vertical-align: -4px; } .good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); } .held { color: var(--held); } .mute { color: var(--soft); }
.run { border-top: 1px solid var(--line); } .run:first-of-type { border-top: 0; }
.run > summary { display: flex; gap: .65rem; align-items: center; padding: .65rem 1rem; cursor: pointer; list-style: none; } .run > summary::-webkit-details-marker { display: none; }
.run > summary:hover { background: color-mix(in srgb, var(--card) 60%, var(--ground)); }
.run > summary::after { content: "›"; color: var(--soft); font-size: 18px; line-height: 1; transition: transform .12s; } .run[open] > summary::after { transform: rotate(90deg); }
.run .name { font-weight: 600; } .run .what { color: var(--soft); flex: 1; min-width: 0; }
.run .inner { padding: .25rem 1rem 1rem 2.7rem; } .run .foot { display: flex; gap: .75rem; align-items: center; margin-top: .75rem; flex-wrap: wrap; }
.note { border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px; margin: .75rem 0; overflow: hidden; }
.note.failure { --tone: var(--bad); } .note.warning { --tone: var(--wait); } .note.notice { --tone: var(--link); }
.note .where { padding: .35rem .75rem; background: var(--code); display: flex; justify-content: space-between; gap: 1rem; } .note .says { padding: .6rem .75rem; } .note .says p { margin: .2rem 0; white-space: pre-line; }
.note pre { margin: 0; padding: .35rem .75rem; border-bottom: 1px solid var(--line); overflow-x: auto; }
.say { display: grid; grid-template-columns: 34px minmax(0, 1fr); gap: .75rem; } .say > .avatar { width: 34px; height: 34px; border-radius: 8px; }
.event { color: var(--soft); display: flex; gap: .6rem; align-items: flex-start; padding-left: 3.1rem; font-size: 14px; } .event > span { flex: 1; min-width: 0; }
button, .button, select, input[type=text], textarea { font: inherit; color: inherit; border-radius: 7px; border: 1px solid var(--line); background: var(--card); }
button, .button { padding: .35rem .85rem; font-weight: 550; cursor: pointer; font-size: 14px; } button:hover { border-color: var(--soft); }
button.main { background: #1a7f4b; border-color: #1a7f4b; color: #fff; } button.main:hover { background: #166b3f; } button.tiny { padding: .1rem .6rem; font-size: 13px; }
button.plain { border: 0; background: none; padding: 0; } button:disabled { opacity: .5; cursor: default; }
.label.off { background: none; border: 1px dashed color-mix(in srgb, var(--soft) 60%, var(--line)); color: var(--soft); font-weight: 500; }
button.plain:hover .label { border-color: var(--text); }
select { padding: .3rem .5rem; font-size: 14px; max-width: 15rem; } textarea { width: 100%; min-height: 6.5rem; padding: .6rem .75rem; resize: vertical; display: block; } input[type=text] { padding: .4rem .65rem; width: 100%; }
form.line { display: flex; gap: .5rem; align-items: center; } .actions { display: flex; gap: .5rem; flex-wrap: wrap; margin-top: .75rem; justify-content: flex-end; align-items: center; } .actions .left { margin-right: auto; }
.merge { display: flex; gap: 1rem; align-items: center; justify-content: space-between; flex-wrap: wrap; padding: 1rem; }
.file { color: var(--soft); margin-right: .35rem; } .run > summary .grow { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.files { width: 100%; border-collapse: collapse; } .files td { padding: .45rem 1rem; border-top: 1px solid var(--line); } .files tr:first-child td { border-top: 0; }
.code { width: 100%; border-collapse: collapse; tab-size: 4; } .code td { padding: 0 .75rem; font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; word-break: break-word; vertical-align: top; }
.code .n { width: 1%; min-width: 3rem; text-align: right; color: var(--soft); white-space: nowrap; user-select: none; } .code .n a { color: inherit; } .code tr:target { background: var(--wait-ground); }
.code .add { background: var(--good-ground); } .code .del { background: var(--bad-ground); } .code .hunk { color: var(--soft); background: var(--code); }
.scroll { overflow-x: auto; } .plus { color: var(--good); } .minus { color: var(--bad); }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; } .markdown h1 { font-size: 1.35rem; } .markdown h2 { font-size: 1.15rem; margin: 1.2rem 0 .5rem; } .markdown h3 { font-size: 1rem; margin: 1rem 0 .4rem; }
.markdown p, .markdown ul, .markdown ol, .markdown table, .markdown pre, .markdown blockquote { margin: 0 0 .75rem; } .markdown ul, .markdown ol { padding-left: 1.5rem; } .markdown li.task { list-style: none; margin-left: -1.3rem; }
.markdown table { border-collapse: collapse; } .markdown th, .markdown td { border: 1px solid var(--line); padding: .35rem .7rem; text-align: left; vertical-align: top; } .markdown th { background: var(--code); font-weight: 600; }
.markdown code { background: var(--code); border-radius: 4px; padding: .1rem .3rem; } .markdown pre { background: var(--code); border-radius: 8px; padding: .75rem 1rem; overflow-x: auto; } .markdown pre code { background: none; padding: 0; }
.markdown pre.suggestion { background: var(--good-ground); } .markdown blockquote { border-left: 3px solid var(--line); padding-left: .9rem; color: var(--soft); } .markdown img { max-width: 100%; height: auto; }
.markdown details { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .8rem; margin: 0 0 .75rem; } .markdown summary { cursor: pointer; } .markdown details[open] summary { margin-bottom: .5rem; } .markdown hr { border: 0; border-top: 1px solid var(--line); }
.crumbs { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; } .crumbs .beside { margin-left: auto; } .button.tiny { padding: .1rem .6rem; font-size: 13px; color: var(--text); }
.desk { background: var(--wait-ground); border-bottom: 1px solid var(--line); } .desk .wrap { display: flex; flex-wrap: wrap; gap: .4rem 1.25rem; align-items: center; padding-top: .4rem; padding-bottom: .4rem; } .desk form { margin-right: auto; }
.field { display: grid; gap: .25rem; } fieldset { border: 1px solid var(--line); border-radius: 7px; margin: 0; padding: .5rem .85rem .75rem; } .tick { display: flex; gap: .5rem; align-items: baseline; } .new-label { margin-top: .6rem; }
.side pre.shell { white-space: pre-wrap; overflow-wrap: anywhere; } .side pre.shell + p { margin: .5rem 0; }
pre.shell { margin: 0; padding: .8rem 1rem; background: var(--code); border-radius: 8px; overflow-x: auto; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; padding: 1.25rem 0 2rem; }
@media (max-width: 52rem) { .columns { grid-template-columns: minmax(0, 1fr); gap: 1.5rem; } .run .inner { padding-left: 1rem; } .say { grid-template-columns: minmax(0, 1fr); } .say > .avatar { display: none; } .event { padding-left: .25rem; }
  .run > summary { flex-wrap: wrap; } .run .what { flex-basis: 100%; order: 5; padding-left: 1.75rem; } .wrap { padding: 0 1rem; } h1 { font-size: 1.3rem; } .run .name { flex: 1; } .top form.line { flex-wrap: wrap; } }
`;
