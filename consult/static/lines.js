// Lets a list of things to choose from be typed, pasted and put in order without loading the page again. Nothing is
// stored before Save. Without it each button sends the form and the page comes back with the lines as wished.

const MOST = 200; // lines the server reads

function setUp(list) {
  const rows = list.querySelector("ol");
  const live = document.createElement("p");
  live.className = "govuk-visually-hidden";
  live.setAttribute("role", "status");
  list.append(live);
  list.querySelector("[data-lines-tip]").hidden = false;

  const lines = () => [...rows.children];
  const words = (line) => line.querySelector("input[name$='-label']");

  function say(text) {
    live.textContent = live.textContent === text ? `${text}\u00a0` : text;
  }

  // Names carry the place, as the server counts them.
  function renumber() {
    const all = lines();
    for (const [place, line] of all.entries()) {
      for (const number of line.querySelectorAll("[data-number]")) number.textContent = place + 1;
      for (const one of line.querySelectorAll("[name^='item-'], [id^='item-'], [for^='item-'], [aria-describedby^='item-']"))
        for (const attribute of ["name", "id", "for", "aria-describedby"])
          if (one.hasAttribute(attribute))
            one.setAttribute(attribute, one.getAttribute(attribute).replace(/^item-\d+/, `item-${place}`));
      for (const button of line.querySelectorAll("[data-do]")) button.value = `${button.dataset.do}:${place}`;
      line.querySelector("[data-do=up]").disabled = place === 0;
      line.querySelector("[data-do=down]").disabled = place === all.length - 1;
    }
  }

  function blank() {
    const line = lines()[0].cloneNode(true);
    for (const input of line.querySelectorAll("input")) input.value = "";
    for (const message of line.querySelectorAll(".govuk-error-message")) message.remove();
    line.querySelector("details").open = false;
    line.classList.remove("heed-line--wrong");
    words(line).classList.remove("govuk-input--error");
    words(line).removeAttribute("aria-describedby");
    return line;
  }

  function add(after, text = "") {
    if (lines().length >= MOST) {
      say(`There is room for ${MOST} lines.`);
      return null;
    }
    const line = blank();
    words(line).value = text;
    if (after) after.after(line);
    else rows.append(line);
    renumber();
    return line;
  }

  function move(line, by) {
    const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(line);
    else other.after(line);
    renumber();
    const wanted = line.querySelector(`[data-do=${by < 0 ? "up" : "down"}]`);
    (wanted.disabled ? line.querySelector(`[data-do=${by < 0 ? "down" : "up"}]`) : wanted).focus();
    say(`Now line ${lines().indexOf(line) + 1} of ${lines().length}.`);
  }

  function remove(line) {
    const near = line.nextElementSibling ?? line.previousElementSibling;
    if (near) line.remove();
    else for (const input of line.querySelectorAll("input")) input.value = ""; // the last line stays, empty
    renumber();
    words(near ?? line).focus();
    say(`Removed. ${lines().length === 1 ? "1 line is" : `${lines().length} lines are`} left.`);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button || !lines().length) return; // with no line to copy, the server makes the first ones
    event.preventDefault();
    const line = button.closest("[data-line]");
    if (button.dataset.do === "add") {
      const made = add(null);
      if (made) words(made).focus();
    } else if (button.dataset.do === "remove") remove(line);
    else move(line, button.dataset.do === "up" ? -1 : 1);
  });

  list.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT" || !line) return;
    event.preventDefault();
    const next = line.nextElementSibling ?? add(line);
    if (next) words(next).focus();
  });

  list.addEventListener("paste", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.target !== words(line)) return;
    const pasted = event.clipboardData.getData("text/plain").split(/\r\n|\r|\n/).map((text) => text.trim()).filter(Boolean);
    if (pasted.length < 2) return; // one line is typing
    event.preventDefault();
    const input = words(line);
    input.setRangeText(pasted[0], input.selectionStart, input.selectionEnd, "end");
    let at = line;
    for (const text of pasted.slice(1)) {
      const free = at.nextElementSibling && !words(at.nextElementSibling).value ? at.nextElementSibling : null;
      if (free) words(free).value = text;
      const made = free ?? add(at, text);
      if (!made) break;
      at = made;
    }
    words(at).focus();
    say(`${pasted.length} lines pasted.`);
  });
}

document.querySelectorAll("[data-lines]").forEach(setUp);
