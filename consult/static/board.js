// Makes the theme board and the reading pane quick: keys, a live count of ticks, a jump list that stays in sight.
// Without it every link, box and button of both pages does its work.

const KEPT = "heed-keys"; // "off" once the officer switched the keys off
const TYPED = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]";

const items = [...document.querySelectorAll("[data-item]")];
const pane = document.querySelector("form[data-pane]");
const bar = document.querySelector("[data-board]");
const live = make("p", { class: "govuk-visually-hidden", role: "status" });
document.querySelector("main").append(live);

function make(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function say(words) {
  live.textContent = live.textContent === words ? `${words}\u00a0` : words; // said again, not swallowed as the same
}

// ---- Where the officer is ----

// The box of an answer, or the name of a theme: what a person would tab to.
const handle = (item) => item.querySelector(pane ? "input[type=checkbox]" : "a");
const focused = () => items.find((item) => item.contains(document.activeElement));
let last = null;

function here() {
  return focused() ?? (last && document.contains(last) ? last : null);
}

function step(by) {
  const at = items.indexOf(here());
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
  if (!next) return say(by > 0 ? "This is the last one on the page." : "This is the first one on the page.");
  go(next);
}

function go(item) {
  last = item;
  handle(item).focus({ preventScroll: true });
  item.scrollIntoView({ block: item.offsetHeight > innerHeight * 0.8 ? "start" : "nearest" });
}

document.addEventListener("focusin", () => {
  last = focused() ?? last;
});

// ---- Ticks ----

const boxes = () => [...pane.querySelectorAll("input[name=answer]")];
const ticked = () => boxes().filter((box) => box.checked).length;
let counters = [];

function count() {
  const n = ticked();
  for (const counter of counters) counter.textContent = `${n} ticked`;
  for (const one of document.querySelectorAll("[data-ticked-bar]")) one.hidden = n === 0;
  const all = document.querySelector("[data-tick-all]");
  if (all) all.textContent = n && n === boxes().length ? "Untick all" : "Tick all on this page";
}

function tick(item) {
  const box = handle(item);
  if (box.disabled) return;
  box.checked = !box.checked;
  count();
  say(`${box.checked ? "Ticked" : "Not ticked"}. ${ticked()} ticked.`);
}

function followTicks() {
  const tools = document.getElementById("with-ticked");
  if (!tools) return;
  const near = make("p", { class: "heed-ticked-bar", "data-ticked-bar": "", hidden: "" });
  near.append(make("span"), make("a", { class: "govuk-link", href: "#with-ticked" }, "What to do with them"));
  pane.append(near);
  counters = [document.querySelector("[data-ticked]"), near.firstElementChild];
  pane.addEventListener("change", count);
  document.querySelector("[data-tick-all]").addEventListener("click", (event) => {
    event.preventDefault();
    const to = ticked() < boxes().length;
    for (const box of boxes()) box.checked = to;
    count();
  });
  addEventListener("pageshow", count); // Back brings ticks along
  count();
}

// ---- Accepting one answer ----

async function accept(item) {
  const box = handle(item);
  if (box.disabled) return;
  if (item.dataset.source !== "machine") return say("A person stands behind this one already.");
  const sent = new FormData(pane);
  sent.delete("answer");
  sent.append("answer", box.value);
  sent.append("action", "confirm");
  sent.append("quiet", "1");
  say("Saving.");
  let answer;
  try {
    answer = await fetch(pane.getAttribute("action"), { method: "POST", body: new URLSearchParams(sent), redirect: "error" });
  } catch {
    return say("Not saved: there is no connection. Try again.");
  }
  if (answer.status !== 204) return sendWhole(box); // the page that comes back says what is the matter
  item.dataset.source = "person";
  item.querySelector("[data-placed]").textContent = `by ${pane.dataset.person}`;
  const next = items[items.indexOf(item) + 1];
  const stayed = here() === item;
  if (next && stayed) go(next);
  say(next ? "Accepted." : "Accepted. This was the last one on the page.");
}

function sendWhole(box) {
  for (const one of boxes()) one.checked = one === box;
  pane.append(make("input", { type: "hidden", name: "action", value: "confirm" }));
  pane.submit();
}

function move(item) {
  const target = document.getElementById("target");
  if (!target) return;
  if (item && !ticked()) tick(item);
  target.focus();
}

// ---- Keys ----

const withAnswer = (work) => () => (here() ? work(here()) : say("Go to an answer first: press j."));
const KEYS = pane
  ? {
      j: ["next answer", () => step(1)],
      k: ["answer before", () => step(-1)],
      ...(document.getElementById("with-ticked") && {
        x: ["tick", withAnswer(tick)],
        a: ["accept here", withAnswer(accept)],
        m: ["move", () => move(here())],
      }),
    }
  : { j: ["next theme", () => step(1)], k: ["theme before", () => step(-1)] };

function recall() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing starts with the keys on.
  }
}

