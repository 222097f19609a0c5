/* SIGNAL_IRFFT: real samples from their spectrum, by a fast Fourier transform. The spectra of even and
 * odd samples are told apart by symmetry, and make the real and the imaginary parts of POINTS complex
 * numbers. These are put into an order in which the transform works in place, four spectra becoming
 * one of four times the length; then even samples are the real parts and odd ones the imaginary.
 *
 * Every stage divides by as many spectra as it joins. Sums beyond 16 bits wrap around. */

/* $title */
static void $function(const int16_t *input, int16_t *output)
{
    enum { $sizes };

    {
        int16_t *first = output + 2 * READ16($places, 0);
        const int16_t sum = (int16_t)(input[0] + input[2 * POINTS]);
        const int16_t difference = (int16_t)(input[0] - input[2 * POINTS]);
        first[0] = round_q15(sum * (int32_t)(32767 / 2));
        first[1] = round_q15(difference * (int32_t)(32767 / 2));
    }
    for (index_t k = 1; k <= POINTS / 2; k++) {
        const int16_t *near = input + 2 * k, *far = input + 2 * (POINTS - k);
        int16_t *one = output + 2 * READ16($places, k);
        int16_t *other = output + 2 * READ16($places, POINTS - k);
        const int16_t real = round_q15(near[0] * (int32_t)(32767 / 2));
        const int16_t imaginary = round_q15(near[1] * (int32_t)(32767 / 2));
        const int16_t mirrored_real = round_q15(far[0] * (int32_t)(32767 / 2));
        const int16_t mirrored_imaginary = round_q15((int16_t)-far[1] * (int32_t)(32767 / 2));
        const int16_t even_real = (int16_t)(real + mirrored_real);
        const int16_t even_imaginary = (int16_t)(imaginary + mirrored_imaginary);
        int16_t odd[2] = { (int16_t)(real - mirrored_real),
                           (int16_t)(imaginary - mirrored_imaginary) };

        turned(odd, READ16($half_twiddles, 2 * k - 2), READ16($half_twiddles, 2 * k - 1));
        one[0] = (int16_t)(even_real + odd[0]);
        one[1] = (int16_t)(even_imaginary + odd[1]);
        other[0] = (int16_t)(even_real - odd[0]);
        other[1] = (int16_t)(odd[1] - even_imaginary);
    }
#include "common/stages.c"
}
