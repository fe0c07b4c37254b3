// An evening together: copies the link, and keeps a page in the background from asking what is new.
const said = document.querySelector("[data-copied]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "Copied. Send it to the others.";
    } catch {
      field.focus();
      said.textContent = "Copy the marked link.";
    }
  });
}

const polls = (event) => event.target.matches?.("[data-poll]") && event.detail.requestConfig?.verb === "get";

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (polls(event) && document.hidden) event.preventDefault();
});
// A look that fails is tried again by itself; nobody needs to be told each time.
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => polls(event) && event.stopPropagation());
}
