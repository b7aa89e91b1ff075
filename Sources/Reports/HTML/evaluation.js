"use strict";
const results = document.getElementById("results");
const chosen = name => document.querySelector(`input[name=${name}]:checked`)?.value;
const arrange = () => {
  const metric = chosen("metric"), store = chosen("store"), order = chosen("order");
  const ranking = store === undefined ? metric : `${metric}-${store}`;
  const key = section => order === "path" ? 0 : Number(section.dataset[ranking] ?? 0) * (order === "best" ? -1 : 1);
  const sections = [...results.children];
  sections.sort((a, b) => key(a) - key(b) || a.dataset.place - b.dataset.place);
  results.append(...sections);
};
for (const input of document.querySelectorAll(".choice input")) input.addEventListener("change", arrange);
document.getElementById("orders").hidden = false;
arrange();
