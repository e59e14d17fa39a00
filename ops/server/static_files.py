"""The built site from disk, as CloudFront serves it: folders, content types, headers and a 404 page."""

import mimetypes
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from catalogue.i18n.urls import HANDBOOK
from ops.server.api_gateway import Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_SEGMENT = re.compile(r"[^/\\\x00-\x1f\x7f:]+")
WELL_KNOWN = ".well-known"
"""The one hidden folder of a site, at its root (RFC 8615): it holds `security.txt`."""

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent as headers, since a meta element cannot carry all of it, frame-ancestors for one (DESIGN §7)."""
_HANDBOOK_SCRIPTS = (
    "sha256-a3nGg+hSyokKEZpGLVO4lBICOC8utUkiZK9+wuC7y78=",
    "sha256-DrEMJJ29sL7vIloQzly+VUGMxKcBTMII+OfW7Y8AkG4=",
    "sha256-/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8=",
)
"""The hashes of the inline scripts of the locked Material; a test computes them from the built pages."""
HANDBOOK_POLICY = (
    SECURITY_HEADERS["Content-Security-Policy"]
    .replace("script-src 'self'", " ".join(("script-src 'self'", *(f"'{script}'" for script in _HANDBOOK_SCRIPTS))))
    .replace("img-src 'self'", "img-src 'self' data:")  # Material's icons are pictures in its style sheet
)
"""The content policy of the handbook's paths, and of no other."""
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
"""Sent where there is a certificate: for two years, a browser that has been here uses https only."""
CACHED = "public, max-age=60, must-revalidate"  # a browser revalidates after a minute


def headers_for_origins(origins: Iterable[str]) -> dict[str, str]:
    """Return the headers that let pages connect to the issuers' origins; a page's meta element may allow fewer.

    >>> headers_for_origins(["https://a.example"])["Content-Security-Policy"].count("connect-src 'self' https://a.example;")
    1
    """
    connect = " ".join(("connect-src 'self'", *origins))
    policy = SECURITY_HEADERS["Content-Security-Policy"].replace("connect-src 'self'", connect)
    return {**SECURITY_HEADERS, "Content-Security-Policy": policy}


def own_headers(path: str) -> dict[str, str]:
    """Return the headers that differ below a path: the content policy of the handbook, and nothing elsewhere.

    >>> [own_headers(path) for path in ("/", "/handbok", "/utforare/")]
    [{}, {}, {}]
    """
    return {"Content-Security-Policy": HANDBOOK_POLICY} if path.startswith(HANDBOOK) else {}


def page(root: Path, path: str) -> Response:
    """Return the file behind a decoded path; a folder means its index.html, with a slash at the end.

    The site is a link that a build sets over: it is followed once, so that the whole answer comes from one tree.
    """
    root = root.resolve()
    try:
        response = _page(root, path)
        return replace(response, headers={**response.headers, **own_headers(path)})
    except OSError:  # a name that the file system does not accept
        return _missing(root, "")


def _page(root: Path, path: str) -> Response:
    file = _file(root, path)
    if file is not None and file.is_dir():
        if not path.endswith("/"):
            return Response(308, {"Location": f"{urllib.parse.quote('/' + path.strip('/'))}/"})
        file = file / "index.html"
    if file is None or not file.is_file():
        return _missing(root, path)
    return Response(200, {"Content-Type": content_type(file)}, file.read_bytes())


def _file(root: Path, path: str) -> Path | None:
    """Return the path on disk, or None if it would leave the site, by dots or by a link."""
    segments = [segment for segment in path.split("/") if segment]
    named = segments[1:] if segments[:1] == [WELL_KNOWN] else segments
    if any(segment.startswith(".") or not _SEGMENT.fullmatch(segment) for segment in named):
        return None
    file = root.joinpath(*segments).resolve()
    return file if file.is_relative_to(root) else None


def _missing(root: Path, path: str) -> Response:
    """Return the 404 page in the language of the path, whose first folder has one of its own; else that of the root."""
    folder = _file(root, path.strip("/").partition("/")[0]) or root
    for page_404 in (folder / "404.html", root / "404.html"):
        if page_404.is_file():
            return Response(404, {"Content-Type": _TYPES[".html"]}, page_404.read_bytes())
    return Response(404, {"Content-Type": _TYPES[".txt"]}, b"Sidan finns inte. There is no such page.\n")


def content_type(file: Path) -> str:
    """Return the content type of a file."""
    return _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
