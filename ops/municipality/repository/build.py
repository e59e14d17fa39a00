"""Produktens alla kommandon, på den här mappen och i den version som Makefile anger: python3 build.py --help."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

try:
    setup = subprocess.run(["make", "--silent", "--no-print-directory", "-C", str(FOLDER), "setup"], check=False)
except FileNotFoundError:
    sys.exit("build.py: make saknas. Installera det först: sudo apt install make")
if setup.returncode:
    sys.exit(1)
os.environ["KUNDVAL_DATA"] = str(FOLDER)
os.execv(sys.executable, [sys.executable, str(FOLDER / ".kundval" / "build.py"), *sys.argv[1:]])
