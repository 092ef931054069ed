// How many seats of a slot are free, in figures and as a bar, which is alike on every page.

import { t } from "../kit/i18n.js";
import { h } from "../kit/kit.js";

/** From this share of free seats down, the bar has another colour. */
const fewSeats = 0.25;

/** The bar is as long as the share of free seats. */
export function seatBar() {
  const meter = h("meter", { class: "bar", min: 0, "aria-label": t("slots.availability") });
  const figures = h("p", { class: "figures" });
  return {
    element: h("div", { class: "stack tight" }, meter, figures),
    describe(title) {
      meter.setAttribute("aria-label", t("slots.availability-of", { title }));
    },
    update({ remaining, capacity }) {
      meter.max = Math.max(capacity, 1);
      meter.value = remaining;
      meter.low = capacity * fewSeats;
      meter.optimum = capacity;
      const text = t("slots.figures", { remaining, capacity });
      meter.textContent = text;
      figures.textContent = text;
    },
  };
}
