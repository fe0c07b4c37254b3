// The recorder of the first page: record, see the level, play it back, send it. Nothing leaves the browser before "send".
const pane = document.querySelector("[data-speak]");
const { Recorder, obstacle, reason } = await import(pane.dataset.recorder);
const form = pane.closest("form");
const part = (name) => pane.querySelector(`[data-${name}]`);
const [clock, wave, player, sent, status, wrong] = ["clock", "wave", "play", "sent", "status", "error"].map(part);
const file = form.elements.namedItem("recording");
const MOST = Number(pane.dataset.seconds);
const MOST_BYTES = Number(pane.dataset.bytes);
const BARS = 60;
const HEIGHT = 56;
const QUIET = 0.15; // a level that no voice near a microphone stays under
const WAIT = 3; // seconds of nothing before we ask whether the microphone is on
const LAST = 10; // seconds: from here on what is left is said aloud
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SAYS = {
  insecure: "Browsers lend the microphone to https pages only. You can still choose a recording.",
  unsupported: "This browser cannot record. You can still choose a recording.",
  denied: "The microphone is switched off for this page. Allow it beside the address, then press Record again.",
  missing: "We found no microphone. Plug one in and press Record again, or choose a recording.",
  busy: "Another program is using the microphone. Close it there and press Record again.",
  failed: "The microphone did not start. Press Record again, or choose a recording.",
  silent: "We heard nothing. Is the microphone muted, or is it the wrong one?",
  large: `That file is too large: ${Math.floor(MOST_BYTES / 1e6)} MB at most. Nothing was sent.`,
  lost: "That did not reach us. Your recording is still here: send it again in a moment.",
};
let recorder = null;
let recording = null; // { blob, name, seconds?, loudest? }
let request = null;
let bars = [];

function show(state, focus) {
  pane.dataset.state = state;
  for (const element of pane.querySelectorAll("[data-in]")) element.hidden = !element.dataset.in.split(" ").includes(state);
  form.toggleAttribute("aria-busy", state === "sending");
  if (focus) pane.querySelector(`[data-do="${focus}"]`)?.focus();
}

function say(words = "", error = "") {
  if (status.textContent !== words) status.textContent = words; // what is said twice would be read aloud twice
  if (wrong.textContent !== error) wrong.textContent = error;
  wrong.hidden = !error;
}

const time = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const many = (seconds) => (seconds === 1 ? "1 second" : `${seconds} seconds`);

function idle(focus, error) {
  recorder = recording = null;
  if (player.src) URL.revokeObjectURL(player.src);
  player.removeAttribute("src");
  file.value = "";
  clock.textContent = `0:00 of ${time(MOST)}`;
  drawEmpty();
  const cannot = obstacle();
  show(cannot ? "unable" : "idle", focus);
  say(cannot ? "" : `Up to ${many(MOST)}; two or three sentences are plenty.`, error ?? SAYS[cannot] ?? "");
}

// --- the level, bar by bar along the time there is

function drawEmpty() {
  const bar = (index) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("x", `${(100 * index) / BARS}%`);
    rect.setAttribute("width", 3);
    raise(rect, 0);
    return rect;
  };
  bars = Array.from({ length: BARS }, (_, index) => ({ loudest: 0, rect: bar(index) }));
  wave.replaceChildren(...bars.map(({ rect }) => rect));
}

function raise(rect, level) {
  const height = 4 + level * (HEIGHT - 4);
  rect.setAttribute("height", height);
  rect.setAttribute("y", (HEIGHT - height) / 2);
}

function draw(seconds, level) {
  const index = Math.min(BARS - 1, Math.floor((seconds / MOST) * BARS));
  const bar = bars[index];
  bar.loudest = Math.max(bar.loudest, level);
  const done = calm.matches ? bars[index - 1] : bar; // with reduced motion a bar stands still once it is drawn
  if (!done) return;
  raise(done.rect, done.loudest);
  done.rect.setAttribute("class", "on");
}

// --- recording

