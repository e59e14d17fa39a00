"""A provider as tests of its page present it: words, labels, a full profile, and two authorisations."""

from __future__ import annotations

from dataclasses import replace

from catalogue.i18n.formatting import Formats
from catalogue.policy.schema import FEATURES
from catalogue.profiles.model import Profile
from catalogue.search.authorised_provider import AuthorisedProvider, Verified
from catalogue.views.provider import Presenter
from tests.support.catalogue.wording import words

SWEDISH = words("sv", "en")["sv"]
LABELS: dict[str, dict[str, str]] = {
    "areas": {"farsta": "Farsta", "kista": "Kista"},
    "languages": {"sv": "svenska", "ar": "arabiska"},
    "formats": {"video": "video", "in_person": "på plats"},
    "methods": {"eft": "EFT (känslofokuserad parterapi)"},
    "competences": {},
    "credentials": {"social_worker": "socionomexamen"},
    "titles": {"counsellor": "familjerådgivare"},
    "features": {
        **dict.fromkeys(FEATURES, "En annan egenskap"),
        "step_free": "Utan trappsteg",
        "interpreter": "Tolk kan bokas",
    },
    "services": {"fr": "Familjerådgivning", "fb": "Familjebehandling"},
}
PRESENTER = Presenter(SWEDISH, Formats(SWEDISH), LABELS, {"y": "Y AB"}, "2026-11-21")
LISTED = AuthorisedProvider(
    "x", "X AB", "559999-0107", sole_trader=False, regi="private", services=(("fr", "2019-01-01"),)
)
CHECKED = replace(LISTED, verified=(Verified("step_free", "no", "2026-03-02"),))
"""The municipality has seen for itself that there are steps."""
OWN = AuthorisedProvider(
    "own", "Egen regi", "212000-0142", sole_trader=False, regi="own", services=(("fr", "2019-01-01"),)
)
FULL: Profile = {
    "name": "X",
    "about": {"sv": "Ett.\n\nTvå."},
    "contact": {
        "phone": "08-465 004 01",
        "email": "x@x.example",
        "website": "https://x.example/",
        "booking": "https://x.example/b",
    },
    "locations": [
        {"address": {"street": "A 1", "postcode": "118 00", "city": "Farsta"}, "area": "farsta", "step_free": "yes"}
    ],
    "languages": ["sv", "ar"],
    "hours": {"monday": ["08:00-17:00"]},
    "closed": [{"from": "2026-12-23", "to": "2027-01-06"}, {"from": "2026-07-01", "to": "2026-07-31"}],
    "services": {
        "fr": {"methods": ["eft"], "accepts_new": "not_now", "interpreter": "no", "works_together_with": ["y"]}
    },
    "staff": [{"name": "Vera Exempelberg", "title": "counsellor", "credentials": ["social_worker"]}],
}
