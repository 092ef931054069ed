// Lists and tables whose rows change while somebody reads them.

import { t } from "./i18n.js";
import { button, focus, h } from "./nodes.js";
import { busyWith } from "./commands.js";

/**
 * Keeps one part per row in a container, so that focus, messages and typed text survive while rows
 * around them come, change and go.
 *
 * `make(row)` returns `{ element, update(row) }`. `set(rows)` shows these rows in this order.
 */
export function keyedList(container, keyOf, make) {
  const parts = new Map();
  return {
    set(rows) {
      const keys = new Set(rows.map(keyOf));
      for (const [key, part] of parts) {
        if (keys.has(key)) continue;
        if (part.element.contains(document.activeElement)) focus(container);
        part.element.remove();
        parts.delete(key);
      }
      rows.forEach((row, index) => {
        const key = keyOf(row);
        if (!parts.has(key)) parts.set(key, make(row));
        const part = parts.get(key);
        part.update(row);
        const present = container.children[index];
        if (present !== part.element) container.insertBefore(part.element, present ?? null);
      });
    },
    part: (key) => parts.get(key),
  };
}

/** JSON has no BigInt, which large amounts are. */
const stampOf = (row) =>
  JSON.stringify(row, (name, value) => (typeof value === "bigint" ? `${value}n` : value));

/**
 * Makes parts that `draw(row)` draws again when their row has changed.
 *
 * The new element has the same parts unfolded and the same control focused as the old one.
 */
export function redrawn(draw) {
  const controls = "button, a[href], summary, input";
  return (first) => {
    let stamp = stampOf(first);
    const part = { element: draw(first), update };

    function update(row) {
      if (stampOf(row) === stamp) return;
      stamp = stampOf(row);
      const old = part.element;
      const index = [...old.querySelectorAll(controls)].indexOf(document.activeElement);
      const unfolded = [...old.querySelectorAll("details")].map((fold) => fold.open);
      part.element = draw(row);
      old.replaceWith(part.element);
      part.element.querySelectorAll("details").forEach((fold, at) => { fold.open = unfolded[at] ?? false; });
      if (index >= 0) part.element.querySelectorAll(controls)[index]?.focus();
    }
    return part;
  };
}

/**
 * A table; `update(rows)` shows other rows.
 *
 * `columns`: `{ label, cell(row), numeric, lead, acts }`. The lead column names the row; the label
 * of `acts` is for screen readers only. With `records`, rows become cards where the columns have no
 * room.
 */
export function table({ caption, columns, keyOf, rows = [], records = false, inCard = !records }) {
  const body = h("tbody", { role: "rowgroup" });
  const head = columns.map(({ label, numeric, acts }) => h("th", {
    scope: "col", role: "columnheader", class: numeric ? "number" : null,
  }, acts ? h("span", { class: "visually-hidden" }, label) : label));
  const element = h("div", {
    class: inCard ? "scroll" : "scroll card flush", role: "region", "aria-label": caption, tabindex: "0",
  }, h("table", { class: records ? "table records" : "table", role: "table" },
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), body));

  const list = keyedList(body, keyOf, redrawn((row) => h("tr", { role: "row" },
    columns.map(({ label, numeric, lead, acts, cell }) => {
      const props = { class: numeric ? "number" : lead ? "lead" : acts ? "acts" : null };
      return lead
        ? h("th", { ...props, scope: "row", role: "rowheader" }, cell(row))
        : h("td", { ...props, role: "cell", data: { label } }, cell(row));
    }))));
  list.set(rows);
  return { element, update: list.set };
}

/** A button that loads more rows; it is hidden until there are more. */
export function moreButton(load, label = t("shell.more")) {
  const more = button(label, () => busyWith(more, load), { hidden: true });
  return more;
}
