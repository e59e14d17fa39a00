"""Policy in one language, so that both sides of a comparison lay each provider out once."""

from pathlib import Path

import yaml

OTHER_LANGUAGES = ("en", "fi")


def only_swedish(policy: Path) -> None:
    """Leave every file of the policy with its Swedish texts alone."""
    for path in sorted(policy.glob("*.yaml")):
        path.write_text(only_in_swedish(path.read_text(encoding="utf-8")), encoding="utf-8")
    path = policy / "municipality.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(f"languages: [sv, {', '.join(OTHER_LANGUAGES)}]", "languages: [sv]")
    if changed == text:
        raise ValueError(f"{path} no longer lists sv and {OTHER_LANGUAGES}")
    path.write_text(changed, encoding="utf-8")


def only_in_swedish(text: str) -> str:
    r"""Take every text that stands beside a Swedish one out of a YAML file, and leave the rest as it is.

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
            said = {key.value: (key, value) for key, value in node.value}
            nodes += [value for _, value in node.value]
            others = [said[lang] for lang in OTHER_LANGUAGES if "sv" in said and lang in said]
            spans += [
                (key.start_mark.index, value.end_mark.index)
                for key, value in others
                if isinstance(value, yaml.ScalarNode)
            ]
    for start, end in sorted(spans, reverse=True):
        before = text[:start].rstrip(" ")
        if before.endswith(","):
            text = before[:-1] + text[end:]
        else:  # whole lines; the end of a block of text is said to lie where the next line's text begins
            last = (
                text.rindex("\n", 0, end) if not text[start:end].rpartition("\n")[2].strip() else text.index("\n", end)
            )
            text = before + text[last + 1 :]
    return text
