import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.compress import compare as module
from tinyml_kit.compress.checks import CompressError
from tinyml_kit.compress.compare import COLUMNS, Examples, compare, pareto
from tinyml_kit.compress.techniques import TECHNIQUES, Technique
from tinyml_kit.learning import classics
from tinyml_kit.learning.cost import cost
from tinyml_kit.learning.keras_backend import keras

QUICK = {"epochs": 1, "batch": 32, "repeats": 2}
# What cannot have an effect on a network, and says why.
NOTHING = {
    "bragg": {"dynamic": "those below 1024 are left out", "low rank": "would not get smaller"},
    "digits": {"dynamic": "those below 1024 are left out"},
    "dense": {"separable": "would not get smaller"},
}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path))
    return tmp_path


def examples(case, **change):
    test = case.test_x[:150], case.test_y[:150]
    return Examples(case.x, case.y, *test, case.names, **change)


# The digits CNN goes through all of them; what takes long on the others, their own tests do.
SOME = ("float32", "float16", "dynamic", "int8", "int16x8", "pruned", "fewer filters", "clustered",
        "low rank", "separable")  # fmt: skip


@pytest.fixture(scope="module", params=["bragg", "digits", "dense"])
def everything(request, cases):
    """Return a network's name, its case, and the table of techniques on it."""
    case = cases[request.param]
    chosen = TECHNIQUES if request.param == "digits" else SOME
    table = compare(case.model, list(chosen), examples(case), cache=False, **QUICK)
    assert table["technique"].tolist() == list(chosen)
    return request.param, case, table.set_index("technique")


def test_every_technique_has_numbers_or_a_reason(everything):
    name, _, table = everything
    idle = table[table["accuracy"].isna()]["note"]
    assert set(idle.index) == set(NOTHING[name])
    for technique, reason in NOTHING[name].items():
        assert reason in idle[technique]


def test_the_effect_of_every_technique_shows_in_the_table(everything):
    _, case, table = everything
    needed = cost(case.model)
    file, packed = table["tflite_bytes"], table["gzip_bytes"]
    assert file["int8"] < file["float32"] and file["float16"] < file["float32"]
    assert table.loc["pruned", "nonzero"] <= 0.51 * table.loc["float32", "nonzero"]
    assert packed["pruned"] < packed["int8"] and packed["clustered"] < packed["int8"]
    # As many values as clusters a layer, and with a scale a filter as many a filter.
    filters = max([1, *(a.filters for a in case.model.layers if hasattr(a, "filters"))])
    assert table.loc["clustered", "distinct"] <= 16 * filters
    assert table.loc["int8", "macs"] == table.loc["pruned", "macs"] == needed.macs
    assert table.loc["fewer filters", "macs"] < needed.macs
    assert table.loc["fewer filters", "ram_bytes"] < table.loc["int8", "ram_bytes"]
    assert table.loc["int8", "flash_bytes"] == needed.weight_bytes
    assert table.loc["float32", "ram_bytes"] == 4 * needed.activation_bytes
    assert table.loc["int16x8", "ram_bytes"] == 2 * needed.activation_bytes


@pytest.mark.parametrize("everything", ["digits"], indirect=True)
def test_combined_techniques_add_up(everything):
    _, _, table = everything
    assert table.loc[["PQAT", "PCQAT"], "nonzero"].max() <= 0.51 * table.loc["float32", "nonzero"]
    assert table.loc["PCQAT", "distinct"] < table.loc["CQAT", "distinct"] <= 16 * 8
    packed = table["gzip_bytes"]
    assert packed["pruned + clustered"] < min(packed["clustered"], packed["pruned"])


def test_intervals_enclose_accuracy_and_recalls_average_to_balanced_accuracy(everything):
    _, case, table = everything
    known = table.dropna(subset=["accuracy"])
    assert (known["accuracy_low"] <= known["accuracy"]).all()
    assert (known["accuracy"] <= known["accuracy_high"]).all()
    recalls = known[[f"recall_{name}" for name in case.names]]
    np.testing.assert_allclose(recalls.mean(axis=1), known["balanced_accuracy"])
    assert (known["latency_us"] > 0).all()


def test_a_row_a_technique_and_seed_under_your_own_names(digits):
    own = {"ours": Technique((("prune", {"sparsity": 0.8}),)), "plain": "int8"}
    table = compare(digits.model, own, examples(digits), seeds=(0, 1), **QUICK)
    assert table["technique"].tolist() == ["ours", "ours", "plain", "plain"]
    assert table["seed"].tolist() == [0, 1, 0, 1]
    assert table.columns.tolist()[2:-10] == list(COLUMNS)
    assert table["nonzero"][0] <= 0.21 * 792


def test_a_second_run_takes_the_rows_that_are_kept(digits, monkeypatch, own_cache):
    first = compare(digits.model, ["int8", "dynamic"], examples(digits), **QUICK)
    assert len(list((own_cache / "compress").iterdir())) == 2
    monkeypatch.setattr(module, "_row", None)  # nothing may be computed again
    again = compare(digits.model, ["int8", "dynamic"], examples(digits), **QUICK)
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize("what", ["network", "data", "tuning", "technique", "seed"])
def test_another_content_is_computed_again(digits, own_cache, what):
    def run(model=digits.model, technique="int8", seed=0, change=0, **tuning):
        data = examples(digits)
        data.test_x[0, 0, 0, 0] += change
        compare(model, {"t": technique}, data, (seed,), **(QUICK | tuning))
        data.test_x[0, 0, 0, 0] -= change
        return len(list((own_cache / "compress").iterdir()))

    other = keras.models.clone_model(digits.model)
    other.set_weights([a * 1.01 for a in digits.model.get_weights()])
    assert run() == 1 == run()
    changes = {
        "network": {"model": other}, "data": {"change": 0.5}, "tuning": {"epochs": 2},
        "technique": {"technique": Technique(export={"samples": 50})}, "seed": {"seed": 1},
    }  # fmt: skip
    assert run(**changes[what]) == 2


