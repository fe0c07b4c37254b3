// Arrow buttons beside a row of films. The row itself scrolls by touch, wheel and arrow keys without them.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reel]");
  if (!button) return;
  const reel = document.getElementById(button.dataset.reel);
  reel.scrollBy({ left: Number(button.dataset.dir) * reel.clientWidth * 0.8, behavior: calm.matches ? "auto" : "smooth" });
});
