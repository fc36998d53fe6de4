"""The stage's files over HTTP: each with its type, kept by browsers for good, and nothing else within reach."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import plotly
import pytest
from stage_tools import Stage

from playground.stage import assets


def get(stage: Stage, path: str, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
    """Ask for a path exactly as it is written."""
    connection = http.client.HTTPConnection(stage.host, timeout=10)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_every_file_is_served_with_its_type_and_kept_for_good(stage: Stage) -> None:
    assert {"stage.js", "stage.css", "plotly.min.js"} <= assets.files().keys()
    for name, path in assets.files().items():
        answer, body = get(stage, "/" + assets.address(name))
        assert answer.status == 200, name
        kind = {".js": "text/javascript", ".css": "text/css"}[path.suffix]
        assert (answer.headers["content-type"] or "").split(";")[0] == kind
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert body == path.read_bytes()


def test_plotly_is_the_one_that_is_installed() -> None:
    assert assets.files()["plotly.min.js"].is_relative_to(Path(plotly.__file__).parent)


def test_another_version_is_served_but_not_kept(stage: Stage) -> None:
    for version in ("yesterday", "0" * 16, assets.version().upper() + "0"):
        answer, body = get(stage, f"/stage/assets/{version}/stage.js")
        assert answer.status == 200
        assert answer.headers["cache-control"] == "no-store"
        assert body == assets.files()["stage.js"].read_bytes()


NOT_SERVED = [
    "nothing.js",
    "stage.py",
    "runs.py",
    "__init__.py",
    "",
    ".",
    "..",
    "../runs.py",
    "../../../../app.py",
    "..%2fruns.py",
    "..%2f..%2f..%2fapp.py",
    "%2e%2e%2fruns.py",
    "%2e%2e/runs.py",
    "..%5cruns.py",
    "..\\runs.py",
    "....//runs.py",
    "%252e%252e%252fruns.py",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "stage.js/../../runs.py",
    "stage.js%00",
    "STAGE.JS",
    "%ff%fe",
]


@pytest.mark.parametrize("name", NOT_SERVED)
def test_nothing_else_is_within_reach(stage: Stage, complaints: list[str], name: str) -> None:
    for version in (assets.version(), "..", "%2e%2e"):
        answer, body = get(stage, f"/stage/assets/{version}/{name}")
        assert answer.status == 404, version
        assert b"import" not in body
        assert b"root:" not in body
    assert complaints == []


def test_files_are_there_to_be_read_only(stage: Stage) -> None:
    address = "/" + assets.address("stage.js")
    assert get(stage, address, "HEAD")[0].status == 200
    for method in ("POST", "PUT", "DELETE"):
        assert get(stage, address, method)[0].status == 405


@pytest.fixture
def other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of two files in the place of the stage's own."""
    (tmp_path / "stage.js").write_text("let a = 1")
    (tmp_path / "stage.css").write_text("p {}")
    (tmp_path / "notes.txt").write_text("not served")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Look at the files again, as a new server would."""
    assets.files.cache_clear()
    assets.version.cache_clear()


def test_an_address_follows_the_content_of_every_file(other_files: Path) -> None:
    before = assets.address("stage.js")
    assert before == f"stage/assets/{assets.version()}/stage.js"
    forget()
    assert assets.address("stage.js") == before
    (other_files / "stage.css").write_text("p { color: red }")
    forget()
    changed = assets.address("stage.js")
    assert changed != before
    (other_files / "stage.css").rename(other_files / "other.css")
    forget()
    assert assets.address("stage.js") not in (before, changed)


def test_a_name_that_is_not_served_has_no_address(other_files: Path) -> None:
    assert assets.files().keys() == {"stage.js", "stage.css", "plotly.min.js"}
    for name in ("notes.txt", "../runs.py", "nothing.js"):
        with pytest.raises(KeyError):
            assets.address(name)
