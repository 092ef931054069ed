// Fields for amounts.

import { field } from "../kit/kit.js";

/** A field for an amount of the currency that `codeOf` returns, out of a wallet. */
export function amountField(codeOf, options) {
  return field({
    name: "amount", type: "amount", required: true, currency: codeOf, tooLarge: "wallet.amount-too-much",
    ...options,
  });
}
