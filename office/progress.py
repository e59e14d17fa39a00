"""The bar that a long command shows on a terminal."""

BAR_WIDTH = 20
"""The width of a full progress bar in characters."""


def progress_bar(done: int, total: int) -> str:
    """Format a progress bar; an empty text if the total is unknown (0).

    >>> progress_bar(5, 10), progress_bar(5, 0)
    ('[##########----------]  50 % ', '')
    """
    if not total:
        return ""
    filled = min(BAR_WIDTH, BAR_WIDTH * done // total)
    return f"[{'#' * filled}{'-' * (BAR_WIDTH - filled)}] {min(100, 100 * done // total):>3} % "
