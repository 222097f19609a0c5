"""A recording is read and written in both forms, with or without a signature."""

import hashlib
import hmac
import json
import random

import cbor2
import numpy as np
import pytest

from tinyml_kit.base.files import WriteError
from tinyml_kit.datasets.edge_impulse.acquisition import (
    Acquisition,
    EdgeImpulseError,
    content_of,
    read,
    write,
)

ONE = Acquisition(
    np.array([[1.5, -2], [0.25, 3], [0, 0]]), ("accX", "accY"), ("m/s2", "m/s2"), 16.0, "ac:87",
    "NANO33BLE", 1564128599,
)  # fmt: skip
KEY = "fed53116f20684c067774ebf9e7bcbdc"


@pytest.mark.parametrize("form", [".json", ".cbor"])
@pytest.mark.parametrize("key", [None, KEY])
def test_what_was_written_is_read(form, key, tmp_path):
    write(tmp_path / f"a{form}", ONE, key)
    found = read(tmp_path / f"a{form}", key)
    np.testing.assert_array_equal(found.values, ONE.values)
    assert (found.axes, found.units, found.interval_ms) == (ONE.axes, ONE.units, 16.0)
    assert (found.device_name, found.device_type, found.issued) == (
        "ac:87",
        "NANO33BLE",
        ONE.issued,
    )
    assert found.signature == ("right" if key else "unsigned")
    if key:
        assert read(tmp_path / f"a{form}").signature == "unchecked"
        with pytest.raises(EdgeImpulseError, match="signed with another key, or changed since"):
            read(tmp_path / f"a{form}", "another")
    with pytest.raises(WriteError, match="exists and would change"):
        write(tmp_path / f"a{form}", Acquisition(ONE.values, *(("a", "b"),) * 2, 1.0), None, False)


def test_the_signature_is_that_of_the_format():
    # The file with zeros in place of the digits, signed with the key's text.
    content = content_of(ONE, ".json", KEY)
    found = json.loads(content)
    digits = found["signature"]
    zeros = content.replace(digits.encode(), b"0" * 64)
    assert hmac.new(KEY.encode(), zeros, hashlib.sha256).hexdigest() == digits
    assert found["protected"] == {"ver": "v1", "alg": "HS256", "iat": 1564128599}


def test_a_device_that_signs_text_with_spaces_is_understood():
    found = json.loads(content_of(ONE, ".json", KEY)) | {"signature": "0" * 64}
    text = json.dumps(found, indent=2)
    digits = hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
    assert read(text.replace("0" * 64, digits).encode(), KEY).signature == "right"


@pytest.mark.parametrize("form", [".json", ".cbor"])
def test_one_axis_is_a_plain_list(form):
    one = Acquisition(np.array([[1.0], [2.0]]), ("volts",), ("V",), 2.5)
    content = content_of(one, form)
    plain = json.loads(content) if form == ".json" else cbor2.loads(content)
    assert plain["payload"]["values"] == [1.0, 2.0]
    np.testing.assert_array_equal(read(content).values, one.values)


def changed(**payload):
    message = json.loads(content_of(ONE))
    message["payload"] |= payload
    return json.dumps(message).encode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "this is no JSON or CBOR that can be read ("),
        (b"\xff", "this is no JSON or CBOR that can be read ("),
        (b"\x9f" * 1000, "this is no JSON or CBOR that can be read ("),
        (b"", "this is no JSON or CBOR that can be read ("),
        (cbor2.dumps([1]), "this is no recording; name a file with a payload."),
        (b"{}", "payload has to be a table; export the recording again."),
        (b'{"payload": {}}', "protected has to be a table"),
        (changed(sensors=5), "sensors has to be a list"),
        (changed(sensors=[]), "it has 0 sensors; take 1 to 64."),
        (changed(sensors=[{"name": "x"}]), "a sensor has no units"),
        (changed(sensors=["x"]), "a sensor has no name"),
        (changed(interval_ms=0), "interval_ms is 0; it has to be a number of milliseconds above 0"),
        (changed(interval_ms="9"), "interval_ms is '9'; it has to be"),
        (changed(values=[]), "it holds no values; record it again."),
        (changed(values=[[1]]), "sample 0 does not have 2 numbers, one for each sensor"),
        (changed(values=[[1, 2], [1, None]]), "sample 1 does not have 2 numbers"),
        (changed(values=[[1, 10**400]]), "a value is not finite; record it again."),
        (changed(values=["Ref-BINARY-i16"]), "its values lie in an attachment (Ref-BINARY-i16)"),
        (content_of(ONE).replace(b'"none"', b'"RS512"'), "it is signed by 'RS512'; HS256 and none"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(content, words):
    with pytest.raises(EdgeImpulseError) as caught:
        read(content)
    assert str(caught.value).removeprefix("the recording: ").startswith(words)


def test_what_cannot_be_written_is_refused(tmp_path):
    path = tmp_path / "a.json"
    with pytest.raises(EdgeImpulseError, match=r"values of shape \(3, 2\) do not fit 1 axes and 2"):
        write(path, Acquisition(ONE.values, ("x",), ONE.units, 1.0))
    with pytest.raises(EdgeImpulseError, match="the values are empty or not finite"):
        write(path, Acquisition(ONE.values + np.inf, ONE.axes, ONE.units, 1.0))
    with pytest.raises(EdgeImpulseError, match=r"there is no form '.xml'; take .json or .cbor"):
        write(tmp_path / "a.xml", ONE)
    assert not path.exists()
    with pytest.raises(EdgeImpulseError, match=r"there is no such file; name a .json or .cbor"):
        read(path)


def test_a_large_cbor_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setenv("TINYML_KIT_MOST_MB", "0.001")
    with pytest.raises(EdgeImpulseError, match="MB are allowed; if you trust it"):
        read(cbor2.dumps([0] * 1000))


@pytest.mark.parametrize("form", [".json", ".cbor"])
def test_no_damage_gives_another_exception(form):
    draw, content = random.Random(0), content_of(ONE, form)
    refused = 0
    for _ in range(600):
        damaged = bytearray(content)
        for _ in range(draw.randrange(1, 4)):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            read(
                bytes(
                    damaged[: draw.randrange(1, len(damaged) + 1)]
                    if draw.random() < 0.3
                    else damaged
                )
            )
        except EdgeImpulseError:
            refused += 1
    assert refused > 100
