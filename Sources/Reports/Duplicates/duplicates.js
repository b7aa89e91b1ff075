"use strict";
const groups = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("groups");
const list = document.getElementById("list");
const count = document.getElementById("count");
const kept = groups.map(group => group.map(file => file[6]));
let current = -1;
let drawn = 0;

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function picture(address, path) {
  const image = element("img");
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = path;
  image.src = address;
  return image;
}

function bytes(count) {
  return count < 1e6 ? (count / 1e3).toFixed(1) + " kB" : (count / 1e6).toFixed(1) + " MB";
}

function fileItem(group, place) {
  const [path, address, size, length, time, score, , transform] = groups[group][place];
  const item = element("li");
  const button = element("button");
  button.type = "button";
  const shown = element("span", undefined, "shown");
  shown.append(picture(address, path));
  const date = new Date(time).toISOString().slice(0, 16).replace("T", " ");
  const facts = [size, bytes(length), date];
  if (score !== null) facts.push("score " + score.toFixed(4));
  if (transform) facts.push(transform);
  button.append(shown, element("span", "", "verdict"), element("span", path, "path"), element("span", facts.join(", "), "facts"));
  button.addEventListener("click", () => { go(group, false); toggle(group, place); });
  item.append(button);
  return item;
}

function show(group) {
  const buttons = document.getElementById("g" + group).querySelectorAll("button");
  buttons.forEach((button, place) => {
    button.setAttribute("aria-pressed", kept[group][place]);
    button.querySelector(".verdict").textContent = kept[group][place] ? "keep" : "remove";
  });
}

// A hundred more groups whenever the end comes near.
function draw(until) {
  const part = document.createDocumentFragment();
  const end = Math.min(groups.length, Math.max(until, drawn + 100));
  const first = drawn;
  for (; drawn < end; drawn++) {
    const section = element("section");
    section.id = "g" + drawn;
    section.append(element("h2", "Group " + (drawn + 1) + ": " + groups[drawn].length + " files"));
    const files = element("ul", undefined, "files");
    groups[drawn].forEach((_, place) => files.append(fileItem(drawn, place)));
    section.append(files);
    part.append(section);
  }
  main.append(part);
  for (let group = first; group < drawn; group++) show(group);
}

function removed() {
  return groups.flatMap((group, number) => group.filter((_, place) => !kept[number][place]).map(file => file[0]));
}

function tell(text) {
  count.textContent = text || removed().length + " files to remove";
}

// The last file of a group that is kept stays.
function toggle(group, place) {
  if (kept[group][place] && kept[group].filter(Boolean).length === 1) return tell("the last file of a group stays");
  kept[group][place] = !kept[group][place];
  show(group);
  tell();
}

function go(group, moves = true) {
  if (group < 0 || group >= groups.length) return;
  if (group >= drawn) draw(group + 1);
  const old = document.getElementById("g" + current);
  if (old) old.classList.remove("current");
  current = group;
  const section = document.getElementById("g" + group);
  section.classList.add("current");
  if (!moves) return;
  section.querySelector("button").focus({ preventScroll: true });
  section.scrollIntoView({ block: "start" });
}

function place() {
  const section = document.getElementById("g" + current);
  return section ? Array.from(section.querySelectorAll("button")).indexOf(document.activeElement) : -1;
}

function differences(group) {
  const section = document.getElementById("g" + group);
  if (!section) return;
  const isOn = section.classList.toggle("differences");
  section.querySelectorAll(".shown").forEach((shown, place) => {
    if (place === 0) return;
    if (isOn) shown.append(picture(groups[group][0][1], "")); else shown.lastChild.remove();
  });
}

function copy() {
  const quoted = document.getElementById("null").checked;
  const paths = removed().map(path => quoted ? "'" + path.replaceAll("'", "'\\''") + "'" : path);
  list.value = paths.join("\n") + (paths.length ? "\n" : "");
  list.hidden = false;
  list.focus();
  list.select();
  const done = () => tell(paths.length + " paths copied");
  const told = () => tell(document.execCommand("copy") ? paths.length + " paths copied" : "press Ctrl+C to copy the list");
  if (navigator.clipboard) navigator.clipboard.writeText(list.value).then(done, told); else told();
}

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === list) return;
  const section = document.getElementById("g" + current);
  switch (event.key) {
  case "j": go(current + 1); break;
  case "k": go(current - 1); break;
  case "ArrowRight": case "ArrowLeft": {
    if (!section) return;
    const buttons = section.querySelectorAll("button");
    const next = place() + (event.key === "ArrowRight" ? 1 : -1);
    if (buttons[next]) buttons[next].focus();
    break;
  }
  case "x": if (place() >= 0) toggle(current, place()); break;
  case "d": differences(current); break;
  case "c": copy(); break;
  default: return;
  }
  event.preventDefault();
});
document.getElementById("copy").addEventListener("click", copy);
const end = element("div");
main.after(end);
new IntersectionObserver(entries => {
  if (entries.some(entry => entry.isIntersecting) && drawn < groups.length) draw(0);
}, { rootMargin: "2000px" }).observe(end);
draw(100);
tell();
