"""The page "You" and what can be done there. Every change is a POST and works without scripts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.browser_consent import agree, take_back
from accounts.forms import EraseForm, ProfileForm, TokenForm
from accounts.personal_data import erase_everything, export_everything
from accounts.redirects import safe_next
from accounts.responses import Download
from accounts.selectors import consent_states, tokens_of
from accounts.services import set_theme, update_profile
from accounts.theme_cookie import write_theme
from accounts.tokens import LIMIT, create_token, revoke_token
from moodflix_site.common.errors import BadInput, Conflict
from moodflix_site.common.pages import AuthenticatedRequest
from moodflix_site.common.signin import sign_in_required


def _you(request: AuthenticatedRequest, *, status: int = 200, **given: Any) -> HttpResponse:
    context = {
        "form": given.get("form") or ProfileForm(request.user),
        "consents": consent_states(request.user),
        "tokens": tokens_of(request.user),
        "token_form": given.get("token_form") or TokenForm(),
        "token_limit": LIMIT,
        "room_for_tokens": tokens_of(request.user).count() < LIMIT,
        "new_token": given.get("new_token"),
    }
    return render(request, "accounts/profile.html", context, status=status)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthenticatedRequest) -> HttpResponse:
    if request.method != "POST":
        return _you(request)
    form = ProfileForm(request.user, request.POST)
    if not form.is_valid():
        return _you(request, form=form, status=400)
    kept = update_profile(user=request.user, changes=form.changes())
    messages.success(request, "Kept. The next films will know.")
    response = redirect("profile")
    write_theme(response, kept.theme)
    return response


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    set_theme(user=request.user, theme=chosen)
    response = redirect(safe_next(request, fallback="home"))
    write_theme(response, chosen)
    return response


@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """A signed-in person's yes is a row; a guest's holds in this browser, for as long as their session."""
    modality, action = request.POST.get("modality", ""), request.POST.get("action")
    if action == "grant":
        agree(request, modality=modality, wording=request.POST.get("wording", ""))
        messages.success(request, "Thank you. You can take it back here at any time.")
    elif action == "withdraw":
        take_back(request, modality=modality)
        messages.success(request, "Taken back. Nothing more is read.")
    else:
        raise BadInput
    return redirect(safe_next(request, fallback="profile" if request.user.is_authenticated else "home"))


@require_POST
@sign_in_required
def tokens(request: AuthenticatedRequest) -> HttpResponse:
    """Answers with the page itself, not a redirect: the token is shown here and stored nowhere."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            made = create_token(user=request.user, name=form.cleaned_data["name"])
            return _you(request, new_token=made)
        except (BadInput, Conflict) as error:
            form.add_error("name", error.message)
    return _you(request, token_form=form, status=400)


@require_POST
@sign_in_required
def revoke(request: AuthenticatedRequest, token_id: int) -> HttpResponse:
    revoke_token(user=request.user, token_id=token_id)
    messages.success(request, "Revoked. Programs that use it are shut out from now on.")
    return redirect("profile")


@require_GET
@sign_in_required
def export(request: AuthenticatedRequest) -> Download:
    name = f"moodflix-{timezone.localdate():%Y-%m-%d}.json"
    file = export_everything(user=request.user)
    return Download(file, as_attachment=True, filename=name, content_type="application/json")


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: AuthenticatedRequest) -> HttpResponse:
    form = EraseForm(request.user, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/erase.html", {"form": form}, status=400 if form.is_bound else 200)
    erase_everything(user=request.user)
    logout(request)
    messages.success(request, "It is all gone. Thank you for the evenings.")
    return redirect("home")
