// The computer's own camera: a stream of pictures, and its readings as server-sent events.

import { NO_PICTURE, WAITING_PANEL, showCurtain, showPanel, showPrivacy, showStatus } from "./panel.js";
import { sentenceOf, tab } from "./server.js";
import { texts } from "./texts.js";

const stream = document.getElementById("stream");
const MOODS = { live: "good", paused: "warn", starting: "", ended: "", waiting: "warn", failed: "bad" };

/** Watch; returns what ends it. */
export function watchMachine() {
  let readings = null;
  let retry = 0;
  let ended = false;

  function open() {
    const when = Date.now();
    stream.hidden = false;
    // The server ends both together: a browser does not tell that a picture broke off.
    stream.src = `/stream.mjpg?tab=${tab}&at=${when}`;
    stream.onerror = lost;
    readings = new EventSource(`/readings?tab=${tab}&at=${when}`);
    readings.onmessage = (event) => show(JSON.parse(event.data));
    readings.onerror = lost;
  }

  function show(news) {
    showPanel(news.panel, news);
    showStatus(news.status, MOODS[news.phase] ?? "");
    if (news.trouble) {
      stream.hidden = true;
      showCurtain(news.trouble);
      return;
    }
    stream.hidden = false;
    if (news.phase === "ended") {
      const again = { text: texts.playAgain, run: () => fetch("/again", { method: "POST" }).catch(() => {}) };
      showCurtain({ title: texts.ended, over: true }, again);
    } else if (news.phase === "starting") {
      showCurtain(texts.begin);
    } else {
      showCurtain(null);
    }
  }

  async function lost() {
    if (!readings) return;
    close();
    showPanel(NO_PICTURE);
    showStatus(texts.notConnected, "bad");
    stream.hidden = true;
    // An event source does not tell why it failed; an ordinary request does.
    const reason = await sentenceOf("/readings");
    if (ended) return;
    showCurtain({ title: reason.title, text: reason.text });
    retry = setTimeout(open, reason.after);
  }

  function close() {
    readings?.close();
    readings = null;
    clearTimeout(retry);
    // Only a new address ends the download.
    stream.removeAttribute("src");
  }

  showPrivacy(texts.stored);
  showPanel(WAITING_PANEL);
  showStatus(texts.starting, "");
  showCurtain(texts.begin);
  open();
  return () => {
    ended = true;
    close();
    stream.hidden = true;
  };
}
