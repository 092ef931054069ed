// The page at /: what Tally is, and what is happening in it.

import { api } from "../client/api.js";
import { follow } from "../client/feed.js";
import { refreshing, replace } from "../kit/kit.js";
import { intro, LiveList, panels } from "./panels.js";
import { shell } from "../kit/shell.js";

const overviewSeconds = 5;

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Adds amounts, whose sum may be too large for a number. */
const plus = (a, b) => {
  const total = BigInt(a) + BigInt(b);
  return total <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(total) : total;
};

/** The overview with the later frames of the feed added. */
function withFrames(overview, frames) {
  const later = frames.filter((frame) => frame.position > overview.position).flatMap((frame) => frame.kinds);
  if (later.length === 0) return overview;
  const kinds = overview.kinds.map((kind) => ({ ...kind }));
  for (const one of later) {
    const known = kinds.find((kind) => kind.type === one.type && kind.currency === one.currency);
    if (known) {
      known.count += one.count;
      known.amount = plus(known.amount, one.amount);
    } else {
      kinds.push({ ...one });
    }
  }
  const added = sum(later.map((one) => one.count));
  const hours = overview.hours.map((hour, index) =>
    index === overview.hours.length - 1 ? { ...hour, count: hour.count + added } : hour);
  const totals = { ...overview.totals, transfers: overview.totals.transfers + added };
  return { ...overview, kinds, hours, totals };
}

const live = {
  id: "live",
  titleKey: "home.title",
  ownTitle: "Tally",
  ownHeading: true,
  async show(container, { session }) {
    const parts = panels();
    const list = new LiveList(parts.feed);
    let overview = null;
    let frames = [];

    const draw = () => {
      if (overview) parts.update(withFrames(overview, frames));
    };
    const updates = refreshing(async () => {
      ({ data: overview } = await api.get("/overview", { fresh: false }));
      frames = frames.filter((frame) => frame.position > overview.position);
      draw();
    }, overviewSeconds);

    replace(container, intro(session.user), updates.notice, parts.element);
    const feed = follow({
      open: true,
      on: {
        counts(frame) {
          frames.push(frame);
          list.add(frame);
          draw();
        },
      },
      onState: (state) => list.setState(state),
      onLost() {
        frames = [];
        overview = null;
        updates.now();
      },
    });
    await updates.ready;
    return () => {
      feed.close();
      updates.stop();
    };
  },
};

shell({ area: "home", views: [live] });
