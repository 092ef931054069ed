// The read models: how far behind the log they are, how large, and a card that rebuilds them.

import { api } from "../client/api.js";
import { count, elapsed, size, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { h, refreshing, replace, showOnly, skeleton, table } from "../kit/kit.js";
import { address, named } from "./names.js";
import { jobCard } from "./progress.js";

export default { id: "models", titleKey: "admin.models.title", show };

async function show(container) {
  const place = h("div", {}, skeleton(12));
  const figures = h("div", { class: "grid narrow" });
  const list = table({
    caption: t("admin.models.title"), columns: columns(), keyOf: (model) => model.name, records: true,
  });
  const updates = refreshing(load, 2);
  const replay = jobCard({ name: "replay", result });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.models.lead")),
    updates.notice, figures, replay.element, place);

  async function load() {
    const { data: models } = await api.get("/admin/projections", { fresh: false });
    const furthest = Math.max(0, ...models.map((model) => model.position));
    const lag = Math.max(0, ...models.map((model) => model.lag));
    const bytes = models.reduce((sum, model) => sum + model.bytes, 0);
    replace(figures,
      figure(t("admin.models.position"), count(furthest)),
      figure(t("admin.models.lag-most"), count(lag), lag > 0 ? "warn" : "good"),
      figure(t("admin.models.size"), size(bytes)));
    list.update(models);
    showOnly(place, list.element);
  }

  await Promise.all([updates.ready, replay.ready]);
  return () => { updates.stop(); replay.stop(); };
}

function figure(label, value, kind = "") {
  return h("div", { class: "card tile" },
    h("div", { class: "soft small" }, label), h("div", { class: `figure ${kind}` }, value));
}

function columns() {
  return [
    {
      label: t("admin.models.model"), lead: true,
      cell: ({ name, error, error_position: position }) => h("div", { class: "stack tight" },
        h("strong", {}, named("model", name)),
        error ? h("span", { class: "bad small" }, t("admin.models.stopped", { error }), " ",
          h("a", { href: address("log", { position }) }, t("admin.models.stopped-at", { position }))) : null),
    },
    { label: t("admin.position"), numeric: true, cell: (model) => count(model.position) },
    { label: t("admin.models.lag"), numeric: true, cell: lagCell },
    { label: t("admin.models.rate"), numeric: true, cell: (model) => count(model.events_per_second) },
    {
      label: t("admin.models.rows"), numeric: true,
      cell: (model) => (model.rows_estimated ? `≈ ${count(model.rows)}` : count(model.rows)),
    },
    { label: t("admin.models.size"), numeric: true, cell: (model) => size(model.bytes) },
    { label: t("admin.models.generation"), numeric: true, cell: (model) => String(model.generation) },
    { label: t("admin.models.updated"), cell: (model) => time(model.updated_at) },
  ];
}

function lagCell(model) {
  if (model.error) return h("span", { class: "badge bad" }, t("admin.models.is-stopped"));
  return h("span", { class: model.lag > 0 ? "warn strong" : "soft" }, count(model.lag));
}

/** The error of the run, shown above, names the read models that can't be built. */
function result({ events, duration_ms: duration, differences, failures }) {
  const isSame = differences === 0 && failures === 0;
  return h("p", { class: `form-message ${isSame ? "good" : ""}` },
    t("admin.replay.result", { events: count(events), seconds: elapsed(duration) }), " ",
    isSame ? t("admin.replay.same") : null,
    differences > 0 ? t("admin.replay.different", { count: differences }) : null,
    failures > 0 ? [" ", t("admin.replay.failed", { count: failures })] : null);
}
