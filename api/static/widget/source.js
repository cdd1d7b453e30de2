/** Shows where a citation stands: the release's section with the quote marked, and the ways on from there. */

import { Failure } from "./client.js";
import { CROSS, button, copy, el, iconButton, link } from "./dom.js";
import { day, languageName } from "./wording.js";

/** A citation as plain text: the quote, the release, its date, the address. */
export function asPlainText(citation, words, language) {
  const where = [citation.title, day(citation.issued, language), citation.section].filter(Boolean).join(" · ");
  return `“${citation.quote.exact}”\n${where}\n${citation.url}`;
}

/** The panel of a citation, and what scrolls to its mark. Raises Failure if the release is gone, or not as it was. */
export async function sourcePanel(citation, { client, words, language, close, say }) {
  const release = await client.release(citation.release_id);
  const { text, mark } = excerpt(release, citation.quote);
  if (text === null) throw new Failure("problem", words("changed"));
  const meta = [release.issuer, day(citation.issued, language), citation.section].filter(Boolean).join(" · ");
  const { editions = [], also = [], earlier } = citation;
  const named = (one) => link(client.address(one.view_url), `${one.title} · ${day(one.issued, language)}`);
  const panel = el(
    "div",
    { part: "source", class: "source", role: "group", tabindex: "-1", "aria-label": `${words("inRelease")}: ${citation.title}` },
    el("div", { class: "row" },
      el("p", { class: "title", lang: release.language }, citation.title),
      iconButton("close-source", CROSS, words("close"), close)),
    el("p", { class: "quiet", lang: release.language }, meta),
    earlier && el("p", { class: "status", part: "earlier" }, words("earlier")),
    release.revision && el("p", { class: "notice", part: "revision" },
      `${words(release.revision.relation)} `, named(release.revision)),
    el("div", { class: "sides" },
      el("div", { class: "excerpt", part: "excerpt", lang: release.language, tabindex: "0", role: "group",
        "aria-label": words("inRelease") }, ...text),
      ...editions.map((one) => edition(one, words, client))),
    also.length && el("div", { class: "also", part: "also" }, el("p", { class: "quiet" }, words("also")),
      el("ul", {}, ...also.map((one) => el("li", {}, named(one))))),
    el("div", { class: "row tools" },
      link(client.address(citation.view_url), words("open")),
      link(citation.url, words("original")),
      button("copy-citation", words("copyCitation"), async () => {
        await copy(asPlainText(citation, words, language));
        say(words("copied"));
      })),
  );
  return { panel, show: () => scrollTo(panel.querySelector(".excerpt"), mark) };
}

/** The same passage in another edition of the release. */
function edition({ language, quote, view_url }, words, client) {
  const name = languageName(language);
  return el("div", { class: "edition", part: "edition", role: "group", "aria-label": name },
    el("h4", { lang: language }, name),
    el("p", { class: "exact", lang: language, dir: "auto" }, quote.exact),
    link(client.address(view_url), words("open")));
}

/**
 * The blocks around a quote as paragraphs with the quote marked; null if the release does not say it there any more.
 * Offsets are code points, which the places of a string are not.
 */
export function excerpt(release, quote) {
  const points = Array.from(release.text);
  const slice = (start, end) => points.slice(start, end).join("");
  if (slice(quote.start, quote.end) !== quote.exact) return { text: null };
  const marks = [];
  const text = around(release, quote, points).map(({ start, end, heading }) => {
    const from = Math.min(Math.max(quote.start, start), end);
    const to = Math.max(Math.min(quote.end, end), from);
    if (from === to) return el(heading ? "h4" : "p", {}, slice(start, end));
    const mark = el("mark", { part: "mark" }, slice(from, to));
    marks.push(mark);
    return el(heading ? "h4" : "p", {}, slice(start, from), mark, slice(to, end));
  });
  return { text, mark: marks[0] };
}

/** The blocks of the quote's section; outside any section those that it stands in and one on either side. */
function around(release, quote, points) {
  const all = blocks(points);
  const section = release.sections.findLast((one) => one.start <= quote.start);
  const ends = new Map(release.passages.map((passage) => [passage.id, passage.end]));
  const end = section ? Math.max(section.end, ...section.passages.map((id) => ends.get(id))) : 0;
  if (section && quote.end <= end) {
    return all.filter((block) => block.end > section.start && block.start < end)
      .map((block) => ({ ...block, heading: block.start === section.start }));
  }
  const first = all.findIndex((block) => block.end > quote.start);
  const last = all.findLastIndex((block) => block.start < quote.end);
  return all.slice(Math.max(0, first - 1), last + 2);
}

/** The blocks of a release's text, which blank lines join. */
function blocks(points) {
  const found = [];
  let start = 0;
  for (let at = 0; at <= points.length; at += 1) {
    if (at === points.length || (points[at] === "\n" && points[at + 1] === "\n")) {
      if (at > start) found.push({ start, end: at });
      start = at + 2;
      at += 1;
    }
  }
  return found;
}

function scrollTo(box, mark) {
  if (mark) box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3;
}
