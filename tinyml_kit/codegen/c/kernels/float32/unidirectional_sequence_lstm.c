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
            float gates[4];
            for (index_t i = 0; i < 4; i++)
                gates[i] = ${function}_gate(input, hidden, cell, i);
            float sum = logistic_float(gates[1]) * cells[cell];
            sum += logistic_float(gates[0]) * tanhf(gates[2]);
#if CLIPS
            sum = clamp_float(sum, -$clip, $clip);
#endif
            cells[cell] = sum;
            output[cell] = tanhf(sum) * logistic_float(gates[3]);
        }
        memcpy(hidden, output, CELLS * sizeof *hidden);
        input += INPUTS;
        output += CELLS;
    }
}
