// The steering panel without a round trip for its own words. Forms and links do the work; this only says what changed.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.name !== "dial" || !target.dataset.say) return;
  const says = target.closest(".dial")?.querySelector("[data-dial-say]");
  if (says) says.textContent = target.dataset.say;
});

const panelOf = (event) => (event.detail.elt instanceof Element ? event.detail.elt.closest("[data-steer]") : null);
const region = (panel) => document.querySelector(panel.dataset.steer);

function note(panel, words) {
  const where = region(panel);
  where?.previousElementSibling?.matches("[data-steer-note]") && where.previousElementSibling.remove();
  if (!words || !where) return;
  const paragraph = document.createElement("p");
  paragraph.className = "note note--bad";
  paragraph.dataset.steerNote = "";
  paragraph.textContent = words;
  where.before(paragraph);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = panelOf(event);
  if (panel) region(panel)?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const panel = panelOf(event);
  if (!panel) return;
  region(panel)?.removeAttribute("aria-busy");
  if (event.detail.failed) {
    note(panel, "These films could not be fetched. The ones below are from before.");
    return;
  }
  note(panel, "");
  const say = panel.elements.namedItem("say");
  if (say) say.value = "";
});

document.addEventListener("htmx:afterSettle", () => {
  const panel = document.querySelector("[data-steer]");
  const status = panel?.querySelector("[data-steer-status]");
  if (!status) return;
  const stop = panel.querySelector("[name='dial']:checked")?.closest("label")?.lastElementChild?.firstChild?.textContent ?? "";
  const count = region(panel)?.querySelectorAll(".film").length ?? 0;
  status.textContent = `${stop}: ${count} films`;
});
