// Pieces that several parts of the wallet are made of.

import { ApiError } from "../client/api.js";
import { field, h, uniqueId } from "../kit/dom.js";
import { amountText, digits, duration, exactTime } from "../kit/format.js";
import { serviceTime } from "../client/http.js";
import { t } from "../kit/i18n.js";

const secondsOfDay = 24 * 3600;

/** Differs wherever rows do; an amount may be too large for a number. */
function stampOf(row) {
  return JSON.stringify(row, (name, value) => (typeof value === "bigint" ? `${value}n` : value));
}

/**
 * Keeps the children of `parent` in step with rows: a node is made anew only if its row changed, so
 * the focus and what is typed in the others stay.
 */
export function keyedList(parent, { keyOf, render }) {
  const shown = new Map();
  return (rows) => {
    const keys = new Set(rows.map(keyOf));
    for (const [key, entry] of shown) {
      if (keys.has(key)) continue;
      entry.node.remove();
      shown.delete(key);
    }
    rows.forEach((row, index) => {
      const key = keyOf(row);
      const stamp = stampOf(row);
      let entry = shown.get(key);
      if (entry?.stamp !== stamp) {
        const node = render(row);
        entry?.node.replaceWith(node);
        entry = { node, stamp };
        shown.set(key, entry);
      }
      const there = parent.children[index];
      if (there !== entry.node) parent.insertBefore(entry.node, there ?? null);
    });
  };
}

/** How much time is left until an instant, second by second; `whenOver` is called when none is. */
export function countdown(until, whenOver) {
  const end = Date.parse(until);
  const element = h("span", { class: "countdown", role: "timer", title: exactTime(until) });
  const tick = () => {
    const left = Math.ceil((end - serviceTime()) / 1000);
    const days = Math.floor(left / secondsOfDay);
    element.textContent = days >= 2 ? t("wallet.days", { count: days }) : duration(left);
    element.classList.toggle("soon", left <= 60);
    if (left <= 0) whenOver();
    return left > 0;
  };
  if (tick()) {
    const timer = setInterval(() => {
      // What was taken from the page is not counted any more.
      if (!element.isConnected || !tick()) clearInterval(timer);
    }, 1000);
  }
  return element;
}

/** A field for an amount of the currency that `codeOf` gives, which says if that has fewer digits. */
export function amountField(codeOf, options) {
  const one = field({ name: "amount", type: "amount", required: true, currency: codeOf, ...options });
  const { check } = one;
  one.check = () => {
    const wrong = check();
    const typed = amountText(one.input.value);
    if (wrong === null || typed === null || amountText(one.input.value, codeOf()) !== null) return wrong;
    const currency = codeOf();
    const places = digits(currency);
    return places === 0 ? t("wallet.amountWhole", { currency }) : t("wallet.amountDigits", { currency, count: places });
  };
  return one;
}

/** A refusal that the form shows below this field. */
export function wrong(name, message) {
  return new ApiError({ status: 422, fields: [{ name, message }] });
}

/** Names and values under each other, for a confirmation; what is null is left out. */
export function facts(...pairs) {
  const shown = pairs.filter((pair) => pair !== null);
  return h("dl", { class: "facts" }, shown.map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)]));
}

/** Panels of which one is shown, chosen by a row of tabs (WAI-ARIA practices: activated by focus). */
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
    buttons.forEach((button, at) => {
      button.setAttribute("aria-selected", String(at === index));
      button.tabIndex = at === index ? 0 : -1;
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
  const list = h("div", { class: "tab-list", role: "tablist", "aria-label": label }, buttons);
  return h("div", { class: "stack" }, list, bodies);
}
