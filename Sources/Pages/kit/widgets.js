// Toasts, dialogs, tables and lists.

import { ApiError } from "../client/http.js";
import { problem, t } from "./i18n.js";
import { alertUser, announce, h, replace, uniqueId } from "./nodes.js";

const toastMilliseconds = { info: 6_000, good: 5_000, bad: 12_000 };
let toasts = null;

/** A message at the edge of the page that goes away by itself. */
export function toast(text, kind = "info") {
  if (!toasts?.isConnected) {
    toasts = h("div", { class: "toasts" });
    document.body.append(toasts);
  }
  const element = h("div", { class: `toast ${kind}` }, h("p", {}, text),
    h("button", {
      type: "button", class: "icon small", "aria-label": t("shell.dismiss"), on: { click: () => element.remove() },
    }, "×"));
  // An open dialog lies above everything else, so the message goes into it.
  (document.querySelector("dialog[open]") ?? document.body).append(toasts);
  toasts.append(element);
  if (kind === "bad") alertUser(text);
  else announce(text);
  setTimeout(() => element.remove(), toastMilliseconds[kind]);
}

/**
 * Asks, above everything else. The chosen action's value; null on Escape.
 *
 * `body` is a node, or a function that is given `close(value)` and makes one.
 */
export function dialog({ title, body, actions = [], wide = false }) {
  return new Promise((resolve) => {
    const titleId = uniqueId("dialog");
    let value = null;
    const close = (chosen = null) => {
      value = chosen;
      element.close();
    };
    const element = h("dialog", { class: wide ? "wide" : null, "aria-labelledby": titleId },
      h("div", { class: "stack" },
        h("h2", { id: titleId }, title),
        typeof body === "function" ? body(close) : body,
        actions.length === 0 ? null : h("div", { class: "actions" }, actions.map((action) =>
          h("button", {
            type: "button", class: action.kind ?? "plain", on: { click: () => close(action.value) },
          }, action.label)))));
    const opener = document.activeElement;
    element.addEventListener("close", () => {
      const waiting = element.querySelector(".toasts");
      if (waiting) document.body.append(waiting);
      element.remove();
      if (opener?.isConnected) opener.focus();
      resolve(value);
    });
    document.body.append(element);
    element.showModal();
  });
}

/** Answers every open question with null: what it was about is not shown any more. */
export function closeDialogs() {
  for (const element of document.querySelectorAll("dialog[open]")) element.close();
}

/** Lines that stand where content will be. */
export function skeleton(lines = 3) {
  return h("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: lines }, () => h("span")));
}

/** What is said where nothing is yet. `action` is a node or `{ label, href | onClick }`. */
export function empty(titleKey, hintKey, action) {
  let control = action instanceof Node ? action : null;
  if (action && !control) {
    control = action.href
      ? h("a", { class: "button primary", href: action.href }, action.label)
      : h("button", { type: "button", class: "primary", on: { click: action.onClick } }, action.label);
  }
  return h("div", { class: "empty" },
    h("strong", {}, t(titleKey)), hintKey ? h("p", {}, t(hintKey)) : null, control);
}

/**
 * A table that scrolls by itself where it is too wide.
 *
 * `columns`: `{ key, label, numeric, header, cell(row) }`. `element.update(rows)` shows others.
 */
export function table({ caption, columns, rows, keyOf, captionHidden = true }) {
  const body = h("tbody");
  const rowOf = (row) => h("tr", keyOf ? { data: { key: String(keyOf(row)) } } : {}, columns.map((column) => {
    const content = column.cell ? column.cell(row) : row[column.key];
    const shown = content instanceof Node || Array.isArray(content) ? content : String(content ?? "—");
    const props = { class: column.numeric ? "number" : null };
    return column.header ? h("th", { ...props, scope: "row" }, shown) : h("td", props, shown);
  }));
  const element = h("div", { class: "scroll", role: "region", "aria-label": caption, tabindex: "0" },
    h("table", { class: "table" },
      h("caption", { class: captionHidden ? "visually-hidden" : null }, caption),
      h("thead", {}, h("tr", {}, columns.map((column) =>
        h("th", { scope: "col", class: column.numeric ? "number" : null },
          column.label || h("span", { class: "visually-hidden" }, t("shell.actions")))))),
      body));
  element.update = (next) => replace(body, next.map(rowOf));
  element.rowOf = rowOf;
  element.body = body;
  element.update(rows);
  return element;
}

/**
 * A list that shows more when asked.
 *
 * `into` is where rows go (a list of its own if left out), `around` what is shown in place of it. With
 * `keyOf`, a row that is there already is not shown twice. `element.reload()` starts anew,
 * `element.prepend(row)` puts a new row first.
 */
export function pager({ load, render, limit = 20, into, around, keyOf, whenEmpty }) {
  const list = into ?? h("ul", { class: "list" });
  const place = h("div", {}, skeleton(4));
  const more = h("button", { type: "button", class: "plain", hidden: true }, t("shell.more"));
  const element = h("div", { class: "stack tight pager", "aria-busy": "true" }, place, h("div", { class: "cluster" }, more));
  let taken = 0;
  let keys = new Set();
  let generation = 0;

  const isNew = (row) => {
    if (!keyOf) return true;
    const key = keyOf(row);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  };
  const showList = () => {
    const shown = around ?? list;
    if (place.firstChild !== shown) replace(place, shown);
  };

  async function next(startAnew) {
    const mine = startAnew ? (generation += 1) : generation;
    const from = startAnew ? 0 : taken;
    more.setAttribute("aria-busy", "true");
    try {
      const rows = await load(from, limit);
      if (mine !== generation) return;
      if (startAnew) {
        keys = new Set();
        list.replaceChildren();
      }
      taken = from + rows.length;
      const nodes = rows.filter(isNew).map(render);
      list.append(...nodes);
      more.hidden = rows.length < limit;
      if (list.childElementCount === 0) replace(place, whenEmpty ?? empty("shell.nothing"));
      else showList();
      if (!startAnew && nodes.length > 0) announce(t("shell.more-loaded", { count: nodes.length }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine !== generation) return;
      const again = h("button", { type: "button", class: "small", on: { click: () => next(startAnew) } }, t("shell.again"));
      const text = h("p", { class: "cluster form-message", role: "alert" }, problem(error), again);
      if (taken === 0 || startAnew) replace(place, text);
      else toast(problem(error), "bad");
    } finally {
      if (mine === generation) {
        element.removeAttribute("aria-busy");
        more.removeAttribute("aria-busy");
      }
    }
  }

  more.addEventListener("click", () => { if (!more.hasAttribute("aria-busy")) next(false); });
  element.reload = () => next(true);
  element.prepend = (row) => {
    if (!isNew(row)) return;
    taken += 1;
    list.prepend(render(row));
    showList();
  };
  next(true);
  return element;
}
