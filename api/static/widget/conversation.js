/** The turns of a conversation, and which releases it is about, kept for the session so that a reload loses nothing. */

const MOST_TURNS = 50;
const HISTORY = 10;

export class Conversation {
  #key;

  /** Takes up what was kept under a key. A turn that was still being answered then counts as broken off. */
  constructor(key) {
    this.#key = `communique:${key}`;
    this.turns = read(this.#key, []);
    this.about = read(this.#aboutKey, { choice: {}, said: "" });
    for (const turn of this.turns) if (turn.state === "asking") Object.assign(turn, { state: "failed", kind: "connection" });
  }

  /** A new turn with a question. */
  add(question) {
    const turn = { question, state: "asking" };
    this.turns = [...this.turns, turn].slice(-MOST_TURNS);
    this.save();
    return turn;
  }

  /** The questions before a turn, the oldest first, as the endpoint wants them. */
  before(turn) {
    return this.turns.slice(0, this.turns.indexOf(turn)).map((earlier) => earlier.question).slice(-HISTORY);
  }

  clear() {
    this.turns = [];
    this.save();
  }

  /** Keeps all as it is now, if the browser lets us. */
  save() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(this.turns));
      sessionStorage.setItem(this.#aboutKey, JSON.stringify(this.about));
    } catch {
      // No storage here (a sandboxed page, or it is full): the conversation lasts as long as the page.
    }
  }

  get #aboutKey() { return `${this.#key} about`; }
}

function read(key, otherwise) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept?.constructor === otherwise.constructor ? kept : otherwise;
  } catch {
    return otherwise;
  }
}
