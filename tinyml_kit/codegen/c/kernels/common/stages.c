    /* Four spectra become one of four times the length, until one is left. */
#if ODD
    for (int16_t *x = output; x < output + 2 * POINTS; x += 4) {
        for (index_t i = 0; i < 4; i++)
            x[i] = round_q15(x[i] * (int32_t)(32767 / 2));
        turned(x + 2, 32767, 0);
        for (index_t i = 0; i < 2; i++) {
            const int16_t one = x[i], other = x[i + 2];
            x[i] = (int16_t)(one + other);
            x[i + 2] = (int16_t)(one - other);
        }
    }
#endif
    for (index_t length = 1 + ODD; length < POINTS; length *= 4) {
        const index_t step = POINTS / 4 / length;

        for (index_t k = 0; k < length; k++) {
            /* Of four spectra in a row, the places in the first one stand for all four. */
            for (index_t i = k; i < POINTS; i += 4 * length) {
                int16_t *x[4];

                for (index_t q = 0; q < 4; q++) {
                    const index_t w = 2 * (q * k * step);
                    x[q] = output + 2 * (i + q * length);
                    x[q][0] = round_q15(x[q][0] * (int32_t)(32767 / 4));
                    x[q][1] = round_q15(x[q][1] * (int32_t)(32767 / 4));
                    if (q)
                        turned(x[q], READ16($twiddles, w), READ16($twiddles, w + 1));
                }
                join_four(x[0], x[1], x[2], x[3]);
                /* The inverse transform turns the other way round. */
                for (index_t part = 0; INVERSE && part < 2; part++) {
                    const int16_t second = x[1][part];
                    x[1][part] = x[3][part];
                    x[3][part] = second;
                }
            }
        }
    }
