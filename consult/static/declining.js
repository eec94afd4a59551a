// Says at once, while a person declines beside what they chose, that what they chose will not count; the form then says
// that they were told. Without this file, or if it fails, the page asks after Continue which of the two counts.

const ZERO = /[\s0\p{Cf}]/gu; // a box with nothing else in it gives no points

class Declining {
  constructor(root) {
    this.root = root;
    this.radios = [...root.querySelectorAll("[data-none]")];
    this.note = root.querySelector("[data-kept]");
    this.aside = root.querySelector("[data-aside]");
    this.declined = root.querySelector("[data-before]")?.value; // to be ticked again once nothing is chosen
    root.addEventListener("input", (event) => this.change(event.target));
    // Going back, or words put back after a lost connection, fill the form after this file has run.
    window.addEventListener("pageshow", () => this.show());
    this.show();
  }

  get chosen() {
    const boxes = [...this.root.querySelectorAll("[data-points]")];
    const picked = [...this.root.querySelectorAll('.heed-set :checked:not([value="unsure"])')];
    return picked.length > 0 || boxes.some((box) => box.value.replace(ZERO, ""));
  }

  /** Which of the three: "" is going by what was chosen, null is none, where the page asks which counts. */
  get ticked() {
    return this.radios.find((radio) => radio.checked)?.value ?? null;
  }

  tick(value) {
    this.radios.forEach((radio) => { radio.checked = radio.value === value; });
  }

  change(control) {
    if (this.radios.includes(control)) this.declined = "";
    else if (control.matches("[data-points], .heed-set *")) this.weigh();
    this.show();
  }

  /** Someone who goes back to what they chose wants it to count; who takes all of it away declines again. */
  weigh() {
    if (!this.chosen) this.declined && this.tick(this.declined);
    else if (this.ticked) {
      this.declined = this.ticked;
      this.tick("");
    }
  }

  show() {
    const text = this.chosen && this.ticked ? this.note.dataset.kept : "";
    if (this.note.textContent !== text) this.note.textContent = text;
    this.aside.disabled = this.ticked === "" || !this.chosen;
  }
}

for (const root of document.querySelectorAll("[data-compares]")) new Declining(root);
