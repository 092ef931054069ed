// Charts, drawn as SVG.

import { count } from "./format.js";
import { h, svg } from "./nodes.js";

const height = 190;
const area = { left: 40, right: 4, top: 8, bottom: 22 };

/** A unit is about a pixel, so that texts have the same size on a phone. */
const widthNow = () => (innerWidth < 576 ? 340 : 720);

/** The smallest step of 1, 2 or 5 times a power of ten with which four steps reach `greatest`. */
function stepFor(greatest) {
  let power = 1;
  while (power * 20 < greatest) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step * 4 >= greatest) ?? power * 10;
}

/** Bars with an axis, and the same numbers as a table for screen readers. */
export function barChart({ bars, description }) {
  const width = widthNow();
  const step = stepFor(Math.max(1, ...bars.map((bar) => bar.value)));
  const top = step * Math.max(1, Math.ceil(Math.max(...bars.map((bar) => bar.value), 1) / step));
  const innerWidth = width - area.left - area.right;
  const innerHeight = height - area.top - area.bottom;
  const y = (value) => area.top + innerHeight * (1 - value / top);
  const slot = innerWidth / Math.max(1, bars.length);
  const labelled = Math.max(1, Math.ceil(bars.length / (width < 500 ? 5 : 8)));

  const lines = [];
  for (let value = 0; value <= top; value += step) {
    lines.push(
      svg("line", { class: "axis", x1: area.left, x2: width - area.right, y1: y(value), y2: y(value) }),
      svg("text", { x: area.left - 6, y: y(value) + 4, "text-anchor": "end" }, count(value)),
    );
  }
  const marks = bars.map((bar, index) => {
    const x = area.left + slot * index;
    const tall = Math.max(bar.value > 0 ? 2 : 0, innerHeight * (bar.value / top));
    return [
      svg("rect", {
        class: "bar-mark", x: x + slot * 0.14, y: area.top + innerHeight - tall,
        width: slot * 0.72, height: tall, rx: Math.min(2, slot * 0.1),
      }, svg("title", {}, bar.title ?? `${bar.label}: ${count(bar.value)}`)),
      index % labelled === 0
        ? svg("text", { x: x + slot / 2, y: height - 5, "text-anchor": "middle" }, bar.label)
        : null,
    ];
  });
  const spoken = h("div", { class: "visually-hidden" }, h("table", {},
    h("caption", {}, description),
    h("tbody", {}, bars.map((bar) =>
      h("tr", {}, h("th", { scope: "row" }, bar.label), h("td", {}, count(bar.value)))))));
  return h("figure", { class: "chart" },
    svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, lines, marks), spoken);
}
