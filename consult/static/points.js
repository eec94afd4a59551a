// Tells the sum of a question that shares out points while a person types; the boxes stay the form's data.
// Without this file, or if it fails, the button "Add up my points" shows the page again with the sum.

const PAUSE = 800; // milliseconds of quiet before the sum is read out, so that not every digit is

/** Fill "{given}" and the like. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** The value of one digit of any script: digits stand in rows of ten, and a row begins after something else. */
function digit(sign) {
  let zero = sign.codePointAt(0);
  const code = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

/** A whole number, 0 for an empty box, null for anything else; spaces and marks of direction do not count. */
function read(typed) {
  const signs = [...typed].filter((sign) => !/[\p{Zs}\p{Cf}\p{Cc}]/u.test(sign));
  if (!signs.every((sign) => /\p{Nd}/u.test(sign))) return null;
  return Math.min(signs.reduce((sum, sign) => sum * 10 + digit(sign), 0), 1e9);
}

class Points {
  constructor(root) {
    this.words = root.dataset;
    this.boxes = [...root.querySelectorAll("[data-points]")];
    this.sum = root.querySelector("[data-sum]");
    this.live = root.querySelector("[data-live]");
    root.addEventListener("input", (event) => this.change(event.target));
    // Going back, or words put back after a lost connection, fill the boxes after this file has run.
    window.addEventListener("pageshow", () => this.show());
    root.querySelector("[data-add-up]").hidden = true;
    this.show();
  }

  get told() {
    const numbers = this.boxes.map((box) => read(box.value));
    const given = numbers.reduce((sum, number) => sum + (number ?? 0), 0);
    const total = Number(this.words.total);
    const words = given === total ? this.words.noneLeft : given > total ? this.words.tooMany : this.words.someLeft;
    const told = fill(words, { given, total, left: total - given, over: given - total });
    return numbers.includes(null) ? `${told} ${this.words.unread}` : told;
  }

  show() {
    this.sum.textContent = this.told;
  }

  change(box) {
    if (!this.boxes.includes(box)) return;
    this.show();
    window.clearTimeout(this.saying);
    this.saying = window.setTimeout(() => { this.live.textContent = this.told; }, PAUSE);
  }
}

for (const root of document.querySelectorAll('[data-module="heed-points"]')) new Points(root);
