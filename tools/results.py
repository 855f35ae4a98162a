"""Runs modules that measure and keeps what they found: the table that is printed and the JSON beside it."""

import importlib
import json
import os
import pathlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent import futures
from types import ModuleType

Row = dict[str, object]


def row(name: str, value: object, unit: str, against: object = None, *, ok: bool | None = None) -> Row:
    """Make one result. `against` is the limit that a lower value keeps; `ok` says it otherwise."""
    is_number = isinstance(value, int | float) and isinstance(against, int | float)
    ratio = round(value / against, 3) if is_number and against else None
    if ok is None:
        ok = value <= against if is_number else True
    return {"name": name, "value": value, "unit": unit, "against": against, "ratio": ratio, "ok": bool(ok)}


def modules(package: str, wanted: Iterable[str]) -> list[str]:
    """Return the package's measuring modules in alphabetical order, or those wanted."""
    folder = pathlib.Path(importlib.import_module(package).__file__).parent
    found = sorted(m.name for m in pkgutil.iter_modules([str(folder)]) if not m.name.startswith("_"))
    wanted = list(wanted)
    unknown = sorted(set(wanted) - set(found))
    if unknown:
        sys.exit(f"{package} has no {', '.join(unknown)}. There are: {', '.join(found)}.")
    return [name for name in found if not wanted or name in wanted]


def collect(package: str, wanted: Iterable[str]) -> list[Row]:
    """Run each module; one that breaks becomes a failed row and does not stop the others.

    Modules that say BESIDE_OTHERS = True find the same on a busy machine as on a quiet one: they go first, two at a
    time. What measures seconds has the machine to itself afterwards.
    """
    found = {name: importlib.import_module(f"{package}.{name}") for name in modules(package, wanted)}
    able = {
        name: module for name, module in found.items() if hasattr(module, "run") and _is_asked(name, module)
    }
    patient = [name for name in able if getattr(able[name], "BESIDE_OTHERS", False)]
    patient.sort(key=lambda name: -getattr(able[name], "USUAL_SECONDS", 0))
    rows: list[Row] = []
    with futures.ThreadPoolExecutor(max_workers=2) as pool:
        for result in pool.map(lambda name: _measured(package, name, able[name]), patient):
            rows += result
    for name, module in able.items():
        if name not in patient:
            rows += _measured(package, name, module)
    return rows


def _is_asked(name: str, module: ModuleType) -> bool:
    """Whether there is time for it: what says LONG = True runs with `make … LONG=1`, or when it is named."""
    return not getattr(module, "LONG", False) or bool(os.environ.get("LONG")) or name in sys.argv[1:]


def _measured(package: str, name: str, module: ModuleType) -> list[Row]:
    """Run one module and say what it found, in one piece."""
    began = time.monotonic()
    try:
        found = module.run()
    except Exception:  # noqa: BLE001  whatever breaks in one, the others are still measured
        print(traceback.format_exc(), flush=True)
        found = [row(f"{name}_finished", "no", "", "yes", ok=False)]
    rows = [{"ratio": None, "ok": True, "against": None, "unit": "", **result} for result in found]
    heading = f"{package}.{name}: {time.monotonic() - began:.1f} s"
    print("\n".join([heading, *("  " + line(result) for result in rows)]), flush=True)
    return rows


def line(result: Row) -> str:
    words = f"{result['name']:<28} {shown(result['value']):>12} {result['unit']:<6}"
    if result["against"] is not None:
        words += f" against {shown(result['against'])}"
    if result["ratio"] is not None:
        words += f" ({result['ratio']:.2f}×)"
    return words + ("" if result["ok"] else "   FAIL")


def shown(value: object) -> str:
    return f"{value:,.3g}" if isinstance(value, float) and abs(value) < 1000 else str(value)


def main(package: str, wanted: Iterable[str]) -> int:
    """Run, write results.json, print the table. Returns 1 when a result is not ok."""
    rows = collect(package, wanted)
    file = pathlib.Path(importlib.import_module(package).__file__).parent / "results.json"
    file.write_text(json.dumps(rows, indent=1, default=str) + "\n", encoding="utf-8")
    print(f"\n{package}: {len(rows)} results, in {file.parent.name}/{file.name}")
    for result in rows:
        print(line(result))
    broken = [str(result["name"]) for result in rows if not result["ok"]]
    if broken:
        print(f"Not as promised: {', '.join(broken)}")
    return 1 if broken else 0
