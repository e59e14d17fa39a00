"""Every way that we know of in which a token cannot be read or is not signed, each with its reason."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from chalicelib.service.token_verifier import MAX_TOKEN_CHARACTERS
from tests.support.app.signed_tokens import (
    BY_STAFF,
    KEYS,
    STAFF,
    Way,
    always,
    claims,
    compact,
    der,
    encoded,
    es256,
    hs256,
    rs256,
    token,
    with_member,
)
from tests.support.chalicelib.tokens import RSA_KEY, public

STRANGER: Final = rsa.generate_private_key(public_exponent=65537, key_size=2048)
BY_STRANGER: Final = rs256(STRANGER)


def every_way() -> Iterator[Way]:
    """Yield every way."""
    yield from of_form()
    yield from of_json()
    yield from of_algorithm()
    yield from of_signature()
    yield from of_key()
    yield from of_extension()


def of_form() -> Iterator[Way]:
    """Yield what is not three parts in base64url, or too long."""
    good = token()
    header, payload, signature = good.split(".")
    forms = {
        "empty": "",
        "a word": "token",
        "two parts": f"{header}.{payload}",
        "four parts": f"{good}.{signature}",
        "five parts, as JWE has": f"{header}.{payload}.{signature}.{payload}.{signature}",
        "dots only": "..",
        "four dots": "....",
        "no header": f".{payload}.{signature}",
        "no payload": f"{header}..{signature}",
        "header and signature changed about": f"{signature}.{payload}.{header}",
        "a header that is not base64": f"!!!.{payload}.{signature}",
        "a payload that is not base64": f"{header}.!!!.{signature}",
        "a signature that is not base64": f"{header}.{payload}.!!!",
        "a padded signature": f"{good}=",
        "a doubly padded signature": f"{good}==",
        "a padded payload": f"{header}.{payload}=.{signature}",
        "the other alphabet of base64": f"{header}.{payload}.+/{signature}",
        "bits beyond the last byte": f"{good[:-1]}{chr(ord(good[-1]) + 1)}",
        "a space at its end": f"{good} ",
        "a space before it": f" {good}",
        "a line break within": f"{header}.{payload}\n.{signature}",
        "a tab within": f"{header}\t.{payload}.{signature}",
        "a letter beyond ASCII": f"{good}é",
        "a zero byte": f"{good}\x00",
        "half a character": f"{good}\ud800",
        "a full-width full stop": good.replace(".", "．"),
        "JSON serialisation": json.dumps({"protected": header, "payload": payload, "signature": signature}),
        "two tokens": f"{good}, {good}",
        "the scheme twice": f"Bearer {good}",
        "quoted": f'"{good}"',
    }
    yield from ((name, text, "malformed") for name, text in forms.items())
    filling = MAX_TOKEN_CHARACTERS + 1 - len(token(claims(more="")))
    longest = token(claims(more="x" * filling))
    yield "signed rightly, and too long", longest, "too_long"
    yield "a hundred thousand letters", "x" * 100_000, "too_long"
    yield "a great many dots", "." * 10_000, "too_long"


def of_json() -> Iterator[Way]:
    """Yield headers and payloads that are not one JSON object with one meaning, rightly signed all of them."""
    for name, text in _no_object().items():
        yield f"a header that is {name}", compact(text, claims(), BY_STAFF), "malformed"
        yield f"a payload that is {name}", token(text), "malformed"
    yield (
        "alg twice",
        compact(with_member({"alg": "none", "kid": "same"}, '"alg": "RS256"'), claims(), BY_STAFF),
        "malformed",
    )
    yield (
        "kid twice",
        compact(with_member({"alg": "RS256", "kid": "x"}, '"kid": "same"'), claims(), BY_STAFF),
        "malformed",
    )
    twice = ("iss", "aud", "sub", "iat", "exp", "role")
    for name in twice:
        yield f"{name} twice", token(with_member(claims(), f'"{name}": {json.dumps(claims()[name])}')), "malformed"
    deep = '"realm_access": {"roles": ["reception"], "roles": ["controller"]}'
    yield "a claim twice, deep within", token(with_member(claims(), deep)), "malformed"
    yield "a compressed payload", token(zlib.compress(json.dumps(claims()).encode()), zip="DEF"), "malformed"
    yield "a token in a token", token(token().encode(), cty="JWT"), "malformed"


def _no_object() -> dict[str, bytes]:
    good = json.dumps({"alg": "RS256", "kid": "same", **claims()}).encode()
    return {
        "nothing": b"",
        "no JSON": b"claims",
        "a list": b"[" + good + b"]",
        "a text": b'"text"',
        "a number": b"7",
        "null": b"null",
        "true": b"true",
        "not closed": good[:-1],
        "two objects": good + good,
        "followed by a byte": good + b"\x00",
        "with a comma too many": good[:-1] + b",}",
        "with a comment": b"/* */" + good,
        "in single quotes": good.replace(b'"', b"'"),
        "with NaN": good[:-1] + b', "more": NaN}',
        "with Infinity": good[:-1] + b', "more": Infinity}',
        "with -Infinity": good[:-1] + b', "more": -Infinity}',
        "with a number of 5,000 digits": good[:-1] + b', "more": ' + b"9" * 5000 + b"}",
        "in Latin-1": good[:-1] + ', "more": "å"}'.encode("latin-1"),
        "in UTF-16": good.decode().encode("utf-16"),
        "in UTF-16 without a mark": good.decode().encode("utf-16-le"),
        "in UTF-32": good.decode().encode("utf-32"),
        "begun with a byte order mark": b"\xef\xbb\xbf" + good,
        "with half a character in UTF-8": good[:-1] + b', "more": "\xed\xa0\x80"}',
        "with an overlong character": good[:-1] + b', "more": "\xc0\xaf"}',
        "with a line break in a text": good[:-1] + b', "more": "\n"}',
    }


def of_algorithm() -> Iterator[Way]:
    """Yield signatures that are no public-key signature of ours, whatever the header calls them."""
    for name in ("none", "None", "NONE", "nOnE", "", "rs256", "RS256 ", None, 7, True, ["RS256"], {"RS256": 1}):
        yield f"alg {name!r}, unsigned", token(sign=always(b""), alg=name), "algorithm"
    others = ("RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512", "ES256K", "EdDSA", "HS384", "HS512", "dir")
    for name in others:
        yield f"alg {name}", token(alg=name), "algorithm"
    yield "no alg", compact({"kid": "same"}, claims(), BY_STAFF), "algorithm"
    for name, secret in _public_as_secret().items():
        yield f"HS256 with {name}", token(sign=hs256(secret), alg="HS256"), "algorithm"
    yield "ES256 by the id of an RSA key", token(sign=es256, alg="ES256"), "algorithm"
    yield "RS256 by the id of an elliptic key", token(kid="ec"), "algorithm"


def _public_as_secret() -> dict[str, bytes]:
    key = RSA_KEY.public_key()
    info, pkcs1 = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.PKCS1
    return {
        "the public key as PEM": key.public_bytes(serialization.Encoding.PEM, info),
        "the public key as PEM of PKCS1": key.public_bytes(serialization.Encoding.PEM, pkcs1),
        "the public key as DER": key.public_bytes(serialization.Encoding.DER, info),
        "the public key as JWK": json.dumps(public(RSA_KEY, "same")).encode(),
        "the key set": KEYS[STAFF.jwks],
        "an empty secret": b"",
        "the key's id": b"same",
    }


def of_signature() -> Iterator[Way]:
    """Yield signatures that the named key has not made of this text."""
    header, _, signature = token().split(".")
    raised = encoded(json.dumps(claims(role="controller")).encode()).decode()
    yield "another payload after signing", f"{header}.{raised}.{signature}", "signature"
    yield (
        "another header after signing",
        compact({"alg": "RS256", "kid": "same", "x": 1}, claims(), BY_STAFF).split(".")[0] + token()[len(header) :],
        "signature",
    )
    yield "an unknown key by a known id", token(sign=BY_STRANGER), "signature"
    yield "one character beyond", f"{token()}A", "signature"
    yield "half the signature", token(sign=lambda text: BY_STAFF(text)[:128]), "signature"
    yield "a longer signature", token(sign=lambda text: BY_STAFF(text) + b"\x00"), "signature"
    yield "a changed bit", token(sign=lambda text: BY_STAFF(text)[:-1] + bytes([BY_STAFF(text)[-1] ^ 1])), "signature"
    yield "a hash instead of a signature", token(sign=lambda text: hashlib.sha256(text).digest()), "signature"
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    yield "PSS called RS256", token(sign=lambda text: RSA_KEY.sign(text, pss, hashes.SHA256())), "signature"
    sha1 = token(sign=lambda text: RSA_KEY.sign(text, padding.PKCS1v15(), hashes.SHA1()))  # noqa: S303 - that is what is tried
    yield "SHA-1 called RS256", sha1, "signature"
    for name, fixed in {
        "no": b"",
        "one zero": b"\x00",
        "256 zeros": bytes(256),
        "256 times 255": b"\xff" * 256,
    }.items():
        yield f"{name} for a signature, RS256", token(sign=always(fixed)), "signature"
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    numbers = {"zeros": (0, 0), "ones": (1, 1), "the order twice": (order, order), "a zero and a one": (0, 1)}
    for name, pair in numbers.items():
        fixed = b"".join(number.to_bytes(32, "big") for number in pair)
        yield f"{name} for a signature, ES256", token(sign=always(fixed), alg="ES256", kid="ec"), "signature"
    yield "no signature, ES256", token(sign=always(b""), alg="ES256", kid="ec"), "signature"
    yield "ES256 in the form of X.509", token(sign=der, alg="ES256", kid="ec"), "signature"


def of_key() -> Iterator[Way]:
    """Yield key ids that are none of the issuer's, and keys that the token brings along."""
    unknown = (
        "",
        "other",
        "SAME",
        "same ",
        "../same",
        "/dev/null",
        "same\x00",
        "' OR '1'='1",
        "https://evil.example/k",
    )
    for kid in (*unknown, "k" * 5000, "same\ud800", "__class__"):
        yield f"kid {kid[:30]!r}", token(kid=kid), "unknown_key"
    yield "no kid", compact({"alg": "RS256"}, claims(), BY_STAFF), "unknown_key"
    for odd in (None, 7, True, 1.5, ["same"], {"same": 1}):
        yield f"kid {odd!r}", token(kid=odd), "malformed"
    own: dict[str, Any] = {
        "jwk": public(STRANGER, "same"),
        "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/certificate",
        "x5c": ["MIIB"],
        "x5t": "AAAA",
    }
    for name, value in own.items():
        yield f"{name} by a known id", token(sign=BY_STRANGER, **{name: value}), "signature"
        yield f"{name} by an unknown id", token(sign=BY_STRANGER, kid="evil", **{name: value}), "unknown_key"


def of_extension() -> Iterator[Way]:
    """Yield headers with an extension that has to be understood (RFC 7515 §4.1.11, RFC 7797), rightly signed."""
    for value in (["exp"], ["b64"], ["x"], [], "exp", None, 7, [7], ["alg"], {"exp": 1}):
        yield f"crit {value!r}", token(crit=value, exp=1, x=1), "malformed"
    yield "b64 true, and critical", token(crit=["b64"], b64=True), "malformed"
    yield "b64 false, and critical", token(crit=["b64"], b64=False), "malformed"
    yield "b64 false", token(b64=False), "malformed"
    yield "b64 true", token(b64=True), "malformed"
    header = encoded(json.dumps({"alg": "RS256", "kid": "same", "b64": False, "crit": ["b64"]}).encode()).decode()
    detached = encoded(BY_STAFF(f"{header}.".encode() + json.dumps(claims()).encode())).decode()
    yield "a detached payload", f"{header}..{detached}", "malformed"
