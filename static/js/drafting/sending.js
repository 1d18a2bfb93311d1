// Asks the server to save, and says in a word how it went: saved, conflict, refused, signed-out, other-person, or away
// when nobody can know.

import { drop, keptOf } from "./kept.js";

const PATIENCE = 20_000;
const WORDS = { 200: "saved", 401: "other-person", 409: "conflict" };

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
  ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** POST `fields`, pairs of name and text. Gives the answer's fields and `kind`. */
export async function post(url, fields, { keepalive = false } = {}) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      redirect: "manual", // To the page for signing in.
      signal: AbortSignal.timeout(PATIENCE),
      keepalive,
    });
    if (response.type === "opaqueredirect") return { kind: "signed-out" };
    if (response.ok) return { ...(await response.json()), kind: "saved" };
    if (response.status >= 500 || [408, 429].includes(response.status)) return { kind: "away" };
    return { ...(await response.json().catch(() => ({}))), kind: WORDS[response.status] ?? "refused" };
  } catch {
    return { kind: "away" };
  }
}

/** The pairs that save `entries`, which were all typed on the version `base`, on a page that shows `shown`. */
export function pairsOf(user, base, shown, entries) {
  const pairs = [["_user", user], ["_version", base], ["_shown", shown]];
  for (const { path, value, removed } of entries) pairs.push(removed ? ["_removed", removed] : [path, value]);
  return pairs;
}

/** Where a page that has a section open says so, so that no other page sends what is typed there. */
export const lockOf = (user, url) => `open ${user} ${url}`;

// One page's text never goes together with another's: what both wrote in one field is a conflict for the person to see.
function grouped(entries) {
  const groups = {};
  for (const entry of entries) (groups[`${entry.base} ${entry.url} ${entry.page}`] ??= []).push(entry);
  return Object.values(groups);
}

/** Send what the person left behind: in sections that no page has open, or in all. What can't be saved stays. */
export async function sendLeftBehind(user, { alsoOpen = false } = {}) {
  for (const entries of grouped(keptOf(user))) {
    const [{ url, base }] = entries;
    const send = async (lock) => {
      if (!lock && !alsoOpen) return;
      // First what was sent before without an answer, so that the server does not take it for another's.
      const doubtful = entries.filter(({ sent }) => sent !== undefined).map((entry) => ({ ...entry, value: entry.sent }));
      const first = doubtful.length ? await post(url, pairsOf(user, base, base, doubtful)) : { kind: "saved", version: base };
      if (first.kind !== "saved") return;
      for (const [on, some] of [[first.version, entries.filter(({ sent }) => sent !== undefined)], [base, entries.filter(({ sent }) => sent === undefined)]]) {
        const answer = some.length ? await post(url, pairsOf(user, on, on, some)) : {};
        if (answer.kind === "saved") some.forEach(({ key, value }) => drop(key, value));
      }
    };
    if (alsoOpen) await send(null);
    else await navigator.locks?.request(lockOf(user, url), { ifAvailable: true }, send);
  }
}
