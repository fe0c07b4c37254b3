"""The encoder as a torch module: mean pooling over the real tokens, and one linear head for each kind of label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.torch_weights import dtype_of, read_stored

if TYPE_CHECKING:
    import torch


def assemble(encoder: torch.nn.Module, heads: Mapping[str, int], dropout: float = 0.0) -> torch.nn.Module:
    """Return `encoder` with mean pooling and one linear head for each entry of `heads` (name -> labels).

    Its forward takes `input_ids` and `attention_mask` (batch, tokens) and gives the heads' logits in their order and,
    last, the pooled states (batch, width).
    """
    import torch

    class MoodEncoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(dropout)
            width = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
            self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(width, size) for name, size in heads.items()})

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
            states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state.float()
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1.0)
            dropped = self.dropout(pooled)
            return (*(head(dropped) for head in self.heads.values()), pooled)

    return MoodEncoder()


def build_module(config: Mapping[str, Any], heads: Mapping[str, int]) -> torch.nn.Module:
    """Return an untrained module around the encoder that `config` (its own `config.json`) describes."""
    from transformers import AutoConfig, AutoModel

    encoder: torch.nn.Module = AutoModel.from_config(AutoConfig.for_model(**config))  # type: ignore[no-untyped-call]
    return assemble(without_pooler(encoder), heads)


def without_pooler(encoder: torch.nn.Module) -> torch.nn.Module:
    """Return `encoder` without the layer that its last task may have put on the first token."""
    if getattr(encoder, "pooler", None) is not None:
        encoder.register_module("pooler", None)
    return encoder


def load_module(
    folder: Path, heads: Mapping[str, int], precision: str = "fp32", *, rounded: bool = True
) -> torch.nn.Module:
    """Return the module with the weights of `folder/model.onnx`, put back to floats as `folder/torch.json` says.

    `rounded`: its matrix products round their inputs as the 8-bit graph does, so it takes texts of one length only (no
    padding); only fp32 is exact enough for that. The encoder computes in `precision` ("fp32", "bf16" or "fp16"), the
    heads always in fp32.

    WeightsCorrupted when the two files do not fit together.
    """
    stored = read_stored(folder)
    module = build_module(stored.config, heads)
    stored.fill(module)
    module.get_submodule("encoder").to(dtype_of(precision))
    if rounded:
        stored.round_products(module)
    return module.eval()
