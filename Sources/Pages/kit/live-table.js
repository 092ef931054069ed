// A table whose rows change while somebody reads it.
import { h } from "./dom.js";

/**
 * A table that keeps focus and unfolded parts while its rows change, and becomes a list of cards on
 * narrow screens.
 */
export function liveTable({ caption, columns, keyOf, isInCard = false }) {
  const body = h("tbody", { role: "rowgroup" });
  const head = columns.map(({ label, numeric, hidden }) => h("th", {
    scope: "col", role: "columnheader", class: numeric ? "number" : null,
  }, hidden ? h("span", { class: "visually-hidden" }, label) : label));
  const element = h("div", { class: isInCard ? "scroll" : "scroll card flush" }, h("table", { class: "table records", role: "table" },
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head)), body));
  const shown = new Map();

  function draw(row) {
    return h("tr", { role: "row" }, columns.map(({ key, label, numeric, lead, hidden, cell }) => h("td", {
      role: "cell", class: [numeric ? "number" : "", lead ? "what" : "", hidden ? "acts" : ""].join(" ").trim() || null,
      data: { label },
    }, cell ? cell(row) : String(row[key] ?? ""))));
  }

  function update(rows) {
    const wanted = new Set(rows.map((row) => String(keyOf(row))));
    for (const [key, { element: gone }] of shown) {
      if (!wanted.has(key)) { gone.remove(); shown.delete(key); }
    }
    let next = body.firstChild;
    for (const row of rows) {
      const key = String(keyOf(row));
      const text = JSON.stringify(row, exactly);
      const entry = shown.get(key);
      if (entry?.text === text) {
        if (entry.element === next) next = next.nextSibling;
        else body.insertBefore(entry.element, next);
        continue;
      }
      const drawn = draw(row);
      if (entry) {
        if (entry.element === next) next = next.nextSibling;
        takeOver(entry.element, drawn);
      }
      if (!drawn.isConnected || drawn.nextSibling !== next) body.insertBefore(drawn, next);
      shown.set(key, { text, element: drawn });
    }
  }
  return { element, update };
}

/** Integers beyond those of JavaScript are kept as BigInt, which JSON has not. */
function exactly(key, value) {
  return typeof value === "bigint" ? `${value}` : value;
}

/** Puts `drawn` in the place of `old` with the same parts unfolded and the same control focused. */
function takeOver(old, drawn) {
  const controls = "button, a[href], summary, input";
  const index = [...old.querySelectorAll(controls)].indexOf(document.activeElement);
  const unfolded = [...old.querySelectorAll("details")].map((part) => part.open);
  old.replaceWith(drawn);
  drawn.querySelectorAll("details").forEach((part, at) => { part.open = unfolded[at] ?? false; });
  if (index >= 0) drawn.querySelectorAll(controls)[index]?.focus();
}
