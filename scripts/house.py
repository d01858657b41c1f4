"""Size and shape of the code outside tests: `python scripts/house.py [--check]`.

Prints modules, lines, the longest chain of own imports, compiled regular expressions, numeric
constants per 1,000 lines, and the share of functions over 40 lines. With `--check`, exits 1 where
one of `LIMITS` is passed. Packs are data and do not count.
"""

import ast
import json
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "assistant", "ui", "evals")
# What is, so that it does not grow; the aims are 27,000 lines, a depth of 14 and 150 expressions.
LIMITS = {
    "lines": 47_900,
    "import_depth": 17,
    "regular_expressions": 208,
    "constants_per_1000": 2.0,
}


def sources(root: Path = ROOT) -> dict[str, str]:
    """By module name, the text of every module of the five packages."""
    found = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "packs" not in path.parts:
                name = ".".join(path.relative_to(root).with_suffix("").parts)
                found[name.removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


def figures(modules: dict[str, str]) -> dict[str, float]:
    trees = {name: ast.parse(text) for name, text in modules.items()}
    lines = sum(text.count("\n") for text in modules.values())
    constants = sum(map(_constants, trees.values()))
    return {
        "modules": len(modules),
        "lines": lines,
        "import_depth": _depth({name: _imports(name, tree, trees) for name, tree in trees.items()}),
        "regular_expressions": sum(_compiled(tree) for tree in trees.values()),
        "constants_per_1000": round(constants / lines * 1000, 1),
        "functions_over_40_lines": sum(_long(tree) for tree in trees.values()),
    }


def _imports(name: str, tree: ast.Module, known: dict[str, ast.Module]) -> set[str]:
    """Own modules that a module imports when it is loaded; not those for typing alone."""
    wanted = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            wanted += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            wanted += [f"{node.module}.{alias.name}" for alias in node.names]
    found = set()
    for dotted in wanted:
        dotted = dotted.removeprefix("dzherelo.")
        while dotted and dotted not in known:
            dotted = dotted.rpartition(".")[0]
        if dotted and dotted != name:
            found.add(dotted)
    return found


def _depth(graph: dict[str, set[str]]) -> int:
    """Modules on the longest chain; RecursionError for a cycle, which import-linter forbids."""

    @cache
    def depth(name: str) -> int:
        return 1 + max(map(depth, graph[name]), default=0)

    return max(map(depth, graph))


def _constants(tree: ast.Module) -> int:
    """Module-level names in capitals that are bound to a number."""
    count = 0
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        else:
            continue
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = value.elts if isinstance(value, ast.Tuple) else [value]
        if all(isinstance(name, ast.Name) and name.id == name.id.upper() for name in names):
            numbers = (v for v in values if isinstance(v, ast.Constant))
            count += sum(type(number.value) in (int, float) for number in numbers)
    return count


def _compiled(tree: ast.Module) -> int:
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "compile"
        and getattr(node.func.value, "id", "") in ("re", "regex")
        for node in ast.walk(tree)
    )


def _long(tree: ast.Module) -> int:
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return sum((f.end_lineno or f.lineno) - f.lineno >= 40 for f in functions)


def main() -> int:
    found = figures(sources())
    print(json.dumps(found))
    passed = [
        f"{name} {found[name]} > {limit}" for name, limit in LIMITS.items() if found[name] > limit
    ]
    if passed and "--check" in sys.argv[1:]:
        print("; ".join(passed), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
