"""Any wav2vec2, HuBERT or WavLM that classifies sound, from a folder or fetched by id: safetensors, no foreign code.

How it is fetched, loaded in the background and its labels turned into moods, see `ml.hub`. Sources: Baevski et al.,
2020 (wav2vec 2.0); Hsu et al., 2021 (HuBERT); Chen et al., 2022 (WavLM).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.errors import WeightsCorrupted
from ml.hub import UNCALIBRATED, HubModel, hush, whole
from ml.moods import VOICE_MOODS
from ml.own_labels import OwnLabels, own_labels
from ml.text.hub import KNOWN_LABELS
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.classifier import VoiceClassifier
from ml.voice.windows import parts
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS: Final = ("wav2vec2", "hubert", "wavlm")  # they hear the samples themselves
_SHORT: Final = {  # IEMOCAP's (Busso et al., 2008), as the classifiers of the SUPERB benchmark use them
    "ang": "anger",
    "hap": "joy",
    "neu": "neutral",
    "sad": "sadness",
    "exc": "joy",
    "fea": "fear",
    "dis": "disgust",
    "sur": "surprise",
}
VOICE_LABELS: Final = MappingProxyType({**KNOWN_LABELS, **_SHORT, **VOICE_MOODS})


class HubVoice(HubModel, VoiceClassifier):
    """Reads clips one by one: those that normalise by group ignore a mask, so that padding would change the answer."""

    known_labels = VOICE_LABELS
    setting = "EMOTION_VOICE_LABELS"
    module: Any
    extractor: Any

    @property
    def own(self) -> OwnLabels:
        """The deployment's own table for voices."""
        return own_labels(self.config.voice_labels)

    @property
    def columns(self) -> int:  # type: ignore[override]
        """Logits a clip."""
        return len(self.labels)

    def read_folder(self, card: Card) -> Any:
        """Read how sound is prepared, and the weights."""
        self.extractor, module = read_classifier(card.folder)
        self.module = self.on_device(module)
        return module.config

    def preprocess(self, clip: AudioClip) -> Prepared:
        """Return the clip's samples."""
        return Prepared(clip.samples, (UNCALIBRATED,) if self.uncalibrated else ())

    def forward(self, features: Sequence[NDArray[np.float32]]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, labels); a long clip's are the mean over its parts."""
        import numpy as np

        return np.stack([np.mean([self._heard(part) for part in parts(samples)], axis=0) for samples in features])

    def _heard(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        ready = self.extractor(samples, sampling_rate=SAMPLE_RATE, return_tensors="pt").input_values
        weight = next(self.module.parameters())
        logits: NDArray[np.float32] = self.module(ready.to(weight.device, weight.dtype)).logits[0].float().cpu().numpy()
        return logits


def read_classifier(folder: Path) -> tuple[Any, Any]:
    """Return feature extractor and audio classifier of a folder. WeightsCorrupted for what cannot answer."""
    from transformers import AutoConfig, AutoModelForAudioClassification, Wav2Vec2FeatureExtractor

    hush()
    here: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    config = AutoConfig.from_pretrained(folder, **here)
    if config.model_type not in KINDS:
        raise WeightsCorrupted(f"{folder.name} is a {config.model_type}; voices are read by {', '.join(KINDS)}.")
    extractor = Wav2Vec2FeatureExtractor.from_pretrained(folder, **here)
    if extractor.sampling_rate != SAMPLE_RATE:
        raise WeightsCorrupted(f"{folder.name} hears {extractor.sampling_rate} samples a second, not {SAMPLE_RATE}.")
    module, report = AutoModelForAudioClassification.from_pretrained(
        folder, use_safetensors=True, output_loading_info=True, **here
    )
    whole(folder.name, report)
    return extractor, module
