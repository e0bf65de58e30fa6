"""Layers: what one function alone needs, so that the zip all functions share stays small.

A folder `infra/layers/<name>` with a `requirements.txt` is a layer; a function takes it in `.chalice/config.json`
by `"layers": ["layer:<name>"]`. The requirements name all that is in it: what those need in turn is not drawn in, since
half of it nobody uses, or the zip has it. It is built and put into the templates of the stages whose functions take it.
"""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from infra.packaging.templates import Template

MARK = "layer:"
# What Lambda's Amazon Linux 2023 runs; glibc 2.34.
_PLATFORMS = ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "manylinux_2_34_x86_64")
_EPOCH = (1980, 1, 1, 0, 0, 0)


class LayerError(Exception):
    """A layer cannot be built, or a function takes one that does not exist."""


def add_layers(template: Template, *, layers: Path, out: Path, runtime_pins: Path) -> Template:
    """Return the template with every layer its functions take, each built as a zip beside it.

    Raises: LayerError.
    """
    resources = dict(template["Resources"])
    for logical, function in template["Resources"].items():
        taken = function.get("Properties", {}).get("Layers", [])
        names = [each.removeprefix(MARK) for each in taken if isinstance(each, str) and each.startswith(MARK)]
        for name in names:
            resources[logical_id(name)] = _layer(name, layers=layers, out=out, runtime_pins=runtime_pins)
        if names:
            references = [_reference(each) for each in taken]
            resources[logical] = {**function, "Properties": {**function["Properties"], "Layers": references}}
    return {**template, "Resources": resources}


def logical_id(name: str) -> str:
    """Return what a layer is called in a template. Shape: "pdf" -> "PdfLayer"."""
    return "".join(part.capitalize() for part in name.split("-")) + "Layer"


def _reference(taken: str) -> Any:
    return {"Ref": logical_id(taken.removeprefix(MARK))} if taken.startswith(MARK) else taken


def _layer(name: str, *, layers: Path, out: Path, runtime_pins: Path) -> Template:
    requirements = layers / name / "requirements.txt"
    if not requirements.is_file():
        message = f"a function takes {MARK}{name}, and there is no {requirements.name} in {layers.name}/{name}"
        raise LayerError(message)
    archive = out / f"layer-{name}.zip"
    build(requirements, archive, runtime_pins=runtime_pins)
    return {
        "Type": "AWS::Serverless::LayerVersion",
        "Properties": {
            "LayerName": {"Fn::Sub": f"${{Prefix}}-{name}"},
            "ContentUri": f"./{archive.name}",
            "CompatibleRuntimes": [f"python{sys.version_info.major}.{sys.version_info.minor}"],
            "CompatibleArchitectures": ["x86_64"],
            "RetentionPolicy": "Delete",
        },
    }


def build(requirements: Path, archive: Path, *, runtime_pins: Path) -> None:
    """Install the requirements for Lambda's machine and put them into a zip where Lambda looks for them.

    What the runtime pins too has the runtime's version.

    Raises: LayerError with what pip said.
    """
    with tempfile.TemporaryDirectory() as folder:
        platforms = [part for platform in _PLATFORMS for part in ("--platform", platform)]
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        argv = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--quiet",
            "--no-compile",
            "--no-deps",
            "--target",
            folder,
        ]
        argv += ["--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *platforms]
        argv += ["--constraint", str(runtime_pins), "--requirement", str(requirements)]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"pip cannot install {requirements}: {done.stderr.strip()[-1000:]}"
            raise LayerError(message)
        _pack(Path(folder), archive)


def _pack(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"python/{path.relative_to(folder).as_posix()}", _EPOCH)
            entry.external_attr = 0o644 << 16
            out.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
