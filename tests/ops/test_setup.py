"""What set-up says when npm cannot install what it locks."""

import pytest

from ops import setup

OF_TODAY = """\
npm error code SELF_SIGNED_CERT_IN_CHAIN
npm error errno SELF_SIGNED_CERT_IN_CHAIN
npm error request to https://registry.example/oauth4webapi failed, reason: self-signed certificate in certificate chain
npm error A complete log of this run can be found in: /home/karin/.npm/_logs/debug-0.log
"""
OF_DEBIAN_12 = """\
npm ERR! code ENOTFOUND
npm ERR! syscall getaddrinfo
npm ERR! errno ENOTFOUND
npm ERR! network request to https://registry.example/oauth4webapi failed, reason: getaddrinfo ENOTFOUND registry.example

npm ERR! A complete log of this run can be found in:
npm ERR!     /home/karin/.npm/_logs/debug-0.log
"""


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (OF_TODAY, "failed, reason: self-signed certificate in certificate chain"),
        (OF_DEBIAN_12, "failed, reason: getaddrinfo ENOTFOUND registry.example"),
        ("Segmentation fault\n", "Segmentation fault"),
    ],
    ids=["today's npm", "Debian 12's", "a crash"],
)
def test_the_reason_is_what_npm_says_and_not_its_code_or_its_log(written: str, reason: str) -> None:
    assert setup._npm_reason(written).endswith(reason)
