"""What the stage adds to Streamlit's server: its routes, and the clearing away of runs nobody watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import BaseRoute, Route, WebSocketRoute

from playground.stage import assets, channel
from playground.stage.base_path import BasePathRoute
from playground.stage.closed_network import print_addresses, stay_on_this_network
from playground.stage.registry import REGISTRY

CLEARING_SECONDS = 30.0


def routes() -> list[BaseRoute]:
    """Return the routes of the live channel and of the assets."""
    live = channel.Channel(REGISTRY)
    return [
        BasePathRoute(channel.PATH, lambda path: WebSocketRoute(path, live.serve)),
        BasePathRoute(assets.PATH, lambda path: Route(path, assets.serve)),
    ]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """While the server lives, keep it on this network and free idle runs every CLEARING_SECONDS."""
    stay_on_this_network()
    print_addresses()

    async def clear() -> None:
        while True:
            await asyncio.sleep(CLEARING_SECONDS)
            REGISTRY.free_idle()

    clearing = asyncio.create_task(clear())
    try:
        yield {}
    finally:
        clearing.cancel()
