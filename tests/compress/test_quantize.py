import numpy as np
import pytest

from tests.support import student
from tinyml_kit.compress import combine, interpret, quantize
from tinyml_kit.compress.checks import CompressError, NoEffect
from tinyml_kit.learning import classics
from tinyml_kit.learning.keras_backend import keras


def accuracy(tflite, case):
    return (interpret.outputs(tflite, case.test_x).argmax(1) == case.test_y).mean()


def float_accuracy(case):
    return (case.model.predict(case.test_x, verbose=0).argmax(1) == case.test_y).mean()


def converted(case, mode, **how):
    return quantize.to_tflite(case.model, mode, case.x, 60, **how)


def entry(tflite):
    return interpret.interpreter(tflite).get_input_details()[0]


def test_float32_gives_what_keras_gives(case):
    tflite, record = converted(case, "float32")
    said = interpret.outputs(tflite, case.test_x[:50])
    np.testing.assert_allclose(said, case.model.predict(case.test_x[:50], verbose=0), atol=1e-5)
    assert record.stored.keys() == {"float32"} and record.samples == 0


def test_float16_halves_the_weights_and_keeps_their_first_digits(case):
    _, whole = converted(case, "float32")
    tflite, record = converted(case, "float16")
    assert record.stored == {"float16": whole.stored["float32"] // 2}
    # Half precision has 11 bits: logits of some tens move by hundredths.
    said = interpret.outputs(tflite, case.test_x[:50])
    np.testing.assert_allclose(said, case.model.predict(case.test_x[:50], verbose=0), atol=0.02)


def test_int8_stores_a_byte_a_weight_takes_and_gives_int8_and_stays_accurate(case):
    _, whole = converted(case, "float32")
    tflite, record = converted(case, "int8")
    assert record.stored == {"int8": whole.stored["float32"] // 4}
    assert entry(tflite)["dtype"] == np.int8
    assert interpret.interpreter(tflite).get_output_details()[0]["dtype"] == np.int8
    assert record.samples == 60 and record.tflite_bytes == len(tflite)
    assert accuracy(tflite, case) > float_accuracy(case) - 0.05


def test_int16x8_has_finer_activations_than_int8(case):
    exact = case.model.predict(case.test_x[:60], verbose=0)
    errors = []
    for mode in ("int8", "int16x8"):
        tflite, record = converted(case, mode)
        assert record.stored.keys() == {"int8"}
        errors.append(np.abs(interpret.outputs(tflite, case.test_x[:60]) - exact).mean())
    assert entry(tflite)["dtype"] == np.int16
    # The weights are the same 8 bits, so the error shrinks, but not to nothing.
    assert errors[1] < errors[0]


def test_dynamic_quantises_the_large_dense_layer_and_leaves_the_small_one(cases):
    tflite, record = converted(cases["dense"], "dynamic")
    assert record.stored == {"int8": 784 * 32, "float32": 4 * 32 * 10}
    assert entry(tflite)["dtype"] == np.float32


@pytest.mark.parametrize(("name", "largest"), [("bragg", 225), ("digits", 720)])
def test_dynamic_says_that_small_tensors_are_left_alone(cases, name, largest):
    with pytest.raises(NoEffect, match=f"quantised nothing .* {largest} weights.* use int8"):
        converted(cases[name], "dynamic")


def test_sparsity_shrinks_the_file_of_a_sparse_network(cases):
    case = cases["dense"]
    model = classics.dense(32)
    model.set_weights([np.where(np.abs(a) < 0.06, 0, a) for a in case.model.get_weights()])
    zeros = sum(int((a == 0).sum()) for a in model.get_weights()[::2])
    tflite, record = quantize.to_tflite(model, "sparsity")
    assert record.tflite_bytes < 0.8 * len(quantize.to_tflite(model, "float32")[0])
    dense = interpret.weights(tflite).values()
    assert sum(int((a == 0).sum()) for a in dense) == zeros
    said = interpret.outputs(tflite, case.test_x[:50])
    np.testing.assert_allclose(said, model.predict(case.test_x[:50], verbose=0), atol=1e-5)


def test_sparsity_says_that_there_are_no_zeros(digits):
    with pytest.raises(NoEffect, match="prune it first"):
        converted(digits, "sparsity")


def counts(tflite):
    return [len(scales) for scales in interpret.scales(tflite).values()]


def test_a_dense_layer_has_one_scale_unless_asked(cases):
    # The common Arduino libraries read one scale a dense layer.
    assert counts(converted(cases["dense"], "int8")[0]) == [1, 1]
    asked, _ = converted(cases["dense"], "int8", dense_per_channel=True)
    assert sorted(counts(asked)) == [10, 32]


def test_a_convolution_has_a_scale_a_filter_unless_asked(digits):
    assert sorted(counts(converted(digits, "int8")[0])) == [1, 8]
    assert counts(converted(digits, "int8", per_channel=False)[0]) == [1, 1]


def test_the_batch_is_one_and_flattening_needs_no_shape_arithmetic(case):
    tflite, _ = converted(case, "int8")
    steps = interpret.interpreter(tflite)._get_ops_details()
    assert entry(tflite)["shape"][0] == 1
    assert {step["op_name"] for step in steps} <= {
        "CONV_2D", "MAX_POOL_2D", "RESHAPE", "FULLY_CONNECTED", "SOFTMAX", "DELEGATE",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_file(digits):
    first, second = (converted(digits, "int8", seed=3)[0] for _ in range(2))
    assert first == second


def test_quantisation_aware_training_ends_in_int8_and_moves_the_weights(case):
    aware, record = quantize.qat(case.model, case.x, case.y, epochs=1, rate=1e-4)
    assert quantize.is_aware(aware) and not quantize.is_aware(case.model)
    assert len(record.losses) == 1 and record.layers[-1] == "classes"
    tflite, made = quantize.to_tflite(aware, "int8", case.x, 60)
    assert made.stored.keys() == {"int8"}
    assert accuracy(tflite, case) > float_accuracy(case) - 0.1


def test_a_dense_layer_of_aware_training_has_one_scale_too(cases):
    case = cases["dense"]
    aware, _ = quantize.qat(case.model, case.x, case.y, epochs=1)
    assert counts(quantize.to_tflite(aware, "int8", case.x, 60)[0]) == [1, 1]


def test_int16_activations_do_not_go_with_aware_training(digits):
    aware, _ = quantize.qat(digits.model, digits.x, digits.y, epochs=0)
    with pytest.raises(CompressError, match="8-bit activations, so convert to int8"):
        quantize.to_tflite(aware, "int16x8", digits.x, 60)


@pytest.mark.parametrize(("samples", "has"), [(9, 600), (50, 40)])
def test_too_few_calibration_samples_are_refused(digits, samples, has):
    with pytest.raises(CompressError, match=f"{samples} calibration samples of {has} training"):
        quantize.to_tflite(digits.model, "int8", digits.x[:has], samples)


def test_no_calibration_samples_are_refused(digits):
    with pytest.raises(CompressError, match="give training examples as calibration"):
        quantize.to_tflite(digits.model, "int8")


def test_an_unknown_mode_is_refused(digits):
    with pytest.raises(CompressError, match="mode='int4' is unknown"):
        quantize.to_tflite(digits.model, "int4")


@pytest.mark.parametrize("technique", [quantize.qat, combine.cqat])
def test_a_layer_that_the_toolkit_cannot_quantise_is_said(digits, technique):
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Flatten(),
            layers.LayerNormalization(name="norm"),
            layers.Dense(10, activation="softmax", kernel_initializer="ones"),
        ]
    )
    with pytest.raises(CompressError, match="toolkit cannot quantise .* norm"):
        technique(model, digits.x, digits.y)


def test_each_example_is_at_most_once_among_those_that_calibrate(digits):
    numbers = np.broadcast_to(np.arange(60.0)[:, None, None, None], (60, 8, 8, 1))
    chosen = quantize._calibration(digits.model, numbers, 60, 0)
    assert chosen[:, 0, 0, 0].tolist() == list(range(60))
    some = quantize._calibration(digits.model, numbers, 40, 0)[:, 0, 0, 0]
    assert len(set(some)) == 40 and list(some) == sorted(some)
    assert some.tolist() != quantize._calibration(digits.model, numbers, 40, 1)[:, 0, 0, 0].tolist()


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("one.\ntwo"), "one"), (ValueError("\n one"), "one"), (KeyError(), "KeyError")],
)
def test_of_a_converters_error_the_first_line_is_told(error, said):
    assert quantize._first(error) == said


