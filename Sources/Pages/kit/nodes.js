// Nodes made without HTML: a text is only ever inserted as text.

const svgSpace = "http://www.w3.org/2000/svg";

function apply(element, props) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      for (const [key, text] of Object.entries(value)) element.dataset[key] = text;
    } else if (name === "class") {
      element.setAttribute("class", value);
    } else if (name === "text") {
      element.textContent = value;
    } else if (name === "value" && "value" in element && !["OPTION", "LI"].includes(element.tagName)) {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
}

function addAll(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) addAll(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  addAll(element, children);
  apply(element, props);
  return element;
}

export function svg(tag, props, ...children) {
  const element = document.createElementNS(svgSpace, tag);
  apply(element, props);
  addAll(element, children);
  return element;
}

/** A button that calls `click`; `content` is a text or nodes. */
export function button(content, click, props = {}) {
  return h("button", { type: "button", ...props, on: { click } }, content);
}

/** Replaces the content of `node`. */
export function replace(node, ...children) {
  const fragment = document.createDocumentFragment();
  addAll(fragment, children);
  node.replaceChildren(fragment);
  return node;
}

/** Shows `node` alone in `place`; a node that is already there is left as it is. */
export function showOnly(place, node) {
  if (node.parentNode !== place) replace(place, node);
}

/** Moves the focus to an element that is no control. */
export function focus(element) {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

let counter = 0;

/** An id that no other node of this page has. */
export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

// A region must exist before its text does, or a screen reader stays silent.
const regions = new Map();

function region(politeness) {
  let element = regions.get(politeness);
  if (!element) {
    element = h("div", { class: "visually-hidden", "aria-live": politeness, "aria-atomic": "true" });
    document.body.append(element);
    regions.set(politeness, element);
  }
  return element;
}

function speak(politeness, text) {
  const element = region(politeness);
  element.textContent = "";
  // A screen reader repeats the same text only if the text was removed in between.
  setTimeout(() => { element.textContent = text; }, 50);
}

export function prepareRegions() {
  region("polite");
  region("assertive");
}

/** Has a screen reader say the text after what it is saying now. */
export function announce(text) {
  speak("polite", text);
}

/** Has a screen reader say the text at once. */
export function alertUser(text) {
  speak("assertive", text);
}
