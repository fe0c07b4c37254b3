// Messages at the bottom: one at a time, closed by hand or, when nobody is on them, after a while.
const region = document.getElementById("toasts");
const STAY_MS = 12000;

function tend(toast) {
  for (const older of region.children) if (older !== toast) older.remove();
  const close = toast.querySelector("[data-close]");
  if (close) close.hidden = false;
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAY_MS);
    else toast.remove();
  };
  setTimeout(leave, STAY_MS);
}

region.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
});
new MutationObserver((changes) => {
  for (const change of changes) for (const node of change.addedNodes) if (node.matches?.(".toast")) tend(node);
}).observe(region, { childList: true });
for (const toast of [...region.children]) tend(toast);
