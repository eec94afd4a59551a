// Turns the plain selects of a ranking question into two lists with Add, Up, Down and Remove buttons.
// The selects stay the form's data; without this file, or if it fails, they are what the person uses.

const SORTABLE = "./vendor/sortable-1.15.7.min.js";
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Fill "{item}" and the like in one pass, so that a label with braces in it stays as it is. */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

class Ranking {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.selects = [...root.querySelectorAll("[data-place]")];
    this.choices = [...root.querySelectorAll("[data-none]")];
    this.reason = root.querySelector("textarea");
    this.lists = root.querySelector("[data-lists]");
    this.title = root.querySelector("[data-title]");
    this.orderList = root.querySelector("[data-order]");
    this.poolList = root.querySelector("[data-pool]");
    this.note = root.querySelector("[data-note]");
    this.live = root.querySelector("[data-live]");
    // What tells the server that the person was told: this order does not count. With nothing ticked, it asks again.
    this.aside = root.querySelector("[data-aside]");
    this.declined = root.querySelector("[data-before]")?.value; // to be ticked again once nothing is chosen
    this.rows = new Map([...this.poolList.children].map((row) => [row.dataset.item, row]));
    this.order = [];

    this.lists.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener("change", (event) => this.choose(event.target));
    // Going back may give the selects and radios their values again after this file has run.
    window.addEventListener("pageshow", () => this.read());

