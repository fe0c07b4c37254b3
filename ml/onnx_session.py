"""ONNX Runtime on the CPU, opened the same way for every model: few threads, and none that spins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml.errors import RuntimeMissing, WeightsCorrupted, WeightsMissing


def open_session(path: Path, threads: int) -> Any:
    """Return a session on the graph at `path`.

    WeightsMissing without the file, WeightsCorrupted for one that cannot be read, RuntimeMissing without the library.
    """
    try:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as failures
    except ImportError as error:
        raise RuntimeMissing("onnxruntime is not installed.") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    damaged = (failures.Fail, failures.InvalidArgument, failures.InvalidGraph, failures.InvalidProtobuf)
    try:
        return onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    except failures.NoSuchFile as error:
        raise WeightsMissing(f"{path.parent.name} does not carry {path.name}.") from error
    except (*damaged, failures.RuntimeException) as error:
        raise WeightsCorrupted(f"{path.parent.name}: the graph cannot be read.") from error
