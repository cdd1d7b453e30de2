/** Makes elements. Strings only ever become text: no markup is made from them. */

export const CROSS = "M6 6l12 12M18 6L6 18";
const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (`onclick` and the like add listeners; true, false and null as one expects) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child || child === ""));
  return element;
}

/** A button of the widget; it never submits a form unless `type` says so. */
export function button(part, label, onclick, more = {}) {
  return el("button", { type: "button", part, class: part, onclick, ...more }, label);
}

/** A button that shows a picture and is named by a label. */
export function iconButton(part, path, label, onclick, more = {}) {
  const made = button(part, icon(path), onclick, { "aria-label": label, title: label, ...more });
  made.classList.add("icon");
  return made;
}

/** A link that opens beside the page; only text if the address is not one of the web. */
export function link(address, label, part = "link") {
  if (!/^https?:$/.test(protocolOf(address))) return el("span", { part }, label);
  return el("a", { href: address, target: "_blank", rel: "noopener", part }, label);
}

/** Puts a text onto the clipboard; where the browser gives no access to it, by way of a selection. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { readonly: true, "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

function protocolOf(address) {
  try {
    return new URL(address).protocol;
  } catch {
    return "";
  }
}
