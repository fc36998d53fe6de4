"""A server that asks the internet for nothing: it works the same where there is none."""

import sys
from pathlib import Path

import click
from streamlit import config, net_util
from streamlit.web.server.server_util import get_url

APP = Path(__file__).resolve().parents[2] / "app.py"
EVERYWHERE = ("", "0.0.0.0", "::")


def no_public_address() -> None:
    """Return None, as Streamlit's own function does where it cannot find this machine's public address."""


def stay_on_this_network() -> None:
    """Keep Streamlit from asking an address on the internet for this machine's public address.

    It does so, waiting up to two seconds with everybody else, whenever a page with a foreign Origin opens a
    socket, and no setting stops it. A server that is reached by its public address through a proxy names that
    address in `browser.serverAddress` or `server.corsAllowedOrigins`.
    """
    net_util.get_external_ip = no_public_address


def addresses() -> dict[str, str]:
    """Return where browsers reach this server, by label: what Streamlit prints, without the public address."""
    if config.is_manually_set("browser.serverAddress"):
        return {"URL": get_url(config.get_option("browser.serverAddress"))}
    bound_to = config.get_option("server.address") or ""
    if bound_to not in EVERYWHERE:
        return {"URL": get_url(bound_to)}
    return {"Local URL": get_url("localhost"), "Network URL": get_url(net_util.get_internal_ip() or "localhost")}


def print_addresses() -> None:
    """Print where browsers reach this server, if `streamlit run app.py` started it: other servers print their own.

    `logger.hideWelcomeMessage` is on, because Streamlit asks for the public address in order to print it.
    """
    if Path(sys.argv[0]).resolve() != APP:
        return
    click.echo("\n  The playground is open at\n")
    for label, url in addresses().items():
        click.echo(f"  {label}: {url}")
    click.echo("")
