// The emoji with its cross-fade, the words, the bars and the status line.

import { filled, texts } from "./texts.js";

const byId = (id) => document.getElementById(id);
const emoji = byId("emoji");
const layers = [...emoji.querySelectorAll("img")];
const bars = byId("bars");
const NO_LABELS = { labels: [], names: [] };
let rows = [];

let shown = null;
let front = 0;

/** Load every emoji once, so that none comes late. */
export function preloadEmojis() {
  for (const item of byId("emoji-names").children) {
    new Image().src = emojiAddress(item.textContent);
  }
}

function emojiAddress(name) {
  return `/emoji/${encodeURIComponent(name)}.png`;
}

function write(element, text) {
  // A live region would read the same words again.
  if (element.textContent !== text) element.textContent = text;
}

/** Make a bar a label; the labels come with the network's first answer. */
function makeRows(labels, names) {
  rows = labels.map((label, place) => {
    const row = document.createElement("li");
    const [name, track, value] = ["name", "track", "value"].map((kind) => {
      const part = row.appendChild(document.createElement("span"));
      part.className = kind;
      return part;
    });
    const fill = track.appendChild(document.createElement("span"));
    fill.className = "fill";
    name.textContent = name.title = names[place];
    return { row, label, fill, value };
  });
  bars.replaceChildren(...rows.map(({ row }) => row));
}

function showEmoji(name, title) {
  emoji.setAttribute("aria-label", title);
  if (name === shown) return;
  shown = name;
  layers[front].classList.remove("shown");
  if (name === null) return;
  front = 1 - front;
  layers[front].src = emojiAddress(name);
  layers[front].classList.add("shown");
}

/** Show a `panel` of the server: emoji, title, hint and one value for each of the `labels`. */
export function showPanel(panel, { labels, names } = NO_LABELS) {
  showEmoji(panel.emoji, panel.title);
  write(byId("title"), panel.title);
  write(byId("hint"), panel.hint);
  const others = labels.join("/") !== rows.map(({ label }) => label).join("/");
  if (labels.length && others) makeRows(labels, names);
  bars.classList.toggle("empty", panel.values === null);
  for (const { row, label, fill, value } of rows) {
    const share = panel.values?.[labels.indexOf(label)];
    const known = share !== undefined;
    row.classList.toggle("leads", known && label === panel.emoji);
    fill.style.width = known ? `${100 * share}%` : "0";
    write(value, known ? filled(texts.percent, { number: Math.round(100 * share) }) : "–");
  }
}

/** Say in the status line how things stand; `mood` is good, warn, bad or "". */
export function showStatus(text, mood) {
  write(byId("status"), text);
  byId("dot").className = `dot ${mood}`;
}

/** Say what happens to the pictures. */
export function showPrivacy(text) {
  write(byId("privacy"), text);
}

/**
 * Words in the picture's place, or at its foot where there is a picture; null takes them away.
 * `action` is {text, run}.
 */
export function showCurtain(words, action = null) {
  const curtain = byId("curtain");
  curtain.hidden = words === null;
  if (words === null) return;
  curtain.classList.toggle("over", Boolean(words.over));
  write(byId("curtain-title"), words.title);
  write(byId("curtain-text"), words.text ?? "");
  const button = byId("curtain-button");
  button.hidden = action === null;
  button.onclick = action?.run ?? null;
  if (action) write(button, action.text);
}

export const WAITING_PANEL = {
  emoji: null, title: texts.moment, hint: texts.waiting, values: null,
};
export const NO_PICTURE = {
  emoji: "no_face", title: texts.noPicture, hint: texts.withPicture, values: null,
};
