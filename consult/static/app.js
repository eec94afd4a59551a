// Starts GOV.UK Frontend on every page. Nothing here is needed to read, answer or send a page.
import { initAll } from "./vendor/govuk-frontend-6.6.0.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
