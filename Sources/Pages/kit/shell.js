// The frame of every page: header, views, and the state of the connection.

import { resetFeed } from "../client/feed.js";
import { onLanguage, t } from "./i18n.js";
import { ApiError, connectionState, onConnection } from "../client/http.js";
import { announce, h, prepareRegions, replace } from "./nodes.js";
import { onceBack } from "./recovery.js";
import { scrolling, showCurrent } from "./scrolling.js";
import { session } from "../client/session.js";
import { languageSwitch, themeSwitch, userMenu } from "./header.js";
import { closeDialogs, closeToast, failure, skeleton, toast } from "./widgets.js";

const areas = [
  { id: "home", href: "/", titleKey: "shell.home" },
  { id: "app", href: "/app", titleKey: "shell.app" },
  { id: "docs", href: "/docs", titleKey: "shell.docs" },
  { id: "admin", href: "/admin", titleKey: "shell.admin", adminOnly: true },
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
 * While nobody is signed in, the view `signedOut` is shown in place of the others. A view with
 * `goTo(id)` has places of its own. `show(container, context)` returns a function that ends the
 * view, or a promise of one: the container is visible once it is there, so that nothing moves while
 * the view is loaded.
 */
export async function shell({ area, views, signedOut }) {
  const nav = h("nav", { class: "areas", "aria-label": t("shell.areas") });
  const tools = h("div", { class: "row push" });
  // The frame that the HTML brought, so that there was something to see before the modules.
  const painted = document.getElementById("painted");
  const brand = h("a", { class: "brand", href: "/" }, [...painted.querySelector(".brand").childNodes]);
  const skip = h("a", { class: "skip", href: "#main" });
  const banner = h("div", { class: "banner", role: "status", hidden: true });
  const viewNav = h("nav", { class: "views", hidden: true });
  const main = h("main", { id: "main", tabindex: "-1" });
  const body = h("div", { class: "body" }, viewNav, main);
  const unknown = unknownView(views[0]);
  let closeView = null;
  let shown = null;
  let generation = 0;
  // Whether a message belongs to the view that is shown next.
  let keepsToast = false;
  let forget = () => {};

  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });

  /** Shows another view, with the message of the action that leads there. */
  function navigate(id, ...rest) {
    const next = `#${[id, ...rest].map(encodeURIComponent).join("/")}`;
    keepsToast = true;
    if (location.hash === next) show();
    else location.hash = next;
  }

  function frame() {
    skip.textContent = t("shell.skip");
    nav.setAttribute("aria-label", t("shell.areas"));
    const reachable = areas.filter((one) => !one.adminOnly || session.isAdmin || area === one.id);
    replace(nav, reachable.map((one) =>
      h("a", { href: one.href, "aria-current": one.id === area ? "page" : null }, t(one.titleKey))));
    showCurrent(nav);
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
    if (id === "" || views[0].goTo) return views[0];
    return views.find((view) => view.id === id) ?? unknown;
  }

  function showViews(view) {
    const several = views.length > 1 && (view === unknown || views.includes(view));
    viewNav.hidden = !several;
    body.classList.toggle("with-views", several);
    viewNav.setAttribute("aria-label", t("shell.views"));
    replace(viewNav, several ? views.map((one) =>
      h("a", { href: `#${one.id}`, "aria-current": one === view ? "page" : null }, t(one.titleKey))) : []);
    showCurrent(viewNav);
  }

  async function show({ moveFocus = true } = {}) {
    generation += 1;
    const mine = generation;
    forget();
    closeView?.();
    closeView = null;
    closeDialogs();
    if (!keepsToast) closeToast();
    keepsToast = false;
    const view = current();
    shown = view;
    const title = t(view.titleKey);
    document.title = view.ownTitle ?? `${title} · Tally`;
    showViews(view);
    const heading = h("h1", { tabindex: "-1" }, title);
    const container = h("div", { class: "view", hidden: true });
    const loading = skeleton(6);
    const atLast = [];
    replace(main, view.ownHeading ? null : heading, loading, container);
    if (moveFocus) {
      scrollTo(0, 0);
      (view.ownHeading ? main : heading).focus({ preventScroll: true });
      announce(title);
    }
    try {
      const close = await view.show(container, {
        navigate, session, rest: place().rest, onceVisible: (work) => atLast.push(work),
      });
      if (mine !== generation) return close?.();
      closeView = close ?? null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine !== generation) return;
      replace(container, h("div", { class: "card" }, failure(error, () => show())));
      forget = onceBack(error, () => show({ moveFocus: false }));
    }
    loading.remove();
    container.hidden = false;
    for (const work of atLast) work();
  }

  prepareRegions();
  frame();
  painted.querySelector(".top").remove();
  document.body.prepend(skip,
    h("header", { class: "top" }, h("div", { class: "top-inner" }, brand, nav, tools)), banner);
  scrolling(nav);
  scrolling(viewNav);
  onConnection(showBanner);
  await session.restore();
  frame();
  painted.replaceWith(body);
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

/** Says that the address names no view, and leads to the first one. */
function unknownView(first) {
  return {
    id: "unknown",
    titleKey: "shell.unknown",
    async show(container) {
      replace(container, h("div", { class: "card stack" },
        h("p", {}, t("shell.unknown-text", { name: place().id })),
        h("div", {}, h("a", { class: "button primary", href: `#${first.id}` }, t(first.titleKey)))));
    },
  };
}
