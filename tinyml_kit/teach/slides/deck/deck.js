// Shows one slide at a time. Right, space or page down: on; left or page up: back; S: a window
// for the speaker; F: the whole screen. Without this script the page is one long handout.
const WIDTH = 1280, HEIGHT = 720, FOOTER = 40;
const LARGER = 1.6;     // figures are made for a page, and looked at from the last row
const SMALLEST = 0.6;   // of letters, then of figures; a slide that needs less is scrolled
const slides = [...document.querySelectorAll("main > section > section")];
let at = 0, speaker = null;

function place(slide, scale) {
  const inner = slide.firstElementChild;
  inner.style.transform = `scale(${scale})`;
  inner.style.width = `${100 / scale}%`;
}

function fit(slide) {
  const inner = slide.firstElementChild, room = HEIGHT - FOOTER - 48;
  const images = [...slide.querySelectorAll("img")];
  const grow = (by) => images.forEach((image) => (image.width = image.naturalWidth * by));
  let by = LARGER;
  place(slide, 1);
  for (grow(by); images.length && inner.scrollHeight > room && by > 1; grow(by)) by -= 0.1;
  // A narrower slide has shorter lines once it is scaled, so the scale is found step by step.
  let scale = 1;
  while (inner.scrollHeight * scale > room && scale > SMALLEST) place(slide, (scale -= 0.02));
  for (; images.length && inner.scrollHeight * scale > room && by > SMALLEST; grow(by)) by -= 0.1;
  slide.classList.toggle("tall", inner.scrollHeight * scale > room + 2);
}

function title(slide) {
  return (slide.parentElement.querySelector("h1, h2, h3") || { textContent: "" }).textContent;
}

function notes(slide) {
  return [...slide.querySelectorAll("aside.notes")].map((note) => note.innerHTML).join("");
}

function tell() {
  if (!speaker || speaker.closed) return;
  const next = slides[at + 1];
  const style = "<style>body{font:20px/1.5 sans-serif;margin:24px}small{color:#555}</style>";
  const after = next ? title(next) + ": " + next.innerText.slice(0, 120) : "the end";
  speaker.document.body.innerHTML =
    style + `<small>${at + 1} of ${slides.length}</small>` + notes(slides[at]) + "<hr><small></small>";
  speaker.document.body.lastElementChild.textContent = "next: " + after;
}

function show(number, everything) {
  at = Math.min(Math.max(number, 0), slides.length - 1);
  slides.forEach((slide, index) => slide.classList.toggle("shown", index === at));
  slides[at].querySelectorAll(".fragment").forEach((f) => f.classList.toggle("seen", everything));
  document.getElementById("number").textContent = `${at + 1} / ${slides.length}`;
  document.getElementById("section").textContent = title(slides[at]);
  history.replaceState(null, "", "#" + (at + 1));
  tell();
}

function next() {
  const hidden = slides[at].querySelector(".fragment:not(.seen)");
  if (hidden) hidden.classList.add("seen");
  else if (at + 1 < slides.length) show(at + 1, false);
}

function back() {
  const seen = [...slides[at].querySelectorAll(".fragment.seen")].pop();
  if (seen) seen.classList.remove("seen");
  else if (at > 0) show(at - 1, true);
}

function resize() {
  const scale = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT);
  const main = document.querySelector("main");
  main.style.transform = `scale(${scale})`;
  main.style.left = `${(innerWidth - WIDTH * scale) / 2}px`;
}

const KEYS = {
  ArrowRight: next, ArrowDown: next, PageDown: next, " ": next, Enter: next,
  ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
  Home: () => show(0, false), End: () => show(slides.length - 1, false),
  s: () => { speaker = open("", "speaker", "width=700,height=600"); tell(); },
  f: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
};

function key(event) {
  const action = KEYS[event.key] || KEYS[event.key.toLowerCase()];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

function begin() {
  document.documentElement.classList.add("deck");
  for (const slide of slides) {
    const inner = document.createElement("div");
    inner.className = "fits";
    inner.append(...slide.childNodes);
    slide.append(inner);
    fit(slide);
  }
  document.getElementById("next").onclick = next;
  document.getElementById("back").onclick = back;
  addEventListener("keydown", key);
  addEventListener("resize", resize);
  resize();
  show((parseInt(location.hash.slice(1)) || 1) - 1, false);
}

addEventListener("load", begin);
