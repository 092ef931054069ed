// Whether the log is as it was written: the check of the hash chain and of the rules for events.

import { count } from "../kit/format.js";
import { t } from "../kit/i18n.js";
import { facts, h, replace } from "../kit/kit.js";
import { address } from "./names.js";
import { jobCard } from "./progress.js";

/** Further problems would say nothing new. */
const mostProblems = 200;

export default { id: "chain", titleKey: "admin.chain.title", show };

async function show(container) {
  const card = jobCard({ name: "verify", result, showsFailedResult: true });
  replace(container,
    h("p", { class: "soft lead" }, t("admin.chain.lead")),
    card.element,
    h("section", { class: "card stack" }, h("h2", {}, t("admin.chain.checks")),
      h("ul", {}, ["hashes", "money", "things"].map((what) => h("li", {}, t(`admin.chain.checks.${what}`)))),
      h("p", { class: "soft" }, t("admin.chain.checks-end"))));
  await card.ready;
  return card.stop;
}

function result({ sound, after, events, batches, position, hash, problems }) {
  return h("div", { class: "stack" },
    h("div", { class: `form-message verdict ${sound ? "good" : ""}` },
      h("strong", {}, t(sound ? "admin.chain.sound" : "admin.chain.unsound")),
      h("span", {}, t("admin.chain.walked", { events: count(events), batches: count(batches) })),
      after > 0 ? h("span", {}, t("admin.chain.after", { position: count(after) })) : null),
    sound && position > 0 ? facts([
      [t("admin.position"), count(position)], [t("admin.chain.hash"), h("code", { class: "id" }, hash)],
    ]) : null,
    problems.length === 0 ? null : h("div", { class: "stack tight" },
      h("h3", {}, t("admin.chain.problems", { count: problems.length })),
      h("ol", { class: "list mono" },
        problems.slice(0, mostProblems).map((text) => h("li", {}, linked(text))))));
}

/** The problem's text, with a link to the first position that it names. */
function linked(text) {
  const match = /\b(?:position|event|at)\s+(\d+)/i.exec(text);
  if (!match) return text;
  const [before, after] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
  return [before, h("a", { href: address("log", { position: match[1] }) }, match[0]), after];
}
