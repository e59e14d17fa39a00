from pathlib import Path

from benchmarks.catalogue import kinds


def written(folder: Path, **sizes: int) -> Path:
    for name, size in sizes.items():
        page = folder / "utforare" / name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_bytes(b"x" * size)
    return folder


def test_the_median_tells_how_large_a_kind_of_page_is(tmp_path: Path) -> None:
    told = kinds.count(written(tmp_path, a=1, b=2, c=9))
    assert told["provider"] == {"files": 3, "median_bytes": 2, "bytes": 12}


def test_a_kind_that_nobody_wrote_counts_nothing(tmp_path: Path) -> None:
    assert kinds.count(tmp_path)["selection"] == {"files": 0, "median_bytes": 0, "bytes": 0}


def test_everything_counts_files_of_no_kind_too(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text("{}", encoding="utf-8")
    assert kinds.count(written(tmp_path, a=1))["everything"] == {"files": 2, "median_bytes": 1, "bytes": 3}
