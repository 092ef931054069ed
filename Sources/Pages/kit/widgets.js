// Messages, dialogs and small pieces that views are built from.

import { ApiError, serviceTime } from "../client/http.js";
import { duration, exactTime } from "./format.js";
import { problem, t } from "./i18n.js";
import { alertUser, announce, button, h, uniqueId } from "./nodes.js";
import { scrolling } from "./scrolling.js";

const toastMilliseconds = { info: 6_000, good: 5_000, bad: 12_000 };
const secondsOfDay = 24 * 3600;
let shownToast = null;

/** A message at the edge of the page, in place of the one before, that disappears by itself. */
export function toast(text, kind = "info") {
  closeToast();
  const element = h("div", { class: `toast ${kind}` }, h("p", {}, text),
    button("×", () => element.remove(), { class: "icon small", "aria-label": t("shell.dismiss") }));
  shownToast = element;
  // An open dialog covers everything else, so the message goes into it.
  (document.querySelector("dialog[open]") ?? document.body).append(element);
  if (kind === "bad") alertUser(text);
  else announce(text);
  setTimeout(() => element.remove(), toastMilliseconds[kind]);
}

/** Removes the message, because the view that it is about is gone. */
export function closeToast() {
  shownToast?.remove();
}

/** The result of `work`, or null if the service reports a problem, which a toast shows. */
export async function orToast(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(problem(error), "bad");
    return null;
  }
}

/**
 * Asks in a dialog. Resolves to the chosen action's value, or to null on Escape or "Go back".
 *
 * `body` is a node, or a function that is given `close(value)` and makes one, with its own buttons.
 * The main action is the last one.
 */
export function dialog({ title, body, actions = [] }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("dialog");
    let value = null;
    const close = (chosen = null) => {
      value = chosen;
      element.close();
    };
    const element = h("dialog", { "aria-labelledby": titleId },
      h("div", { class: "stack" },
        h("h2", { id: titleId, tabindex: "-1" }, title),
        typeof body === "function" ? body(close) : [body, dialogButtons(close, actions.map((action) =>
          button(action.label, () => close(action.value), { class: action.kind ?? "plain" })))]));
    const opener = document.activeElement;
    element.addEventListener("close", () => {
      const waiting = element.querySelector(".toast");
      if (waiting) document.body.append(waiting);
      element.remove();
      if (opener?.isConnected) opener.focus();
      resolve(value);
    });
    document.body.append(element);
    // Without a field the focus begins at the title: a button below would scroll a long dialog to its end.
    if (!element.querySelector("input, select, textarea")) element.querySelector("h2").autofocus = true;
    element.showModal();
  });
}

/** The buttons of a dialog, in one order everywhere: the way back first, the main action last. */
export function dialogButtons(close, ...others) {
  return h("div", { class: "actions" }, button(t("shell.back"), () => close(), { class: "plain" }), others);
}

/** Whether the user agrees to what the dialog says. `body` is a text or a node. */
export async function agreed({ title, body, label, kind = "primary" }) {
  const answer = await dialog({
    title,
    body: typeof body === "string" ? h("p", {}, body) : body,
    actions: [{ label, kind, value: true }],
  });
  return answer === true;
}

/** Answers every open dialog with null, because the view below it is gone. */
export function closeDialogs() {
  for (const element of document.querySelectorAll("dialog[open]")) element.close();
}

/** Grey lines in place of content that is being loaded. */
export function skeleton(lines = 3) {
  return h("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: lines }, () => h("span")));
}

/** What an empty list shows. */
export function empty(titleKey, hintKey, control = null) {
  return h("div", { class: "empty" },
    h("strong", {}, t(titleKey)), hintKey ? h("p", {}, t(hintKey)) : null, control);
}

/** What went wrong, in plain words, with a button to try again. */
export function failure(error, again) {
  return h("div", { class: "form-message cluster", role: "alert" },
    h("span", {}, problem(error)),
    button(t("shell.again"), again, { class: "small" }));
}

/** Pairs of a name and a value, one below the other; empty pairs are left out. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) => [
    h("dt", {}, name), h("dd", {}, value ?? "—"),
  ]));
}

/** What a client stored with a row: its reference, and its pairs behind a fold; null for neither. */
export function annotation({ reference, metadata }) {
  const parts = [
    reference !== null && h("span", { class: "soft small" }, t("shell.reference", { reference })),
    metadata !== null && h("details", { class: "soft small" },
      h("summary", {}, t("shell.metadata")), facts(Object.entries(metadata))),
  ].filter(Boolean);
  return parts.length === 0 ? null : h("div", { class: "annotation" }, parts);
}

/** Buttons of which one is pressed. */
export function choice({ label, options, value, onChoose }) {
  const element = h("div", { class: "choice", role: "group", "aria-label": label },
    options.map(([word, text]) => button(text, () => { press(word); onChoose(word); },
      { class: "small", "aria-pressed": String(word === value), data: { word } })));
  function press(word) {
    for (const one of element.children) one.setAttribute("aria-pressed", String(one.dataset.word === word));
  }
  return element;
}

/** The time left until an instant, second by second; `whenOver` is called when none is left. */
export function countdown(until, whenOver) {
  const end = Date.parse(until);
  const element = h("span", { class: "countdown", role: "timer", title: exactTime(until) });
  const tick = () => {
    const left = Math.ceil((end - serviceTime()) / 1000);
    const days = Math.floor(left / secondsOfDay);
    element.textContent = days >= 2 ? t("time.days", { count: days }) : duration(left);
    element.classList.toggle("soon", left <= 60);
    if (left <= 0) whenOver();
    return left > 0;
  };
  if (tick()) {
    const timer = setInterval(() => {
      // The clock of an element that was removed from the page stops.
      if (!element.isConnected || !tick()) clearInterval(timer);
    }, 1000);
  }
  return element;
}

/** Panels of which a row of tabs shows one (WAI-ARIA practices: focus activates a tab). */
export function tabs({ label, panels }) {
  const name = uniqueId("tabs");
  const buttons = panels.map(({ titleKey }, index) => h("button", {
    type: "button",
    role: "tab",
    id: `${name}-tab-${index}`,
    "aria-controls": `${name}-panel-${index}`,
    on: { click: () => select(index), keydown: (event) => move(event, index) },
  }, t(titleKey)));
  const bodies = panels.map(({ body }, index) => h("div", {
    role: "tabpanel", id: `${name}-panel-${index}`, "aria-labelledby": `${name}-tab-${index}`,
  }, body));

  function select(index) {
    buttons.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
      bodies[at].hidden = at !== index;
    });
    panels[index].onShow?.();
  }

  function move(event, index) {
    const last = buttons.length - 1;
    const next = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index === 0 ? last : index - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    select(next);
    buttons[next].focus();
  }

  select(0);
  const list = scrolling(h("div", { class: "tab-list", role: "tablist", "aria-label": label }, buttons));
  return h("div", { class: "stack" }, list, bodies);
}
