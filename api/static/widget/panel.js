/** The parts that stay while a conversation goes on: the launcher, the panel with its heading, log and form. */

import { CROSS, button, el, iconButton } from "./dom.js";

const BIN = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13";

/** Makes the parts; `clear`, `close`, `toggle`, `stop` and `ask` (with a question) are called when that is wanted. */
export function panel({ words, mode, heading, clear, close, toggle, stop, ask }) {
  const start = el("div", { class: "start" }, el("p", { class: "quiet" }, words("intro")));
  const log = el("div", { part: "log", class: "log" }, start);
  const status = el("p", { role: "status", class: "unseen", part: "live" });
  const form = askingForm(words, ask, stop);
  const floating = mode === "launcher";
  const header = el("header", { part: "header", class: "row" },
    el("h2", { id: "heading", part: "heading" }, heading),
    iconButton("clear", BIN, words("clear"), clear),
    floating && iconButton("close", CROSS, words("close"), close));
  const attributes = { part: "panel", class: `panel ${mode}`, "aria-labelledby": "heading" };
  const box = el(floating ? "dialog" : "section", attributes, header, log, status, form.element);
  const launcher = floating && button("launcher", words("send"), toggle, {
    "aria-label": heading, "aria-haspopup": "dialog", "aria-expanded": "false" });
  return { start, log, status, box, launcher, frame: el("div", { class: "frame" }, box), ...form };
}

/** The parts of a list of questions that one may ask; none if there are none. */
export function suggestionList(words, questions, ask) {
  return questions.length ? [
    el("h3", { id: "suggestions" }, words("suggestions")),
    el("ul", { class: "suggestions", part: "suggestions", "aria-labelledby": "suggestions" }, ...questions.map(
      (question) => el("li", {}, button("suggestion", question, () => ask(question))))),
  ] : [];
}

function askingForm(words, ask, stop) {
  const onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    element.requestSubmit();
  };
  const input = el("textarea", { part: "input", id: "question", rows: "1", maxlength: "1000", autocomplete: "off",
    placeholder: words("question"), onkeydown });
  const send = el("button", { type: "submit", part: "send", class: "send" }, words("send"));
  const stopping = button("stop", words("stop"), stop);
  const onsubmit = (event) => {
    event.preventDefault();
    const question = input.value;
    if (question.trim() && ask(question)) input.value = "";
  };
  const element = el("form", { part: "form", class: "ask", onsubmit },
    el("label", { for: "question", class: "unseen" }, words("question")), input, send, stopping);
  return { element, input, send, stop: stopping };
}
