"""What the stage adds to Streamlit's server: its routes, and the clearing away of runs nobody watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.routing import BaseRoute, WebSocketRoute

from playground.stage import assets, channel
from playground.stage.registry import REGISTRY

CLEARING_SECONDS = 30.0


def routes() -> list[BaseRoute]:
    """The live channel and the assets."""
    return [WebSocketRoute(channel.PATH, channel.Channel(REGISTRY).serve), assets.ROUTE]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """While the server lives, free idle runs every CLEARING_SECONDS."""

    async def clear() -> None:
        while True:
            await asyncio.sleep(CLEARING_SECONDS)
            REGISTRY.free_idle()

    clearing = asyncio.create_task(clear())
    try:
        yield {}
    finally:
        clearing.cancel()
