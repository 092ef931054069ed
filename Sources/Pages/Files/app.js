// The page at /app.

import account from "./app-account.js";
import orders from "./app-orders.js";
import services from "./app-services.js";
import shops from "./app-shops.js";
import signIn from "./app-sign-in.js";
import slots from "./app-slots.js";
import wallet from "./app-wallet.js";
import { shell } from "./shell.js";

shell({ area: "app", views: [wallet, slots, shops, services, orders, account], signedOut: signIn });
