// Paying for an order: what it takes from the wallet, or what is short.

import { api } from "../client/api.js";
import { money } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { dialog, facts, h } from "../kit/kit.js";

/** What the user's wallet has of a currency now. */
export async function availableIn(currency) {
  const { data } = await api.get("/balances");
  return data.find((balance) => balance.currency === currency)?.available ?? 0;
}

/** The sum of an order, the wallet, and what is left in it or short. */
export function payment({ total, currency }, held) {
  const left = BigInt(held) - BigInt(total);
  return facts([
    [t("orders.pay-sum"), h("strong", {}, money(total, currency))],
    [t("orders.pay-wallet"), money(held, currency)],
    left < 0n
      ? [t("orders.pay-short"), h("strong", { class: "bad" }, money(-left, currency))]
      : [t("orders.pay-left"), money(left, currency)],
  ]);
}

/** Shows what is short, with a way to the wallet. Resolves to false: there is nothing to confirm. */
export async function askForMoney(order, held) {
  const answer = await dialog({
    title: t("orders.pay-title", { id: String(order.id) }),
    body: h("div", { class: "stack" }, payment(order, held), h("p", {}, t("orders.no-money"))),
    actions: [{ label: t("orders.to-wallet"), kind: "primary", value: "wallet" }],
  });
  if (answer === "wallet") location.hash = "wallet";
  return false;
}
