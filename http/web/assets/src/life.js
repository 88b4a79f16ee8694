// The slider of what if says where it stands while it moves; what it asks is asked when it is let go.
document.addEventListener("input", (event) => {
  const output = event.target.closest(".what-if input[type=range]")?.parentElement.querySelector("output");
  if (output) output.value = event.target.value + " months";
});
