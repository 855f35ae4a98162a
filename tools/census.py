"""The twenty longest modules, functions and templates: seen, not enforced.

A module you can hold in your head has 50–200 lines, a function you can see up to 40, a template up to 120. What
grows past twice that is a question for the next change.
"""

import ast
import pathlib
import statistics
from collections.abc import Iterator

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = ROOT / "needlepoint"
SHOWN = 20
LONG_FUNCTION = 50

Sized = tuple[int, str]


def python_files() -> Iterator[pathlib.Path]:
    for file in sorted(CODE.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file


def name_of(file: pathlib.Path) -> str:
    return str(file.relative_to(CODE))


def modules() -> list[Sized]:
    return [(lines_of(file), name_of(file)) for file in python_files()]


def functions() -> list[Sized]:
    """Return each function's lines, from its `def` to its last line, without decorators."""
    return [
        (node.end_lineno - node.lineno + 1, f"{name_of(file)}:{node.lineno} {node.name}")
        for file in python_files()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def files(pattern: str) -> list[Sized]:
    return [(lines_of(file), name_of(file)) for file in sorted(CODE.rglob(pattern))]


def lines_of(file: pathlib.Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def show(title: str, sized: list[Sized]) -> None:
    if not sized:
        return
    lengths = [length for length, _ in sized]
    middle = statistics.median(lengths)
    print(f"\n{title}: {len(sized)}, the middle one {middle:.0f} lines, {sum(lengths):,} in all")
    for length, name in sorted(sized, reverse=True)[:SHOWN]:
        print(f"{length:6}  {name}")


def main() -> None:
    found = functions()
    show("Modules", modules())
    show("Functions", found)
    long = sum(length > LONG_FUNCTION for length, _ in found)
    print(f"{100 * long / len(found):.1f} % of functions are longer than {LONG_FUNCTION} lines ({long}).")
    show("Templates", files("*.html"))
    show("Style sheets", [sized for sized in files("*.css") if "static" not in sized[1]])
    show("Scripts", [sized for sized in files("*.js") if "vendor" not in sized[1]])


if __name__ == "__main__":
    main()
