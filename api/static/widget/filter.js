/** The control that chooses which releases a question is put to, in words that say what is chosen. */

import { button, el } from "./dom.js";
import { given, releasesIn } from "./releases.js";
import { adopt } from "./style.js";
import { day, languageName } from "./wording.js";

const STYLE = `
.filters { padding: .5rem 1rem; border-top: 1px solid var(--_line); }
.filters button { padding: .1rem .6rem; font-size: .875rem; }
.filters + .ask { border-top: 0; padding-top: .25rem; }
.summary { flex: 1; min-width: 8rem; margin: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr)); gap: .5rem .75rem; padding: .5rem 0; }
.fields label { display: grid; gap: .15rem; min-width: 0; font-size: .9375rem; }
.fields .wrong { grid-column: 1 / -1; margin: 0; color: var(--_bad); }
.wrong:empty { display: none; }
select, input {
  min-width: 0; width: 100%; min-height: 2rem; padding: .25rem .4rem; font: inherit; color: inherit;
  background: var(--_paper); border: 1px solid var(--_line); border-radius: .375rem;
}
`;

/**
 * The control, or null if there is nothing to choose: what `facets` have only one of, and what is `fixed`, has no field.
 * The choice is kept with the conversation; `changed` is called when it is another.
 */
export function filterBar({ root, words, language, client, facets, fixed, conversation, changed, say }) {
  const { choice: chosen } = conversation.about;
  const total = releasesIn(facets);
  const fields = fieldsOf({ words, facets, fixed, chosen });
  if (!fields.length) return null;
  adopt(root, STYLE);
  const wrong = el("p", { id: "wrong", class: "wrong", role: "alert" });
  const box = el("div", { id: "fields", class: "fields", part: "filter-fields", role: "group", hidden: true,
    "aria-label": words("filter") }, ...fields.map(({ label }) => label), wrong);
  const summary = el("p", { class: "quiet summary", part: "filter-summary" });
  const toggle = button("filter", words("filter"), () => open(box.hidden),
    { "aria-expanded": "false", "aria-controls": "fields" });
  const clear = button("clear-filter", words("clearFilter"), () => {
    for (const { input } of fields) input.value = "";
    update();
    toggle.focus();
  });
  const open = (shown) => {
    box.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    (shown ? fields[0].input : toggle).focus();
  };
  const tell = async ({ choice, said }) => {
    clear.hidden = !said;
    summary.textContent = said || words("every", { total });
    const found = said && (await client.facets({ ...choice, ...fixed }).catch(() => null));
    if (found && summary.textContent === said) {
      summary.textContent += ` (${words("counted", { number: releasesIn(found), total })})`;
    }
  };
  const update = () => {
    const choice = given(Object.assign({}, ...fields.map(({ name, input, many }) =>
      ({ [name]: many && input.value ? [input.value] : input.value }))));
    const disorder = choice.issued_from > choice.issued_to;
    wrong.textContent = disorder ? words("disorder") : "";
    for (const { input, many } of fields) if (!many) input.setAttribute("aria-invalid", String(disorder));
    if (disorder) return;
    conversation.about = { choice, said: inWords(choice, words, language) };
    conversation.save();
    tell(conversation.about).then(() => say(summary.textContent));
    changed();
  };
  box.addEventListener("change", update);
  const bar = el("div", { class: "filters", part: "filters", onkeydown: (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.stopPropagation();
    open(false);
  } }, el("div", { class: "row" }, toggle, summary, clear), box);
  tell(conversation.about);
  return bar;
}

/** The fields that leave a choice: name in the request, label, input, and whether the request has it as a list. */
function fieldsOf({ words, facets, fixed, chosen }) {
  const select = (name, label, counts, shown) => Object.keys(counts).length > 1 && !fixed[name] && field(name, label, true,
    el("select", {}, el("option", { value: "" }, words("any")), ...Object.entries(counts).map(([value, number]) =>
      el("option", { value, selected: chosen[name]?.[0] === value }, `${shown(value)} (${number})`))));
  const { issued_from: min, issued_to: max } = facets;
  const date = (name, label) => min !== max && !fixed[name] && field(name, label, false,
    el("input", { type: "date", min, max, value: chosen[name], "aria-describedby": "wrong" }));
  const field = (name, label, many, input) => ({ name, many, input, label: el("label", {}, words(label), input) });
  return [
    select("issuers", "issuer", facets.issuers, (issuer) => issuer),
    select("languages", "releaseLanguage", facets.languages, languageName),
    date("issued_from", "issuedFrom"), date("issued_to", "issuedTo"),
  ].filter(Boolean);
}

/** A choice as one reads it; empty if it is everything. */
function inWords({ issuers = [], languages = [], issued_from, issued_to }, words, language) {
  const said = (key, date) => date && `${words(key)} ${day(date, language)}`;
  return [...issuers, ...languages.map(languageName), said("issuedFrom", issued_from), said("issuedTo", issued_to)]
    .filter(Boolean).join(" · ");
}
