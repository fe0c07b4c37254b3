// The steering panel without a round trip for its own words. Forms and links do the work; this only says what changed.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.name !== "dial" || !target.dataset.say) return;
  const says = target.closest(".dial")?.querySelector("[data-dial-say]");
  if (says) says.textContent = target.dataset.say;
});

// What is not set need not stand in the address.
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("form.steer")) return;
  for (const [name, value] of [...formData]) {
    const usual = value === "" || (name === "dial" && value === "match") || (name.startsWith("for-") && value === "1");
    if (usual) formData.delete(name);
  }
});

let settling = null; // the panel whose films are about to stand on the page
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
  // The address can be shared or reloaded; back leads to the page before, not through every turn of the dial.
  history.replaceState(history.state, "", event.detail.pathInfo.finalRequestPath);
  settling = panel;
  const say = panel.elements.namedItem("say");
  if (say) say.value = "";
});

document.addEventListener("htmx:afterSettle", () => {
  const panel = settling;
  settling = null;
  const status = panel?.querySelector("[data-steer-status]");
  if (!status) return;
  const stop = panel.querySelector("[name='dial']:checked")?.dataset.say.split(":")[0] ?? "";
  const count = region(panel)?.querySelectorAll(".film").length ?? 0;
  status.textContent = `${stop}: ${count} films`;
});
