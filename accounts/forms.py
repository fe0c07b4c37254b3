"""Forms of the page "You"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms

from accounts.models import Profile, Theme, User, both_ways
from accounts.names import printable
from accounts.regions import LANGUAGES, REGIONS
from accounts.registries import genres, services, topics
from accounts.selectors import profile_of
from accounts.services import ProfileChanges
from accounts.tokens import NAME_LENGTH


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label="What shall we call you?",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    region = forms.ChoiceField(
        label="Where you watch",
        required=False,
        choices=[("", "I’d rather not say"), *REGIONS.items()],
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    language = forms.ChoiceField(label="Language you like films in", choices=list(LANGUAGES.items()))
    include_adult = forms.BooleanField(label="Include films for adults", required=False)
    favourite_genres = forms.MultipleChoiceField(
        label="More of these", required=False, widget=forms.CheckboxSelectMultiple
    )
    refused_genres = forms.MultipleChoiceField(
        label="None of these", required=False, widget=forms.CheckboxSelectMultiple
    )
    avoid_topics = forms.MultipleChoiceField(
        label="Topics you never want to meet", required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.TypedMultipleChoiceField(
        label="Streaming services you have", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    theme = forms.ChoiceField(label="Light or dark", choices=Theme.choices)

    def __init__(self, user: User, data: Any = None) -> None:
        profile = profile_of(user)
        super().__init__(data, initial=_present(user, profile))
        for name, choices in _choices(profile).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_display_name(self) -> str:
        return printable(self.cleaned_data["display_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if both := both_ways(cleaned.get("favourite_genres", ()), cleaned.get("refused_genres", ())):
            self.add_error("refused_genres", f"You asked for more and for none of {', '.join(both)}. Pick one.")
        return cleaned

    def changes(self) -> ProfileChanges:
        return ProfileChanges(**self.cleaned_data)


def _present(user: User, profile: Profile) -> dict[str, Any]:
    kept = (
        *("region", "language", "include_adult", "favourite_genres", "refused_genres", "avoid_topics", "services"),
        "theme",
    )
    return {"display_name": user.display_name, **{name: getattr(profile, name) for name in kept}}


def _choices(profile: Profile) -> dict[str, list[tuple[Any, str]]]:
    """What can be ticked: what there is, and what was ticked before and has gone since."""
    names = [(name, name) for name in sorted({*genres(), *profile.favourite_genres, *profile.refused_genres})]
    return {
        "favourite_genres": names,
        "refused_genres": names,
        "avoid_topics": _with_gone(topics(), profile.avoid_topics),
        "services": _with_gone(services(), profile.services),
    }


def _with_gone(offered: Mapping[Any, str], chosen: Iterable[Any]) -> list[tuple[Any, str]]:
    return [*offered.items(), *((value, str(value)) for value in chosen if value not in offered)]


class TokenForm(forms.Form):
    name = forms.CharField(label="What is it for?", max_length=NAME_LENGTH)


class EraseForm(forms.Form):
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self._user = user

    def clean_password(self) -> str:
        """Checked through the sign-in door, which limits how often somebody may guess."""
        password: str = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self._user, password):
            raise forms.ValidationError("That is not your password. Nothing was deleted.")
        return password
