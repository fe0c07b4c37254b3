"""From the committed 8-bit graph back to a torch module: parameters as a sidecar maps them, and products that round."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.errors import WeightsCorrupted

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

GRAPH, SIDECAR = "model.onnx", "torch.json"
HALVES: Final = ("bf16", "fp16")


@dataclass(frozen=True, slots=True)
class Stored:
    """What `torch.json` says: the encoder's `config`, and for each parameter the initialisers that make it up."""

    folder: Path
    config: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]

    def fill(self, module: torch.nn.Module) -> None:
        """Put the graph's weights, as floats, into `module`. WeightsCorrupted when they do not fit."""
        import onnx
        import torch

        tensors = {tensor.name: tensor for tensor in onnx.load(self.folder / GRAPH).graph.initializer}
        try:
            state = {name: torch.from_numpy(restore(tensors, part)) for name, part in self.parameters.items()}
            module.load_state_dict(state)
        except (KeyError, RuntimeError) as error:
            raise WeightsCorrupted("The graph and its parameter map do not fit together.") from error

    def round_products(self, module: torch.nn.Module) -> None:
        """Let each product that the graph computes in 8 bits round its inputs as the graph does."""
        for name, part in self.parameters.items():
            if "zero_point" in part:
                module.get_submodule(name.removesuffix(".weight")).register_forward_pre_hook(_round_inputs)


def read_stored(folder: Path) -> Stored:
    """Read a folder's sidecar."""
    sidecar = json.loads((folder / SIDECAR).read_text(encoding="utf-8"))
    return Stored(folder, sidecar["config"], sidecar["parameters"])


def dtype_of(precision: str) -> torch.dtype:
    """Return what "fp32", "bf16" or "fp16" is called in torch."""
    import torch

    return {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision, torch.float32)


def _round_inputs(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor]:
    """Round a layer's inputs (rows, steps, features) to 8 bits a row, as ONNX's DynamicQuantizeLinear does.

    Without it torch would be the finer of the two, and a person's answer would depend on the device.
    """
    (values,) = inputs
    low = values.amin(dim=(1, 2), keepdim=True).clamp(max=0)
    scale = (values.amax(dim=(1, 2), keepdim=True).clamp(min=0) - low) / 255
    zero = (-low / scale).round()
    return (((values / scale).round() + zero).clamp(0, 255).sub(zero) * scale,)


def restore(tensors: Mapping[str, Any], part: Mapping[str, Any]) -> NDArray[np.float32]:
    """Return one parameter: (values - zero point) * scale, transposed back where the graph holds it the other way."""
    import numpy as np
    from onnx import numpy_helper

    values = numpy_helper.to_array(tensors[part["values"]]).astype(np.float32)
    if "zero_point" in part:
        values -= numpy_helper.to_array(tensors[part["zero_point"]]).astype(np.float32)
    if "scale" in part:
        values *= numpy_helper.to_array(tensors[part["scale"]])
    return np.ascontiguousarray(values.T if part["transposed"] else values)
