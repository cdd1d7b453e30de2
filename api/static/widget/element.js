/**
 * `<communique-chat>`: a chat about press releases. Its attributes are the source of truth:
 * endpoint, language, theme (auto, light, dark, contrast), heading, suggestions ("one|another"), mode (launcher,
 * inline), open; and which releases count: release (ids, with spaces between), issuer ("one|another"), release-language
 * (tags, with spaces between), issued-from, issued-to (days as 2025-04-24).
 * Events: communique:question, communique:answer, communique:citation, communique:feedback, communique:error.
 */

import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { panel, suggestionList } from "./panel.js";
import { fixedBy, releasesIn } from "./releases.js";
import { adopt } from "./style.js";
import { TurnView } from "./turn.js";
import { languageOf, wording } from "./wording.js";

// What these say is asked about; another conversation begins when one changes.
const ABOUT = ["endpoint", "release", "issuer", "release-language", "issued-from", "issued-to"];

export class CommuniqueChat extends HTMLElement {
  static observedAttributes = [...ABOUT, "language", "heading", "suggestions", "mode", "open"];

  #client;
  #conversation;
  #views = new Map();
  #asking = null;
  #suggesting = null;
  #parts = {};
  #words;
  #language;
  #rendered;

  constructor() {
    super();
    adopt(this.attachShadow({ mode: "open" }));
    this.shadowRoot.addEventListener("keydown", (event) => this.#onKey(event));
  }

  connectedCallback() {
    this.#connect();
    this.#rendered = this.#render();
  }

  disconnectedCallback() {
    this.stop();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#client) return;
    if (name === "open") return void this.#showOpen();
    if (ABOUT.includes(name)) this.#connect();
    this.#rendered = this.#render();
  }

  /** Where the service is; by default where this script came from. */
  get endpoint() { return this.getAttribute("endpoint") || new URL(import.meta.url).origin; }
  set endpoint(value) { this.setAttribute("endpoint", value); }
  /** "inline" stands in the page; "launcher" is a button that opens a dialog. */
  get mode() { return this.getAttribute("mode") === "inline" ? "inline" : "launcher"; }
  set mode(value) { this.setAttribute("mode", value); }
  get open() { return this.hasAttribute("open"); }
  set open(value) { this.toggleAttribute("open", Boolean(value)); }
  /** Which releases to answer from, by the attributes and by what was chosen. */
  get filter() { return { ...this.#conversation.about.choice, ...fixedBy(this) }; }

  /** Asks a question, as if it had been typed. */
  async ask(question) {
    await this.#rendered;
    if (!question.trim() || this.#asking) return;
    const turn = this.#conversation.add(question.trim());
    this.#parts.start.hidden = true;
    this.#add(turn);
    await this.#answer(turn);
  }

  /** Stops the answer that is coming. */
  stop() {
    this.#asking?.abort(new DOMException("stopped", "AbortError"));
  }

  /** Forgets the conversation. */
  async clear() {
    this.stop();
    this.#conversation.clear();
    await (this.#rendered = this.#render());
    this.#parts.input.focus();
  }

  #connect() {
    this.stop();
    this.#client = new Client(this.endpoint);
    this.#conversation = new Conversation(ABOUT.map((name) => this.getAttribute(name)).join(" "));
  }

  async #answer(turn) {
    const stopping = (this.#asking = new AbortController());
    Object.assign(turn, { state: "asking", kind: undefined, detail: undefined, within: this.#conversation.about.said });
    this.#show(turn);
    this.#busy(true);
    this.#say(this.#words("searching"));
    this.#emit("question", { question: turn.question });
    try {
      const answer = await this.#stream(turn, stopping.signal);
      Object.assign(turn, { state: "answered", answer });
      this.#say(answer.text);
      this.#emit("answer", { answer });
    } catch (error) {
      const stopped = error.name === "AbortError";
      Object.assign(turn, { state: stopped ? "stopped" : "failed", kind: error.kind, detail: error.detail });
      this.#say(this.#words(turn.state));
      if (!stopped) this.#emit("error", { kind: error.kind, status: error.status, detail: error.detail });
    }
    this.#asking = null;
    this.#conversation.save();
    if (!this.isConnected) return;
    this.#busy(false);
    this.#show(turn, { focus: true });
  }

  /** The answer to a turn's question, its text shown as it comes. */
  async #stream(turn, signal) {
    const body = { question: turn.question, history: this.#conversation.before(turn), ...this.filter };
    // A short Chinese question may not tell its script; the interface does.
    if (this.#language !== "en" && /[\u3400-\u9fff]/.test(turn.question)) body.language = this.#language;
    let [text, citations] = ["", []];
    for await (const [name, data] of this.#client.ask(body, signal)) {
      if (name === "citations") citations = data;
      if (name === "answer") return data;
      if (name !== "text") continue;
      text += `${text && "\n\n"}${data.text}`;
      this.#views.get(turn)?.stream(text, citations);
    }
  }

  async #render() {
    const language = languageOf(this.getAttribute("language"), this.closest("[lang]")?.lang, ...navigator.languages);
    const words = await wording(language);
    if (!this.isConnected) return;
    [this.#language, this.#words] = [language, words];
    this.#parts = panel({
      words, mode: this.mode, heading: this.getAttribute("heading") || words("heading"),
      clear: () => this.clear(), close: () => this.#close(), toggle: () => this.#toggle(), stop: () => this.stop(),
      ask: (question) => !this.#asking && this.ask(question),
    });
    this.#views.clear();
    const { launcher, frame, start } = this.#parts;
    frame.lang = language;
    this.shadowRoot.replaceChildren(...[launcher, frame].filter(Boolean));
    for (const turn of this.#conversation.turns) this.#add(turn);
    this.#busy(Boolean(this.#asking));
    this.#showOpen();
    if (this.#conversation.turns.length) start.hidden = true;
    else this.#suggest();
    this.#offerFilter();
  }

  /** Shows what one may choose releases by. Without it one asks about all; what is wrong shows when one asks. */
  async #offerFilter() {
    const [parts, client, fixed] = [this.#parts, this.#client, fixedBy(this)];
    const facets = fixed.release_ids ? null : await client.facets(fixed).catch(() => null);
    if (!facets || releasesIn(facets) < 2) return;
    const { filterBar } = await import("./filter.js");
    const bar = filterBar({
      root: this.shadowRoot, words: this.#words, language: this.#language, client, facets, fixed, conversation: this.#conversation,
      changed: () => parts.start.hidden || this.#suggest(), say: (text) => this.#say(text),
    });
    if (bar && parts === this.#parts) parts.element.before(bar);
  }

  async #suggest() {
    const { start } = this.#parts;
    const suggesting = (this.#suggesting = {});
    const given = this.getAttribute("suggestions");
    const questions = given === null
      ? await this.#client.suggestions(this.#language, this.filter).catch(() => [])
      : given.split("|").map((one) => one.trim()).filter(Boolean);
    if (suggesting !== this.#suggesting) return; // another filter was chosen meanwhile
    start.replaceChildren(start.firstChild, ...suggestionList(this.#words, questions, (question) => this.ask(question)));
  }

  #add(turn) {
    const view = new TurnView(turn, {
      words: this.#words, language: this.#language, client: this.#client,
      say: (text) => this.#say(text), emit: (name, detail) => this.#emit(name, detail),
      retry: (again) => !this.#asking && this.#answer(again), vote: (on, which, comment) => this.#vote(on, which, comment),
    });
    this.#views.set(turn, view);
    this.#parts.log.append(view.element);
    if (turn.state === "asking") view.element.scrollIntoView({ block: "nearest" });
  }

  /** Shows a turn as it is now; the focus goes to it if it does not stand where somebody types. */
  #show(turn, { focus = false } = {}) {
    const view = this.#views.get(turn);
    view?.update();
    const active = this.shadowRoot.activeElement;
    const typing = active === this.#parts.input && active.value;
    if (focus && view && !typing && (this.open || this.mode === "inline") && (active || document.activeElement === document.body)) {
      view.element.focus();
    }
  }

  /** Sends a vote. Gives an error to the status line and to the page, and leaves the turn as it was. */
  async #vote(turn, vote, comment) {
    const { id, status } = turn.answer;
    const detail = { answer_id: id, question: turn.question, status, vote, ...(comment ? { comment } : {}) };
    try {
      await this.#client.feedback(detail);
      Object.assign(turn, { vote, commented: comment !== undefined });
      this.#conversation.save();
      this.#say(this.#words("thanks"));
      this.#emit("feedback", detail);
    } catch (error) {
      this.#say(`${this.#words("failed")} ${error.detail ?? ""}`);
      this.#emit("error", { kind: error.kind, status: error.status, detail: error.detail });
    }
  }

  #busy(busy) {
    this.#parts.send.hidden = busy;
    this.#parts.stop.hidden = !busy;
    this.#parts.log.setAttribute("aria-busy", String(busy));
  }

  /** Tells the one live region; streamed text stays outside it. */
  #say(text) {
    this.#parts.status.textContent = text;
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(`communique:${name}`, { detail, bubbles: true, composed: true }));
  }

  #toggle() {
    this.open = !this.open;
    if (this.open) this.#parts.input.focus();
  }

  #close() {
    this.open = false;
    this.#parts.launcher.focus();
  }

  #showOpen() {
    const { box, launcher } = this.#parts;
    if (!launcher) return; // it stands in the page, or nothing is shown yet
    box.open = this.open;
    launcher.setAttribute("aria-expanded", String(this.open));
  }

  #onKey(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    const inside = [...this.#views.values()].find((view) => view.element.contains(event.target));
    if (inside?.closeSource()) event.stopPropagation();
    else if (this.mode === "launcher" && this.open) this.#close();
  }
}
