/** Which releases count for a question: what an element's attributes fix, as the endpoint wants it. */

/** The fields of a request that the attributes set: release and release-language have spaces between, issuer has "|". */
export function fixedBy(element) {
  const list = (name, between) => {
    const all = (element.getAttribute(name) ?? "").split(between).map((one) => one.trim()).filter(Boolean);
    return all.length ? all : undefined;
  };
  return given({
    release_ids: list("release", /\s+/), issuers: list("issuer", "|"), languages: list("release-language", /\s+/),
    issued_from: element.getAttribute("issued-from"), issued_to: element.getAttribute("issued-to"),
  });
}

/** Only those fields that say something. */
export function given(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
}

/** The same fields for an address; the releases' language has another name where that of the words is asked for too. */
export function query({ release_ids = [], issuers = [], languages = [], ...days }, language = "language") {
  const pairs = Object.entries({ release_id: release_ids, issuer: issuers, [language]: languages })
    .flatMap(([name, values]) => values.map((value) => [name, value]));
  return new URLSearchParams([...pairs, ...Object.entries(days)]);
}

/** How many releases some facets are of. */
export function releasesIn(facets) {
  return Object.values(facets.languages).reduce((sum, one) => sum + one, 0);
}
