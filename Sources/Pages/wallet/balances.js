// The balance of each currency, now and compared with another moment.

import { api } from "../client/api.js";
import { serviceTime } from "../client/http.js";
import { exactTime, money, moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  addRule, announce, button, commandForm, field, fieldError, h, replace, showOnly, skeleton,
} from "../kit/kit.js";

/** The section of balances; `showAsOf(instant)` compares with the balances at that moment. */
export function balancesSection(wallet) {
  // `{ label, balances }` to compare with, the balances by currency; null shows the present only.
  let past = null;
  const cards = h("ul", { class: "list grid narrow balances" });
  const compared = h("p", { class: "cluster soft", hidden: true });
  const content = h("div", {}, skeleton(2));
  const form = asOfForm(compare);
  form.hidden = true;
  const toggle = button(t("wallet.as-of"), () => open(form.hidden),
    { class: "small", "aria-expanded": "false" });

  function open(isOpen) {
    form.hidden = !isOpen;
    toggle.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) form.querySelector("select, input").focus();
  }

  async function compare(at, label) {
    const { data } = await api.get("/balances", { query: { at } });
    past = { label, balances: new Map(data.map((balance) => [balance.currency, balance])) };
    const clear = button(t("wallet.as-of-clear"), forget, { class: "plain small" });
    replace(compared, t("wallet.as-of-shown", { moment: label }), clear);
    compared.hidden = false;
    show();
    announce(`${t("wallet.as-of-shown", { moment: label })} ${spoken()}`);
  }

  function forget() {
    past = null;
    compared.hidden = true;
    show();
    toggle.focus();
  }

  const spoken = () => wallet.balances
    .map(({ currency }) => moneyText(past.balances.get(currency)?.available ?? 0, currency))
    .join(", ");

  function show() {
    showOnly(content, cards);
    replace(cards, wallet.balances.map((balance) => card(balance, past)));
  }

  wallet.onChange(show);
  return {
    toggle,
    element: h("section", { class: "stack", "aria-label": t("wallet.balances") }, form, compared, content),
    async showAsOf(instant) {
      await compare(instant, exactTime(instant));
      content.scrollIntoView({ block: "center" });
    },
  };
}

function card({ currency, available, pending }, past) {
  return h(
    "li",
    { class: "card balance" },
    h("span", { class: "soft small" }, t("wallet.available")),
    h("span", { class: "figure number" }, money(available, currency)),
    h("span", { class: "soft small number" },
      pending === 0 ? t("wallet.none-reserved") : [money(pending, currency), " ", t("wallet.reserved")]),
    past ? comparison(currency, available, past.balances.get(currency)) : null,
  );
}

function comparison(currency, available, then) {
  const before = then?.available ?? 0;
  const change = BigInt(available) - BigInt(before);
  const sign = change > 0n ? "+" : "";
  return h(
    "dl",
    { class: "then" },
    h("dt", {}, t("wallet.then")),
    h("dd", { class: "number" }, money(before, currency)),
    then?.pending
      ? [h("dt", {}, t("wallet.reserved-then")), h("dd", { class: "number" }, money(then.pending, currency))]
      : null,
    h("dt", {}, t("wallet.change")),
    h("dd", { class: change > 0n ? "number good" : "number" },
      change === 0n ? t("wallet.unchanged") : [sign, money(change, currency)]),
  );
}

/** Asks for a moment, or for a position in the log. */
function asOfForm(compare) {
  const by = field({
    label: t("wallet.as-of-by"), name: "by",
    options: [
      { value: "time", label: t("wallet.as-of-time") },
      { value: "position", label: t("wallet.as-of-position") },
    ],
  });
  const moment = field({
    label: t("wallet.as-of-moment"), name: "at", type: "datetime-local", step: 1, required: true,
  });
  const position = field({
    label: t("wallet.as-of-number"), name: "at", type: "number", min: 0, step: 1, required: true,
    inputmode: "numeric",
  });
  addRule(moment, (value) => (new Date(value) > serviceTime() ? t("wallet.as-of-future") : null));
  const choose = () => {
    const [asked, other] = by.value === "time" ? [moment, position] : [position, moment];
    asked.element.hidden = false;
    other.element.hidden = true;
    // The service names the field `at`, which is the visible one.
    asked.name = "at";
    other.name = "unused";
  };
  by.input.addEventListener("change", choose);
  choose();
  const form = commandForm({
    fields: [by, moment, position],
    submitLabel: t("wallet.as-of-show"),
    async onSubmit() {
      if (by.value === "time") {
        const instant = new Date(moment.value).toISOString();
        await compare(instant, exactTime(instant));
      } else {
        await compare(position.value, t("wallet.as-of-at", { position: position.value })).catch((error) => {
          throw error.status === 422 ? fieldError("at", t("wallet.as-of-beyond")) : error;
        });
      }
    },
  });
  form.classList.add("card", "as-of-form");
  return form;
}
