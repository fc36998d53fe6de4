"""Routes below the path at which the server's administrator put the app, Streamlit's `server.baseUrlPath`."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send
from streamlit import config


def at_base_path(path: str) -> str:
    """Return `path`, which begins with a slash, below `server.baseUrlPath`."""
    base = config.get_option("server.baseUrlPath").strip("/")
    return f"/{base}{path}" if base else path


class BasePathRoute(BaseRoute):
    """A route below `server.baseUrlPath`, which Streamlit gives to its own routes alone.

    The option is read at the first request: when `app.py` is imported the configuration may not be complete.
    """

    def __init__(self, path: str, make: Callable[[str], BaseRoute]) -> None:
        """Serve what `make` makes of the full path."""
        self._path = path
        self._make = make

    @cached_property
    def _route(self) -> BaseRoute:
        return self._make(at_base_path(self._path))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether the request is for this route, as Starlette asks."""
        return self._route.matches(scope)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """Return the address of the route's name, as Starlette asks."""
        return self._route.url_path_for(name, **path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        await self._route.handle(scope, receive, send)
