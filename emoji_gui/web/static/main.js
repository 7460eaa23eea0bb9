// Chooses between the two cameras and remembers the choice.

import { watchMachine } from "./machine.js";
import { mirrorVisitor } from "./own.js";
import { preloadEmojis } from "./panel.js";
import { tab } from "./server.js";

const MODES = { machine: watchMachine, own: mirrorVisitor };
const KEY = "emoji-mirror-mode";

let end = null;
let current = null;

function choose(mode) {
  if (mode === current) return;
  end?.();
  current = mode;
  for (const name of Object.keys(MODES)) {
    document.getElementById(`mode-${name}`).setAttribute("aria-pressed", String(name === mode));
  }
  end = MODES[mode]();
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

for (const name of Object.keys(MODES)) {
  document.getElementById(`mode-${name}`).addEventListener("click", () => {
    try {
      sessionStorage.setItem(KEY, name);
    } catch {
      // Without storage the choice holds until the page is closed.
    }
    choose(name);
  });
}

// The server frees the place at once instead of after a while.
addEventListener("pagehide", () => {
  end?.();
  end = null;
  current = null;
  navigator.sendBeacon(`/leave?tab=${tab}`);
});
addEventListener("pageshow", () => {
  const usual = document.body.dataset.shared === "yes" ? "own" : "machine";
  const before = remembered();
  choose(before in MODES ? before : usual);
});
preloadEmojis();
