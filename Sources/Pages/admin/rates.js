// Rates: those in use, and the quotes that jumped, which an administrator accepts.

import { api } from "../client/api.js";
import { time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import {
  commandButton, empty, facts, h, refreshing, replace, showOnly, skeleton, table, toast,
} from "../kit/kit.js";
import { figureText, quoteText, suspectText } from "../wallet/rates.js";

export default { id: "rates", titleKey: "rates.title", show };

async function show(container) {
  const place = h("div", {}, skeleton(8));
  const updates = refreshing(load, 10);
  const list = table({
    caption: t("rates.title"), columns: columns(updates.now), keyOf: (rate) => rate.currency, records: true,
  });
  replace(container, h("p", { class: "soft lead" }, t("rates.lead")), updates.notice, place);

  async function load() {
    const { data } = await api.get("/rates");
    // What waits for a decision comes first.
    list.update([...data.filter((rate) => rate.suspect), ...data.filter((rate) => !rate.suspect)]);
    if (data.length === 0) replace(place, empty("wallet.exchange-no-rates", "wallet.exchange-no-rates-hint"));
    else showOnly(place, list.element);
  }

  await updates.ready;
  return updates.stop;
}

function columns(again) {
  return [
    { label: t("rates.currency"), lead: true, cell: (rate) => h("strong", {}, rate.currency) },
    { label: t("rates.in-use"), numeric: true, cell: (rate) => figureText(rate.rate) },
    { label: t("rates.quoted"), cell: quotedCell },
    { label: t("rates.suspect"), cell: (rate) => (rate.suspect ? suspectCell(rate) : "—") },
    { label: t("rates.act"), acts: true, cell: (rate) => (rate.suspect ? acceptButton(rate, again) : null) },
  ];
}

function quotedCell(rate) {
  return h("span", { class: "cluster tight" }, time(rate.quoted_at),
    rate.stale ? h("span", { class: "badge warn" }, t("rates.stale")) : null);
}

function suspectCell(rate) {
  return h("div", { class: "stack tight" },
    h("span", {}, h("span", { class: "badge warn" }, figureText(rate.suspect.rate)), " ",
      time(rate.suspect.quoted_at)),
    h("span", { class: "soft small" }, suspectText(rate)));
}

function acceptButton(rate, again) {
  const { currency, suspect } = rate;
  const quote = quoteText(currency, suspect.rate);
  return commandButton({
    label: t("rates.accept"),
    kind: "small",
    describe: t("rates.accept-of", { quote }),
    confirm: () => ({
      title: t("rates.accept-ask"),
      body: h("div", { class: "stack" },
        facts([
          [t("rates.new"), h("strong", {}, quote)],
          [t("rates.in-use-now"), quoteText(currency, rate.rate)],
        ]),
        h("p", { class: "soft" }, t("rates.accept-text"))),
      label: t("rates.accept-yes", { quote }),
    }),
    wish: () => suspect.rate,
    body: () => ({ rate: suspect.rate }),
    send: (key, body) => api.command("POST", `/admin/rates/${currency}/accept`, body, { key }),
    async onDone() {
      toast(t("rates.accepted", { quote }), "good");
      await again();
    },
  });
}
