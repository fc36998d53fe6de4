"""Who may open the live channel: exactly those whom Streamlit admits to its own socket."""

from starlette.websockets import WebSocket

# The rule itself, not a copy of it: a page that Streamlit serves must never be refused here. The name is private,
# so a new version of Streamlit may rename it; tests/stage/test_stage_admission.py opens both sockets side by side.
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed


def is_admitted(websocket: WebSocket) -> bool:
    """Return whether Streamlit would accept this request for a socket, by its Origin and Host headers.

    This reads `server.allowedHosts`, `server.enableCORS`, `server.corsAllowedOrigins` and `browser.serverAddress`.
    """
    try:
        return _is_origin_allowed(websocket.headers.get("origin"), websocket.headers.get("host"))
    except ValueError:  # the Origin is no address
        return False
