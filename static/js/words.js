// The box on the first page: a live count, examples that fill it, and a sign that the words are being read.
const form = document.querySelector("[data-words]");
const box = form.querySelector("textarea");
const count = form.querySelector("[data-count]");
const say = form.querySelector("[data-say]");
const most = Number(box.dataset.most);
const figures = new Intl.NumberFormat("en");
const QUIET_MS = 900;
let pause;

function left() {
  return most - [...box.value].length;
}

function announce() {
  const rest = left();
  if (rest < 0) say.textContent = `${figures.format(-rest)} characters too many.`;
  else if (rest <= most / 10) say.textContent = `${figures.format(rest)} characters left.`;
  else say.textContent = "";
}

function show() {
  const rest = left();
  count.textContent = rest < 0 ? `${figures.format(-rest)} too many` : `${figures.format(most - rest)} of ${figures.format(most)}`;
  count.classList.toggle("err", rest < 0);
  clearTimeout(pause);
  pause = setTimeout(announce, QUIET_MS); // spoken after a pause, never at each key
}

box.addEventListener("input", show);
show();

document.addEventListener("click", (event) => {
  const example = event.target.closest("[data-example]");
  if (!example) return;
  event.preventDefault();
  box.value = example.textContent.trim();
  show();
  box.focus();
});

const button = form.querySelector("[data-busy]");
const words = [...button.childNodes];
function rest() {
  form.removeAttribute("aria-busy");
  button.replaceChildren(...words);
}
form.addEventListener("submit", (event) => {
  if (form.hasAttribute("aria-busy")) return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
  say.textContent = button.dataset.busy;
});
addEventListener("pageshow", (event) => event.persisted && rest());
