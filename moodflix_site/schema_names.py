"""What choices are called in the API's schema, where several fields offer the same ones."""

from __future__ import annotations

from typing import Final

ENUM_NAMES: Final = {
    "MoodEnum": "ml.moods.MOODS",
    "OriginalEmotionEnum": "ml.moods.MOODS7",
    "AnalysisTypeEnum": "emotions.bounds.TEXT_KINDS",
    "FileAnalysisTypeEnum": "emotions.bounds.FILE_KINDS",
    "PartEnum": "emotions.bounds.PARTS",
    "VoiceEmotionEnum": "ml.moods.VOICE5",
    "GenreEnum": "recommendations.catalogue.genres.NAMES",
    "LanguageEnum": "accounts.regions.LANGUAGE_CODES",
}
