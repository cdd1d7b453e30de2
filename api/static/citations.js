/** Steps through the quotes that a release's page marks; without this script the page links to each of them. */

const places = document.querySelectorAll("mark[id]");
const navigation = document.querySelector("nav.citations");
const counter = Object.assign(document.createElement("output"), { className: "counter" });
let current = Math.max(0, [...places].findIndex((place) => `#${place.id}` === location.hash));

function step(by) {
  show((current + by + places.length) % places.length);
}

function show(number) {
  current = number;
  counter.textContent = `${current + 1} of ${places.length}`;
  for (const place of places) place.classList.toggle("current", place === places[current]);
  places[current].scrollIntoView({ block: "center" });
  places[current].focus({ preventScroll: true });
}

function arrow(label, sign, by) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => step(by));
  return button;
}

if (places.length > 1) navigation.replaceChildren(arrow("Previous quote", "‹", -1), counter, arrow("Next quote", "›", 1));
if (places.length) show(current);
