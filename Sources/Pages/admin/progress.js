// A long job with its explanation, its progress while it runs and the result of its last run.

import { api } from "../client/api.js";
import { count, duration, elapsed, time } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { announce, commandButton, h, refreshing, replace, skeleton } from "../kit/kit.js";
import { named } from "./names.js";

/** The progress of a run, with its speed and the time that is left. */
export function progressBar({ done, total, unit, rate, note }) {
  const share = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 0;
  const left = rate > 0 && total > done ? duration((total - done) / rate) : null;
  return h("div", { class: "progress stack tight" },
    h("progress", {
      class: "bar", max: Math.max(total, 1), value: done, "aria-label": t("admin.progress.share", { share }),
    }),
    h("div", { class: "cluster small" },
      h("strong", {}, `${share} %`),
      h("span", {},
        t("admin.progress.of", { done: count(done), total: count(total), unit: named("unit", unit) })),
      [
        rate > 0 && t("admin.progress.rate", { rate: count(Math.round(rate)) }),
        left && t("admin.progress.left", { left }),
        note && named("phase", note),
      ].filter(Boolean).map((text) => h("span", { class: "soft" }, text))));
}

/** The question before a long job. */
export function runQuestion(name) {
  return {
    title: t(`admin.${name}.question`), body: t(`admin.${name}.explain`), label: t(`admin.${name}.run`),
  };
}

/**
 * A card that starts the job `name` and follows it.
 *
 * `result(value)` draws the result of the last run, with `showsFailedResult` also a failed one.
 */
export function jobCard({ name, result, showsFailedResult = false }) {
  const state = h("div", { class: "stack", "aria-live": "polite" }, skeleton(2));
  const button = commandButton({
    label: t(`admin.${name}.run`),
    kind: "primary",
    check: () => button.getAttribute("aria-disabled") !== "true",
    confirm: () => runQuestion(name),
    send: (key) => api.command("POST", `/admin/jobs/${name}/run`, undefined, { key }),
    onDone: () => updates.now(),
  });
  button.setAttribute("aria-disabled", "true");
  const element = h("section", { class: "card stack", "aria-labelledby": `job-${name}` },
    h("div", { class: "card-head" }, h("h2", { id: `job-${name}` }, t(`admin.${name}.title`)), button),
    h("p", {}, t(`admin.${name}.explain`)));
  let shown = "";
  let wasBusy = false;
  const updates = refreshing(load, 1);
  element.append(updates.notice, state);

  async function load() {
    const { data } = await api.get("/admin/jobs", { fresh: false });
    const job = data.find((one) => one.name === name) ?? null;
    button.setAttribute("aria-disabled", String(!job || job.running || job.requested));
    draw(job);
  }

  function draw(job) {
    const isBusy = Boolean(job?.running || job?.requested);
    if (wasBusy && !isBusy && job) announce(t(`admin.jobs.state.${job.last_run?.outcome ?? "never"}`));
    wasBusy = isBusy;
    const text = JSON.stringify(job && [job.running, job.requested, job.progress, job.result, job.last_run]);
    if (text === shown) return;
    shown = text;
    state.setAttribute("aria-busy", String(isBusy));
    replace(state, job ? parts(job) : h("p", { class: "soft" }, t("admin.progress.absent")));
  }

  function parts(job) {
    if (job.running && job.progress) return progressBar(job.progress);
    if (job.running || job.requested) {
      return h("div", { class: "stack tight" },
        h("progress", { class: "bar", "aria-label": t("admin.progress.begins") }),
        h("p", { class: "soft" }, t("admin.progress.begins")));
    }
    if (!job.last_run) return h("p", { class: "soft" }, t(`admin.${name}.never`));
    const isShown = job.last_run.outcome === "ok" || (showsFailedResult && job.result);
    return [
      isShown ? null : h("p", { class: "form-message" },
        t(`admin.jobs.state.${job.last_run.outcome}`), job.last_run.error ? `: ${job.last_run.error}` : null),
      job.result ? result(job.result) : null,
      h("p", { class: "soft small" }, t("admin.progress.last"), " ", time(job.last_run.started_at),
        job.last_run.duration_ms === null ? null : `, ${elapsed(job.last_run.duration_ms)}`),
    ];
  }

  return { element, ready: updates.ready, stop: updates.stop };
}