function offerKeys() {
  const place = document.querySelector("[data-keys-place]");
  if (!place || !items.length) return;
  let on = recall();
  const line = make("ul", { class: "heed-keys__line" });
  for (const [key, [words]] of Object.entries(KEYS)) line.append(make("li", {}, make("kbd", {}, key), words));
  line.append(make("li", {}, make("kbd", {}, "?"), "show or hide this"));
  const toggle = make("button", { type: "button", class: "heed-button" });
  const summary = make("summary", { class: "heed-quiet-summary" }, "Keys");
  const box = make("details", { class: "heed-keys" }, summary, line, toggle);
  place.replaceWith(box);

  function show() {
    toggle.textContent = on ? "Switch the keys off" : "Switch the keys on";
    line.hidden = !on;
  }

  toggle.addEventListener("click", () => {
    on = !on;
    keep(on);
    show();
    say(on ? "The keys are on." : "The keys are off.");
  });
  show();

  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(TYPED)) return;
    if (event.key === "?") {
      box.open = !box.open;
      if (box.open) say(Object.entries(KEYS).map(([key, [words]]) => `${key}, ${words}`).join("; "));
    } else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key][1]();
    else return;
    event.preventDefault();
  });
}

// ---- The board ----

function keepJumpListInSight() {
  if (!bar) return;
  const jump = bar.querySelector("[data-jump]");
  bar.classList.add("heed-bar--stays");
  jump.addEventListener("click", (event) => {
    if (event.target.closest("a")) jump.open = false;
  });
}

// A list that opens over the page closes with Escape and when one goes on elsewhere.
function closeWhatLiesOver() {
  const over = [...document.querySelectorAll(".heed-do__more, .heed-bar--stays [data-jump]")].filter(
    (one) => !one.querySelector(".govuk-error-message"), // what is to be mended stays open
  );
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && over.find((one) => one.open);
    if (!open) return;
    const inside = open.contains(document.activeElement);
    open.open = false;
    if (inside) open.querySelector("summary").focus();
  });
  for (const kind of ["click", "focusin"])
    document.addEventListener(kind, (event) => {
      for (const one of over) if (one.open && !one.contains(event.target)) one.open = false;
    });
  for (const one of over)
    one.addEventListener("toggle", () => {
      if (one.open) one.querySelector("input:not([type=hidden])")?.select();
    });
}

// The page opens where the officer goes on, so what was just done is told there and not at the top only.
function tellNear() {
  const told = document.querySelector("main > .heed-notice--good[role=status]");
  if (!told || !document.getElementById(location.hash.slice(1))) return;
  const words = told.textContent.trim();
  const close = make("button", { type: "button", class: "heed-button" }, "Close");
  told.classList.add("heed-notice--near");
  told.append(close);
  close.addEventListener("click", () => told.remove());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") told.remove();
  });
  const item = document.getElementById(location.hash.slice(1)).closest("[data-item]");
  setTimeout(() => {
    if (item && document.activeElement === document.body) go(item); // the browser drops focus when it goes to a place
    say(words); // a status that is there from the beginning is not read out
  }, 200);
}

if (pane) followTicks();
keepJumpListInSight();
closeWhatLiesOver();
offerKeys();
tellNear();
