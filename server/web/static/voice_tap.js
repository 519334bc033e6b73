// Runs beside the page's own thread: hands over what the microphone hears, one channel, in blocks of 128 samples.

class Tap extends AudioWorkletProcessor {
  process(inputs) {
    if (inputs[0].length) this.port.postMessage(inputs[0][0].slice());
    return true;
  }
}

registerProcessor("tap", Tap);
