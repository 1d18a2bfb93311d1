// The deadline's clock: our server's time and how long is left, ticking from what the server said.
// It asks the server again now and then, when the computer has slept, and when the time is up: it may have been extended.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ASK_AGAIN = 5 * MINUTE;
// Everybody's clock stops at the same instant, and their questions should not come at the same.
const SPREAD = 2 * SECOND;
const LAST_MINUTES = 15 * MINUTE;
// Seconds are told when this little is left.
const SECONDS_MATTER = 10 * MINUTE;
// A screen reader hears what is left when so much is, and not at every tick.
const SPOKEN = [60, 30, 15, 5, 1].map((minutes) => minutes * MINUTE);

const language = document.documentElement.lang;
const UNITS = [["day", 24 * 60 * MINUTE], ["hour", 60 * MINUTE], ["minute", MINUTE], ["second", SECOND]].map(
  ([name, length]) => ({
    length,
    words: new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }),
  }),
);
const hands = new Intl.DateTimeFormat("sv", {
  timeZone: "Europe/Stockholm", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

// The two largest units, never more than there is, as the server says it (applications.calls.deadline).
function inWords(left) {
  const told = left >= SECONDS_MATTER ? UNITS.slice(0, 3) : UNITS;
  const found = [];
  let rest = left;
  for (const { length, words } of told) {
    const number = Math.floor(rest / length);
    rest -= number * length;
    found.push({ number, text: words.format(number) });
  }
  const first = Math.max(found.findIndex(({ number }) => number > 0), 0);
  const parts = found.slice(first, first + 2).filter(({ number }) => number > 0);
  return (parts.length ? parts : found.slice(-1)).map(({ text }) => text).join(" ");
}

let clock = document.querySelector("[data-clock]");
let ahead; // of this computer's clock, in milliseconds
let askedAt; // by this computer's clock
let lastTick;
let ticking;
const spoken = document.createElement("p");

// The server's time was taken after it was asked, so that what is left is never more than there is.
function start(when) {
  askedAt = lastTick = when;
  clearInterval(ticking);
  if (!clock.dataset.closes) return;
  ahead = Number(clock.dataset.now) - when;
  ticking = setInterval(tick, SECOND);
  tick();
}

function say(left, before) {
  if (SPOKEN.some((mark) => left <= mark && mark < before)) {
    spoken.textContent = clock.querySelector("[data-left-words]").dataset.leftWords.replace("#", inWords(left));
  }
}

function tick() {
  const now = Date.now();
  const closes = Number(clock.dataset.closes);
  const left = Math.max(closes - now - ahead, 0);
  say(left, closes - lastTick - ahead);
  const slept = !document.hidden && now - lastTick > 10 * SECOND && lastTick !== askedAt;
  lastTick = now;
  clock.querySelector("[data-left]").textContent = inWords(left);
  clock.querySelector("[data-time]").textContent = hands.format(now + ahead).replaceAll(":", ".");
  clock.querySelector("[data-when]").hidden = true;
  clock.querySelector("[data-last-minutes]").hidden = left > LAST_MINUTES;
  if (left === 0) setTimeout(ask, Math.random() * SPREAD, clearInterval(ticking));
  else if (slept || now - askedAt > ASK_AGAIN) ask();
}

async function ask() {
  const when = Date.now();
  askedAt = when;
  try {
    const answer = await fetch(clock.dataset.clock, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.importNode(page.querySelector("[data-clock]"), true);
    clock.replaceWith(fresh);
    clock = fresh;
    const notice = clock.querySelector(".notice");
    if (notice) spoken.textContent = notice.textContent;
    start(when);
  } catch {
    // The network is away: what the page knows stands, and it is asked again.
    if (Date.now() + ahead >= Number(clock.dataset.closes)) setTimeout(ask, 10 * SECOND);
  }
}

if (clock) {
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  document.querySelector("main").append(spoken);
  const [loaded] = performance.getEntriesByType("navigation");
  start(performance.timeOrigin + loaded.requestStart);
  // A page that the browser had kept says what was true when it was kept.
  if (loaded.type === "back_forward") ask();
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - askedAt > MINUTE) ask();
  });
}
