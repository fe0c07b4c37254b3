"""Sound files of every kind, made with PyAV: a tone of 700 Hz at 0.4 in one of two channels, or what is given."""

import io
from fractions import Fraction

import av
import numpy as np

RATE = 48_000
TONE = 700.0
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "200000"}
KINDS = {
    "wav": ("wav", "pcm_s16le", {}),
    "float-wav": ("wav", "pcm_f32le", {}),
    "flac": ("flac", "flac", {}),
    "mp3": ("mp3", "libmp3lame", {}),
    "opus": ("ogg", "libopus", {"page_duration": "100000"}),
    "m4a": ("ipod", "aac", {}),
    "alac": ("ipod", "alac", {}),
    "fragmented-mp4": ("mp4", "aac", FRAGMENTS),
    "aac": ("adts", "aac", {}),
    "recorder-webm": ("webm", "libopus", {"live": "1"}),
    "mkv": ("matroska", "pcm_s16le", {}),
}


def tone(seconds=1.0, rate=RATE):
    return (0.4 * np.sin(2 * np.pi * TONE * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def made(kind, samples=None, *, film=False, codec_options=None):
    """The bytes of a file whose left channel sounds and whose right channel is silent."""
    container, codec, options = KINDS[kind]
    samples = tone() if samples is None else samples
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options) as out:
        pictures = _pictures(out) if film else None
        sound = out.add_stream(codec, rate=RATE, options=codec_options or {})
        sound.layout = "stereo"
        if pictures:
            out.mux(pictures.encode(av.VideoFrame(64, 64, "yuv420p")))
            out.mux(pictures.encode(None))
        for frame in _frames(samples, sound.codec_context):
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    return file.getvalue()


def _pictures(out):
    stream = out.add_stream("mpeg4", rate=Fraction(25))
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
    return stream


def _frames(samples, context):
    both = np.stack([samples, np.zeros_like(samples)])
    whole = av.AudioFrame.from_ndarray(both, format="fltp", layout="stereo")
    whole.sample_rate = RATE
    resampler = av.AudioResampler(context.format.name, "stereo", RATE, frame_size=context.frame_size or 1_024)
    for frame in (*resampler.resample(whole), *resampler.resample(None)):
        frame.pts = None
        yield frame
