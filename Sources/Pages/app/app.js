// The page at /app.

import account from "../account/account.js";
import orders from "../orders/orders.js";
import services from "../services/services.js";
import shops from "../shop/shop.js";
import signIn from "../account/sign-in.js";
import slots from "../slots/slots.js";
import wallet from "../wallet/wallet.js";
import { shell } from "../kit/shell.js";

shell({ area: "app", views: [wallet, slots, shops, services, orders, account], signedOut: signIn });
