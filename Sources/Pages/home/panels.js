// The parts of the home page.

import { serviceTime } from "../client/http.js";
import { barChart } from "../kit/chart.js";
import { count, money, time } from "../kit/format.js";
import { language, t, textOr } from "../kit/i18n.js";
import { button, h, replace, skeleton, table, toast } from "../kit/kit.js";

const listLength = 8;

/** A short introduction, with two commands to start with. */
export function intro(user) {
  // Lines end where a shell allows it, so that they fit and can still be copied.
  const commands = [
    "TOKEN=$(curl -s \\",
    `  ${location.origin}/token \\`,
    "  -d username=NAME \\",
    "  --data-urlencode 'password=PASSWORD' \\",
    "  | cut -d'\"' -f4)",
    "curl -s \\",
    "  -H \"Authorization: Bearer $TOKEN\" \\",
    `  ${location.origin}/balance`,
  ].join("\n");
  const copy = button(t("shell.copy"), async () => {
    try {
      await navigator.clipboard.writeText(commands);
      toast(t("shell.copied"), "good");
    } catch {
      getSelection().selectAllChildren(code);
    }
  }, { class: "small" });
  const code = h("code", {}, commands);
  return h("section", { class: "intro", "aria-labelledby": "intro-title" },
    h("div", { class: "stack" },
      h("h1", { id: "intro-title", tabindex: "-1" }, t("home.heading")),
      h("p", { class: "lead" }, t("home.lead")),
      h("div", { class: "cluster" },
        h("a", { class: "button primary", href: "/app" },
          user ? t("home.wallet-of", { name: user.username }) : t("home.start")),
        h("a", { class: "button", href: "/docs" }, t("home.documents")))),
    h("div", { class: "stack tight" },
      h("div", { class: "row apart" }, h("span", { class: "soft small" }, t("home.commands")), copy),
      h("pre", { class: "code commands", tabindex: "0", role: "region", "aria-label": t("home.commands") }, code)));
}

const kindName = (type) => textOr(`home.kind.${type}`, type);
const modelName = (name) => textOr(`admin.model.${name}`, name);

/** The latest frames of the public feed, newest first. */
export class LiveList {
  constructor(card) {
    this.state = h("span", { class: "badge plain" });
    this.list = h("ul", { class: "list", "aria-label": t("home.feed") });
    this.none = h("p", { class: "empty" }, t("home.feed-empty"));
    replace(card,
      h("div", { class: "card-head" }, h("h2", {}, t("home.feed")), this.state), this.none, this.list);
  }

  setState(state) {
    const kind = { live: "good live", connecting: "plain", offline: "warn" }[state];
    this.state.className = `badge ${kind}`;
    this.state.textContent = t(`feed.${state}`);
  }

  add(frame) {
    this.none.hidden = true;
    const now = new Date(serviceTime()).toISOString();
    const line = (what, right) => h("li", { class: "live-line" },
      h("span", {}, what), h("span", { class: "number" }, right),
      h("span", { class: "soft small when" }, time(now)));
    const lines = frame.kinds.map((kind) => line(
      [kindName(kind.type), kind.count > 1 ? h("span", { class: "soft" }, ` × ${count(kind.count)}`) : null],
      money(kind.amount, kind.currency)));
    if (frame.holds > 0) lines.push(line(t("home.hold-changes", { count: frame.holds }), ""));
    if (frame.orders > 0) lines.push(line(t("home.order-changes", { count: frame.orders }), ""));
    this.list.prepend(...lines);
    while (this.list.childElementCount > listLength) this.list.lastElementChild.remove();
  }
}

function figure(key) {
  const value = h("p", { class: "figure" }, "—");
  return { value, element: h("div", { class: "card" }, h("p", { class: "soft small" }, t(key)), value) };
}

function lagBadge(model) {
  if (model.lag_events === 0) return h("span", { class: "badge good" }, t("home.up-to-date"));
  const title = t("home.lag-seconds", { count: Math.round(model.lag_seconds) });
  return h("span", { class: "badge warn", title }, t("home.behind", { count: model.lag_events }));
}

/** The cards; `update(overview)` fills them. */
export function panels() {
  const figures = {
    transfers: figure("home.transfers"), day: figure("home.last-day"), users: figure("home.users"),
    holds: figure("home.holds"), orders: figure("home.orders"), position: figure("home.position"),
  };
  const chart = h("div", {}, skeleton(4));
  const feed = h("section", { class: "card stack live-card" });
  const rates = h("div", { class: "stack tight" }, skeleton(4));
  const kinds = table({
    caption: t("home.kinds"),
    keyOf: (row) => `${row.type}-${row.currency}`,
    columns: [
      { label: t("home.kind-name"), lead: true, cell: (row) => kindName(row.type) },
      { label: t("home.count"), numeric: true, cell: (row) => count(row.count) },
      { label: t("home.amount"), numeric: true, cell: (row) => money(row.amount, row.currency) },
    ],
  });
  const models = table({
    caption: t("home.models"),
    keyOf: (row) => row.name,
    columns: [
      { label: t("home.model"), lead: true, cell: (row) => modelName(row.name) },
      { label: t("home.model-position"), numeric: true, cell: (row) => count(row.position) },
      { label: t("home.state"), cell: lagBadge },
    ],
  });
  const card = (titleKey, ...content) =>
    h("section", { class: "card stack" }, h("h2", {}, t(titleKey)), content);
  let drawn = "";

  const update = (overview) => {
    // A screen reader starts again where nodes change.
    const text = JSON.stringify(overview, (key, value) => (typeof value === "bigint" ? String(value) : value));
    if (text === drawn) return;
    drawn = text;
    for (const name of ["transfers", "users", "holds", "orders"]) {
      figures[name].value.textContent = count(overview.totals[name]);
    }
    figures.position.value.textContent = count(overview.position);
    figures.day.value.textContent = count(overview.hours.reduce((total, hour) => total + hour.count, 0));
    const clock = new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hour12: false });
    replace(chart, barChart({
      description: t("home.chart-description"),
      bars: overview.hours.map((hour) => {
        const label = clock.format(new Date(hour.hour));
        return { label, value: hour.count, title: t("home.bar", { count: hour.count, hour: label }) };
      }),
    }));
    kinds.update([...overview.kinds].sort((a, b) => b.count - a.count));
    models.update(overview.read_models);
    replace(rates,
      h("div", { class: "cluster" },
        h("span", { class: "figure" }, count(overview.rates.count)),
        overview.rates.quoted_at === null
          ? h("span", { class: "badge plain" }, t("home.rates-none"))
          : h("span", { class: `badge ${overview.rates.stale ? "warn" : "good"}` },
            t(overview.rates.stale ? "home.rates-stale" : "home.rates-fresh"))),
      overview.rates.quoted_at === null
        ? null : h("p", { class: "soft small" }, t("home.rates-quoted"), " ", time(overview.rates.quoted_at)));
    version.textContent = t("home.version", { version: overview.version });
  };

  const version = h("p", { class: "soft small" });
  const element = h("div", { class: "stack loose" },
    h("section", { "aria-label": t("home.totals") },
      h("div", { class: "grid figures" }, Object.values(figures).map((one) => one.element))),
    h("div", { class: "home-columns" },
      h("div", { class: "stack loose" },
        card("home.chart", chart), card("home.kinds", kinds.element), card("home.rates", rates, version)),
      h("div", { class: "stack loose" }, feed, card("home.models", models.element))));
  return { element, feed, update };
}
