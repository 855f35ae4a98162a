"""Runs modules that measure and keeps what they found: the table that is printed and the JSON beside it."""

import importlib
import json
import pathlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Iterable

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
    """Run each module; one that breaks becomes a failed row and does not stop the others."""
    rows: list[Row] = []
    for name in modules(package, wanted):
        module = importlib.import_module(f"{package}.{name}")
        if not hasattr(module, "run"):
            continue
        began = time.monotonic()
        print(f"{package}.{name} …", flush=True)
        try:
            found = module.run()
        except Exception:  # noqa: BLE001  whatever breaks in one, the others are still measured
            traceback.print_exc()
            found = [row(f"{name}_finished", "no", "", "yes", ok=False)]
        for result in found:
            rows.append({"ratio": None, "ok": True, "against": None, "unit": "", **result})
            print("  " + line(rows[-1]), flush=True)
        print(f"  {time.monotonic() - began:.1f} s", flush=True)
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
