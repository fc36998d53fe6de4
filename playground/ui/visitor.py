"""The visitor: whose session this is, so that time and memory can be shared fairly."""

import ipaddress

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.stage.fair_share import Visitor


def this_visitor() -> Visitor | None:
    """Return the session that the script runs for, and the address it comes from; None outside a session.

    Where Streamlit knows no address (it names none for this machine's own), each session counts as a person: a
    proxy on the same machine that tells no addresses brings everybody from here.
    """
    context = get_script_run_ctx()
    if context is None:
        return None
    return Visitor(person_at(st.context.ip_address) or context.session_id, context.session_id)


def person_at(address: str | None) -> str | None:
    """Return what stands for the person at an address, None where it is not known.

    Of an IPv6 address it is the first half: the second is the machine's own to choose, as often as it likes.
    """
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is None:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
