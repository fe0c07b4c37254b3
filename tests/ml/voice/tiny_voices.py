"""Two classes of synthetic voices by four speakers, named and folded as the small models' training wants them."""

import csv

import numpy as np

from ml.types import SAMPLE_RATE
from tests import voices

HAPPY, SAD = "happy", "sad"
_CODES = {HAPPY: "03", SAD: "04"}
FOLD_COLUMNS = ("input", "label", "corpus", "speaker", "sex", "fold")


def voice(hertz, seconds=1.2, *, syllables=4.0, brightness=0.8, seed=0):
    """Harmonics of a pitch that glides a little, in `syllables` a second; each is `brightness` of the one before."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(hertz * (1 + 0.05 * np.sin(2 * np.pi * time))) / SAMPLE_RATE
    sound = sum(brightness**k * np.sin((k + 1) * phase) for k in range(20))
    swing = 0.05 + np.sin(np.pi * syllables * time) ** 2
    noise = np.random.default_rng(seed).normal(size=len(time))
    return (0.1 * sound * swing / (1 + 10 * brightness**2) + 0.0005 * noise).astype(np.float32)


def like(label, seed=0):
    """A happy voice is high, quick and bright, a sad one low, slow and dull."""
    rng = np.random.default_rng([seed, label == HAPPY])
    if label == HAPPY:
        return voice(rng.uniform(260, 320), syllables=rng.uniform(4, 5), brightness=0.85, seed=seed)
    return voice(rng.uniform(110, 150), syllables=rng.uniform(2, 3), brightness=0.45, seed=seed)


def write(folder, speakers=4, each=2):
    """Write RAVDESS's layout below `folder` and a manifest of two folds; return the manifest."""
    (folder / "ravdess").mkdir(parents=True)
    rows = []
    for speaker in range(1, speakers + 1):
        for label in (HAPPY, SAD):
            for take in range(1, each + 1):
                name = f"ravdess/03-01-{_CODES[label]}-01-01-{take:02d}-{speaker:02d}.wav"
                (folder / name).write_bytes(voices.wav(32_000 * like(label, 100 * speaker + take)))
                sex = "male" if speaker % 2 else "female"
                rows.append((name, label, "ravdess", f"ravdess-{speaker:02d}", sex, speaker % 2))
    path = folder / "folds.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([FOLD_COLUMNS, *rows])
    return path