function hear(seconds, level) {
  const left = Math.ceil(MOST - seconds);
  clock.textContent = `${time(seconds)} of ${time(MOST)}, ${left} s left`;
  if (level >= 0) draw(seconds, level);
  if (left <= LAST) say(`${many(LAST)} left.`);
  else if (recorder.loudest >= 0 && recorder.loudest < QUIET && seconds > WAIT) say("We don’t hear anything yet. Is the microphone on?");
  else say("We are recording. Speak as you would to a friend.");
}

async function start() {
  idle();
  recorder = new Recorder(MOST, hear, ready);
  show("asking");
  say("Your browser asks whether this page may use the microphone.");
  const asked = recorder;
  try {
    await asked.start();
    show("recording", "stop");
  } catch (error) {
    if (asked === recorder) idle("record", SAYS[reason(error)]);
  }
}

function ready(made) {
  recording = made;
  player.src = URL.createObjectURL(made.blob);
  show("ready", "send");
  clock.textContent = made.seconds ? time(made.seconds) : made.name;
  wave.classList.toggle("is-empty", !made.seconds);
  const whole = made.seconds > MOST - 1 ? "That was all the time there is" : many(Math.round(made.seconds ?? 0));
  say(
    `${made.seconds ? whole : "Your file"}. Nothing has left your browser yet: listen to it, or send it.`,
    made.loudest >= 0 && made.loudest < QUIET ? SAYS.silent : "",
  );
}

// A recording as the browser makes it does not say how long it is; looking for its end finds out.
player.addEventListener("loadedmetadata", () => {
  if (player.duration !== Infinity) return;
  player.addEventListener("timeupdate", () => (player.currentTime = 0), { once: true });
  player.currentTime = 1e7;
});

file.addEventListener("change", () => {
  const [chosen] = file.files;
  if (!chosen) return;
  if (chosen.size > MOST_BYTES) idle("record", SAYS.large);
  else ready({ blob: chosen, name: chosen.name });
});

// --- sending

function send() {
  const data = new FormData(form);
  data.delete("text");
  data.set("recording", recording.blob, recording.name);
  request = new XMLHttpRequest();
  request.open("POST", part("listen").formAction);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", ({ loaded, total }) => Object.assign(sent, { max: total, value: loaded }));
  request.upload.addEventListener("load", () => {
    sent.removeAttribute("value");
    say("Listening…");
  });
  request.addEventListener("load", answered);
  request.addEventListener("error", () => unsent(SAYS.lost));
  request.addEventListener("abort", () => unsent());
  player.pause();
  show("sending", "abort");
  say("Sending…");
  request.send(data);
}

function unsent(error) {
  ready(recording);
  if (error) say("", error);
}

function answered() {
  const place = request.getResponseHeader("HX-Redirect");
  if (place) return location.assign(place);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  if (request.status === 200 && page.querySelector("#result")) return arrive(page);
  unsent(page.querySelector(".way--speak .err, main .lede")?.textContent.trim() || SAYS.lost);
}

// A guest's reading has no address of its own, so its page takes this one's place.
function arrive(page) {
  const main = document.importNode(page.querySelector("main"), true);
  history.pushState(null, "", part("listen").formAction);
  addEventListener("popstate", () => location.reload());
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  window.htmx?.process(main);
  for (const { src } of page.querySelectorAll("script[type=module][src]")) import(src);
  scrollTo(0, 0);
  main.querySelector("h1")?.focus();
}

// --- the page

const DOES = {
  record: start,
  again: start,
  stop: () => recorder?.stop(),
  drop: () => (recorder?.drop(), idle("record")),
  send,
  abort: () => request?.abort(),
};
pane.addEventListener("click", ({ target }) => DOES[target.closest("[data-do]")?.dataset.do]?.());
form.addEventListener("submit", (event) => {
  if (event.submitter !== part("listen")) return;
  event.preventDefault(); // Enter on a tick
  if (pane.dataset.state === "ready") send();
});
document.getElementById("way-type").addEventListener("change", () => recorder?.stop());
addEventListener("pagehide", () => recorder?.drop());

file.removeAttribute("capture"); // it would keep a phone from offering files; the button above records
file.accept = "audio/*,.webm,.m4a,.opus";
const label = pane.querySelector("[data-or]");
label.textContent = label.dataset.or;
const before = document.getElementById("speak-error");
idle(before && "record", before?.textContent.trim());
before?.remove();
