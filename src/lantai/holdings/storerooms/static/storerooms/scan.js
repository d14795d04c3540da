// The phone's camera for a field that takes labels, where the browser can read them. Without it one types or uses a hand scanner.

const FORMATS = ["qr_code", "code_128"];
const EVERY = 150;

const script = document.querySelector("script[data-words]");
const [start, stop] = (script?.dataset.words ?? "|").split("|");

if ("BarcodeDetector" in globalThis && navigator.mediaDevices?.getUserMedia) {
  const known = await globalThis.BarcodeDetector.getSupportedFormats();
  const formats = FORMATS.filter((format) => known.includes(format));
  if (formats.length) {
    const detector = new globalThis.BarcodeDetector({ formats });
    for (const field of document.querySelectorAll("input[data-scan]")) offer(field, detector);
  }
}

function offer(field, detector) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = start;
  const video = document.createElement("video");
  video.className = "scan-camera";
  video.muted = true;
  video.playsInline = true;
  video.hidden = true;
  field.form.append(button, video);
  let stream = null;
  button.addEventListener("click", async () => {
    if (stream) {
      close();
      return;
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.remove(); // no camera, or nobody allowed it: the field is there all the same
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = stop;
    await video.play();
    look();
  });

  async function look() {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (found) {
      field.value = found.rawValue;
      close();
      field.form.requestSubmit();
      return;
    }
    setTimeout(look, EVERY);
  }

  function close() {
    for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.hidden = true;
    button.textContent = start;
  }
}
