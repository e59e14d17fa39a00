"""What counts as a save."""

import pytest
from watchdog.events import (
    DirModifiedEvent,
    FileClosedNoWriteEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileOpenedEvent,
)

from ops.server.rebuild import is_source_change


@pytest.mark.parametrize(
    "event",
    [
        FileModifiedEvent("providers/ana.yaml"),
        FileCreatedEvent("providers/ana.yaml"),
        FileDeletedEvent("providers/ana.yaml"),
        FileMovedEvent("providers/.ana.yaml.tmp", "providers/ana.yaml"),
        FileModifiedEvent("site/templates/list.html"),
    ],
)
def test_a_changed_source_is_a_save(event: FileModifiedEvent) -> None:
    assert is_source_change(event)


@pytest.mark.parametrize(
    "event",
    [
        FileOpenedEvent("providers/ana.yaml"),
        FileClosedNoWriteEvent("providers/ana.yaml"),
        DirModifiedEvent("providers"),
        FileModifiedEvent("site/catalogue/__pycache__/x.cpython-311.pyc"),
        FileCreatedEvent("providers/.ana.yaml.swp"),
        FileCreatedEvent("providers/ana.yaml~"),
        FileCreatedEvent("providers/#ana.yaml#"),
    ],
)
def test_reading_and_what_editors_leave_behind_are_not(event: FileModifiedEvent) -> None:
    assert not is_source_change(event)
