"""Writes what was fitted as the file that is shipped: 8-bit matrices, 16-bit vectors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dzherelo.index.reader import WEIGHTS, quantised


def exported(saved: dict[str, Any]) -> dict[str, Any]:
    """The arrays of the file; names are the bundled model's."""
    plan, state = saved["plan"], saved["state"]
    made: dict[str, Any] = {"layers": np.array(plan["layers"]), "apart": np.array(plan["apart"])}
    for name, tensor in state.items():
        value = tensor.float().numpy()
        part, _, end = name.rpartition(".")
        if name == "mix":
            made[name] = value
        elif part.startswith("layers."):
            number = int(part.split(".")[1])
            kind = part.split(".")[2]
            if number >= plan["apart"] and kind not in ("fi", "fo"):
                made |= _tensor(f"l{number}.{kind}", end, value)
        elif not part.startswith("norm"):
            made |= _tensor(part, end, value)
    return made


def _tensor(at: str, end: str, value: Any) -> dict[str, Any]:
    if end == "bias":
        return {at + ".b": value.astype(np.float16)}
    if value.ndim == 1:
        return {at + ".w": value.astype(np.float16)}
    whole, scale = quantised(value)
    return {at + ".w": whole, at + ".s": scale}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    held = torch.load(options.checkpoint, weights_only=False)
    np.savez(options.out, **exported(held["network"]))
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB, {held['step']} steps")


if __name__ == "__main__":
    main()
