// One recording from the microphone, bounded in time. It knows nothing of the page, and sends nothing anywhere.
// Chromium records WebM, Firefox Ogg (and WebM), Safari MP4: the first kind that this browser writes is taken.
const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/ogg;codecs=opus", "ogg"], ["audio/mp4", "m4a"]];
const BITS_PER_SECOND = 64_000;
const SLICE_MS = 1000; // sound is handed over piece by piece, so that an accident costs a second at most
const TICK_MS = 100;
const MARGIN = 0.4; // seconds: what is handed over late must still be within what is heard at once
const FLOOR_DB = -60; // a quiet room
const SOUND = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true };

/** Why nothing can be recorded here: "insecure", "unsupported", or "" where it can. */
export function obstacle() {
  if (!window.isSecureContext) return "insecure";
  return navigator.mediaDevices?.getUserMedia && window.MediaRecorder ? "" : "unsupported";
}

/** What went wrong when the microphone was asked for: "denied", "missing", "busy" or "failed". */
export function reason(error) {
  const known = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };
  return known[error?.name] ?? (error?.name === "NotReadableError" || error?.name === "AbortError" ? "busy" : "failed");
}

/** Records up to `most` seconds. `tick(seconds, level)` ten times a second, level 0 to 1; `end(recording)` once. */
export class Recorder {
  constructor(most, tick, end) {
    Object.assign(this, { most, tick, end, pieces: [], loudest: 0, dropped: false });
  }

  /** Asks for the microphone; rejects with the browser's own error. */
  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
    try {
      if (this.dropped) throw new DOMException("left meanwhile", "AbortError");
      this.begin();
    } catch (error) {
      this.free();
      throw error;
    }
  }

  begin() {
    const kind = KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
    const options = { audioBitsPerSecond: BITS_PER_SECOND, ...(kind && { mimeType: kind[0] }) };
    this.ending = kind?.[1] ?? "webm";
    this.recorder = new MediaRecorder(this.stream, options);
    this.recorder.ondataavailable = ({ data }) => data.size && this.pieces.push(data);
    this.recorder.onstop = () => this.finish(); // also when the microphone is pulled out
    this.measure();
    this.recorder.start(SLICE_MS);
    this.since = performance.now();
    this.timer = setInterval(() => this.beat(), TICK_MS);
  }

  /** Without an audio context there is a recording, but no level: -1. */
  measure() {
    try {
      this.context = new AudioContext();
      this.context.resume().catch(() => {});
      this.analyser = this.context.createAnalyser();
      this.samples = new Float32Array(this.analyser.fftSize);
      this.context.createMediaStreamSource(this.stream).connect(this.analyser);
    } catch {
      this.analyser = null;
    }
  }

  level() {
    if (!this.analyser || this.context.state !== "running") return -1;
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length;
    return Math.min(1, Math.max(0, 1 - (10 * Math.log10(power + 1e-12)) / FLOOR_DB));
  }

  get seconds() {
    return Math.min(this.most, (performance.now() - this.since) / 1000);
  }

  beat() {
    const level = this.level();
    this.loudest = level < 0 ? -1 : Math.max(this.loudest, level);
    this.tick(this.seconds, level);
    if (this.seconds >= this.most - MARGIN) this.stop();
  }

  stop() {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  /** Ends without a recording, also while the browser still asks. */
  drop() {
    this.dropped = true;
    this.stop();
    this.free();
  }

  finish() {
    const seconds = this.seconds;
    this.free();
    if (this.dropped) return;
    const blob = new Blob(this.pieces, { type: this.recorder.mimeType });
    this.end({ blob, name: `recording.${this.ending}`, seconds, loudest: this.loudest });
  }

  /** Gives the microphone back; the browser's sign for it goes out. */
  free() {
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.context && this.context.state !== "closed") this.context.close();
  }
}
