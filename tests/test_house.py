"""The plan of the house (design.md sections 2 and 6) as tests."""

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ["texts", "errors", "data", "cloud", "network", "path", "lab", "draw", "teach"]  # left to right
MODULES = sorted((ROOT / "helpers").rglob("*.py"))
MADE = {".venv", ".git", ".ci-cache", "__pycache__", ".hypothesis", ".ipynb_checkpoints", "build"}
MADE |= {".mypy_cache", ".pytest_cache", ".ruff_cache"}
TEXT = {".py", ".toml", ".md", ".yml", ".json", ".ipynb", ".cfg", ".lock", ".sh", ""}
# Written in two halves, so that this file does not hold what it looks for.
ELSEWHERE = ["pypi" + ".org", "python" + "hosted", "npm" + "js.", "anaconda" + ".org", "deb." + "debian"]
MACHINE = [
    r"/ho" + r"me/\w",
    r"/ro" + r"ot/",
    r"/wo" + r"rk/(main|shared)",
    r"/tm" + r"p/lab",
    r"C:\\" + r"Users",
]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    return path.relative_to(ROOT / "helpers").parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    """The rooms that a module names in any import, inside functions too."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree(path)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            names = [".".join((*start, *filter(None, [node.module]), name)) for name in names]
        yield from (name.split(".")[1] for name in names if name.startswith("helpers."))


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name != "helpers"], ids=relative)
def test_a_module_imports_from_its_own_room_and_rooms_to_the_left(path):
    reachable = ROOMS[: ROOMS.index(room(path)) + 1]
    assert set(imported_rooms(path)) & set(ROOMS) <= set(reachable)


def functions() -> Iterator[tuple[str, int]]:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{relative(path)}:{node.name}", code_lines(node)


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; a docstring is for the reader and does not count."""
    documented = ast.get_docstring(node) is not None
    docstring = node.body[0].end_lineno - node.body[0].lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - docstring


def test_functions_are_short():
    lengths = dict(functions())
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    assert statistics.median(lengths.values()) <= 8
    longer = {name: length for name, length in lengths.items() if length > 25}
    assert len(longer) <= len(lengths) / 10, longer


def test_modules_are_short():
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_every_public_function_of_helpers_says_what_it_does():
    bare = [
        f"{relative(path)}:{node.name}"
        for path in MODULES
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert bare == []


# -- texts --------------------------------------------------------------------------------------


def flat(table: dict, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


CATALOGUE = dict(flat(tomllib.loads((ROOT / "helpers/texts/en.toml").read_text(encoding="utf-8"))))
SPEAKERS = {
    "message",
    "Message",
    "LabError",
    "GuardError",
    "BackendError",
    "NetworkError",
    "PathError",
    "BuildError",
}
PARTS = ("what", "why", "try")


def sayings() -> Iterator[tuple[str, ast.Call, list[str]]]:
    """(place, call, catalogue keys) for every message or error whose key stands there as a literal."""
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            key = node.args[0].value
            if name in SPEAKERS and isinstance(key, str):
                keys = [f"error.{key}.{part}" for part in PARTS] if name.endswith("Error") else [key]
                yield f"{relative(path)}:{node.lineno}", node, keys


def placeholders(keys: list[str]) -> set[str]:
    fields = [field for key in keys for _, field, _, _ in Formatter().parse(CATALOGUE[key]) if field]
    return {re.split(r"[.\[]", field)[0] for field in fields}


def test_every_sentence_that_the_code_names_is_in_the_catalogue():
    assert [(place, key) for place, _, keys in sayings() for key in keys if key not in CATALOGUE] == []


def test_a_sentence_gets_exactly_the_values_that_it_names():
    wrong = []
    for place, call, keys in sayings():
        given = {keyword.arg for keyword in call.keywords}
        spread = None in given or len(call.args) > 1  # values that only the running code knows
        if not spread and set(keys) <= CATALOGUE.keys() and given != placeholders(keys):
            wrong.append((place, keys[0], given ^ placeholders(keys)))
    assert wrong == []


def literals() -> Iterator[str]:
    """Every string of the code, and every f-string as a pattern; both may be a key or make one."""
    for path in [*MODULES, *(ROOT / "helpers/data").glob("*.json"), *(ROOT / "notebooks").glob("*.ipynb")]:
        if path.suffix != ".py":
            yield from map(re.escape, re.findall(r"[\w-]+(?:\.[\w-]+)+", path.read_text(encoding="utf-8")))
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values
                ]
                yield "".join(parts)


def test_every_sentence_of_the_catalogue_is_used():
    named = {pattern for pattern in literals() if re.search(r"\w", pattern.replace(".+", ""))}
    exact = {re.sub(r"\\(.)", r"\1", pattern) for pattern in named if ".+" not in pattern}
    made = [re.compile(pattern) for pattern in named if ".+" in pattern]

    def is_used(key: str) -> bool:
        error = re.fullmatch(r"error\.(.+)\.(?:what|why|try)", key)
        names = {key, error.group(1)} if error else {key}
        return bool(names & exact) or (not error and any(pattern.fullmatch(key) for pattern in made))

    assert [key for key in CATALOGUE if not is_used(key)] == []


# -- what no file may hold ------------------------------------------------------------------------


def files() -> list[Path]:
    found = (path for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts))
    return sorted(path for path in found if path.is_file() and path.suffix in TEXT)


@pytest.mark.parametrize("pattern", [*map(re.escape, ELSEWHERE), *MACHINE])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(pattern):
    expression = re.compile(pattern)
    assert [relative(path) for path in files() if expression.search(path.read_text(encoding="utf-8"))] == []


def test_no_file_carries_a_note_to_do_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    code = [path for path in files() if path.suffix == ".py"]
    assert [relative(path) for path in code if later.search(path.read_text(encoding="utf-8"))] == []


# -- tools ----------------------------------------------------------------------------------------


@pytest.mark.tools
@pytest.mark.parametrize("words", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join)
def test_the_linter_the_formatter_and_the_strict_type_checker_agree(words):
    run = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
