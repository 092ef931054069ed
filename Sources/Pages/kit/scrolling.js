// Rows of links or tabs that scroll sideways where they have no room, and show it.

/**
 * Keeps `data-more` of a row up to date: `start`, `end` or both, where more can be scrolled to.
 *
 * The style sheet fades the row out on that side.
 */
export function scrolling(row) {
  function mark() {
    const rest = row.scrollWidth - row.clientWidth;
    const sides = [row.scrollLeft > 1 && "start", row.scrollLeft < rest - 1 && "end"].filter(Boolean);
    row.dataset.more = sides.join(" ");
  }
  row.classList.add("scrolls");
  row.addEventListener("scroll", mark, { passive: true });
  const sizes = new ResizeObserver(mark);
  sizes.observe(row);
  // The observer reports only the size of the row, not that of its content.
  new MutationObserver(mark).observe(row, { childList: true });
  return row;
}

/** Scrolls the row so that its current link is in sight. */
export function showCurrent(row) {
  row.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
