// Runs before the page is painted, so that the other theme never flashes up.
(() => {
  try {
    const theme = localStorage.getItem("tally.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is forbidden: the system's theme is used.
  }
})();
