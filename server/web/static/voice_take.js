// The microphone: from begin() to end() everything that it hears, as a WAV file of 16 bit. Knows no page.

const MOST_S = 12;

// Why this browser cannot record here: "insecure" (no localhost, no TLS), "unable" (too old), or "".
export function whyNot() {
  if (!window.isSecureContext) return "insecure";
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia || !window.AudioWorkletNode) return "unable";
  return "";
}

export class Take {
  // `hear(level)` is called some ten times a second, 0 to 1; `full()` when nothing more is taken in.
  constructor(hear, full) {
    this.hear = hear;
    this.full = full;
    this.blocks = [];
    this.samples = 0;
    this.peak = 0;
  }

  async begin() {
    // as the microphone hears it: what browsers do for telephone calls cuts off the beginnings of words
    const plain = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: plain });
    this.context = new AudioContext();
    await this.context.resume();
    await this.context.audioWorklet.addModule("/static/voice_tap.js");
    const tap = new AudioWorkletNode(this.context, "tap", { numberOfOutputs: 0 });
    tap.port.onmessage = (event) => this.take(event.data);
    this.context.createMediaStreamSource(this.stream).connect(tap);
    this.timer = setInterval(() => { this.hear(this.peak); this.peak = 0; }, 100);
  }

  take(block) {
    if (this.samples >= MOST_S * this.context.sampleRate) { this.full(); return; }
    this.blocks.push(block);
    this.samples += block.length;
    for (const one of block) this.peak = Math.max(this.peak, Math.abs(one));
  }

  // The WAV file; the microphone is let go.
  async end() {
    clearInterval(this.timer);
    this.hear(0);
    this.stream.getTracks().forEach((track) => track.stop());
    const rate = this.context.sampleRate;
    await this.context.close();
    return wav(this.blocks, this.samples, rate);
  }
}

function wav(blocks, samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples));
  const letters = (place, text) => [...text].forEach((one, i) => view.setUint8(place + i, one.charCodeAt(0)));
  letters(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples, true);
  letters(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  letters(36, "data");
  view.setUint32(40, 2 * samples, true);
  let place = 44;
  for (const block of blocks) {
    for (const one of block) {
      view.setInt16(place, Math.round(Math.max(-1, Math.min(1, one)) * 32767), true);
      place += 2;
    }
  }
  return new Blob([view], { type: "application/octet-stream" });
}
