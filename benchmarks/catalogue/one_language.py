"""Policy in one language, so that both sides of a comparison render each provider once."""

from pathlib import Path

import yaml

OTHER_LANGUAGES = ("en", "fi")


def only_swedish(policy: Path) -> None:
    """Remove all but the Swedish texts from every file of the policy."""
    for path in sorted(policy.glob("*.yaml")):
        path.write_text(only_in_swedish(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = policy / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(f"languages: [sv, {', '.join(OTHER_LANGUAGES)}]", "languages: [sv]")
    if changed == text:
        raise ValueError(f"{path} no longer lists sv and {OTHER_LANGUAGES}")
    path.write_text(changed, encoding="utf-8")


def only_in_swedish(text: str) -> str:
    r"""Remove from a YAML file every text that has a Swedish one beside it; keep the rest as it is.

    >>> only_in_swedish("a: {sv: hej, en: hi, fi: hei}")
    'a: {sv: hej}'
    >>> only_in_swedish("a:\n  sv: hej\n  en: >-\n    hi\n    there\nb: 1\n")
    'a:\n  sv: hej\nb: 1\n'
    """
    spans: list[tuple[int, int]] = []
    nodes = [yaml.compose(text, yaml.BaseLoader)]
    for node in nodes:
        if isinstance(node, yaml.SequenceNode):
            nodes += node.value
        elif isinstance(node, yaml.MappingNode):
            by_language = {key.value: (key, value) for key, value in node.value}
            nodes += [value for _, value in node.value]
            others = [by_language[lang] for lang in OTHER_LANGUAGES if "sv" in by_language and lang in by_language]
            spans += [
                (key.start_mark.index, value.end_mark.index)
                for key, value in others
                if isinstance(value, yaml.ScalarNode)
            ]
    for start, end in sorted(spans, reverse=True):
        before = text[:start].rstrip(" ")
        if before.endswith(","):
            text = before[:-1] + text[end:]
        else:  # whole lines; the end mark of a text block is where the next line's text begins
            last = (
                text.rindex("\n", 0, end) if not text[start:end].rpartition("\n")[2].strip() else text.index("\n", end)
            )
            text = before + text[last + 1 :]
    return text
