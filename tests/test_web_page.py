"""The page's own code, run by Node around stand-ins for a browser; and its styles."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("flask", reason='Flask is not installed (the extra "web")')

from emoji_gui.web.texts import page_texts

STATIC = Path(__file__).resolve().parents[1] / "emoji_gui" / "web" / "static"
NODE = shutil.which("node")

BROWSER = """
const elements = {};
class Element {
  constructor() {
    Object.assign(this, { textContent: "", hidden: false, style: {}, children: [] });
    this.classList = { toggle() {}, add() {}, remove() {} };
    Object.assign(this, { videoWidth: 640, videoHeight: 480 });
  }
  querySelectorAll() { return [new Element(), new Element()]; }
  getBoundingClientRect() { return { width: 0, height: 0 }; }
  getContext() { return { drawImage() {} }; }
  toBlob(done) { done("picture"); }
  setAttribute() {}
  removeAttribute(name) { this[name] = undefined; }
  replaceChildren() {}
  async play() {}
}
const element = (id) => (elements[id] ??= new Element());
element("texts").textContent = TEXTS;
const given = (name, value) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
given("window", { devicePixelRatio: 1 });
given("document", { getElementById: element, createElement: () => new Element(), hidden: false });
given("crypto", (await import("node:crypto")).webcrypto);
const turn = () => new Promise(setImmediate);
const until = async (ready) => { while (!ready()) await turn(); };
const tell = (facts) => { console.log(JSON.stringify(facts)); process.exit(0); };
"""

CAMERA_LOST = """
let lost, answer, signal;
const track = { stop() {}, addEventListener: (name, heard) => { lost = heard; } };
const camera = { getTracks: () => [track], getVideoTracks: () => [track] };
given("navigator", { mediaDevices: { getUserMedia: async () => camera }, sendBeacon() {} });
given("fetch", (address, options) => {
  signal = options.signal;
  return new Promise((done) => { answer = done; });
});
const { mirrorVisitor } = await import("./own.js");
mirrorVisitor();
await until(() => answer);
lost();
const panel = { emoji: "happy", title: "Happy", hint: "", values: null };
answer({ ok: true, json: async () => ({ panel, labels: [], names: [], faces: [], size: [1, 1] }) });
for (let n = 0; n < 20; n++) await turn();
tell({
  hidden: element("curtain").hidden, title: element("curtain-title").textContent,
  button: element("curtain-button").hidden, status: element("status").textContent,
  aborted: signal.aborted,
});
"""

PICTURE_REFUSED = """
const sources = [];
given("EventSource", class {
  constructor() { sources.push(this); }
  close() { this.closed = true; }
});
let asked = 0;
given("fetch", async () => { asked += 1; return { ok: true }; });
const { watchMachine } = await import("./machine.js");
watchMachine();
element("stream").onerror?.();
element("stream").onerror?.();
for (let n = 0; n < 20; n++) await turn();
tell({ asked, closed: sources[0].closed ?? false, title: element("curtain-title").textContent });
"""


def run_page(folder: Path, script: str) -> Any:
    """What a script tells that runs beside the page's own."""
    assert NODE
    for path in STATIC.glob("*.js"):
        shutil.copy(path, folder)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    texts = json.dumps(json.dumps(page_texts()))
    code = BROWSER.replace("TEXTS", texts) + script
    (folder / "run.js").write_text(code, "utf-8")
    done = subprocess.run(
        [NODE, "run.js"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


with_node = pytest.mark.skipif(NODE is None, reason="Node is not installed")


@with_node
def test_an_answer_that_comes_late_does_not_hide_that_the_camera_went_away(tmp_path: Path) -> None:
    title = page_texts()["cameraLost"]["title"]
    told = {"hidden": False, "title": title, "button": False, "status": title, "aborted": True}
    assert run_page(tmp_path, CAMERA_LOST) == told


@with_node
def test_a_picture_that_is_refused_is_asked_for_again_once(tmp_path: Path) -> None:
    title = page_texts()["lineLost"]["title"]
    assert run_page(tmp_path, PICTURE_REFUSED) == {"asked": 1, "closed": True, "title": title}


def test_words_that_are_longer_than_the_picture_is_high_are_not_cut_off() -> None:
    # On 320 pixels "Try again" lay below the edge of the picture's place.
    css = (STATIC / "mirror.css").read_text("utf-8")
    stage = re.search(r"^\.stage \{([^}]*)\}", css, re.M)
    assert stage and stage[1].rstrip().endswith("overflow: clip;")
    assert "min-height" not in stage[1]
