// Runs before the page is painted: another theme never flashes up, and the texts of the user's language are
// fetched beside the modules. A browser that forbids storage uses the system's theme and its own language.
(() => {
  const root = document.documentElement;
  const languages = ["en", "ru"];
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const theme = stored("tally.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const wanted = [stored("tally.language"), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  root.lang = wanted.find((tag) => languages.includes(tag)) ?? languages[0];
  const texts = document.createElement("script");
  texts.type = "module";
  texts.src = new URL(`../texts/${root.lang}/texts.js`, document.currentScript.src);
  document.head.append(texts);
})();