    this.takeFirstId();
    this.recall();
    this.read();
    root.querySelector("[data-native]").hidden = true;
    this.lists.hidden = false;
  }

  /** Links to the first select, such as those of an error summary, must reach something that can be seen. */
  takeFirstId() {
    const [first] = this.selects;
    const id = first.id;
    first.id = `${id}-select`;
    this.title.id = id;
    this.orderList.setAttribute("aria-labelledby", id);
  }

  /** Take the order from the selects: gaps close up, and an item chosen twice keeps its first place. */
  read() {
    const chosen = this.selects.map((select) => select.value);
    this.order = [...new Set(chosen)].filter((id) => this.rows.has(id));
    this.show();
  }

  /** A page loaded again keeps the order of this visit; a page newly asked for shows what the server knows. */
  recall() {
    const kept = window.history.state?.[this.selects[0].name];
    if (!kept) return;
    this.selects.forEach((select, place) => { select.value = kept.order[place] ?? ""; });
    this.choices.forEach((choice) => { choice.checked = choice.value === kept.ticked; });
    this.reason.value = kept.reason;
  }

  keep() {
    const kept = { order: this.order, ticked: this.ticked, reason: this.reason.value };
    try {
      window.history.replaceState({ ...window.history.state, [this.selects[0].name]: kept }, "");
    } catch {
      // Some browsers allow only so many a minute. Nothing depends on it but a reload.
    }
  }

  /** Which of the three: "" is going by the order, null is none, where the page asks which counts. */
  get ticked() {
    return this.choices.find((choice) => choice.checked)?.value ?? null;
  }

  get none() {
    return this.ticked || "";
  }

  get full() {
    return this.order.length >= this.selects.length;
  }

  label(id) {
    return this.rows.get(id).querySelector("[data-label]").textContent.trim();
  }

  say(text) {
    this.live.textContent = "";
    // A moment of nothing makes a screen reader read the same sentence a second time.
    window.clearTimeout(this.saying);
    this.saying = window.setTimeout(() => { this.live.textContent = text; }, 60);
  }

  tell(keys, id) {
    const place = this.order.indexOf(id) + 1;
    const values = { item: this.label(id), place, count: this.order.length, max: this.selects.length };
    this.say(keys.map((key) => fill(this.words[key], values)).join(" "));
  }

  // ---- What a person can do ----

  click(event) {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const id = button.closest("[data-item]").dataset.item;
    this[button.dataset.do](id);
  }

  add(id) {
    if (this.full) return this.tell(["full"], id);
    const next = this.neighbour(this.rows.get(id));
    this.order.push(id);
    this.changed();
    this.tell(this.full && next ? ["added", "full"] : ["added"], id);
    this.focus(next, "add") || this.focus(this.rows.get(id), "remove");
  }

  remove(id) {
    const next = this.neighbour(this.rows.get(id));
    this.order = this.order.filter((other) => other !== id);
    this.changed();
    this.tell(["removed"], id);
    this.focus(next, "remove") || this.focus(this.rows.get(id), "add");
  }

  up(id) {
    this.move(id, -1, "first");
  }

  down(id) {
    this.move(id, 1, "last");
  }

  move(id, step, atEnd) {
    const from = this.order.indexOf(id);
    const to = from + step;
    if (to < 0 || to >= this.order.length) return this.tell([atEnd], id);
    // The row beside moves, not this one: a button that leaves the page for an instant would lose focus.
    const beside = this.rows.get(this.order[to]);
    this.rows.get(id)[step < 0 ? "after" : "before"](beside);
    [this.order[from], this.order[to]] = [this.order[to], this.order[from]];
    this.changed();
    this.tell(["moved"], id);
  }

  /** "None of these" and "I cannot decide" set the order aside; nothing is thrown away. */
  choose(control) {
    this.keep();
    if (!this.choices.includes(control)) return;
    this.declined = "";
    this.show();
    this.say(this.none && this.order.length ? this.words.kept : "");
  }

  // ---- After each change ----

  changed() {
    // Someone who goes back to the list wants the list to count; who takes all of it away declines again.
    if (!this.order.length && this.declined) this.tick(this.declined);
    else if (this.order.length && this.none) {
      this.declined = this.none;
      this.tick("");
    }
    this.show();
    this.keep();
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }

  tick(value) {
    this.choices.forEach((choice) => { choice.checked = choice.value === value; });
  }

  show() {
    this.selects.forEach((select, place) => { select.value = this.order[place] ?? ""; });
    this.order.forEach((id, place) => this.put(this.orderList, this.rows.get(id), place));
    [...this.rows.keys()].filter((id) => !this.order.includes(id))
      .forEach((id, place) => this.put(this.poolList, this.rows.get(id), place));
    this.rows.forEach((row, id) => this.dress(row, id));

    const aside = this.none !== "";
    this.root.classList.toggle("heed-ranking--aside", aside);
    this.aside.disabled = this.ticked === "" || !this.order.length;
    this.root.querySelector("[data-empty]").hidden = this.order.length > 0;
    this.root.querySelector("[data-used-up]").hidden = this.poolList.children.length > 0;
    this.note.textContent = this.noteText(aside);
    if (this.order.length > 1) this.allowDrag();
  }

  noteText(aside) {
    if (aside && this.order.length) return this.words.kept;
    const left = this.poolList.children.length > 0;
    return this.full && left ? fill(this.words.full, { max: this.selects.length }) : "";
  }

  put(list, row, place) {
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  }

  dress(row, id) {
    const place = this.order.indexOf(id) + 1;
    const values = { item: this.label(id), place, count: this.order.length };
    row.querySelector("[data-number]").textContent = place || "";
    for (const button of row.querySelectorAll("button[data-do]")) {
      const what = button.dataset.do;
      button.hidden = (what === "add") === (place > 0);
      button.setAttribute("aria-label", fill(this.words[`${what}Label`], values));
      // aria-disabled rather than disabled: the button at an end keeps the focus it has.
      const stuck = { add: this.full, up: place === 1, down: place === this.order.length }[what];
      if (stuck) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  }

  // ---- Focus ----

  neighbour(row) {
    return row.nextElementSibling ?? row.previousElementSibling;
  }

  focus(row, what) {
    const button = row?.querySelector(`button[data-do="${what}"]:not([hidden])`);
    button?.focus();
    return Boolean(button);
  }

  // ---- Dragging: a bonus for those who can; fetched only once there is something to drag ----

  async allowDrag() {
    if (this.dragging) return;
    this.dragging = true;
    try {
      await import(SORTABLE);
    } catch {
      return;
    }
    this.sortable = new window.Sortable(this.orderList, {
      handle: "[data-grip]",
      animation: STILL.matches ? 0 : 150,
      forceFallback: true,
      onEnd: ({ item }) => this.dropped(item.dataset.item),
    });
    this.root.classList.add("heed-ranking--drag");
  }

  dropped(id) {
    const order = [...this.orderList.children].map((row) => row.dataset.item);
    if (order.join() === this.order.join()) return;
    this.order = order;
    this.changed();
    this.tell(["moved"], id);
  }
}

for (const root of document.querySelectorAll('[data-module="heed-ranking"]')) new Ranking(root);
