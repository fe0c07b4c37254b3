"""Our door to django-allauth: its words, the theme on sign-in, and mail that may fail without taking the page along."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.models import User
from accounts.selectors import profile_of
from accounts.services import adopt_theme
from accounts.theme_cookie import theme_of, write_theme

log = logging.getLogger(__name__)
MAIL_SENT = "account/messages/email_confirmation_sent.txt"
MAIL_FAILED = "We couldn’t send the email just now. Nothing is lost: try again in a few minutes."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "Check the email and the password, and try again.",
        "too_many_login_attempts": "Too many tries in a row. Wait five minutes, then try again.",
        "email_taken": "There is an account with this address already. Sign in, or ask for a new password.",
        "duplicate_email": "This is your address already.",
        "enter_current_password": "That is not your password. Type it again.",
        "incorrect_password": "That is not your password. Type it again.",
    }

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **details: Any) -> HttpResponse:
        """The profile's theme goes into the cookie; a newcomer's profile takes over the theme chosen as a guest."""
        response: HttpResponse = super().post_login(request, user, signup=signup, **details)
        chosen = adopt_theme(user=user, theme=theme_of(request)) if signup else profile_of(user).theme
        write_theme(response, chosen)
        return response

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the user's own address: an account made on the command line has no row of confirmed addresses."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The address a person signs in with stays, also before it is confirmed."""
        return bool(email_address.email != email_address.user.email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **named: Any
    ) -> None:
        """Nothing claims that a mail is on its way when it is not."""
        if not (message_template == MAIL_SENT and getattr(request, "mail_failed", False)):
            super().add_message(request, level, message_template, *more, **named)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail that cannot leave is said on the page and logged without the address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # every smtplib error is one
            log.error("mail %s not sent: %s", template_prefix, type(error).__name__)  # noqa: TRY400 (the text may hold the address)
            self.request.mail_failed = True
            messages.warning(self.request, MAIL_FAILED)
