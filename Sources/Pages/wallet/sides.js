// How a transfer looks from one of its sides.

import { t } from "../kit/i18n.js";

/** Whether this user receives the money. */
export function isIncoming(transfer, user) {
  return transfer.receiver_id === user.id;
}

/** The name of the other side. */
export function otherSide(transfer, user) {
  const name = isIncoming(transfer, user) ? transfer.sender : transfer.receiver;
  return name ?? t("wallet.nobody");
}

/** Whether the user may send this transfer back. */
export function isReturnable(transfer, user) {
  return transfer.type === "transfer" && transfer.status === "posted" && isIncoming(transfer, user);
}

/** The kind of the transfer and the other side: "To bob", "Opening grant". */
export function whatItIs(transfer, user) {
  const incoming = isIncoming(transfer, user);
  const name = otherSide(transfer, user);
  switch (transfer.type) {
    case "transfer":
      return t(incoming ? "wallet.what.from" : "wallet.what.to", { name });
    case "reversal":
      return t(incoming ? "wallet.what.returned-from" : "wallet.what.returned-to", { name });
    case "exchange":
      return t(incoming ? "wallet.what.bought" : "wallet.what.sold");
    default:
      return t(`wallet.what.${transfer.type}`);
  }
}
