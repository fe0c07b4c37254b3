"""The two forms at the door: sign in and sign up, in our words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from accounts.names import printable

PASSWORD_HINT = "Eight characters or more. A short sentence is good."  # noqa: S105


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"
        self.fields["remember"].initial = True


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    display_name = forms.CharField(
        label="What shall we call you? (optional)",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["email", "password1", "display_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"
        self.fields["password1"].help_text = PASSWORD_HINT

    def clean_display_name(self) -> str:
        return printable(self.cleaned_data["display_name"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """(user, None), or (None, response) when the address has an account already.

        Both ways hash one password, so that the time taken tells nothing either. Two sign-ups with one address at the
        same moment: the second ends like any later one.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)  # type: ignore[no-any-return]
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:
            return None, self._taken_meanwhile(request)

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        if name := self.cleaned_data["display_name"]:
            user.display_name = name
            user.save(update_fields=["display_name"])
        return user

    def _taken_meanwhile(self, request: HttpRequest) -> HttpResponseBase | None:
        try:
            self.validate_unique_email(self.cleaned_data["email"])
        except forms.ValidationError as error:
            messages.warning(request, error.message)
            return redirect("account_login")
        _, response = super().try_save(request)
        return response  # type: ignore[no-any-return]
