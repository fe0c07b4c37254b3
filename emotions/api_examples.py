"""Examples for the OpenAPI pages."""

from drf_spectacular.utils import OpenApiExample

EMOTIONS = {
    "anger": 0.01, "disgust": 0.01, "fear": 0.01, "joy": 0.81, "love": 0.1, "neutral": 0.03, "sadness": 0.01,
    "surprise": 0.02,
}  # fmt: skip
TEXT = OpenApiExample(
    "One text",
    value={"text": "I can't stop smiling today, she said yes!", "model_type": None, "threshold": 0.25, "save": False},
    request_only=True,
)
TIMELINE = OpenApiExample(
    "Sentence by sentence",
    value={"text": "The train was late again. Then my sister called, and I was so glad.", "sentences": True},
    request_only=True,
)
BATCH = OpenApiExample(
    "Two texts",
    value={"texts": ["I miss my sister.", "The train is late again, and nobody says a word."]},
    request_only=True,
)
CORRECTION = OpenApiExample("It was joy", value={"mood": "joy"}, request_only=True)
ANSWER = OpenApiExample(
    "The shape of an answer (the numbers are made up)",
    value={
        "analysis_id": None,
        "dominant_emotion": "joy",
        "confidence": 0.81,
        "is_sure": True,
        "question": None,
        "choices": [],
        "emotions": EMOTIONS,
        "predicted_emotions": ["joy"],
        "valence": 0.76,
        "arousal": 0.41,
        "labels": [
            {"label": "joy", "score": 0.74, "present": True},
            {"label": "love", "score": 0.33, "present": True},
            {"label": "excitement", "score": 0.08, "present": False},
        ],
        "feelings": {"happy": 0.71, "excited": 0.35, "grateful": 0.12},
        "intensity": {"value": 0.68, "name": "strong", "measured": False},
        "language": "en",
        "unfamiliar": False,
        "sentences": [],
        "transcript": None,
        "segments": [],
        "parts": [],
        "disagreement": None,
        "notes": [],
        "model": "text-minilm",
        "tier": "primary",
        "held_out": {"dataset": "name-of-the-set", "n": 1000, "accuracy": 0.7, "cross_validated": False},
        "metadata": {
            "modalities_used": ["text"],
            "faces_detected": 0,
            "durations_ms": {"text": 7.4},
            "warnings": [],
            "characters": 41,
            "seconds": None,
        },
    },
    response_only=True,
)
