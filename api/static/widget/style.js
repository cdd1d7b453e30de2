/** How the widget looks. A page sets the custom properties, or styles the parts. */

const STYLE = `
:host {
  --_accent: var(--communique-accent, light-dark(#0a58ca, #7cb7ff));
  --_on-accent: var(--communique-on-accent, light-dark(#fff, #0d1117));
  --_paper: var(--communique-background, light-dark(#fff, #0d1117));
  --_ink: var(--communique-text, light-dark(#1b1f24, #e6edf3));
  --_quiet: var(--communique-quiet, light-dark(#57606a, #9aa4af));
  --_line: var(--communique-line, light-dark(#8c959f, #6e7681));
  --_mark: var(--communique-mark, light-dark(#fff3b0, #5c4a00));
  --_warn: var(--communique-warning, light-dark(#8a3b00, #ffb077));
  --_bad: var(--communique-error, light-dark(#b0101c, #ff8f8a));
  --_radius: var(--communique-radius, .5rem);
  color-scheme: light dark;
  display: block;
  font: 1rem/1.5 var(--communique-font, system-ui, "Noto Sans CJK TC", sans-serif);
}
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([theme="contrast"]) {
  color-scheme: light;
  --_accent: #00e; --_on-accent: #fff; --_paper: #fff; --_ink: #000; --_quiet: #000; --_line: #000;
  --_mark: #ff0; --_warn: #000; --_bad: #900;
}
@media (prefers-contrast: more) { :host { --_quiet: var(--_ink); --_line: var(--_ink); } }
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
.frame { color: var(--_ink); }
.panel {
  display: flex; flex-direction: column; min-width: 0; padding: 0; color: inherit; background: var(--_paper);
  border: 1px solid var(--_line); border-radius: var(--_radius);
}
.panel.launcher:not([open]) { display: none; }
.panel.launcher {
  position: fixed; inset: auto 1rem 4.5rem auto; z-index: 2147483000; margin: 0;
  width: min(27rem, calc(100vw - 2rem)); max-width: none; height: min(40rem, calc(100dvh - 6rem)); max-height: none;
  box-shadow: 0 .5rem 2rem rgb(0 0 0 / .25);
}
.panel.launcher .log { overflow-y: auto; flex: 1; }
@media (max-width: 30rem), (max-height: 24rem) {
  .panel.launcher { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; overflow-y: auto; }
}
@media (max-height: 24rem) { .panel.launcher .log { overflow: visible; flex: none; } }
button.launcher {
  position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; padding: .65rem 1.25rem; border-radius: 2rem;
  box-shadow: 0 .25rem 1rem rgb(0 0 0 / .25);
}
.row { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; }
header { padding: .5rem .5rem .5rem 1rem; border-bottom: 1px solid var(--_line); }
header.row { flex-wrap: nowrap; gap: .25rem; }
h2 { flex: 1; margin: 0; font-size: 1.05rem; line-height: 1.3; overflow-wrap: anywhere; }
h3 { margin: 1rem 0 .25rem; font-size: .9375rem; }
h4 { margin: .25rem 0; font-size: .9375rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
.log { padding: .5rem 1rem 1rem; }
.quiet { color: var(--_quiet); font-size: .9375rem; }
.turn { padding-bottom: .75rem; }
.turn + .turn { border-top: 1px solid var(--_line); }

.turn:focus-visible { outline-offset: 4px; border-radius: .25rem; }
.question {
  width: fit-content; max-width: 90%; margin: 1rem 0 .75rem auto; padding: .4rem .75rem; overflow-wrap: anywhere;
  font-size: 1rem; font-weight: 500; border: 1px solid var(--_line); border-radius: var(--_radius);
}
blockquote { margin: .5rem 0; padding: 0 0 0 .75rem; border-inline-start: .25rem solid var(--_accent); }
.exact, .nearest p { white-space: pre-line; }
.status {
  width: fit-content; padding: 0 .5rem; font-size: .875rem; font-weight: 600; color: var(--_warn);
  border: 1px solid; border-radius: .25rem;
}
[data-status="failed"] .status { color: var(--_bad); }
.nearest { margin: .5rem 0; padding: 0 0 0 .75rem; list-style: none; color: var(--_quiet); border-inline-start: .25rem dotted var(--_line); }
.nearest li + li { margin-top: .75rem; }
.nearest p { margin: 0 0 .25rem; }
.nearest .source { color: var(--_ink); }
.searching { animation: pulse 1.2s ease-in-out infinite alternate; }
@keyframes pulse { to { opacity: .5; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
button {
  min-width: 1.75rem; min-height: 1.75rem; padding: .3rem .75rem; font: inherit; color: var(--_accent);
  background: transparent; border: 1px solid currentColor; border-radius: .375rem; cursor: pointer;
}
button.launcher, button.send, button[type="submit"] { color: var(--_on-accent); background: var(--_accent); border-color: var(--_accent); }
button.marker { min-height: 1.5rem; padding: 0 .3rem; font-size: .875rem; border-color: transparent; text-decoration: underline; }
button.marker[aria-expanded="true"] { border-color: currentColor; text-decoration: none; }
button.icon { display: inline-grid; place-items: center; padding: .3rem; color: var(--_quiet); border-color: transparent; }
button[aria-pressed="true"] { color: var(--_accent); border-color: currentColor; }
button.look, button.copy-citation, .comment button { padding: .1rem .6rem; font-size: .875rem; }
.icon svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
a { color: var(--_accent); overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.suggestions { display: grid; gap: .4rem; margin: .25rem 0; padding: 0; list-style: none; }
.suggestion { width: 100%; text-align: start; overflow-wrap: anywhere; }
.source { margin: .5rem 0 .75rem; padding: .5rem .75rem; border: 1px solid var(--_line); border-radius: var(--_radius); }
.source .row:first-child { flex-wrap: nowrap; align-items: start; }
.source .title { flex: 1; margin: 0; font-weight: 600; font-size: .9375rem; }
.source > .quiet { margin: .1rem 0 .5rem; }
.excerpt { position: relative; max-height: 16rem; overflow-y: auto; padding: 0 .5rem; font-size: .9375rem; border-block: 1px solid var(--_line); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: .5rem .75rem; }
.edition { padding: 0 .5rem .5rem; font-size: .9375rem; border-block: 1px solid var(--_line); }
.notice { padding: .25rem .5rem; font-size: .9375rem; border: 1px solid var(--_warn); border-radius: .25rem; }
.also ul { margin: 0; padding-inline-start: 1.25rem; font-size: .9375rem; }
.from { margin: .25rem 0 .75rem; padding-inline-start: 1rem; font-size: .875rem; }
.tools { margin-top: .5rem; font-size: .9375rem; }
mark { color: inherit; background: var(--_mark); }
.comment { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; }
.ask { display: flex; gap: .5rem; padding: .75rem 1rem; border-top: 1px solid var(--_line); }
textarea {
  flex: 1 1 8rem; min-width: 0; padding: .4rem .6rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--_line); border-radius: .375rem; resize: vertical; field-sizing: content; max-height: 8rem;
}
textarea::placeholder { color: var(--_quiet); opacity: 1; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { .launcher, .ask, .filters, .tools { display: none; } }
`;

const made = new Map();

/** Gives a root a style sheet, made once for all widgets of a page; a content security policy does not forbid it. */
export function adopt(root, style = STYLE) {
  if (!made.has(style)) {
    made.set(style, new CSSStyleSheet());
    made.get(style).replaceSync(style);
  }
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, made.get(style)])];
}
