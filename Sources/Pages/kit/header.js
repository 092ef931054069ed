// The controls of the header.

import { language, setLanguage, t } from "./i18n.js";
import { button, h, svg } from "./nodes.js";
import { session } from "../client/session.js";
import { toast } from "./widgets.js";

const themes = ["auto", "light", "dark"];
const themeKey = "tally.theme";

function storedTheme() {
  try {
    const theme = localStorage.getItem(themeKey);
    return themes.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}

function setTheme(theme) {
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // Storage is forbidden: the theme lasts as long as this page.
  }
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

const icons = {
  auto: [
    svg("circle", { cx: 12, cy: 12, r: 8 }),
    svg("path", { d: "M12 4a8 8 0 0 1 0 16z", fill: "currentColor" }),
  ],
  light: [
    svg("circle", { cx: 12, cy: 12, r: 4 }),
    svg("path", { d: "M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2" }),
  ],
  dark: [svg("path", { d: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z" })],
};

/** A button that switches from the system's theme to light, to dark, and back. */
export function themeSwitch() {
  const element = button(null, () => {
    setTheme(themes[(themes.indexOf(storedTheme()) + 1) % themes.length]);
    show();
  }, { class: "icon" });
  const show = () => {
    const theme = storedTheme();
    element.setAttribute("aria-label", t(`shell.theme.${theme}`));
    element.title = t(`shell.theme.${theme}`);
    element.replaceChildren(svg("svg", {
      width: "20", height: "20", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor",
      "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    }, icons[theme].map((part) => part.cloneNode())));
  };
  show();
  return element;
}

/** A button for the other language, named in that language. */
export function languageSwitch() {
  const next = language() === "en" ? "ru" : "en";
  const name = next === "ru" ? "Русский" : "English";
  const choose = () => setLanguage(next).catch(() => toast(t("problem.0"), "bad"));
  return button(next.toUpperCase(), choose,
    { class: "icon", lang: next, "aria-label": name, title: name });
}

export function userMenu(area) {
  const { user } = session;
  if (!user) {
    // While the user is being found out, a button to sign in would be wrong.
    if (session.isExpected || area === "app" || area === "admin") return null;
    return h("a", { class: "button primary small", href: "/app" }, t("shell.sign-in"));
  }
  const label = user.username ?? t("shell.nobody");
  const menu = h("details", { class: "menu" },
    h("summary", { "aria-label": t("shell.account-of", { name: label }) }, h("span", {}, label)),
    h("div", { class: "menu-items" },
      h("p", {}, user.name ? `${user.name}, ${user.email}` : user.email),
      h("a", { href: "/app#account" }, t("shell.account")),
      button(t("shell.sign-out"), () => session.signOut())));
  const close = () => { menu.open = false; };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
  return menu;
}
