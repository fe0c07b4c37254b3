// The first page: a live count of what is typed, examples that fill the box, a sign that it is being read, the recorder.
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
  choose("way-type");
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
  if (event.submitter && event.submitter !== button) return;
  if (form.hasAttribute("aria-busy")) return event.preventDefault();
  form.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
  say.textContent = button.dataset.busy;
});
addEventListener("pageshow", (event) => event.persisted && rest());

// The recorder is fetched by those who want to speak.
const pane = form.querySelector("[data-speak]");

function choose(way) {
  const radio = document.getElementById(way);
  if (radio) radio.checked = true;
}

function lend() {
  if (!pane?.querySelector("[data-live]") || !document.getElementById("way-speak").checked) return;
  import(pane.dataset.module).catch(() => pane.classList.add("is-plain")); // a file can still be chosen
}
document.addEventListener("change", (event) => event.target.name === "way" && lend());
document.addEventListener("click", (event) => {
  const other = event.target.closest("[data-way]");
  if (!other) return;
  event.preventDefault();
  choose(other.dataset.way);
  box.focus();
});
lend();
