"""What every request passes first, and the headers that every answer carries."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from emoji_gui.language import N_
from emoji_gui.web.access import Access
from emoji_gui.web.errors import Refusal

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN: Final = frozenset({"static", "pages.manifest", "pages.icon"})
"""Endpoints that anyone may read: the same files are in the repository."""

NO_INVITATION: Final = N_(
    "This mirror belongs to somebody on this network, who can give you its address: it is shown "
    "where the program runs, and each one works for one browser."
)
USED_UP: Final = N_(
    "This invitation was used already or has expired. Ask for a new address: it is shown "
    "where the program runs."
)


def add_guard(app: Flask, access: Access, *, secure: bool) -> None:
    """Check each request and arm each answer.

    Args:
        app: gets the checks.
        access: decides.
        secure: whether the server speaks HTTPS; the cookie is then bound to it.
    """

    @app.before_request
    def check() -> Response | None:
        if not access.knows_host(request.headers.get("Host", "")):
            raise Refusal(421, "Open this page by the address that the program shows.")
        session = request.cookies.get(_cookie(secure))
        g.session = session if session and access.knows_session(session) else None
        g.new_session = None
        token = request.args.get("token")
        if token is not None and request.endpoint == "pages.start" and g.session is None:
            g.new_session = access.exchange(token[:64], request.remote_addr or "")
            if g.new_session is None and access.by_token:
                raise Refusal(403, USED_UP)
        if token is not None and request.endpoint == "pages.start":
            # The token leaves the address bar, the history and what is copied from there.
            return Response(status=303, headers={"Location": "/"})
        if request.endpoint not in OPEN:
            _check_visitor(access)
        return None

    @app.after_request
    def arm(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        if new := g.get("new_session"):
            # "Strict" would keep it from the start page where a link on another site leads there.
            answer.set_cookie(
                _cookie(secure), new, secure=secure, httponly=True, samesite="Lax", path="/"
            )
        return answer


def _cookie(secure: bool) -> str:
    """A name for each port: browsers share cookies between all the servers of a machine."""
    return f"{'__Host-' if secure else ''}mirror-{request.environ['SERVER_PORT']}"


def _check_visitor(access: Access) -> None:
    from_page = request.endpoint == "pages.start"
    if g.session is None and access.by_token:
        raise Refusal(403, NO_INVITATION)
    if g.session is None and from_page:
        g.new_session = access.open_session()
    if not from_page and not _is_from_here():
        raise Refusal(403, "Only this program's own page may ask for that. Open the start page.")


def _is_from_here() -> bool:
    """Whether a request comes from our own page, or from no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    # Browsers that do not send Sec-Fetch-Site send these.
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    try:
        return sender is None or urlsplit(sender).netloc == request.host
    except ValueError:
        return False
