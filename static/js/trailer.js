// A trailer that is followed is noted, so that it counts among what somebody did with the film. The link needs no script.
const evening = location.search.slice(1);

function note(event) {
  const link = event.target.closest("[data-note]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!link || !token || event.button > 1) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token.value, kind: "trailer", evening });
  fetch(link.dataset.note, { method: "POST", body, keepalive: true }).catch(() => {}); // the trailer matters more
}

document.addEventListener("click", note);
document.addEventListener("auxclick", note);
