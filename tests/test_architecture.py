"""The walls of the house: who may import whom, what stays small, and where the one gate stands.

Read from the source as text, so that an import inside a function counts like one at the top, and so do a template's
`{% load %}`, `{% include %}` and `{% extends %}`. URL names do not count.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMON = "moodflix_site.common"
MAY_USE = {
    "moodflix_site": {"recommendations", "emotions", "ml", "accounts", COMMON},
    "recommendations": {"emotions", "ml", "accounts", COMMON},
    "emotions": {"ml", "accounts", COMMON},
    "accounts": {COMMON},
    "ml": {COMMON},
    COMMON: set(),
}
ROOMS = ("moodflix_site", "recommendations", "emotions", "accounts", "ml")
ENTRY_POINTS = (
    "views", "recording_views", "api", "journal_api", "voice_api", "legacy_api", "consumers", "routing", "tasks",
    "admin", "urls", "api_urls", "legacy_urls",
)  # fmt: skip
GROUND = ("services", "selectors", "models")
MODEL_CALLERS = ("emotions/services.py", "emotions/hearing.py", "recommendations/film_moods/reading.py")
LONGEST_FILE, LONGEST_FUNCTION = 350, 50


@dataclass(frozen=True)
class Module:
    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

    @property
    def room(self) -> str:
        return COMMON if self.name.startswith(COMMON) else self.name.split(".")[0]

    def imports(self) -> Iterator[str]:
        """Dotted names this module imports, anywhere in it but under `if TYPE_CHECKING`."""
        for node in _running(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


def _modules() -> list[Module]:
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
    return [Module(path, ast.parse(path.read_text())) for path in paths]


MODULES = _modules()


def _room_of(dotted: str) -> str | None:
    if dotted.startswith(COMMON):
        return COMMON
    head = dotted.split(".", maxsplit=1)[0]
    return head if head in ROOMS else None


def test_imports_point_downward_only():
    upward = [
        f"{module.name} imports {target}"
        for module in MODULES
        for target in module.imports()
        if (room := _room_of(target)) and room != module.room and room not in MAY_USE[module.room]
    ]
    assert upward == []


def test_no_two_modules_import_each_other():
    names = {module.name for module in MODULES}
    graph = {
        module.name: {known for target in module.imports() if (known := _known(target, names)) and known != module.name}
        for module in MODULES
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"circle of imports: {' -> '.join(error.args[1])}")


def _known(target: str, names: set[str]) -> str | None:
    """The module behind `a.b.c`, which is a module or a name in `a.b`."""
    return next((name for name in (target, target.rpartition(".")[0]) if name in names), None)


def test_only_the_edges_of_ml_touch_django_and_celery():
    edges = ("ml.apps", "ml.checks", "ml.tasks", "ml.management")
    touching = [
        f"{module.name} imports {target}"
        for module in MODULES
        if module.room == "ml" and not module.name.startswith(edges)
        for target in module.imports()
        if target.split(".")[0] in {"django", "celery", "rest_framework", "channels"}
    ]
    assert touching == []


BEHIND_THE_DOOR = ("ml.tiers", "ml.pool", "ml.base", "ml.text.encoder", "ml.text.linear", "ml.text.lexicon", "ml.voice")


def _reads(target: str) -> bool:
    """Whether the import gives a way to put a text or a voice before a model: a front door, or what lies behind it."""
    return target == "ml.analyse" or target.startswith(("ml.analyse.analyse", "ml.hear", *BEHIND_THE_DOOR))


def test_one_gate_calls_the_models():
    callers = [
        str(module.path.relative_to(ROOT))
        for module in MODULES
        if module.room != "ml" and any(_reads(target) for target in module.imports())
    ]
    assert set(callers) <= set(MODEL_CALLERS)
    assert {"emotions/services.py", "emotions/hearing.py"} <= set(callers)


def test_services_and_selectors_know_no_entry_point():
    upward = [
        f"{module.name} imports {target}"
        for module in MODULES
        if module.path.stem in GROUND or module.path.parent.stem in GROUND
        for target in module.imports()
        if _room_of(target) == module.room and any(part in ENTRY_POINTS for part in target.split(".")[1:])
    ]
    assert upward == []


def test_package_faces_are_empty():
    faces = [
        path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("__init__.py") if path.read_text().strip()
    ]
    assert faces == []


# --- Templates

TEMPLATE_ROOMS = {
    "account": "accounts",
    "accounts": "accounts",
    "emotions": "emotions",
    "recommendations": "recommendations",
    "jobs": "moodflix_site",
    "site": "moodflix_site",
}
REFERENCE = re.compile(r"{%\s*(load|include|extends)\s+([^%]+?)\s*%}")


def _tag_libraries() -> dict[str, str]:
    return {
        module.path.stem: module.room
        for module in MODULES
        if module.path.parent.name == "templatetags" and module.path.stem != "__init__"
    }


def _template_room(name: str) -> str:
    return TEMPLATE_ROOMS.get(name.split("/", maxsplit=1)[0], COMMON)


def _used_rooms(path: Path) -> Iterator[str]:
    libraries = _tag_libraries()
    for kind, rest in REFERENCE.findall(path.read_text()):
        if kind == "load":
            yield from (libraries[word] for word in rest.split() if word in libraries)
        elif (quoted := re.match(r"[\"']([^\"']+)[\"']", rest)) and (ROOT / "templates" / quoted[1]).exists():
            yield _template_room(quoted[1])


def test_templates_reach_downward_only():
    templates = ROOT / "templates"
    upward = [
        f"{path.relative_to(templates)} uses {used}"
        for path in sorted(templates.rglob("*.html"))
        for used in _used_rooms(path)
        if used != (room := _template_room(str(path.relative_to(templates)))) and used not in MAY_USE[room]
    ]
    assert upward == []


# --- Size


def _functions(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{module.name}.{node.name}"


def test_files_and_functions_stay_small(capsys):
    files = sorted(((len(module.path.read_text().splitlines()), module.name) for module in MODULES), reverse=True)
    functions = sorted((function for module in MODULES for function in _functions(module)), reverse=True)
    with capsys.disabled():
        print(f"\n  files: {len(files)}, median {_median(files)} lines, longest {files[0]}")
        print(f"  functions: {len(functions)}, median {_median(functions)} lines, longest {functions[0]}")
    assert [file for file in files if file[0] > LONGEST_FILE] == []
    assert [function for function in functions if function[0] > LONGEST_FUNCTION] == []


def _median(sizes: list[tuple[int, str]]) -> float:
    return statistics.median(size for size, _ in sizes)
