"""What a voice model goes by: log-mel spectrograms of example recordings with its reading over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from ml import clips, pool
from ml.evaluation import Evaluation
from ml.report.canvas import COLOURS, MAP, canvas, plain
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.heads import head_scores
from ml.voice.logmel import HOP, log_mel

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

EXAMPLES: Final = 6  # recordings, each of another label
LONGEST: Final = 8.0  # seconds that are drawn
WINDOW, STEP = 1.0, 0.25  # seconds of sound that are read by themselves
RANGE: Final = 70.0  # dB below the loudest that are told apart


def spectrograms(result: Evaluation, title: str) -> Figure:
    """Draw for each label the surest recording, right or wrong, with what the model goes by along it.

    That is the weight its attention gives to each moment where it tells that, else the probability that it gives to the
    label it said when it hears one second around the moment alone.
    """
    rows = examples(result)
    figure, first = canvas(title, width=11.0, height=1.0 + 1.9 * len(rows))
    first.remove()
    figure.suptitle(plain(title), x=0.01, ha="left", fontsize=11)
    for place, row in enumerate(rows):
        axes = figure.add_subplot(len(rows), 1, place + 1)
        _draw(axes, result, row)
    return figure


def examples(result: Evaluation) -> list[int]:
    """Return the row of each of the first labels that occur whose answer is the surest."""
    import numpy as np

    sure = result.answers.scores.max(axis=1)
    carried = [np.flatnonzero(column) for column in result.truth.T if column.any()]
    return [int(rows[sure[rows].argmax()]) for rows in carried[:EXAMPLES]]


def _draw(axes: Axes, result: Evaluation, row: int) -> None:
    import numpy as np

    manifest, scores = result.manifest, result.answers.scores[row]
    sounds = manifest.sounds
    if sounds is None:
        raise ValueError("There is no sound to draw.")
    clip = clips.clip_of(sounds / manifest.inputs[row]).part(0.0, LONGEST)
    picture, said = log_mel(clip.samples), manifest.labels[int(scores.argmax())]
    loudest = float(picture.max())
    extent = (0.0, picture.shape[1] * HOP / SAMPLE_RATE, 0.0, float(len(picture)))
    axes.imshow(picture, origin="lower", aspect="auto", cmap=MAP, vmin=loudest - RANGE, vmax=loudest, extent=extent)
    axes.grid(visible=False)
    truth = manifest.labels[int(np.flatnonzero(result.truth[row])[0])]
    axes.set_title(plain(f"{truth}, read as {said} ({scores.max():.0%})"), loc="left", fontsize=9)
    axes.set(xlabel="seconds", ylabel="mel band")
    times, values, what = goes_by(result, clip, said)
    over = axes.twinx()
    over.grid(visible=False)
    over.plot(times, values, color="white", linewidth=3)
    over.plot(times, values, color=COLOURS[1], linewidth=1.6)
    over.set(xlim=(0.0, extent[1]), ylim=(0.0, 1.02), ylabel=what)


def goes_by(result: Evaluation, clip: AudioClip, said: str) -> tuple[Floats, Floats, str]:
    """Return moments (seconds), the model's attention or reading there in [0, 1], and which of the two it is."""
    import numpy as np

    attention = cast("Callable[[AudioClip], Floats] | None", getattr(pool.get(result.spec), "attention", None))
    if attention is not None:
        weights = attention(clip)
        moments = (np.arange(len(weights)) + 0.5) * clip.seconds / len(weights)
        return moments, np.asarray(weights / max(float(weights.max()), 1e-9)), "attention\n(of its peak)"
    half, starts = WINDOW / 2, np.arange(0.0, max(clip.seconds - WINDOW, 0.0) + STEP / 2, STEP)
    read = pool.get(result.spec).predict([clip.part(start, start + WINDOW) for start in map(float, starts)])
    shares = [head_scores(one.labels, result.manifest.head)[said] for one in read]
    return np.asarray(np.minimum(starts + half, clip.seconds)), np.array(shares), f"{said}\n(1 s alone)"
