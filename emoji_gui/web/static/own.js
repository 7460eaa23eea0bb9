// The visitor's own camera: one picture goes out when the answer to the last one is in.

import { drawBoxes } from "./boxes.js";
import { NO_PICTURE, WAITING_PANEL, showCurtain, showPanel, showPrivacy, showStatus } from "./panel.js";
import { SERVER_GONE, refusal, tab } from "./server.js";
import { filled, texts } from "./texts.js";

// Enough for a face before a phone or a laptop; 640 would take the server twice as long.
const LONG_SIDE = 480;
const QUALITY = 0.8;
const LEAST_MS = 50;
const ANSWER_MS = 10000;

const own = document.getElementById("own");
const video = document.getElementById("video");
const boxes = document.getElementById("boxes");
const canvas = document.createElement("canvas");

/** Mirror the visitor; returns what ends it. */
export function mirrorVisitor() {
  let ended = false;
  let camera = null;
  let control = null;
  const rate = makeRate();

  async function begin() {
    showCurtain(texts.ask);
    showStatus(texts.allow, "warn");
    showPanel(WAITING_PANEL);
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "InsecurePage");
      const wishes = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "user" };
      camera = await navigator.mediaDevices.getUserMedia({ video: wishes, audio: false });
    } catch (error) {
      if (!ended) fail(IN_WORDS[error.name] ?? unknown(error));
      return;
    }
    if (ended) return release();
    const mine = camera;
    mine.getVideoTracks()[0].addEventListener("ended", () => {
      if (camera === mine) fail(texts.cameraLost);
    });
    video.srcObject = camera;
    await video.play().catch(() => {});
    if (camera !== mine) return;
    own.hidden = false;
    showCurtain(null);
    run(mine);
  }

  async function run(mine) {
    // A camera that went away ends its own loop, whatever that loop waits for.
    while (camera === mine) {
      const started = performance.now();
      let wait = LEAST_MS;
      try {
        const picture = await grab();
        if (picture && camera === mine) wait = await send(picture, mine);
      } catch {
        wait = tell(SERVER_GONE, mine);
      }
      await sleep(Math.max(0, wait - (performance.now() - started)));
      await shownAgain();
    }
  }

  /** Send one picture and show its answer; returns the least pause in milliseconds. */
  async function send(picture, mine) {
    control = new AbortController();
    const timer = setTimeout(() => control.abort(), ANSWER_MS);
    try {
      const answer = await fetch(`/read?tab=${tab}`, {
        method: "POST", body: picture, headers: { "Content-Type": "image/jpeg" }, signal: control.signal,
      });
      if (!answer.ok) return tell(await refusal(answer), mine);
      const reading = await answer.json();
      // The camera may have gone while its last picture was read: that is said already.
      if (camera !== mine) return 0;
      showPanel(reading.panel, reading);
      drawBoxes(boxes, video, reading);
      showCurtain(null);
      const pace = rate();
      showStatus(pace ? texts.rates.at(pace) ?? texts.rates.at(-1) : texts.live, "good");
      return LEAST_MS;
    } finally {
      clearTimeout(timer);
    }
  }

  function tell(reason, mine) {
    if (camera !== mine) return 0;
    drawBoxes(boxes, video, null);
    showPanel({ ...NO_PICTURE, title: texts.noReading, hint: texts.withReading });
    showStatus(texts.notConnected, "bad");
    showCurtain({ title: reason.title, text: reason.text, over: true });
    return reason.after;
  }

  function fail(reason) {
    control?.abort();
    release();
    drawBoxes(boxes, video, null);
    own.hidden = true;
    showPanel(NO_PICTURE);
    showStatus(reason.title, "bad");
    showCurtain(reason, { text: texts.tryAgain, run: begin });
  }

  function release() {
    for (const track of camera?.getTracks() ?? []) track.stop();
    camera = null;
    video.srcObject = null;
  }

  showPrivacy(texts.forgotten);
  begin();
  return () => {
    ended = true;
    control?.abort();
    release();
    drawBoxes(boxes, video, null);
    own.hidden = true;
    navigator.sendBeacon(`/leave?tab=${tab}`);
  };
}

const IN_WORDS = {
  NotAllowedError: texts.notAllowed,
  SecurityError: texts.notAllowed,
  NotFoundError: texts.noCamera,
  OverconstrainedError: texts.noCamera,
  NotReadableError: texts.cameraBusy,
  AbortError: texts.cameraSlow,
  InsecurePage: texts.insecure,
};

function unknown(error) {
  // Between isolates: it may be in a language of the other direction.
  const reason = `\u2068${(error.message || error.name).replace(/\.$/, "")}\u2069`;
  return { ...texts.cameraOdd, text: filled(texts.cameraOdd.text, { reason }) };
}

/** The newest picture as JPEG, or null before the first. */
function grab() {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height) return null;
  const zoom = Math.min(1, LONG_SIDE / Math.max(width, height));
  canvas.width = Math.round(width * zoom);
  canvas.height = Math.round(height * zoom);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}

function sleep(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** A page in the background sends nothing. */
function shownAgain() {
  if (!document.hidden) return null;
  return new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
}

/** Counts answers over the last two seconds, in words that do not flicker. */
function makeRate() {
  let moments = [];
  let shown = 0;
  let told = 0;
  return () => {
    const now = performance.now();
    moments = [...moments.filter((moment) => moment > now - 2000), now];
    if (now - told > 1000 && now - moments[0] > 900) {
      shown = Math.max(1, Math.round((1000 * (moments.length - 1)) / (now - moments[0])));
      told = now;
    }
    return shown;
  };
}
