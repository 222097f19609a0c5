/* UNIDIRECTIONAL_SEQUENCE_LSTM: a recurrent layer. At each step of a sequence, four gates look at
 * the input and at the last output. A cell keeps a part of what it holds and takes in a part of the
 * news; the output is a part of what it then holds.
 *
 * A gate is a dot product with the input plus one with the last output, both in units of 2^-12, and
 * goes through a curve from 0 to 1, or, for the news, from -1 to 1, in units of 2^-15. */

#include "common/rise.c"

#include "common/logistic_of.c"

#include "common/tanh_of.c"

/* Gate `channel` of a cell before its curve. */
static int16_t ${function}_gate(const $type *input, const $type *hidden, index_t cell, index_t channel)
{
    enum { $sizes };
    const index_t row = 4 * cell + channel;
    flash_int8 weight = AT($inputs) + row * INPUTS;
    flash_int8 recurrent = AT($recurrent) + row * CELLS;
    int32_t seen = READ32($bias, row);
    int32_t past = READ32($recurrent_bias, row);

    for (index_t i = 0; i < INPUTS; i++)
        seen += (int32_t)input[i] * READ8(weight + i);
    for (index_t i = 0; i < CELLS; i++)
        past += (int32_t)hidden[i] * READ8(recurrent + i);
    seen = $x_requantise(seen, $x_multiplier, $x_shift);
    seen = clamp_int16(seen, -32768, 32767);
    past = $hidden_requantise(past, $hidden_multiplier, $hidden_shift);
    past = clamp_int16(past, -32768, 32767);
    (void)channel; /* all gates may have one scale */
    return clamp_int16(seen + past, -32768, 32767);
}

/* $title */
static void $function(const $type *input, $type *output, $type *hidden, int16_t *cells)
{
    enum { $sizes };
    const int32_t half = ((int32_t)1 << $cell_shift) >> 1;

    for (index_t step = 0; step < STEPS; step++) {
        for (index_t cell = 0; cell < CELLS; cell++) {
            int32_t gates[4]; /* in the units of the curves, 3 to each of the gate's */
            for (index_t i = 0; i < 4; i++)
                gates[i] = (int32_t)3 * ${function}_gate(input, hidden, cell, i);
            const int32_t share = ${function}_logistic(gates[0]);
            const int32_t kept = ${function}_logistic(gates[1]);
            const int32_t news = ${function}_tanh(gates[2]);
            const int32_t let_out = ${function}_logistic(gates[3]);
            int32_t old = $forget_requantise(kept * cells[cell], $forget_multiplier, $forget_shift);
            int32_t fresh = $news_requantise(share * news, $news_multiplier, $news_shift);
            old = clamp_int16(old, -32768, 32767) + (int32_t)clamp_int16(fresh, -32768, 32767);
#if CLIPS
            cells[cell] = clamp_int16(old, -CLIP, CLIP);
#else
            cells[cell] = clamp_int16(old, -32768, 32767);
#endif
            fresh = ${function}_tanh((cells[cell] * (int32_t)$cell_multiplier + half) >> $cell_shift);
            fresh = $requantise(fresh * let_out, $multiplier, $shift);
            output[cell] = $clamp(fresh + OUTPUT_OFFSET, LOW, HIGH);
        }
        memcpy(hidden, output, CELLS * sizeof *hidden);
        input += INPUTS;
        output += CELLS;
    }
}