# --- what a student brings --------------------------------------------------------------------


def calibrated(examples, model=None, mode="int8", **how):
    return quantize.to_tflite(model or student.net(), mode, examples, **({"samples": 20} | how))


@pytest.mark.parametrize("mode", ["int8", "int16x8"])
@pytest.mark.parametrize(
    ("examples", "says"),
    [
        (np.zeros_like(student.X), "all numbers of the 20 examples are 0, so there is no range to "
                                   "measure; give training examples."),
        (np.full_like(student.X, 0.5), "all numbers of the 20 examples are 0.5, so there is no "
                                       "range to measure; give training examples."),
        (np.full((30, 6, 6), 255, np.uint8), "all numbers of the 20 examples are 255, so there is "
                                             "no range to measure; give training examples."),
        (np.repeat(student.X[:1], 30, axis=0), "all 20 examples are the same, so the ranges would "
         "be those of one; give different training examples."),
    ],
)  # fmt: skip
def test_calibration_without_variation_is_refused(mode, examples, says):
    with pytest.raises(CompressError) as refusal:
        calibrated(examples, mode=mode)
    assert str(refusal.value) == f"to_tflite, calibration: {says}"


def test_a_few_blank_examples_are_no_reason_to_refuse():
    examples = student.X.copy()
    examples[:15] = 0
    assert calibrated(examples)[1].samples == 20


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"samples": 20.5}, "samples=20.5; take an integer, 0 or more."),
        ({"samples": None}, "samples=None; take an integer, 0 or more."),
        ({"seed": -1}, "seed=-1; take an integer, 0 or more."),
    ],
)
def test_a_number_of_samples_is_an_integer(how, says):
    with pytest.raises(CompressError) as refusal:
        calibrated(student.X, **how)
    assert str(refusal.value) == f"to_tflite: {says}"


