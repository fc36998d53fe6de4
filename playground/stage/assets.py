"""Assets: the stage's JavaScript and CSS, and Plotly's, served from where they are installed.

Addresses carry a hash of the content, so browsers may keep what they have and never run yesterday's.
"""

import hashlib
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

STATIC = Path(__file__).parent / "static"
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
PATH = "/stage/assets/{version}/{name}"
TYPES = {".js": "text/javascript", ".css": "text/css"}


@cache
def files() -> dict[str, Path]:
    """Every servable file by name."""
    return {path.name: path for path in [*sorted(STATIC.iterdir()), PLOTLY] if path.suffix in TYPES}


@cache
def version() -> str:
    """A hash over the content of all files."""
    digest = hashlib.sha256()
    for name, path in files().items():
        digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def address(name: str) -> str:
    """Return where a file is served, relative to the app's base. Raises KeyError for a name that is not served."""
    return PATH.format(version=version(), name=files()[name].name).lstrip("/")


async def serve(request: Request) -> Response:
    """One asset; a version other than today's is served today's content, uncached."""
    path = files().get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such file.", status_code=404)
    current = request.path_params["version"] == version()
    caching = "public, max-age=31536000, immutable" if current else "no-store"
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"Cache-Control": caching})
