"""The addresses under which this machine can be reached."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import Final

# Kept for documentation (RFC 5737, RFC 3849): asking for the way there sends nothing.
_ELSEWHERE: Final = (
    (socket.AF_INET, "192.0.2.1"),
    (socket.AF_INET6, "2001:db8::1"),
)
ANYWHERE: Final = ("0.0.0.0", "::")


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def reachable(host: str) -> list[str]:
    """Names and addresses for a server that listens on ``host``, the best one first."""
    if host not in ANYWHERE:
        return [host]
    found = own_addresses()
    if host == "0.0.0.0":
        found = [address for address in found if ":" not in address]
    return [*found, *names(), "localhost", "127.0.0.1"]


def own_addresses() -> list[str]:
    """This machine's addresses on its networks, that of the way out first; maybe none."""
    found: list[str] = []
    for family, far in _ELSEWHERE:
        with (
            contextlib.suppress(OSError),
            socket.socket(family, socket.SOCK_DGRAM) as probe,
        ):
            probe.connect((far, 9))
            found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    usable = [a for a in dict.fromkeys(found) if "%" not in a and not is_loopback(a)]
    return sorted(usable, key=lambda address: ":" in address)


def names() -> list[str]:
    """This machine's name, and the same as other devices find it by mDNS."""
    name = socket.gethostname().lower().rstrip(".")
    if not name or name == "localhost":
        return []
    return [name] if "." in name else [name, f"{name}.local"]


def url(scheme: str, host: str, port: int) -> str:
    """The address of the start page."""
    shown = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{shown}/" if port == usual else f"{scheme}://{shown}:{port}/"
