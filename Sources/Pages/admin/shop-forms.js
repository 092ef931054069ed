// The forms for slots, shops and products, each in a dialog that gives true once the command was done.
import { commandForm, dialog, field, h, toast } from "../kit/dom.js";
import { api } from "../client/api.js";
import { t } from "../kit/i18n.js";
import { amountIn, amountText } from "../kit/format.js";

const mostUnits = 1_000_000_000;

function ask({ title, note, fields, submitLabel, confirm, send, done }) {
  return dialog({
    title,
    body: (close) => h("div", { class: "stack" }, note ? h("p", { class: "soft" }, note) : null, commandForm({
      fields, submitLabel, confirm, onSubmit: send,
      onDone(outcome) {
        close(outcome !== null);
        if (outcome) toast(done, "good");
      },
      extra: h("button", { type: "button", class: "plain", on: { click: () => close(null) } }, t("shell.cancel")),
    })),
  });
}

/** A whole number as it was typed, so that nothing is rounded on the way. */
const whole = (text) => Number(text);

/** Local time as the browser's control takes it. */
function localTime(iso) {
  if (!iso) return "";
  const date = new Date(iso);
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

const instant = (local) => local === "" ? null : new Date(local).toISOString();

/** Creates a slot, or changes the given one. */
export function askSlot(slot) {
  const before = localTime(slot?.starts_at);
  const taken = slot ? slot.held + slot.confirmed : 0;
  return ask({
    title: slot ? t("admin.change.of", { name: slot.title }) : t("admin.slots.new"),
    fields: [
      field({ label: t("admin.slots.name"), name: "title", required: true, maxlength: 200, value: slot?.title ?? "", autocomplete: "off" }),
      field({
        label: t("admin.slots.capacity"), name: "capacity", type: "number", required: true, min: 0, max: mostUnits, step: 1,
        value: slot?.capacity ?? "", hint: slot ? t("admin.slots.capacity.hint", { taken }) : null,
      }),
      field({ label: t("admin.slots.starts"), name: "starts_at", type: "datetime-local", value: before, hint: t("admin.slots.starts.hint") }),
    ],
    submitLabel: slot ? t("admin.save") : t("admin.create"),
    send({ title, capacity, starts_at: start }, key) {
      if (!slot) {
        const body = { title: title.trim(), capacity: whole(capacity) };
        return api.command("POST", "/slots", start === "" ? body : { ...body, starts_at: instant(start) }, { key });
      }
      const changes = {};
      if (title.trim() !== slot.title) changes.title = title.trim();
      if (whole(capacity) !== slot.capacity) changes.capacity = whole(capacity);
      if (start !== before) changes.starts_at = instant(start);
      if (Object.keys(changes).length === 0) return null;
      return api.command("PATCH", `/slots/${slot.slot_id}`, changes, { key });
    },
    done: t(slot ? "admin.saved" : "admin.slots.created"),
  });
}

export function askShop() {
  return ask({
    title: t("admin.shops.new"),
    fields: [
      field({ label: t("admin.shops.name"), name: "name", required: true, maxlength: 200, autocomplete: "off" }),
      field({ label: t("admin.description"), name: "description", type: "textarea", maxlength: 2000 }),
      field({ label: t("admin.shops.site"), name: "site", type: "url", maxlength: 500, hint: t("admin.shops.site.hint"), autocomplete: "off" }),
    ],
    submitLabel: t("admin.create"),
    send: ({ name, description, site }, key) =>
      api.command("POST", "/shops", { name: name.trim(), description: description.trim(), site: site.trim() }, { key }),
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
    title: t("admin.products.new.in", { name: shop.name }),
    fields: [
      field({ label: t("admin.products.name"), name: "name", required: true, maxlength: 200, autocomplete: "off" }),
      field({ label: t("admin.description"), name: "description", type: "textarea", maxlength: 2000 }),
      field({ label: t("admin.products.price"), name: "price", type: "amount", required: true, currency: () => currency.value }),
      currency,
      field({ label: t("admin.products.quantity"), name: "quantity", type: "number", required: true, min: 0, max: mostUnits, step: 1 }),
    ],
    submitLabel: t("admin.create"),
    send: ({ quantity, description, ...rest }, key) => api.command("POST", `/shops/${shop.id}/products`,
      { ...rest, description: description.trim(), quantity: whole(quantity) }, { key }),
    done: t("admin.products.created"),
  });
}

/** The stock stays as it is if its field is left empty: what is reserved is not known here. */
export function askProductChange(product) {
  const price = amountIn(product.price, product.currency);
  return ask({
    title: t("admin.change.of", { name: product.name }),
    fields: [
      field({
        label: `${t("admin.products.price")}, ${product.currency}`, name: "price", type: "amount", required: true,
        value: price, currency: product.currency, hint: t("admin.products.price.hint"),
      }),
      field({
        label: t("admin.products.stock"), name: "quantity", type: "number", min: 0, max: mostUnits, step: 1,
        hint: t("admin.products.stock.hint", { count: product.quantity }),
      }),
    ],
    submitLabel: t("admin.save"),
    send({ price: typed, quantity }, key) {
      const changes = {};
      if (typed !== amountText(price, product.currency)) Object.assign(changes, { price: typed, currency: product.currency });
      if (quantity !== "") changes.quantity = whole(quantity);
      if (Object.keys(changes).length === 0) return null;
      return api.command("PATCH", `/products/${product.product_id}`, changes, { key });
    },
    done: t("admin.saved"),
  });
}
