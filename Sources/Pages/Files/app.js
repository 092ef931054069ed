// The page at /app.

import { shell } from "./shell.js";

const load = (name) => import(`./${name}.js`).then((module) => module.default, () => null);
const names = ["wallet", "slots", "shops", "services", "orders", "account"];
const views = await Promise.all(names.map((name) => load(`app-${name}`)));
shell({ area: "app", views: views.filter(Boolean), signedOut: await load("app-sign-in") });