def test_no_examples_are_too_few():
    with pytest.raises(CompressError) as refusal:
        calibrated(student.X[:0])
    assert str(refusal.value) == (
        "to_tflite: 20 calibration samples of 0 training examples; take at least 10 and no more "
        "than there are."
    )


def test_logits_and_a_single_output_are_converted():
    for model in (student.net(activation=None), student.net(1, "sigmoid")):
        tflite, _ = calibrated(student.X, model)
        said = interpret.outputs(tflite, student.X)
        np.testing.assert_allclose(said, model.predict(student.X, verbose=0), atol=0.15)


LAYERS = keras.layers


def sequence(layer):
    end = [LAYERS.Flatten(), LAYERS.Dense(3, "softmax")]
    return keras.Sequential([keras.Input((6, 6)), layer, *end], name="net")


@pytest.mark.parametrize("mode", ["float32", "int8"])
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: LAYERS.GRU(4, name="r"), "r (GRU)"),
        (lambda: LAYERS.SimpleRNN(4, name="r"), "r (SimpleRNN)"),
        (lambda: LAYERS.RNN(LAYERS.LSTMCell(4), name="r"), "r (RNN)"),
        (lambda: LAYERS.LSTM(4, activation="relu", name="r"), "r (LSTM)"),
        (lambda: LAYERS.LSTM(4, use_bias=False, name="r"), "r (LSTM)"),
        (lambda: LAYERS.Bidirectional(LAYERS.GRU(4, name="r")), "forward_r (GRU)"),
    ],
)
def test_a_recurrent_layer_that_becomes_a_loop_is_refused_before_it_ends_the_process(
    mode, make, name
):
    with pytest.raises(CompressError) as refusal:
        calibrated(student.X, sequence(make()), mode)
    assert str(refusal.value) == (
        f"to_tflite: the layer {name} becomes a loop, which TensorFlow cannot convert; build it "
        "with unroll=True, or take an LSTM with its default activations and biases."
    )


@pytest.mark.parametrize("make", [lambda: LAYERS.LSTM(4), lambda: LAYERS.SimpleRNN(4, unroll=True)])
def test_an_lstm_and_what_is_unrolled_are_converted(make):
    model = sequence(make())
    tflite, record = calibrated(student.X, model)
    assert record.stored.keys() == {"int8"}
    said = interpret.outputs(tflite, student.X)
    np.testing.assert_allclose(said, model.predict(student.X, verbose=0), atol=0.1)
