// The page at /admin.

import { shell } from "./shell.js";

const load = (name) => import(`./${name}.js`).then((module) => module.default, () => null);
const names = ["commands", "jobs", "models", "log", "users", "goods", "chain"];
const views = await Promise.all(names.map((name) => load(`admin-${name}`)));
shell({ area: "admin", views: views.filter(Boolean), signedOut: await load("app-sign-in") });
