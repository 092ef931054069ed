// The forms for slots, shops and products, in dialogs that resolve to the outcome of the command.

import { api } from "../client/api.js";
import { count, decimalText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { addRule, commandDialog, facts, field, toast } from "../kit/kit.js";

const largestQuantity = 1_000_000_000;

function ask({ done, ...form }) {
  return commandDialog({
    ...form,
    onDone: (outcome) => { if (outcome) toast(done, "good"); },
  });
}

const units = (name, label, options) =>
  field({ name, label, type: "number", min: 0, max: largestQuantity, step: 1, autocomplete: "off", ...options });

const title = (name, label, value = "") =>
  field({ name, label, required: true, maxlength: 200, autocomplete: "off", value });

const description = () =>
  field({ label: t("admin.description"), name: "description", type: "textarea", maxlength: 2000 });

/** The figures of a stock that only administrators see, with their names. */
export const stockFigures = () => ["on_hand", "reserved", "sold"].map((name) =>
  [t(`admin.products.${name.replace("_", "-")}`), ({ stock }) => count(stock[name])]);

/** Local time in the form of the browser's control. */
function localTime(iso) {
  if (!iso) return "";
  const date = new Date(iso);
  const two = (number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const instant = (local) => (local === "" ? null : new Date(local).toISOString());

/** Sends the members of `changes` that differ from those of `before`; returns null if none does. */
function sendChanges(path, before, changes, key) {
  const changed = Object.entries(changes).filter(([name, value]) => value !== before[name]);
  return changed.length === 0 ? null : api.command("PATCH", path, Object.fromEntries(changed), { key });
}

/** Creates a slot, or changes the given one. */
export function askSlot(slot) {
  const start = localTime(slot?.starts_at);
  const taken = slot ? slot.held + slot.confirmed : 0;
  return ask({
    title: slot ? t("admin.change-of", { name: slot.title }) : t("admin.slots.new"),
    fields: [
      title("title", t("admin.slots.name"), slot?.title),
      units("capacity", t("admin.slots.capacity"), {
        required: true, value: slot?.capacity ?? "",
        hint: slot ? t("admin.slots.capacity-hint", { taken }) : null,
      }),
      field({
        label: t("admin.slots.starts"), name: "starts_at", type: "datetime-local", value: start,
        hint: t("admin.slots.starts-hint"),
      }),
    ],
    submitLabel: slot ? t("admin.save") : t("admin.create"),
    onSubmit(values, key) {
      const changes = { title: values.title.trim(), capacity: Number(values.capacity) };
      if (values.starts_at !== start) changes.starts_at = instant(values.starts_at);
      if (slot) return sendChanges(`/slots/${slot.slot_id}`, slot, changes, key);
      return api.command("POST", "/slots", changes, { key });
    },
    done: t(slot ? "admin.saved" : "admin.slots.created"),
  });
}

export function askShop() {
  return ask({
    title: t("admin.shops.new"),
    fields: [
      title("name", t("admin.shops.name")),
      description(),
      field({
        label: t("admin.shops.site"), name: "site", type: "url", maxlength: 500,
        hint: t("admin.shops.site-hint"), autocomplete: "off",
      }),
    ],
    submitLabel: t("admin.create"),
    onSubmit: ({ name, description: text, site }, key) => api.command("POST", "/shops",
      { name: name.trim(), description: text.trim(), site: site.trim() }, { key }),
    done: t("admin.shops.created"),
  });
}

export async function askProduct(shop) {
  const { data: currencies } = await api.get("/currencies");
  const currency = field({
    label: t("admin.products.currency"), name: "currency", options: currencies,
    value: currencies.includes("RUB") ? "RUB" : currencies[0],
  });
  return ask({
    title: t("admin.products.new-in", { name: shop.name }),
    fields: [
      title("name", t("admin.products.name")),
      description(),
      field({
        label: t("admin.products.price"), name: "price", type: "amount", required: true,
        currency: () => currency.value,
      }),
      currency,
      units("quantity", t("admin.products.quantity"), { required: true }),
    ],
    submitLabel: t("admin.create"),
    onSubmit: ({ quantity, description: text, ...rest }, key) =>
      api.command("POST", `/shops/${shop.id}/products`,
        { ...rest, description: text.trim(), quantity: Number(quantity) }, { key }),
    done: t("admin.products.created"),
  });
}

/**
 * Changes a product; empty fields keep the stock.
 *
 * A delivery adds to whatever is there. A count replaces the quantity only if that is still the shown
 * one: what is sold in between would be counted twice.
 */
export function askProductChange(product) {
  const price = decimalText(product.price, product.currency);
  const delivered = units("add", t("admin.products.add"), {
    min: -largestQuantity, hint: t("admin.products.add-hint"),
  });
  const counted = units("quantity", t("admin.products.stock"), { hint: t("admin.products.stock-hint") });
  addRule(counted, (value) => (value !== "" && delivered.value !== "" ? t("admin.products.one-of") : null));
  return ask({
    title: t("admin.change-of", { name: product.name }),
    lead: facts([
      [t("admin.products.free"), count(product.quantity)],
      ...stockFigures().map(([label, figure]) => [label, figure(product)]),
    ]),
    fields: [
      field({
        label: `${t("admin.products.price")}, ${product.currency}`, name: "price", type: "amount",
        required: true, value: price, currency: product.currency, hint: t("admin.products.price-hint"),
      }),
      delivered, counted,
    ],
    submitLabel: t("admin.save"),
    onSubmit({ price: typed, add, quantity }, key) {
      const changes = {};
      const { currency } = product;
      if (typed !== price) Object.assign(changes, { price: typed, currency });
      if (add !== "") changes.add = Number(add);
      if (quantity !== "") {
        Object.assign(changes, { quantity: Number(quantity), expected_quantity: product.quantity });
      }
      return sendChanges(`/products/${product.product_id}`, {}, changes, key);
    },
    done: t("admin.saved"),
  });
}
