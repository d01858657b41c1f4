"""What is installed: every package, with every file that it reads."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
FOLDERS = TOOL["package-dir"].values()


def _files():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT)


def test_every_folder_with_modules_is_a_package_that_is_installed():
    found = {
        ".".join(("dzherelo", *path.parent.parts)) for path in _files() if path.suffix == ".py"
    }
    assert found == set(TOOL["packages"])


def test_every_file_of_data_is_installed():
    sources = {".po"}  # what is read is made of them
    training = Path("evals", "training")  # for fitting a model, in a checkout
    patterns = TOOL["package-data"]
    for path in _files():
        if path.suffix == ".py" or path.suffix in sources or training in path.parents:
            continue
        parents = [".".join(("dzherelo", *parent.parts)) for parent in path.parents]
        package = next(name for name in parents if name in TOOL["packages"])
        within = Path(*path.parts[package.count(".") :])
        wanted = (*patterns["*"], *patterns.get(package, ()))
        assert any(_fits(within, pattern) for pattern in wanted), path


def _fits(path, pattern):
    """As setuptools does: a pattern is of the whole path, `**` of any folders."""
    if "**" in pattern:
        return path.match(pattern.replace("**/", "", 1)) or path.parts[0] == pattern.split("/")[0]
    return len(path.parts) == pattern.count("/") + 1 and path.match(pattern)
