"""`Authorization: Token mf_…` or `Bearer mf_…` for programs."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from accounts.tokens import user_for_token

SCHEMES = (b"token", b"bearer")


class ApiTokenAuthentication(BaseAuthentication):
    """Without such a header the next way to sign in gets its turn. One we cannot accept is a 401, always the same."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() not in SCHEMES:
            return None
        user = user_for_token(secret.strip().decode("latin-1"))
        if user is None:
            raise AuthenticationFailed("This token is not valid.")
        return user, None

    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="MoodFlix"'


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ApiTokenAuthentication
    name = "ApiToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        description = "A personal token, made on your page. `Token` works in place of `Bearer`."
        return {"type": "http", "scheme": "bearer", "description": description}
