// The theme switch without a round trip. The form it takes over works without this file; the server writes the cookie.
const root = document.documentElement;
root.classList.add("js");

async function remember(form, theme) {
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", theme);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
    return answer.ok || answer.type === "opaqueredirect";
  } catch {
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]") || !event.submitter) return;
  event.preventDefault();
  const before = root.dataset.theme;
  const theme = event.submitter.value;
  root.dataset.theme = theme;
  form.querySelector(`[name="theme"]:not([value="${theme}"])`).focus();
  if (!(await remember(form, theme))) {
    if (before) root.dataset.theme = before;
    else delete root.dataset.theme;
  }
});
