"""`python -m benchmarks.voice_cpu`: CPU time of hearing 3 s of speech, step by step, side by side in one run.

Every step and every model in each of its forms gets the same windows of real speech (from the package moonshine_voice)
in turn, on one thread. Milliseconds hang on the machine and on what else it does; what travels are the ratios: to real
time, and to the reference, which is NumPy's log-mel spectrogram of the same window.
"""

import argparse
import inspect
import io
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ml import registry
from ml.audio import decode
from ml.config import MlConfig, configure
from ml.errors import MlError
from ml.types import SAMPLE_RATE, AudioClip, ModelSpec
from ml.voice.logmel import log_mel
from ml.voice.transcribe import transcribe
from ml.voice.vad import speech

SECONDS: Final = 3.0
WARM: Final = 3
REFERENCE: Final = "log-mel spectrogram (reference)"
Step = Callable[[AudioClip], object]


def windows(count: int) -> list[AudioClip]:
    """Return `count` windows of 3 s of somebody reading aloud."""
    found = find_spec("moonshine_voice")
    if found is None or found.origin is None:
        raise SystemExit("moonshine_voice, whose speech is read, is not installed.")
    path = Path(found.origin).parent / "assets" / "two_cities.wav"
    whole = decode(path, max_bytes=10**8, max_seconds=600)
    last = int(whole.seconds // SECONDS)
    return [whole.part(SECONDS * (at % last), SECONDS * (at % last + 1)) for at in range(count)]


def opus(clip: AudioClip) -> bytes:
    """Return the clip as a browser's recorder sends it: Opus in WebM at 48 kHz."""
    import av
    import numpy as np

    out = io.BytesIO()
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libopus", rate=48_000)
        frame = av.AudioFrame.from_ndarray(clip.samples[None].astype(np.float32), format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for part in av.AudioResampler("flt", "mono", 48_000, frame_size=960).resample(frame):
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return out.getvalue()


def steps(clips: list[AudioClip], config: MlConfig) -> Iterator[tuple[str, Step]]:
    """Yield what is timed: the reference, what comes before a model, the models' forms, and the words."""
    yield REFERENCE, lambda clip: log_mel(clip.samples)
    sent = {id(clip): opus(clip) for clip in clips}
    yield "decode WebM/Opus", lambda clip: decode(sent[id(clip)], max_bytes=10**7, max_seconds=60)
    yield "find speech (silero VAD)", speech
    for spec in filter(registry.expected, registry.specs("voice")):
        yield from forms(spec, config)
    yield "transcribe (Moonshine tiny)", lambda clip: transcribe(clip, ((0.0, clip.seconds),))


def forms(spec: ModelSpec, config: MlConfig) -> Iterator[tuple[str, Step]]:
    """Yield the model as ONNX and as torch where it has the two, else as it is."""
    factory = type(registry.build(spec, config))
    ways = ("onnx", "torch") if "runtime" in inspect.signature(factory).parameters else ("",)
    for way in ways:
        served = replace(config, quantized=way != "torch")
        try:
            classifier = factory(spec, served, runtime=way) if way else factory(spec, served)  # type: ignore[call-arg]
            classifier.load()
        except MlError as error:
            print(f"{spec.name} {way} is left out: {error.message}")
            continue
        yield f"{spec.name} ({way or classifier.runtime}, {classifier.precision})", _reading(classifier.predict)


def _reading(predict: Callable[[list[AudioClip]], object]) -> Step:
    return lambda clip: predict([clip])


def measure(ways: dict[str, Step], clips: list[AudioClip]) -> dict[str, list[float]]:
    """Return the CPU milliseconds of each window for each way, the ways in turn on every window."""
    seen: dict[str, list[float]] = {way: [] for way in ways}
    for at, clip in enumerate([*clips[:WARM], *clips]):
        for way, run in ways.items():
            started = time.process_time()
            run(clip)
            if at >= WARM:
                seen[way].append((time.process_time() - started) * 1000)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.voice_cpu", description=__doc__)
    parser.add_argument("--windows", type=int, default=20)
    options = parser.parse_args()
    config = MlConfig(device="cpu")
    configure(config)
    if find_spec("torch"):
        import torch

        torch.set_num_threads(1)
    clips = windows(options.windows)
    seen = measure(dict(steps(clips, config)), clips)
    medians = {way: statistics.median(times) for way, times in seen.items()}
    print(f"{len(clips)} windows of {SECONDS:g} s, one thread")
    print("| step | CPU ms (median) | mean | of real time | times the reference |")
    print("| --- | --- | --- | --- | --- |")
    for way, median in medians.items():
        shares = f"{median / 1000 / SECONDS:.4f} | {median / medians[REFERENCE]:.1f}"
        print(f"| {way} | {median:.2f} | {statistics.mean(seen[way]):.2f} | {shares} |")


if __name__ == "__main__":
    main()
