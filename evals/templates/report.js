// A link to a passage may be followed with everything closed; the filter looks at the whole miss.
const field = document.getElementById("filter");
if (field) {
  const misses = [...document.querySelectorAll(".miss")];
  const texts = misses.map((miss) => miss.textContent.toLowerCase());
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    misses.forEach((miss, at) => {
      miss.hidden = !words.every((word) => texts[at].includes(word));
      shown += miss.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = shown;
  });
}
