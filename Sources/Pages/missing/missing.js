// The page that a browser gets for an address that does not exist.

import { t } from "../kit/i18n.js";
import { h, replace } from "../kit/kit.js";
import { shell } from "../kit/shell.js";

const missing = {
  id: "missing",
  titleKey: "missing.title",
  goTo() {},
  async show(container) {
    replace(container, h("div", { class: "card stack" },
      h("p", {}, t("missing.text"), " ", h("code", {}, location.pathname)),
      h("p", { class: "soft" }, t("missing.hint")),
      h("div", { class: "cluster" },
        h("a", { class: "button primary", href: "/" }, t("missing.home")),
        h("a", { class: "button", href: "/app" }, t("shell.app")))));
  },
};

shell({ area: "missing", views: [missing] });
