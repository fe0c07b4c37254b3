// Messages at the bottom: closed by hand or, when nobody is on them, after a while. A failed swap leaves one too.
const region = document.getElementById("toasts");
const STAY_MS = 12000;

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAY_MS, toast);
  else toast.remove();
}

function tend(toast) {
  const close = toast.querySelector("[data-close]");
  if (close) close.hidden = false;
  setTimeout(leave, STAY_MS, toast);
}

function tell(words) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = words;
  region.append(toast);
}

region.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
});
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    const toast = [...addedNodes].find((node) => node.matches?.(".toast"));
    if (!toast) continue;
    for (const older of [...region.children]) if (older !== toast) older.remove(); // one line at a time
    tend(toast);
  }
}).observe(region, { childList: true });
for (const toast of region.children) tend(toast);

document.addEventListener("htmx:sendError", () => tell("That did not reach us, so nothing changed. Try again in a moment."));
document.addEventListener("htmx:responseError", (event) =>
  tell(event.detail.xhr.status === 403 ? "You were signed out, so nothing changed. Sign in and try again." : "That did not work, and nothing changed."));
