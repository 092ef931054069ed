// The wallet: balances, forms for sending and exchanging money, pending transfers and the history.

import { follow } from "../client/feed.js";
import { moneyText } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { announce, button, h, orToast, replace, tabs } from "../kit/kit.js";
import { balancesSection } from "./balances.js";
import { exchangePanel } from "./exchange.js";
import { historyCard } from "./history.js";
import { pendingCard } from "./pending.js";
import { Wallet } from "./state.js";
import { statementForm } from "./statement.js";
import { transferForm } from "./transfer.js";

const badgeOfState = { live: "badge good live", connecting: "badge plain", offline: "badge warn" };

export default {
  id: "wallet",
  titleKey: "wallet.title",
  async show(container, { session }) {
    const wallet = new Wallet(session.user);
    const balances = balancesSection(wallet);
    const state = h("span", { class: "badge" });
    const behind = behindNote(wallet);
    const showAsOf = (instant) => orToast(() => balances.showAsOf(instant));
    const actions = h("section", { class: "card stack wallet-actions", "aria-label": t("wallet.actions") });
    const exchange = exchangePanel(wallet);
    replace(
      container,
      h("div", { class: "row apart" }, state, balances.toggle),
      behind,
      balances.element,
      h(
        "div",
        { class: "wallet-columns" },
        actions,
        h("div", { class: "stack loose" }, pendingCard(wallet), historyCard(wallet, { showAsOf })),
      ),
    );

    const feed = follow({
      on: {
        transaction(frame, place) {
          announceMoney(frame, wallet);
          wallet.follow(frame, place);
        },
      },
      onLost: () => wallet.lose(),
      onState(next) {
        state.className = badgeOfState[next];
        state.textContent = t(`feed.${next}`);
        if (next === "live" && wallet.balances.length > 0) wallet.refresh();
      },
    });
    const close = () => {
      feed.close();
      exchange.close();
      wallet.close();
    };
    try {
      await wallet.load();
    } catch (error) {
      close();
      throw error;
    }
    // The forms offer the currencies of the wallet, so they are built after the first answer.
    replace(actions, tabs({
      label: t("wallet.actions"),
      panels: [
        { titleKey: "wallet.tab-transfer", body: transferForm(wallet, { reserve: false }) },
        { titleKey: "wallet.tab-reserve", body: transferForm(wallet, { reserve: true }) },
        { titleKey: "wallet.tab-exchange", body: exchange.element, onShow: exchange.show },
        { titleKey: "wallet.tab-statement", body: statementForm(wallet) },
      ],
    }));
    wallet.notify();
    return close;
  },
};

/** Says that the last reading failed, with a button to read again. */
function behindNote(wallet) {
  const note = h("p", { class: "cluster form-message warn", role: "status", hidden: true },
    t("wallet.behind"), button(t("shell.again"), () => wallet.refresh(), { class: "small" }));
  wallet.onChange(() => { note.hidden = !wallet.isBehind; });
  return note;
}

/** A screen reader says what others sent; the forms report what the user did. */
function announceMoney(frame, wallet) {
  if (frame.receiver_id !== wallet.user.id || frame.status !== "posted" || frame.amount === null) return;
  announce(t("wallet.came", { amount: moneyText(frame.amount, frame.currency) }));
}
