/** Talks to the endpoint: asks and streams, fetches releases, sends feedback. */

import { query } from "./releases.js";

const DEADLINE = 30_000;

/** What went wrong with a request. `kind` is "problem" (the server said why), "connection" or "timeout". */
export class Failure extends Error {
  constructor(kind, detail = "", status = 0) {
    super(detail || kind);
    Object.assign(this, { kind, detail, status });
  }
}

export class Client {
  #endpoint;
  #releases = new Map();

  constructor(endpoint) {
    this.#endpoint = endpoint.replace(/\/+$/, "");
  }

  /** An address of the service, from the path that it gave. */
  address(path) {
    return new URL(this.#endpoint + path, document.baseURI).href;
  }

  /**
   * The events of an answer as pairs of name and data, the last one `answer`.
   * A connection that breaks off before that is a Failure; a signal that aborts ends it with an AbortError.
   */
  async *ask(body, signal) {
    const deadline = AbortSignal.timeout(DEADLINE);
    try {
      const response = await this.#fetch("/v1/answers", {
        ...json(body), signal: AbortSignal.any([signal, deadline]), accept: "text/event-stream",
      });
      for await (const event of events(response.body)) {
        yield event;
        if (event[0] === "answer") return;
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof Failure) throw error;
      throw new Failure(deadline.aborted ? "timeout" : "connection");
    }
    throw new Failure("connection");
  }

  /** A whole release; fetched once. */
  release(id) {
    if (!this.#releases.has(id)) {
      const coming = this.#fetch(`/v1/releases/${encodeURIComponent(id)}`).then((response) => response.json());
      coming.catch(() => this.#releases.delete(id));
      this.#releases.set(id, coming);
    }
    return this.#releases.get(id);
  }

  /** Questions to begin with, in a language, on the releases that a filter lets through. */
  async suggestions(language, filter) {
    const asked = `language=${language}&${query(filter, "release_language")}`;
    return (await (await this.#fetch(`/v1/suggestions?${asked}`)).json()).suggestions;
  }

  /** What the releases that a filter lets through can be chosen by. */
  async facets(filter) {
    return (await this.#fetch(`/v1/facets?${query(filter)}`)).json();
  }

  /** Sends a vote on an answer. */
  async feedback(body) {
    await this.#fetch("/v1/feedback", json(body));
  }

  async #fetch(path, { accept = "application/json", headers, ...options } = {}) {
    let response;
    try {
      response = await fetch(this.address(path), {
        ...options, headers: { Accept: accept, ...headers }, credentials: "omit", referrerPolicy: "origin",
      });
    } catch (error) {
      throw error.name === "AbortError" || error.name === "TimeoutError" ? error : new Failure("connection");
    }
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw new Failure("problem", problem.detail ?? response.statusText, response.status);
    }
    return response;
  }
}

function json(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** The server-sent events of a stream, as pairs of name and data. */
async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const whole = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = whole.pop();
    for (const text of whole) {
      const name = /^event: ?(.*)$/m.exec(text)?.[1];
      const data = text.split("\n").filter((line) => line.startsWith("data:")).map((line) => line.slice(5)).join("\n");
      if (name && data) yield [name, JSON.parse(data)];
    }
  }
}
