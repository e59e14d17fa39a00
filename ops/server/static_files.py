"""The built site from disk, as CloudFront serves it: folders, content types, headers and a 404 page."""

import email.utils
import fnmatch
import hashlib
import mimetypes
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
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
    ".rdf": "application/rdf+xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    "atom.xml": "application/atom+xml",
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
OPEN_DATA = ("/api/*", "/schema/*", "*/atom.xml")
"""The paths that the pages of any site may read, as CloudFront's patterns; `/v1/` is never one of them."""
OPEN_DATA_HEADERS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
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
    """Return the headers that differ for a path: the handbook's content policy, and who may read open data.

    >>> [own_headers(path) for path in ("/", "/handbok", "/utforare/", "/api", "/v1/atom.xml")]
    [{}, {}, {}, {}, {}]
    >>> own_headers("/en/changes/atom.xml") == own_headers("/api/v1/providers.json") == OPEN_DATA_HEADERS
    True
    """
    if path.startswith(HANDBOOK):
        return {"Content-Security-Policy": HANDBOOK_POLICY}
    is_open = not path.startswith("/v1/") and any(fnmatch.fnmatchcase(path, pattern) for pattern in OPEN_DATA)
    return dict(OPEN_DATA_HEADERS) if is_open else {}


def if_changed(response: Response, headers: Mapping[str, str]) -> Response:
    """Return 304 in place of a file that the client has already (RFC 9110 §13.2.2).

    A proxy that compresses makes a tag weak, and dates are compared as text: a client sends back the one that it got.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    tag, date = response.headers.get("ETag"), response.headers.get("Last-Modified")
    if "if-none-match" in sent:
        tags = {tag_sent.strip().removeprefix("W/") for tag_sent in sent["if-none-match"].split(",")}
        has_it = bool(tags & {tag, "*"})
    else:
        has_it = sent.get("if-modified-since") == date
    if response.status != HTTPStatus.OK or tag is None or not has_it:
        return response
    kept = {name: value for name, value in response.headers.items() if name != "Content-Type"}
    return Response(HTTPStatus.NOT_MODIFIED, kept)


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
    content = file.read_bytes()
    headers = {
        "Content-Type": content_type(file),
        "ETag": f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"',  # as S3 has it
        "Last-Modified": email.utils.formatdate(file.stat().st_mtime, usegmt=True),
    }
    return Response(200, headers, content)


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
    known = _TYPES.get(file.name) or _TYPES.get(file.suffix)
    return known or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
