// What the page says, in the visitor's language: emoji_gui/web/texts.py has the texts.

export const texts = JSON.parse(document.getElementById("texts").textContent);

/** A text with its {names} filled in. */
export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
}
