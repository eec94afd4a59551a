// On the page of suggestions a theme chosen in the list ticks "Another theme", and another tick empties the list.
// Without it a theme chosen in the list counts on its own, and one chosen beside another tick is named as an error.

document.addEventListener("change", ({ target }) => {
  const choices = target.closest(".heed-suggestion__choices");
  const list = choices?.querySelector("select");
  if (!list) return;
  if (target === list) choices.querySelector(`input[value=${list.value ? "other" : "later"}]`).checked = true;
  else if (target.value !== "other") list.value = "";
});
