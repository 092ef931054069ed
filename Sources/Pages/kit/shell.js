// The frame of every page: header, views, and the state of the connection.

import { resetFeed } from "../client/feed.js";
import { onLanguage, t } from "./i18n.js";
import { ApiError, connectionState, onConnection } from "../client/http.js";
import { announce, h, prepareRegions, replace } from "./nodes.js";
import { session } from "../client/session.js";
import { languageSwitch, logo, themeSwitch, userMenu } from "./header.js";
import { closeDialogs, failure, skeleton, toast } from "./widgets.js";

const areas = [
  { id: "home", href: "/", titleKey: "shell.home" },
  { id: "app", href: "/app", titleKey: "shell.app" },
  { id: "admin", href: "/admin", titleKey: "shell.admin", adminOnly: true },
  { id: "docs", href: "/docs", titleKey: "shell.docs" },
];

/** The view's id and the rest of the address: `#orders/17` is view `orders` with `["17"]`. */
function place() {
  const [id, ...rest] = location.hash.replace(/^#\/?/, "").split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { id, rest };
}

/**
 * Builds the page of an area and shows the view that the address names.
 *
 * While nobody is signed in, the view `signedOut` is shown in place of the others.
 */
export async function shell({ area, views, signedOut }) {
  const nav = h("nav", { class: "areas", "aria-label": t("shell.areas") });
  const tools = h("div", { class: "row push" });
  const brand = h("a", { class: "brand", href: "/" }, logo(), "Tally");
  const skip = h("a", { class: "skip", href: "#main" });
  const banner = h("div", { class: "banner", role: "status", hidden: true });
  const viewNav = h("nav", { class: "views", hidden: true });
  const main = h("main", { id: "main", tabindex: "-1" });
  const body = h("div", { class: "body" }, viewNav, main);
  let closeView = null;
  let shown = null;
  let generation = 0;
  // Whether the view could not be shown; then it is tried again as soon as the service is back.
  let isFailed = false;

  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });

  function navigate(id, ...rest) {
    const next = `#${[id, ...rest].map(encodeURIComponent).join("/")}`;
    if (location.hash === next) show();
    else location.hash = next;
  }

  function frame() {
    skip.textContent = t("shell.skip");
    nav.setAttribute("aria-label", t("shell.areas"));
    const reachable = areas.filter((one) => !one.adminOnly || session.isAdmin || area === one.id);
    replace(nav, reachable.map((one) =>
      h("a", { href: one.href, "aria-current": one.id === area ? "page" : null }, t(one.titleKey))));
    replace(tools, themeSwitch(), languageSwitch(), userMenu(area));
    showBanner();
  }

  function showBanner() {
    const connection = connectionState();
    banner.hidden = connection === "online";
    banner.textContent = connection === "online" ? "" : t(`shell.connection.${connection}`);
  }

  function current() {
    if (signedOut && !session.isSignedIn) return signedOut;
    if (area === "admin" && !session.isAdmin) return notAllowed;
    const { id } = place();
    return views.find((view) => view.id === id) ?? views[0];
  }

  function showViews(view) {
    const several = views.length > 1 && views.includes(view);
    viewNav.hidden = !several;
    body.classList.toggle("with-views", several);
    viewNav.setAttribute("aria-label", t("shell.views"));
    replace(viewNav, several ? views.map((one) =>
      h("a", { href: `#${one.id}`, "aria-current": one === view ? "page" : null }, t(one.titleKey))) : []);
    viewNav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  async function show({ moveFocus = true } = {}) {
    generation += 1;
    const mine = generation;
    isFailed = false;
    closeView?.();
    closeView = null;
    closeDialogs();
    const view = current();
    shown = view;
    const title = t(view.titleKey);
    document.title = area === "home" ? "Tally" : `${title} · Tally`;
    showViews(view);
    const heading = h("h1", { tabindex: "-1" }, title);
    const container = h("div", { class: "view" }, skeleton(5));
    replace(main, view.ownHeading ? null : heading, container);
    if (moveFocus) {
      scrollTo(0, 0);
      (view.ownHeading ? main : heading).focus({ preventScroll: true });
      announce(title);
    }
    container.replaceChildren();
    try {
      const close = await view.show(container, { navigate, session, rest: place().rest });
      if (mine === generation) closeView = close ?? null;
      else close?.();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine !== generation) return;
      isFailed = true;
      replace(container, h("div", { class: "card" }, failure(error, () => show())));
    }
  }

  prepareRegions();
  const header = h("header", { class: "top" }, h("div", { class: "top-inner" }, brand, nav, tools));
  document.body.prepend(skip, header, banner, body);
  replace(main, skeleton(6));
  frame();
  onConnection((state) => {
    showBanner();
    if (state === "online" && isFailed) show({ moveFocus: false });
  });
  await session.restore();
  frame();
  await show({ moveFocus: false });

  addEventListener("hashchange", () => {
    // A view with places of its own moves there itself.
    if (shown?.goTo && shown === current()) shown.goTo(place().id);
    else show();
  });
  onLanguage(() => {
    frame();
    show({ moveFocus: false });
  });
  session.onChange((user, why) => {
    resetFeed();
    frame();
    show();
    if (why === "ended") toast(t("shell.session-ended"), "bad");
    if (why === "signed-out") toast(t("shell.signed-out"));
    if (why !== "elsewhere") return;
    if (user) toast(t("shell.changed-elsewhere", { name: user.username }));
    else toast(t("shell.signed-out-elsewhere"));
  });
}

const notAllowed = {
  id: "not-allowed",
  titleKey: "shell.admin",
  async show(container) {
    replace(container, h("div", { class: "card stack" },
      h("p", {}, t("shell.administrators-only")),
      h("div", {}, h("a", { class: "button primary", href: "/app" }, t("shell.app")))));
  },
};
