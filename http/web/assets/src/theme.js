// Runs before the first paint: "auto" follows the system.
const root = document.documentElement;
root.classList.add("scripted");
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  if (root.dataset.theme === "auto") root.dataset.bsTheme = dark.matches ? "dark" : "light";
};
dark.addEventListener("change", paint);
// Paper is white. What was chosen is shown again after it.
let shown = "";
addEventListener("beforeprint", () => {
  shown = root.dataset.bsTheme;
  root.dataset.bsTheme = "light";
});
addEventListener("afterprint", () => { root.dataset.bsTheme = shown; });
paint();
