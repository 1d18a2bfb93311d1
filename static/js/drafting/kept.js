// What somebody has typed and the server has not yet taken, kept in this browser for that person alone: one entry for
// each field of each page, `{value, base, at}`, and for each removed row. `base` is the version that it was typed on;
// `url` is where the section is saved. Two pages that have the same section open never keep over one another.

const PREFIX = "unsaved";
const THIS_PAGE = Math.random().toString(36).slice(2);
const keyOf = (user, url, path) => [PREFIX, user, url, path, THIS_PAGE].join(" ");
const markOf = (user) => `signed-out ${user}`;

function quietly(action, otherwise) {
  try {
    return action();
  } catch {
    return otherwise; // Full, turned off, or not to be read.
  }
}

/** Keep an entry of this page. Whether there was room. */
export const keep = (user, url, path, entry) =>
  quietly(() => { localStorage.setItem(keyOf(user, url, path), JSON.stringify(entry)); return true; }, false);

/** Forget the entry with a key; with `value`, only while it still holds just that. */
export function drop(key, value) {
  quietly(() => {
    if (value === undefined || JSON.parse(localStorage.getItem(key) ?? "{}").value === value) localStorage.removeItem(key);
  });
}

/** Forget this page's entry for a field. */
export const dropOwn = (user, url, path) => drop(keyOf(user, url, path));

/** A person's entries, `{key, url, path, page, value, base, at}`, the oldest first; of one section, or of all. */
export function keptOf(user, url = "") {
  const start = `${PREFIX} ${user} ${url}`;
  const keys = quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(start)), []);
  return keys.map((key) => {
    const [, , place, path, page] = key.split(" ");
    return { key, url: place, path, page, ...quietly(() => JSON.parse(localStorage.getItem(key)), {}) };
  }).filter((entry) => typeof entry.value === "string").sort((one, other) => one.at - other.at);
}

/** Forget all that a person typed, and tell their other open pages that they signed out. */
export function eraseOf(user) {
  keptOf(user).forEach(({ key }) => drop(key));
  quietly(() => localStorage.setItem(markOf(user), String(Date.now())));
}

/** The person is here: they have not signed out, or they have signed in again. */
export const isBack = (user) => quietly(() => localStorage.removeItem(markOf(user)));

/** Call `then(isOut)` when the person signs out or in on another page. */
export function onSignOut(user, then) {
  window.addEventListener("storage", (event) => { if (event.key === markOf(user)) then(event.newValue !== null); });
}
