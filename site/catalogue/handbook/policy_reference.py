"""Policy reference."""


def files() -> list[object]:
    return []
