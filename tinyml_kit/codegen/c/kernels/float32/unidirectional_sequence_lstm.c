/* UNIDIRECTIONAL_SEQUENCE_LSTM: a recurrent layer. At each step of a sequence, four gates look at
 * the input and at the last output. A cell keeps a part of what it holds and takes in a part of the
 * news; the output is a part of what it then holds. */

/* Gate number `gate` of a cell before its curve. */
static float ${function}_gate(const float *input, const float *hidden, index_t cell, index_t gate)
{
    enum { $sizes };
    const index_t row = 4 * cell + gate;
    float seen = 0, past = 0;

    for (index_t i = 0; i < INPUTS; i++)
        seen += input[i] * READ_FLOAT($inputs, row * INPUTS + i);
    for (index_t i = 0; i < CELLS; i++)
        past += hidden[i] * READ_FLOAT($recurrent, row * CELLS + i);
    return seen + READ_FLOAT($bias, row) + past;
}

/* $title */
static void $function(const float *input, float *output, float *hidden, float *cells)
{
    enum { $sizes };

    for (index_t step = 0; step < STEPS; step++) {
        for (index_t cell = 0; cell < CELLS; cell++) {
            const float share = logistic_float(${function}_gate(input, hidden, cell, 0));
            const float kept = logistic_float(${function}_gate(input, hidden, cell, 1));
            const float news = tanhf(${function}_gate(input, hidden, cell, 2));
            const float let_out = logistic_float(${function}_gate(input, hidden, cell, 3));
            float sum = kept * cells[cell];
            sum += share * news;
#if CLIPS
            sum = clamp_float(sum, -$clip, $clip);
#endif
            cells[cell] = sum;
            output[cell] = tanhf(sum) * let_out;
        }
        memcpy(hidden, output, CELLS * sizeof *hidden);
        input += INPUTS;
        output += CELLS;
    }
}
