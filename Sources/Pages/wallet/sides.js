// What a transfer is called in the wallet of one of its sides.

import { t } from "../kit/i18n.js";

/** Whether the transfer puts money into the wallet of this user. */
export function isIncoming(transfer, user) {
  return transfer.receiver_id === user.id;
}

/** The other side's name. */
export function otherSide(transfer, user) {
  const name = isIncoming(transfer, user) ? transfer.sender : transfer.receiver;
  return name ?? t("wallet.nobody");
}

/** Whether the user may send this transfer back. */
export function isReturnable(transfer, user) {
  return transfer.type === "transfer" && transfer.status === "posted" && isIncoming(transfer, user);
}

/** What it was, with whom: "To bob", "Opening grant". */
export function whatItIs(transfer, user) {
  const incoming = isIncoming(transfer, user);
  const name = otherSide(transfer, user);
  switch (transfer.type) {
    case "transfer":
      return t(incoming ? "wallet.what.from" : "wallet.what.to", { name });
    case "reversal":
      return t(incoming ? "wallet.what.returnedFrom" : "wallet.what.returnedTo", { name });
    case "exchange":
      return t(incoming ? "wallet.what.bought" : "wallet.what.sold");
    default:
      return t(`wallet.what.${transfer.type}`);
  }
}
