// The page at /.

import { h, replace } from "./dom.js";
import { t } from "./i18n.js";
import { shell } from "./shell.js";

const live = {
  id: "live",
  titleKey: "home.title",
  async show(container) {
    replace(container, h("p", {}, t("home.lead")), h("div", {}, h("a", { class: "button primary", href: "/app" }, t("home.start"))));
  },
};

shell({ area: "home", views: [live] });
