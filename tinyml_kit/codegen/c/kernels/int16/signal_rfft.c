/* SIGNAL_RFFT: the spectrum of real samples, by a fast Fourier transform. Even samples are the real
 * parts and odd ones the imaginary parts of POINTS complex numbers. These are put into an order in
 * which the transform works in place, four spectra becoming one of four times the length; at the
 * end the spectra of even and odd samples are told apart by symmetry, and joined.
 *
 * Every stage divides by as many spectra as it joins. Sums beyond 16 bits wrap around. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    for (index_t i = 0; i < POINTS; i++) {
        const index_t from = 2 * READ16($order, i);
        output[2 * i] = from < INPUTS ? input[from] : 0;
        output[2 * i + 1] = from + 1 < INPUTS ? input[from + 1] : 0;
    }
#include "common/stages.c"
    {
        const int16_t even = round_q15(output[0] * (int32_t)(32767 / 2));
        const int16_t odd = round_q15(output[1] * (int32_t)(32767 / 2));
        output[0] = (int16_t)(even + odd);
        output[1] = 0;
        output[2 * POINTS] = (int16_t)(even - odd);
        output[2 * POINTS + 1] = 0;
    }
    for (index_t k = 1; k <= POINTS / 2; k++) {
        int16_t *one = output + 2 * k, *other = output + 2 * (POINTS - k);
        const int16_t real = round_q15(one[0] * (int32_t)(32767 / 2));
        const int16_t imaginary = round_q15(one[1] * (int32_t)(32767 / 2));
        const int16_t mirrored_real = round_q15(other[0] * (int32_t)(32767 / 2));
        const int16_t mirrored_imaginary = round_q15((int16_t)-other[1] * (int32_t)(32767 / 2));
        const int16_t even_real = (int16_t)(real + mirrored_real);
        const int16_t even_imaginary = (int16_t)(imaginary + mirrored_imaginary);
        int16_t odd[2] = { (int16_t)(real - mirrored_real),
                           (int16_t)(imaginary - mirrored_imaginary) };

        turned(odd, READ16($half_twiddles, 2 * k - 2), READ16($half_twiddles, 2 * k - 1));
        one[0] = (int16_t)(((int32_t)even_real + odd[0]) >> 1);
        one[1] = (int16_t)(((int32_t)even_imaginary + odd[1]) >> 1);
        other[0] = (int16_t)(((int32_t)even_real - odd[0]) >> 1);
        other[1] = (int16_t)(((int32_t)odd[1] - even_imaginary) >> 1);
    }
}
