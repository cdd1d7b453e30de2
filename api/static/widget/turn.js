/** One turn of the conversation as it is shown: the question, and its answer in whatever state it is. */

import { button, copy, el, iconButton, link } from "./dom.js";
import { day } from "./wording.js";

const UP = "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.6 1.2 2.3 2.8L12.6 9H19c1.2 0 2 1 1.8 2.2l-1.3 7C19.3 19.3 18.5 20 17.5 20H7";
const DOWN = "M17 13V4h3v9zM17 13l-4 8c-1.7 0-2.6-1.2-2.3-2.8l.7-3.2H5c-1.2 0-2-1-1.8-2.2l1.3-7C4.7 4.7 5.5 4 6.5 4H17";
const COPY = "M9 9h11v11H9zM5 15H4V4h11v1";

/** The paragraphs of an answer's text, those that quote with their citation, a language model's sentences with theirs. */
export function paragraphs(text, citations, statements = []) {
  const quoted = new Map(citations.map((citation) => [asQuoted(citation), { citation }]));
  for (const one of statements.filter((statement) => !statement.quoted)) {
    const cited = citations.filter(({ number }) => one.citations.includes(number));
    quoted.set(`${one.text} ${one.citations.map((number) => `[${number}]`).join(" ")}`, { text: one.text, cited });
  }
  // The service escapes what Markdown would make a link, an image or markup of.
  return text.replace(/\\([\\[<])/g, "$1").split("\n\n")
    .map((paragraph) => ({ text: paragraph, ...quoted.get(paragraph) }));
}

function asQuoted({ number, quote }) {
  return `${quote.exact.replace(/^(?=.)/gm, " ").replace(/^/gm, ">")} [${number}]`;
}

/** The citation that tells which release a paragraph is from; none if it cites none. */
function releaseOf({ citation, cited = [] }) {
  return citation ?? cited[0];
}

export class TurnView {
  #turn;
  #context;
  #open = null;
  #opening = null;

  /** `context` has words, language, client, say, emit, retry and vote. */
  constructor(turn, context) {
    this.#turn = turn;
    this.#context = context;
    this.body = el("div", { class: "body" });
    this.element = el("article", { part: "turn", class: "turn", tabindex: "-1" },
      el("h3", { part: "question", class: "question", dir: "auto" },
        el("span", { class: "unseen" }, `${context.words("asked")}: `), turn.question),
      this.body);
    this.update();
  }

  /** Shows the paragraphs that have come so far. */
  stream(text, citations) {
    this.body.replaceChildren(...paragraphs(text, citations).map((paragraph) => this.#paragraph(paragraph)));
  }

  /** Shows the turn as it is now. */
  update() {
    const { words } = this.#context;
    const { state, answer } = this.#turn;
    this.element.dataset.status = state === "answered" ? answer.status : state;
    this.#open = null;
    if (state === "answered") this.body.replaceChildren(...this.#answer(answer));
    else if (state === "asking") this.body.replaceChildren(el("p", { class: "searching quiet" }, words("searching")));
    else this.body.replaceChildren(...this.#broken());
  }

  /** Closes the source that is open and gives the focus back; false if none is. */
  closeSource() {
    if (!this.#open) return false;
    const { panel, marker } = this.#open;
    panel.remove();
    marker.setAttribute("aria-expanded", "false");
    marker.focus();
    this.#open = null;
    return true;
  }

  #broken() {
    const { words, retry } = this.#context;
    const { state, kind, detail } = this.#turn;
    const why = detail || (kind === "timeout" || kind === "connection" ? words(kind) : "");
    return [
      el("p", { part: "status", class: "status" }, words(state)),
      why && el("p", {}, why),
      button("retry", words("retry"), () => retry(this.#turn)),
    ].filter(Boolean);
  }

  #answer(answer) {
    const { words } = this.#context;
    const { within } = this.#turn;
    const shown = within ? [el("p", { class: "quiet", part: "within" }, `${words("filter")}: ${within}`)] : [];
    if (answer.status !== "answered") shown.push(el("p", { part: "status", class: "status" }, words(answer.status)));
    if (answer.interpreted_question) {
      shown.push(el("p", { class: "quiet" }, words("understood", { question: answer.interpreted_question })));
    }
    const all = paragraphs(answer.text, answer.citations, answer.statements);
    const quoting = all.filter(({ citation, cited }) => citation || cited);
    for (const paragraph of all) {
      if (answer.nearest.length && paragraph.text.startsWith("- ")) shown.push(this.#nearest(answer.nearest));
      else shown.push(this.#paragraph(paragraph, answer));
      const [own, next] = [paragraph, quoting[quoting.indexOf(paragraph) + 1] ?? {}].map(releaseOf);
      if (own && own.release_id !== next?.release_id) shown.push(this.#named(own));
    }
    if (answer.coverage) shown.push(el("p", { class: "quiet", part: "coverage" }, words("coverage", answer.coverage)));
    if (answer.citations.length > 1) shown.push(this.#all(answer.citations));
    if (answer.status !== "no_question") shown.push(this.#tools(answer));
    return shown;
  }

  #paragraph({ text, citation, cited }, { language, nearest = [] } = {}) {
    if (citation) return this.#quote(citation);
    if (cited) return this.#marked(el("p", { part: "sentence", dir: "auto" }, text), cited);
    const address = nearest.map(({ url }) => url.split("#")[0]).find((url) => text.endsWith(url));
    if (!address) return el("p", { lang: language, dir: "auto" }, text);
    return el("p", { lang: language }, text.slice(0, -address.length), link(address, address));
  }

  /** The release that what stands above is from. */
  #named({ title, issued, language }) {
    return el("p", { class: "quiet from", part: "from" }, el("span", { lang: language }, title),
      ` · ${day(issued, this.#context.language)}`);
  }

  #quote(citation) {
    const exact = el("span", { lang: citation.language, dir: "auto", class: "exact" }, citation.quote.exact);
    const quote = el("blockquote", { part: "quote" });
    quote.append(this.#marked(el("p", {}, exact), [citation], quote));
    return quote;
  }

  /** A paragraph with the markers of what it cites; the source opens after it, or after what it stands in. */
  #marked(paragraph, citations, beside = paragraph) {
    for (const citation of citations) {
      const marker = button("marker", `[${citation.number}]`, () => this.#toggle(citation, marker, beside), {
        "aria-label": this.#context.words("source", citation), "aria-expanded": "false",
      });
      paragraph.append(" ", marker);
    }
    return paragraph;
  }

  #nearest(nearest) {
    const { words } = this.#context;
    return el("ul", { class: "nearest", part: "nearest", "aria-label": words("closest") }, ...nearest.map((near) => {
      const item = el("li", {},
        near.section && el("span", { class: "quiet", lang: near.language }, near.section),
        el("p", { lang: near.language, dir: "auto" }, near.quote.exact));
      const look = button("look", words("look"), () => this.#toggle(near, look, item), { "aria-expanded": "false" });
      item.append(look);
      return item;
    }));
  }

  async #toggle(citation, marker, beside) {
    if (this.#open?.marker === marker) return void this.closeSource();
    if (this.#opening === marker) return; // it is coming
    if (this.#open) this.closeSource();
    const { emit, say, words } = this.#context;
    this.#opening = marker;
    try {
      const { sourcePanel } = await import("./source.js");
      const { panel, show } = await sourcePanel(citation, { ...this.#context, close: () => this.closeSource() });
      if (this.#opening !== marker || !marker.isConnected) return; // another was asked for meanwhile
      this.#open = { panel, marker };
      beside.after(panel);
      marker.setAttribute("aria-expanded", "true");
      show();
      // It may have come late, and somebody be typing by then.
      if (!marker.getRootNode().activeElement?.matches("textarea, input, select")) panel.focus();
      emit("citation", { citation });
    } catch (error) {
      say(`${words("failed")} ${error.detail ?? ""}`);
      emit("error", { kind: error.kind, detail: error.detail });
    } finally {
      if (this.#opening === marker) this.#opening = null;
    }
  }

  /** A link to the release with every quote from it marked, to step through. */
  #all(citations) {
    const { client, words } = this.#context;
    const ids = [...new Set(citations.map((citation) => citation.release_id))];
    return el("p", { class: "row" }, ...ids.map((id) => {
      const own = citations.filter((citation) => citation.release_id === id);
      const query = own.map(({ quote }) => `cite=${quote.start}-${quote.end}`).join("&");
      const label = own.length > 1 ? words("all", { number: own.length }) : words("open");
      const address = client.address(`/releases/${encodeURIComponent(id)}?${query}#quote`);
      return link(address, ids.length > 1 ? `${label}: ${own[0].title}` : label);
    }));
  }

  #tools(answer) {
    const { words, vote } = this.#context;
    const voted = (which) => ({ "aria-pressed": String(this.#turn.vote === which) });
    const choose = async (which) => {
      await vote(this.#turn, which);
      this.update();
      this.element.querySelector(this.#turn.vote ? "textarea" : ".up")?.focus();
    };
    return el("div", { class: "feedback" },
      el("div", { class: "row tools" },
        iconButton("copy-answer", COPY, words("copy"), () => this.#copy(answer)),
        iconButton("up", UP, words("up"), () => choose("up"), voted("up")),
        iconButton("down", DOWN, words("down"), () => choose("down"), voted("down"))),
      this.#turn.vote && (this.#turn.commented ? el("p", { class: "quiet" }, words("thanks")) : this.#comment()));
  }

  #comment() {
    const { words, vote } = this.#context;
    const area = el("textarea", { rows: "2", maxlength: "2000", "aria-label": words("comment"), placeholder: words("comment") });
    const send = async (event) => {
      event.preventDefault();
      await vote(this.#turn, this.#turn.vote, area.value.trim());
      this.update();
      this.element.focus();
    };
    return el("form", { class: "comment", part: "comment", onsubmit: send }, area,
      el("button", { type: "submit", part: "send-comment" }, words("sendComment")));
  }

  async #copy(answer) {
    const { words, language, say } = this.#context;
    const { asPlainText } = await import("./source.js");
    const sources = [...answer.citations].map((one) => `[${one.number}] ${asPlainText(one, words, language)}`);
    await copy([answer.question, answer.text, ...sources].join("\n\n"));
    say(words("copied"));
  }
}
