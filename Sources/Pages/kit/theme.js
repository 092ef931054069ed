// Runs before the page is painted, so that a chosen theme does not flash up as the other one.
(() => {
  try {
    const theme = localStorage.getItem("tally.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: the theme is that of the system.
  }
})();
