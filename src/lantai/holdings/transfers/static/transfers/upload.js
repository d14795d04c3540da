// Sends files in pieces by the tus protocol: each goes on where it stopped, whatever broke in between.
// No library: four requests, a checksum for each piece where the browser has one, and a pause.

const PIECE = 8 * 1024 * 1024;
const WAITS = [1000, 3000, 10000, 30000];

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const encoded = (text) => base64(new TextEncoder().encode(text));

async function checksum(piece) {
  if (!globalThis.crypto?.subtle) return null; // not offered on plain http
  const digest = await crypto.subtle.digest("SHA-256", await piece.arrayBuffer());
  return `sha256 ${base64(new Uint8Array(digest))}`;
}

class Refused extends Error {}

class Sender {
  constructor(box) {
    this.box = box;
    this.address = box.dataset.upload;
    this.token = box.querySelector("[name=csrfmiddlewaretoken]").value;
    this.bar = box.querySelector("progress");
    this.said = box.querySelector(".upload-said");
    this.failed = box.querySelector(".upload-failed");
    this.pause = box.querySelector("[data-pause]");
    this.paused = false;
    this.busy = false;
  }

  ask(address, method, headers = {}, body = undefined) {
    const sent = { "Tus-Resumable": "1.0.0", "X-CSRFToken": this.token, ...headers };
    return fetch(address, { method, headers: sent, body, redirect: "error", credentials: "same-origin" });
  }

  async begin(file, name) {
    const metadata = `relativePath ${encoded(name)},filename ${encoded(file.name)}`;
    const answer = await this.ask(this.address, "POST", { "Upload-Length": String(file.size), "Upload-Metadata": metadata });
    if (answer.status !== 201) throw new Refused(await answer.text());
    return answer.headers.get("Location");
  }

  async offset(place) {
    const answer = await this.ask(place, "HEAD");
    if (!answer.ok) throw new Refused(String(answer.status));
    return Number(answer.headers.get("Upload-Offset"));
  }

  // From where it stopped to its end; a lost connection is waited out, a refusal is not.
  async send(file, name, told) {
    const place = await this.tried(() => this.begin(file, name));
    let at = await this.tried(() => this.offset(place));
    told(at);
    while (at < file.size && !this.paused) {
      const piece = file.slice(at, at + PIECE);
      at = await this.tried(async () => {
        const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) };
        const sum = await checksum(piece);
        if (sum) headers["Upload-Checksum"] = sum;
        const answer = await this.ask(place, "PATCH", headers, piece);
        if (answer.status === 409 || answer.status === 423 || answer.status === 460) return this.offset(place);
        if (answer.status >= 500 && answer.status !== 507) throw new TypeError(String(answer.status));
        if (!answer.ok) throw new Refused(await answer.text());
        return Number(answer.headers.get("Upload-Offset"));
      });
      told(at);
    }
  }

  async tried(request) {
    for (const wait of [...WAITS, null]) {
      try {
        return await request();
      } catch (error) {
        if (error instanceof Refused || wait === null) throw error;
        this.said.textContent = this.said.dataset.again;
        await new Promise((go) => setTimeout(go, wait));
      }
    }
    return undefined;
  }

  async sendAll(files) {
    if (this.busy || !files.length) return;
    this.busy = true;
    this.paused = false;
    this.bar.hidden = this.pause.hidden = false;
    const whole = files.reduce((sum, file) => sum + file.size, 0) || 1;
    let before = 0;
    let wrong = 0;
    for (const file of files) {
      if (this.paused) break;
      const name = file.webkitRelativePath ? file.webkitRelativePath.split("/").slice(1).join("/") : file.name;
      try {
        await this.send(file, name, (at) => this.show(name, before + at, whole));
      } catch (error) {
        wrong += 1;
        const line = document.createElement("li");
        line.textContent = `${name}: ${error.message}`;
        this.failed.append(line);
      }
      before += file.size;
    }
    this.busy = false;
    this.pause.hidden = true;
    this.said.textContent = this.paused ? this.said.dataset.paused : wrong ? "" : this.said.dataset.done;
    if (!this.paused && !wrong) location.reload();
  }

  show(name, done, whole) {
    this.bar.value = (done / whole) * 100;
    const mb = (bytes) => (bytes / 1048576).toFixed(1);
    this.said.textContent = `${this.said.dataset.sending} ${name} · ${mb(done)} / ${mb(whole)} MB`;
  }
}

const box = document.querySelector("[data-upload]");
if (box) {
  const sender = new Sender(box);
  box.hidden = false;
  for (const input of box.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => sender.sendAll([...input.files]).finally(() => { input.value = ""; }));
  }
  sender.pause.addEventListener("click", () => { sender.paused = true; });
}
