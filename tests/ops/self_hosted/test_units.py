"""The commands and files of a small installation: what they say, and that the files name what is there."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from chalicelib.control_numbers import key_ring
from chalicelib.ledger.sqlite import SqliteLedger
from ops.cli import self_hosted, site
from ops.self_hosted import serve, settings
from ops.server.http_server import MAX_HEADER_BYTES
from tests.support import separate_tools
from tests.support.chalicelib.kept import with_claim

FILES = Path(__file__).parents[3] / "ops" / "self_hosted"
UNITS = sorted(FILES.glob("kundval*"))
COMMANDS = {one.name: one for one in (*site.COMMANDS, *self_hosted.COMMANDS)}


def run(command: str, *arguments: str, root: Path, ledger: str = "") -> tuple[int, str]:
    """Run a command as a person does; its exit code and everything that it said."""
    (root / "policy").mkdir(exist_ok=True)
    of_data = () if command == "secret" else ("--data", str(root))
    done = CliRunner().invoke(COMMANDS[command], [*of_data, *arguments], env={"KUNDVAL_LEDGER": ledger or None})
    return done.exit_code, done.output


class TestSecret:
    """The file of secrets."""

    def test_it_is_made_and_not_printed(self, tmp_path: Path) -> None:
        code, said = run("secret", str(tmp_path / "secret"), root=tmp_path)
        assert (code, "one secret" in said) == (0, True)
        assert key_ring.read(tmp_path / "secret").live[0].hex() not in said

    def test_rotated_the_new_one_is_in_use_and_the_other_still_finds(self, tmp_path: Path) -> None:
        run("secret", str(tmp_path / "secret"), root=tmp_path)
        (old,) = key_ring.read(tmp_path / "secret").live
        code, said = run("secret", "--rotate", str(tmp_path / "secret"), root=tmp_path)
        live = key_ring.read(tmp_path / "secret").live
        assert (code, live[1], len(live), "two secrets" in said) == (0, old, 2, True)

    def test_a_third_is_refused_and_nothing_changes(self, tmp_path: Path) -> None:
        for option in ((), ("--rotate",)):
            run("secret", *option, str(tmp_path / "secret"), root=tmp_path)
        before = (tmp_path / "secret").read_bytes()
        code, said = run("secret", "--rotate", str(tmp_path / "secret"), root=tmp_path)
        assert (code, "retire the older one" in said, (tmp_path / "secret").read_bytes()) == (1, True, before)

    def test_retired_the_newer_one_is_left(self, tmp_path: Path) -> None:
        for option in ((), ("--rotate",)):
            run("secret", *option, str(tmp_path / "secret"), root=tmp_path)
        newer = key_ring.read(tmp_path / "secret").live[0]
        assert run("secret", "--retire", str(tmp_path / "secret"), root=tmp_path)[0] == 0
        assert key_ring.read(tmp_path / "secret").live == (newer,)

    def test_the_last_one_is_never_retired(self, tmp_path: Path) -> None:
        run("secret", str(tmp_path / "secret"), root=tmp_path)
        assert run("secret", "--retire", str(tmp_path / "secret"), root=tmp_path)[0] == 1
        assert len(key_ring.read(tmp_path / "secret").live) == 1


class TestCopies:
    """`backup` and `restore`, as they are called."""

    def test_there_and_back(self, tmp_path: Path) -> None:
        ledger = SqliteLedger(tmp_path / "var" / "ledger.sqlite")
        with_claim(ledger)
        ledger.close()
        code, said = run("backup", root=tmp_path)
        assert (code, ": claims 1, the last recorded at 2026-11-21T11:00" in said) == (0, True)
        copy = said.split(": ")[0]
        code, said = run("restore", copy, root=tmp_path, ledger=f"sqlite:{tmp_path}/again.sqlite")
        assert (code, "ask them to send it again" in said) == (0, True)

    @pytest.mark.parametrize("arguments", [("backup",), ("restore", ".")])
    def test_a_table_is_not_copied_here(self, arguments: tuple[str, ...], tmp_path: Path) -> None:
        code, said = run(*arguments, root=tmp_path, ledger="dynamodb:ledger")
        assert (code, said.startswith(f"{arguments[0]}: the ledger is a table")) == (1, True)

    @pytest.mark.parametrize("arguments", [("backup",), ("restore", ".")])
    def test_a_ledger_of_no_kind_is_told_how_it_is_named(self, arguments: tuple[str, ...], tmp_path: Path) -> None:
        code, said = run(*arguments, root=tmp_path, ledger=f"{tmp_path}/ledger.sqlite")
        assert (code, said.strip()) == (1, f"{arguments[0]}: Set KUNDVAL_LEDGER to sqlite:FILE.")


class TestFiles:
    """The units and the proxy's example."""

    def commands(self) -> list[list[str]]:
        """Every command line of ours in the units."""
        text = "\n".join(unit.read_text(encoding="utf-8") for unit in UNITS)
        return [shlex.split(line) for line in re.findall(r"build\.py (.*)", text)]

    def test_every_command_of_a_unit_is_one_of_ours(self) -> None:
        commands = self.commands()
        assert len(commands) == 4
        for name, *arguments in commands:
            with click.Context(COMMANDS[name]) as context:
                COMMANDS[name].parse_args(context, arguments)

    def test_the_unit_sets_what_production_asks_for(self) -> None:
        text = (FILES / "kundval.service").read_text(encoding="utf-8")
        assert set(re.findall(r"Environment=(\w+)=", text)) == {settings.LEDGER, settings.SECRETS}

    def test_unit_and_proxy_speak_of_one_port(self) -> None:
        unit, proxy = ((FILES / name).read_text(encoding="utf-8") for name in ("kundval.service", "nginx.conf"))
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", proxy)) == set(re.findall(r"--port (\d+)", unit))

    def test_the_proxy_tells_who_asks_and_by_which_name(self) -> None:
        proxy = (FILES / "nginx.conf").read_text(encoding="utf-8").lower()
        assert f"proxy_set_header {serve.CLIENT_ADDRESS} $remote_addr;" in proxy
        assert "proxy_set_header host $host;" in proxy

    def test_the_proxy_carries_headers_that_the_service_itself_refuses_in_words(self) -> None:
        proxy = (FILES / "nginx.conf").read_text(encoding="utf-8")
        (size_kilobytes,) = re.findall(r"large_client_header_buffers \d+ (\d+)k;", proxy)
        assert int(size_kilobytes) * 1024 > MAX_HEADER_BYTES

    def test_the_proxy_keeps_no_hidden_path_from_the_service(self) -> None:
        proxy = (FILES / "nginx.conf").read_text(encoding="utf-8")
        assert [place for place in re.findall(r"location ([^{]+) \{", proxy) if "." in place] == []

    def test_the_proxy_writes_no_access_log(self) -> None:
        servers = (FILES / "nginx.conf").read_text(encoding="utf-8").split("\nserver {")[1:]
        assert ["access_log off;" in one for one in servers] == [True, True]

    def test_systemd_finds_no_fault_in_the_units(self, tmp_path: Path) -> None:
        if not shutil.which("systemd-analyze"):
            separate_tools.give_up("systemd is not installed here", os.environ)
        for unit in UNITS:
            text = unit.read_text(encoding="utf-8").replace("/usr/bin/python3", "/bin/true")
            (tmp_path / unit.name).write_text(text.replace("User=kundval\nGroup=kundval\n", ""), encoding="utf-8")
        files = [str(tmp_path / unit.name) for unit in UNITS]
        done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
        assert [line for line in done.stderr.splitlines() if "kundval" in line] == []
