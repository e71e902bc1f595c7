"""What a build imports: only what it needs."""

import subprocess
import sys
from pathlib import Path

SHEET = Path(__file__).parents[3] / "sheets" / "assignment-03.toml"

PROVE = """
import sys
from pathlib import Path
from pipeline.publish.build import Options, prove_pages, solve_sheet, write_pages
from pipeline.publish.stopwatch import Stopwatch
from pipeline.sheet.toml import read_toml

options = Options(("pdf",), ("sheet", "solution"), None, "0", "typst")
solved = solve_sheet(read_toml(Path(sys.argv[1])), options, Stopwatch())
prove_pages(write_pages(solved, options, Stopwatch()), solved)
print(*(name for name in ("numpy", "sympy", "matplotlib", "rich", "asyncio") if name in sys.modules))
"""


def test_polynomials_and_networks_are_solved_and_proved_without_large_libraries() -> None:
    """The first sheet needs neither arrays nor SymPy; figures are drawn by a process of their own."""
    done = subprocess.run([sys.executable, "-c", PROVE, str(SHEET)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
