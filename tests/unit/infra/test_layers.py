"""A layer is built from its requirements and put into the template of the function that takes it."""

import zipfile
from pathlib import Path

import pytest

from infra.packaging.layers import LayerError, add_layers
from infra.packaging.templates import Template

METADATA = "Metadata-Version: 2.1\nName: tinylayer\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """Give a folder of layers with one layer, whose only library lies beside its requirements."""
    folder = tmp_path / "layers" / "tiny"
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "tinylayer-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tinylayer.py", "SIZE = 1\n")
        wheel.writestr("tinylayer-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("tinylayer-1.0.dist-info/WHEEL", WHEEL)
        wheel.writestr("tinylayer-1.0.dist-info/RECORD", "")
    (folder / "requirements.txt").write_text(f"--no-index\n--find-links {folder}\ntinylayer==1.0\n")
    return folder.parent


def _template(*taken: str) -> Template:
    function = {"Type": "AWS::Serverless::Function", "Properties": {"Layers": list(taken)}}
    return {"Resources": {"Render": function, "Other": {"Type": "AWS::SQS::Queue"}}}


def _pins(tmp_path: Path) -> Path:
    pins = tmp_path / "requirements.txt"
    pins.write_text("six==1.17.0\n")
    return pins


def test_a_layer_is_built_and_referred_to(layers: Path, tmp_path: Path) -> None:
    made = add_layers(_template("layer:tiny"), layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path))

    assert made["Resources"]["Render"]["Properties"]["Layers"] == [{"Ref": "TinyLayer"}]
    layer = made["Resources"]["TinyLayer"]
    assert layer["Type"] == "AWS::Serverless::LayerVersion"
    assert layer["Properties"]["ContentUri"] == "./layer-tiny.zip"
    with zipfile.ZipFile(tmp_path / "layer-tiny.zip") as archive:
        assert "python/tinylayer.py" in archive.namelist()


def test_the_same_layer_is_the_same_bytes(layers: Path, tmp_path: Path) -> None:
    zips = []
    for _ in range(2):
        add_layers(_template("layer:tiny"), layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path))
        zips.append((tmp_path / "layer-tiny.zip").read_bytes())

    assert zips[0] == zips[1]


def test_a_layer_of_somebody_else_stays_as_it_is(layers: Path, tmp_path: Path) -> None:
    arn = "arn:aws-cn:lambda:cn-north-1:123456789012:layer:theirs:1"

    made = add_layers(_template(arn, "layer:tiny"), layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path))

    assert made["Resources"]["Render"]["Properties"]["Layers"] == [arn, {"Ref": "TinyLayer"}]


def test_a_template_without_layers_is_left_alone(layers: Path, tmp_path: Path) -> None:
    template = _template()

    assert add_layers(template, layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path)) == template


def test_a_layer_that_does_not_exist_is_refused(layers: Path, tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="layer:absent"):
        add_layers(_template("layer:absent"), layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path))


def test_a_library_that_cannot_be_had_is_refused_with_what_pip_said(layers: Path, tmp_path: Path) -> None:
    (layers / "tiny" / "requirements.txt").write_text("--no-index\nnowhere==9\n")

    with pytest.raises(LayerError, match="nowhere"):
        add_layers(_template("layer:tiny"), layers=layers, out=tmp_path, runtime_pins=_pins(tmp_path))
