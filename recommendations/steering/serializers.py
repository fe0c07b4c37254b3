"""What programs send to steer films, and what they are told of it. Everything is bounded here."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from rest_framework import serializers

from accounts.regions import LANGUAGES, REGIONS
from ml.moods import MOODS
from recommendations.catalogue.folding import fold
from recommendations.catalogue.genres import NAMES
from recommendations.steering import query, topics
from recommendations.steering.sentence import LONGEST, parse
from recommendations.steering.services import with_siblings
from recommendations.steering.types import Dial, Sliders, Steer, Wishes

_MOST: Final = query.MOST
_SLIDER: Final[dict[str, Any]] = {"min_value": 0.0, "max_value": 2.0, "default": 1.0, "required": False}


def _choices(offered: Any, help_text: str) -> serializers.ListField:
    child = serializers.ChoiceField(list(offered))
    return serializers.ListField(child=child, required=False, max_length=_MOST, help_text=help_text)


def _number(limits: tuple[int, int], help_text: str) -> serializers.IntegerField:
    low, high = limits
    return serializers.IntegerField(required=False, allow_null=True, min_value=low, max_value=high, help_text=help_text)


class Themes(serializers.ListField):
    """Words, folded as the catalogue's keywords are."""

    child = serializers.CharField(max_length=query.LONGEST_WORD)

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, max_length=query.MOST_WORDS, **given)

    def to_internal_value(self, data: Any) -> list[str]:
        return [word for said in super().to_internal_value(data) if (word := fold(said))]


class SlidersSerializer(serializers.Serializer[Any]):
    """How much each term counts beside its usual weight: 0 takes it out, 1 leaves it, 2 doubles it."""

    mood = serializers.FloatField(**_SLIDER)
    taste = serializers.FloatField(**_SLIDER)
    novelty = serializers.FloatField(**_SLIDER)


class SteerSerializer(serializers.Serializer[Any]):
    """Every field is optional. A `sentence` is read and laid over the rest; `steer()` gives the whole."""

    dial = serializers.ChoiceField([dial.value for dial in Dial], required=False, default=Dial.MATCH.value)
    target = serializers.ChoiceField(
        list(MOODS), required=False, default="", allow_blank=True, help_text="a mood that the films should have"
    )
    sliders = SlidersSerializer(required=False)
    sentence = serializers.CharField(required=False, max_length=LONGEST, allow_blank=True, help_text="a wish in words")
    include_genres = _choices(NAMES, "a film has at least one of these")
    all_genres = _choices(NAMES, "a film has every one of these")
    exclude_genres = _choices(NAMES, "a film has none of these")
    runtime_min = _number(query.MINUTES, "minutes")
    runtime_max = _number(query.MINUTES, "minutes")
    year_from = _number(query.YEARS, "inclusive")
    year_to = _number(query.YEARS, "inclusive")
    languages = _choices(LANGUAGES, "ISO 639-1 codes, any of which the film speaks")
    exclude_languages = _choices(LANGUAGES, "ISO 639-1 codes, none of which the film speaks")
    certificate = _number(query.AGES, "the highest age in years that a film may ask for")
    services = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=query.LARGEST_SERVICE),
        required=False,
        max_length=_MOST,
        help_text="TMDB's provider numbers",
    )
    my_services = serializers.BooleanField(required=False, default=False, help_text="the services of your profile")
    region = serializers.ChoiceField(list(REGIONS), required=False, default="", allow_blank=True)
    avoid = _choices(topics.TOPICS, "topics that no film may hold")
    words = Themes(help_text="themes that lift a film")
    exclude_words = Themes(help_text="words that no title or keyword may hold")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for low, high in (("runtime_min", "runtime_max"), ("year_from", "year_to")):
            least, most = attrs.get(low), attrs.get(high)
            if least is not None and most is not None and least > most:
                raise serializers.ValidationError({high: [f"This is below {low}: nothing lies between."]})
        return attrs

    def steer(self) -> Steer:
        """The steer of valid data, its sentence laid over the rest."""
        return steer_of(self.validated_data)


def steer_of(given: dict[str, Any]) -> Steer:
    """The steer of validated data."""
    values = {field.name: given[field.name] for field in fields(Wishes) if given.get(field.name) is not None}
    wishes: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    wishes["services"] = with_siblings(wishes.get("services", ()))
    steer = Steer(
        dial=Dial(given["dial"]),
        target=given["target"],
        sliders=Sliders(**given.get("sliders", {})),
        wishes=Wishes(**wishes),
    )
    text = given.get("sentence", "").strip()
    return query.merged(steer, parse(text)) if text else steer


class HeardRequest(serializers.Serializer[Any]):
    sentence = serializers.CharField(max_length=LONGEST, allow_blank=True)


class PieceSerializer(serializers.Serializer[Any]):
    """A piece of a sentence that was understood."""

    field = serializers.CharField()
    value = serializers.CharField()
    start = serializers.IntegerField(help_text="its place in the sentence")
    end = serializers.IntegerField()


class ChipSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    value = serializers.CharField()
    name = serializers.CharField(help_text="what it is called on the page")
    query = serializers.CharField(help_text="the query of a page's address without it")


class HeardSerializer(serializers.Serializer[Any]):
    """What a sentence was understood to ask for."""

    pieces = PieceSerializer(many=True)
    left_over = serializers.ListField(child=serializers.CharField(), help_text="what was not understood")
    chips = ChipSerializer(many=True)
    query = serializers.CharField(help_text="the query of a page's address that asks for the same")
