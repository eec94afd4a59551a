// Follows background work without loading the page again. Without it the page has a Refresh link that does the same.

const EVERY = 3000; // milliseconds
const SLOWEST = 30000;

function follow(panel) {
  const bar = panel.querySelector("progress");
  const step = panel.querySelector("[data-run-step]");
  const percent = panel.querySelector("[data-run-percent]");
  const live = panel.querySelector("[data-run-live]");
  let etag = null;
  let wait = EVERY;

  function show(state) {
    if (step.textContent !== state.step) live.textContent = state.step; // read out a new step, not every number
    step.textContent = state.step;
    percent.textContent = state.percent === null ? "" : `${state.percent}% done`;
    if (state.percent === null) bar.removeAttribute("value");
    else bar.value = state.percent;
  }

  function leave(state) {
    if (state.next && new URL(state.next, location.href).pathname !== location.pathname) location.assign(state.next);
    else location.replace(location.pathname + location.search); // what ended badly, or ended on this page, is told by the page
  }

  async function look() {
    if (document.hidden) return again(); // a page nobody sees asks nothing
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(panel.dataset.runState, { headers, cache: "no-store", redirect: "error" });
      if (answer.status === 200) {
        etag = answer.headers.get("ETag");
        const state = await answer.json();
        show(state);
        if (state.over) return leave(state);
      } else if (answer.status !== 304) return stop();
      wait = EVERY;
    } catch (error) {
      if (error instanceof SyntaxError) return stop(); // not our record: signed out, most likely
      wait = Math.min(wait * 2, SLOWEST);
    }
    again();
  }

  function again() {
    setTimeout(look, wait);
  }

  function stop() {
    panel.querySelector("[data-run-refresh]").hidden = false;
  }

  panel.querySelector("[data-run-refresh]").hidden = true;
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wait = EVERY; });
  again();
}

document.querySelectorAll("[data-run-state]").forEach(follow);
