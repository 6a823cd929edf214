"""Who acts in a request: the middleware ``todoke.config.actors.identify`` puts it there."""

from django.http import HttpRequest

from todoke.apps.access.domain.actors import Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts; nobody known where the middleware did not run."""
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else Actor()
