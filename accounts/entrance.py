"""The forms at the door, in our words: sign in, sign up, choose a password."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
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


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email"
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"
        self.fields["remember"].initial = True

    def clean(self) -> dict[str, Any]:
        """A refused try says so beside the password too: it is never sent back, so it must be typed again."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError as error:
            self.add_error(None, error)
            self.add_error("password", "Type your password again.")
            return dict(self.cleaned_data)
        return cleaned


class SignupForm(allauth_forms.SignupForm):
    display_name = forms.CharField(
        label="What shall we call you? (optional)",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["email", "password1", "display_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email"
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


class _NewPassword:
    """Our words for the three forms that choose a password."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = PASSWORD_HINT
        self.fields["password2"].label = "New password, once more"
        if current := self.fields.get("oldpassword"):
            current.label = "Password until now"


class ChangePasswordForm(_NewPassword, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(_NewPassword, allauth_forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(_NewPassword, allauth_forms.ResetPasswordKeyForm):
    pass


class AddEmailForm(allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New address"

    def save(self, request: HttpRequest) -> EmailAddress:
        """Drops an earlier wish. The present address stays in use, confirmed or not, until the new one is confirmed."""
        with transaction.atomic():
            EmailAddress.objects.filter(user=self.user, verified=False).exclude(email=self.user.email).delete()
            wish = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, wish)
        return wish
