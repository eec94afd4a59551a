// Keeps what a person types in this tab until the server has it, so that a lost connection loses no words.
// Nothing of it leaves the tab; it ends with the receipt or with the tab. Without this file every Continue still saves.

const MARK = "heed:";
const form = document.querySelector("form[data-saved]");
const key = MARK + location.pathname;

/** A browser may refuse to keep anything; then the server still has what was saved last. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

const keys = () => attempt(() => Object.keys(sessionStorage).filter((name) => name.startsWith(MARK))) ?? [];

function fields() {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
}

/** Hidden fields are the server's. So are radios it left empty to ask which counts: what is kept may not answer that. */
const isOurs = (control) => control.type === "hidden" || (control.type === "radio" && control.closest("[data-torn]"));

function keep() {
  const words = JSON.stringify({ saved: form.dataset.saved, fields: fields() });
  attempt(() => sessionStorage.setItem(key, words));
}

function tell(text, href) {
  const box = document.querySelector("[data-told]");
  const line = box.firstElementChild;
  box.hidden = false;
  if (!href) line.textContent = text;
  else {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = href;
    link.textContent = text;
    line.replaceChildren(link);
  }
  box.scrollIntoView({ block: "nearest" });
}

function putBack(kept) {
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || control.type === "submit" || isOurs(control)) continue;
    const typed = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = typed.includes(control.value);
    else control.value = typed[0] ?? "";
  }
}

/** What is kept counts only while the server holds what it held when the typing began: else it has something newer. */
function recall() {
  const ours = new Set([...form.elements].filter(isOurs).map((control) => control.name));
  const typed = (all) => JSON.stringify(all.filter(([name]) => !ours.has(name)));
  const kept = attempt(() => JSON.parse(sessionStorage.getItem(key)));
  if (!kept) return;
  if (kept.saved !== form.dataset.saved) attempt(() => sessionStorage.removeItem(key));
  else if (typed(kept.fields) !== typed(fields())) {
    putBack(kept.fields);
    tell(form.dataset.backAgain);
  }
}

if (form) {
  recall();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine !== false) return;
    event.preventDefault();
    tell(form.dataset.offline);
  });
}

if (document.querySelector("[data-over]")) for (const name of keys()) attempt(() => sessionStorage.removeItem(name));

// Somebody who went back too far finds the way again, in this tab only.
const landing = document.querySelector("[data-begun]");
const begun = keys().filter((name) => name.startsWith(`${key}/`)).sort().at(-1);
if (landing && begun) tell(landing.dataset.begun, begun.slice(MARK.length));
