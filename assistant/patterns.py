"""Patterns of wordings, kept as data beside the code that uses them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def patterns(package: str, name: str) -> Mapping[str, re.Pattern[str]]:
    """The table `patterns` of `name`.toml in `package`: each by its name, without regard to case.

    A pattern is a string, or a list of strings that are one after the other.
    """
    data = tomllib.loads((resources.files(package) / f"{name}.toml").read_text("utf-8"))
    return {
        key: re.compile("".join(value), re.IGNORECASE) for key, value in data["patterns"].items()
    }
