// Boxes and labels over the visitor's picture, mirrored as the picture is.

const SHADE = "rgba(20, 18, 31, .45)";

/** Draw a reading's faces over a video; null clears. */
export function drawBoxes(canvas, video, reading) {
  const room = canvas.getBoundingClientRect();
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(room.width * density);
  canvas.height = Math.round(room.height * density);
  if (!reading || !room.width || !video.videoWidth) return;
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  const [width, height] = reading.size;
  const zoom = Math.min(room.width / width, room.height / height);
  const left = (room.width - width * zoom) / 2;
  const top = (room.height - height * zoom) / 2;
  [...reading.faces].reverse().forEach((face, place, all) => {
    const [x, y, w, h] = face.box.map((value) => value * zoom);
    const box = { x: left + width * zoom - x - w, y: top + y, w, h };
    drawBox(pen, box, place === all.length - 1);
    drawLabel(pen, box, face.title, room);
  });
}

function drawBox(pen, box, main) {
  pen.beginPath();
  pen.roundRect(box.x, box.y, box.w, box.h, Math.min(box.w, box.h) / 9);
  pen.lineWidth = 6;
  pen.strokeStyle = SHADE;
  pen.stroke();
  pen.lineWidth = 2;
  pen.strokeStyle = main ? "#ffffff" : "#b8b2b2";
  pen.stroke();
}

function drawLabel(pen, box, text, room) {
  pen.font = "600 14px system-ui, sans-serif";
  const width = pen.measureText(text).width + 16;
  const x = Math.max(0, Math.min(box.x, room.width - width));
  const y = box.y >= 34 ? box.y - 32 : Math.max(0, box.y) + 6;
  pen.fillStyle = "rgba(20, 18, 31, .85)";
  pen.beginPath();
  pen.roundRect(x, y, width, 26, 6);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.textBaseline = "middle";
  // From its middle: a canvas on a page from right to left begins a text at the other end.
  pen.textAlign = "center";
  pen.fillText(text, x + width / 2, y + 14);
}
