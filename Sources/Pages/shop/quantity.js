// A field for how many units of a product are wanted: no more than are in stock.

import { t } from "../kit/i18n.js";
import { h } from "../kit/kit.js";

/** The largest quantity of one product that the API accepts. */
const largestQuantity = 1_000_000_000;

/** `note` shows what is wrong with a typed quantity. */
export function quantityField({ label, note, value = 1, on = {} }) {
  const input = h("input", {
    type: "number", class: "quantity", min: 1, max: largestQuantity, step: 1, required: true, value,
    "aria-label": label, on,
  });
  input.addEventListener("input", () => input.removeAttribute("aria-invalid"));

  function refuse(text) {
    input.setAttribute("aria-invalid", "true");
    note.say(text);
    return null;
  }

  return {
    input,
    /**
     * The quantity, or null for other texts, such as "1e3", or for more than the stock, if that is
     * known. `taken` units of the stock are in the basket already.
     */
    read(stock, taken = 0) {
      const most = Math.min(largestQuantity, stock ?? largestQuantity);
      if (most === 0) return refuse(t("shops.sold-out"));
      const isWhole = /^\d{1,15}$/.test(input.value) && input.valueAsNumber >= 1;
      if (!isWhole) return refuse(t("shops.quantity-wrong", { min: 1, max: most }));
      if (input.valueAsNumber + taken <= most) return input.valueAsNumber;
      return refuse(taken === 0
        ? t("shops.quantity-most", { count: most })
        : t("shops.quantity-most-with", { count: most, taken }));
    },
    /** Tells the browser how many are in stock. */
    limit(stock) {
      input.max = String(Math.max(1, Math.min(largestQuantity, stock ?? largestQuantity)));
    },
    set(number) {
      input.value = String(number);
      input.removeAttribute("aria-invalid");
    },
  };
}