def test_a_cache_that_cannot_be_written_costs_no_result(digits, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TINYML_KIT_CACHE", str(tmp_path / "file"))
    assert compare(digits.model, ["int8"], examples(digits), **QUICK)["accuracy"].notna().all()


@pytest.mark.parametrize("what", ["cut", "changed", "another's", "no text", "as it was"])
def test_a_damaged_or_changed_row_is_made_again(digits, own_cache, monkeypatch, what):
    calls, make = [], module._row
    monkeypatch.setattr(module, "_row", lambda *given: calls.append(1) or make(*given))
    first = compare(digits.model, ["int8"], examples(digits), **QUICK)
    (kept,) = (own_cache / "compress").iterdir()
    text = kept.read_text(encoding="utf-8")
    row = text.partition("\n")[2]
    kept.write_bytes({
        "cut": text[:200].encode(),
        "changed": text.replace('"accuracy": 0.', '"accuracy": 1.').encode(),
        # Whole, and of another name.
        "another's": f"{module._digest('other.row', row)}\n{row}".encode(),
        "no text": b"\xff" * 20,
        "as it was": text.encode(),
    }[what])  # fmt: skip
    again = compare(digits.model, ["int8"], examples(digits), **QUICK)
    assert again["accuracy"][0] == first["accuracy"][0]
    assert kept.read_text(encoding="utf-8").partition("\n")[2].startswith("{") and len(calls) == (
        1 if what == "as it was" else 2
    )


def test_other_processes_give_the_same_table(digits):
    # No training here: its sums may differ in the last bit with the number of threads.
    how = {"cache": False, "repeats": 1}
    chosen = ["float32", "int8", "dynamic"]
    alone = compare(digits.model, chosen, examples(digits), jobs=1, **how)
    together = compare(digits.model, chosen, examples(digits), jobs=2, **how)
    left_out = ["latency_us"]
    pd.testing.assert_frame_equal(alone.drop(columns=left_out), together.drop(columns=left_out))


def test_weights_of_the_verdict_are_used(digits):
    always = np.full(10, 1e-9)
    always[3] = 1e9
    table = compare(digits.model, ["float32"], examples(digits, weights=always), **QUICK)
    assert table["recall_3"][0] == 1 and table["recall_4"][0] == 0


def test_a_layer_of_unknown_cost_leaves_the_accuracy(digits):
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(10, 3, activation="relu"),
            keras.layers.UpSampling2D(name="larger"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Softmax(),
        ]
    )
    row = compare(model, ["int8"], examples(digits), **QUICK).iloc[0]
    assert "larger" in row["note"] and np.isnan(row["macs"]) and row["tflite_bytes"] > 0


def test_nothing_to_compare_is_refused(digits):
    with pytest.raises(CompressError, match="nothing to compare"):
        compare(digits.model, [], examples(digits))


def test_an_unfit_option_stops_the_comparison(digits):
    own = {"too much": Technique((("prune", {"sparsity": 2}),))}
    with pytest.raises(CompressError, match="a sparsity of 2 is impossible"):
        compare(digits.model, own, examples(digits), **QUICK)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=12))
def test_the_front_holds_what_no_other_row_beats(points):
    table = pd.DataFrame(points, columns=["gzip_bytes", "accuracy"]).astype(float)
    front = pareto(table)
    beaten = [any((b[0] <= a[0] and b[1] >= a[1]) and b != a for b in points) for a in points]
    assert {(r.gzip_bytes, r.accuracy) for r in front.itertuples()} == {
        a for a, lost in zip(points, beaten, strict=True) if not lost
    }
    assert front["gzip_bytes"].is_monotonic_increasing and front["accuracy"].is_monotonic_increasing


def test_of_two_equal_rows_neither_beats_the_other():
    table = pd.DataFrame({"gzip_bytes": [100, 100, 200], "accuracy": [0.9, 0.9, 0.9]})
    assert list(pareto(table).index) == [0, 1]


def test_rows_without_numbers_are_not_on_the_front():
    table = pd.DataFrame({"gzip_bytes": [np.nan, 5.0], "accuracy": [np.nan, 0.5]})
    assert list(pareto(table).index) == [1]


def test_a_student_may_be_a_network_of_yours(digits, own_cache):
    students = [classics.dense(2, seed=k) for k in range(2)]
    names = [module._digest((("distill", {"student": a}),)) for a in students]
    assert names[0] != names[1] == module._digest((("distill", {"student": students[1]}),))


@pytest.mark.parametrize(
    ("mode", "flash", "ram"),
    [
        # 792 weights and 18 biases; the largest step reads 6 × 6 × 8 and writes 3 × 3 × 8.
        ("float32", 4 * 810, 4 * 360),
        ("float16", 2 * 810, 4 * 360 + 4 * 810),
        ("dynamic", 792 + 4 * 18, 4 * 360),
        ("int8", 792 + 4 * 18, 360),
        ("int16x8", 792 + 8 * 18, 2 * 360),
    ],
)
def test_costs_are_what_is_counted_by_hand(mode, flash, ram):
    found = module._costs(classics.digits_cnn(), mode)
    assert (found["flash_bytes"], found["ram_bytes"]) == (flash, ram)
    assert found["macs"] == 36 * 9 * 8 + 72 * 10 and found["note"] == ""
