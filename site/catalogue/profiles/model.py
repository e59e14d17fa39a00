"""A provider's profile as typed data; `schema.py` declares what each field may contain, and a test compares the two."""

from __future__ import annotations

from typing import Required, TypedDict


class Contact(TypedDict, total=False):
    """How to reach a provider."""

    phone: str
    email: str
    website: str
    booking: str


class Address(TypedDict):
    """A street address."""

    street: str
    postcode: str
    city: str


class Coordinates(TypedDict):
    """A position, in degrees (WGS 84)."""

    lat: float
    lon: float


class Premises(TypedDict, total=False):
    """One of a provider's premises; a feature is "yes" or "no"."""

    address: Address
    area: str
    coordinates: Coordinates
    step_free: str
    hearing_loop: str
    lift: str
    toilet: str
    parking: str
    transit: dict[str, str]  # language → text
    hours: dict[str, list[str]]  # where they differ from the general ones


class WaitingTime(TypedDict):
    """A waiting time, and the day on which it was stated."""

    working_days: int
    stated: str


class ServiceDescription(TypedDict, total=False):
    """How a provider delivers one service; a feature is "yes" or "no"."""

    methods: list[str]
    competences: list[str]
    formats: list[str]
    two_counsellors: str
    works_together_with: list[str]
    interpreter: str
    sign_language: str
    accepts_new: str
    waiting_time: WaitingTime
    single_sessions: str


class StaffMember(TypedDict, total=False):
    """A member of staff, named or not."""

    name: str
    title: Required[str]
    credentials: list[str]


Closure = TypedDict("Closure", {"from": str, "to": str})
"""A period when the provider is closed, with its first and last day."""


class Profile(TypedDict, total=False):
    """What a provider has stated about itself; a missing key is not stated, which never counts as no."""

    name: str
    about: dict[str, str]  # language → text
    contact: Contact
    locations: list[Premises]
    languages: list[str]
    hours: dict[str, list[str]]  # weekday → spans such as 08:00-17:00; of premises without hours of their own
    closed: list[Closure]
    services: dict[str, ServiceDescription]  # by the service's id
    staff: list[StaffMember]
