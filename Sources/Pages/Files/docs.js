// The page at /docs.

import { h, replace } from "./dom.js";
import { t } from "./i18n.js";
import { shell } from "./shell.js";

const documents = {
  id: "documents",
  titleKey: "docs.title",
  async show(container) {
    replace(container, h("p", { class: "cluster" }, t("docs.downloads"),
      h("a", { href: "/openapi.json" }, "OpenAPI"), h("a", { href: "/postman.json" }, "Postman")));
  },
};

shell({ area: "docs", views: [documents] });
