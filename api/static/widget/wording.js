/** Which language the interface speaks, and how its words and dates are written. */

/** The first of some language tags that there is a wording for: "zh-HK" is written in Traditional Chinese. */
export function languageOf(...tags) {
  for (const tag of tags.filter(Boolean)) {
    if (/^en\b/i.test(tag)) return "en";
    if (/^zh\b.*\b(hant|hk|mo|tw)\b/i.test(tag) || /^yue\b/i.test(tag)) return "zh-Hant";
    if (/^zh\b/i.test(tag)) return "zh-Hans";
  }
  return "en";
}

/** The wording of a language, fetched when first needed: called with a key and the values to put in. */
export async function wording(language) {
  const { default: catalogue } = await import(`./wording/${language}.js`);
  return (key, values = {}) => catalogue[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A language by its own name. */
export function languageName(tag) {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag);
}

/** A release's day, in the time zone of its issuer. */
export function day(issued, language) {
  const date = new Date(`${issued.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" }).format(date);
}
