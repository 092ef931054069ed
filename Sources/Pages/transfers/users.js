// The users whom a file names.

import { api } from "../client/api.js";

/** With more names, the whole list of users is read, which then takes fewer requests. */
const fewNames = 100;
const pageSize = 1000;

/**
 * Finds the active users among `parties`, names in lower case or numbers such as `#12`.
 *
 * Resolves to a map from each to `{ id, username }`; others are left out. Throws an `ApiError`.
 */
export async function findUsers(parties) {
  const wanted = new Set(parties);
  const found = new Map();
  const note = (user) => {
    for (const party of [user.username?.toLowerCase(), `#${user.id}`]) {
      if (!wanted.has(party)) continue;
      wanted.delete(party);
      if (user.state === "active") found.set(party, user);
    }
  };
  if (wanted.size > fewNames) {
    await readUsers({}, note, () => wanted.size === 0);
    return found;
  }
  for (const party of [...wanted]) {
    if (party.startsWith("#")) await readUser(party.slice(1), note);
    else await readUsers({ name: party }, note, () => !wanted.has(party));
  }
  return found;
}

/** Reads the users whose names begin with `query.name`, until `isEnough()`. */
async function readUsers(query, note, isEnough) {
  let before = null;
  do {
    const answer = await api.get("/admin/users", { query: { ...query, limit: pageSize, before } });
    answer.data.forEach(note);
    before = answer.next;
  } while (before !== null && !isEnough());
}

async function readUser(id, note) {
  try {
    note((await api.get(`/users/${id}`)).data);
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}

/** Adds to the problems of each line what is wrong with its users; `own` is the id of who sends. */
export function checkUsers(lines, users, own) {
  const idOf = (party) => users.get(party)?.id ?? null;
  for (const line of lines) {
    const { payer, receiver, problems } = line;
    if (payer !== null && !users.has(payer)) problems.push("payer-unknown");
    if (receiver !== null && !users.has(receiver)) problems.push("receiver-unknown");
    line.payerId = payer === null ? own : idOf(payer);
    line.receiverId = idOf(receiver);
    if (line.payerId !== null && line.payerId === line.receiverId && payer !== receiver) problems.push("same-user");
  }
}
