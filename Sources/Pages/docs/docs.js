// The page at /docs: every operation of the API, from its own OpenAPI document.

import { api } from "../client/api.js";
import { t, textOr } from "../kit/i18n.js";
import { h, note, replace } from "../kit/kit.js";
import { shell } from "../kit/shell.js";
import { operationView } from "./operation.js";
import { prose } from "./schema.js";

const methodOrder = ["get", "post", "put", "patch", "delete"];

/** All operations: `{ method, path, operation, tag, text }`; a search looks in `text`. */
function operationsOf(document) {
  const all = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of methodOrder) {
      const operation = methods[method];
      if (!operation) continue;
      const reasons = operation.responses["409"]?.headers?.["Tally-Reason"]?.schema.enum ?? [];
      const text = [method, path, operation.operationId, operation.summary, operation.tags[0], ...reasons];
      all.push({ method, path, operation, tag: operation.tags[0], text: text.join(" ").toLowerCase() });
    }
  }
  return all;
}

const tagName = (tag) => textOr(`docs.tag.${tag}`, tag);

function group(tag, operations, named) {
  const views = operations.map((one) => operationView(one, named));
  return {
    views,
    element: h("section", { class: "stack tight", "aria-label": tagName(tag) },
      h("h2", {}, tagName(tag)), views.map((view) => view.element)),
  };
}

function contents(groups) {
  return h("nav", { class: "docs-contents", "aria-label": t("docs.contents") }, groups.map(({ tag, views }) =>
    h("details", { open: innerWidth >= 1024 }, h("summary", {}, tagName(tag)),
      h("ul", { class: "list" }, views.map((view) => view.link)))));
}

let open = () => {};

const documents = {
  id: "documents",
  titleKey: "docs.title",

  goTo(id) {
    open(id);
  },

  async show(container, { onceVisible }) {
    const { data: document } = await api.get("/openapi.json", { fresh: false });
    const operations = operationsOf(document);
    const named = document.components.schemas;
    const tags = document.tags.map((tag) => tag.name);
    const groups = tags.map((tag) =>
      ({ tag, ...group(tag, operations.filter((one) => one.tag === tag), named) }));
    const views = groups.flatMap((one) => one.views);
    const index = contents(groups);

    const search = h("input", {
      type: "search", id: "docs-search", autocomplete: "off", spellcheck: "false",
      "aria-describedby": "docs-search-hint",
    });
    const found = h("p", { class: "soft small", role: "status" });
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const view of views) {
        const fits = words.every((word) => view.text.includes(word));
        view.element.hidden = !fits;
        view.link.hidden = !fits;
        if (fits) count += 1;
      }
      groups.forEach(({ element, views: own }, position) => {
        const none = own.every((view) => view.element.hidden);
        element.hidden = none;
        index.children[position].hidden = none;
        if (words.length > 0) index.children[position].open = !none;
      });
      found.textContent = t("docs.found", { count });
    };
    search.addEventListener("input", filter);
    filter();

    const unknown = note();
    replace(container,
      unknown.element,
      h("div", { class: "stack tight docs-about" },
        prose(document.info.description),
        h("p", { class: "cluster" }, h("span", { class: "soft" }, t("docs.downloads")),
          h("a", { href: "/openapi.json", class: "alone" }, "OpenAPI 3.1"),
          h("a", { href: "/postman.json", class: "alone" }, "Postman"))),
      h("div", { class: "docs-columns" },
        h("div", { class: "docs-side stack" },
          h("div", { class: "field" },
            h("label", { for: "docs-search" }, t("docs.search")), search,
            h("p", { class: "hint", id: "docs-search-hint" }, t("docs.search-hint")), found), index),
        h("div", { class: "stack loose" }, groups.map((one) => one.element))));

    open = (id) => {
      const view = views.find((one) => one.operation.operationId === id);
      unknown.say(view || id === "" ? null : t("docs.unknown", { name: id }));
      if (!view) return;
      if (view.element.hidden) {
        search.value = "";
        filter();
      }
      view.unfold();
      view.element.scrollIntoView();
      view.element.querySelector("summary").focus({ preventScroll: true });
    };
    onceVisible(() => open(location.hash.slice(1)));
    return () => { open = () => {}; };
  },
};

shell({ area: "docs", views: [documents] });
