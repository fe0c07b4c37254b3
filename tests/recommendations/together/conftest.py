"""An evening with its people."""

import pytest

from recommendations.together import services


@pytest.fixture
def evening(ada):
    """Ada's evening; she is there as "Ada"."""
    return services.start(user=ada, name="Ada").evening


@pytest.fixture
def host(evening):
    return evening.members.get(user=evening.owner)


@pytest.fixture
def guest(evening):
    """Cleo, who has no account."""
    return services.join(token=evening.token, user=None, name="Cleo")


@pytest.fixture
def both_ready(host, guest):
    services.feel(member=host, mix={"joy": 1})
    services.feel(member=guest, mix={"sadness": 1})
    host.refresh_from_db()
    guest.refresh_from_db()
    return host, guest
