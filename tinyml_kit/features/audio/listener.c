/* Listens for words, made by tinyml-kit: samples -> frontend.c -> model.c -> a rule.
 *
 * Once in $EVERY frames the network answers for the last $FRAMES. The last $WINDOWS answers of each
 * word are summed up. A word is said
 *   - if its sum is the largest, and at least $NAME_NEEDED,
 *   - if no word was said in the $REST answers before,
 *   - and if its sum has been smaller than that since it was last said. */

#include <string.h>

#include "$name.h"

#include "frontend_ring.h"
#include "model.h"

enum { FRAMES = $FRAMES, BANDS = FRONTEND_OUTPUT0_SIZE };
enum { EVERY = $EVERY, WINDOWS = $WINDOWS, REST = $REST, ZERO = $ZERO };

/* Whether a word may be said. */
static const uint8_t may_be_said[$NAME_WORDS] = {$SAID};

static int8_t history[FRAMES][BANDS]; /* features of the last frames, a ring */
static uint16_t next; /* where the next frame goes, which is the oldest one */
static uint16_t missing = FRAMES; /* frames until the network answers */
static int8_t last[WINDOWS][$NAME_WORDS]; /* its last answers, a ring */
static int16_t sums[$NAME_WORDS]; /* of them, less ZERO */
static uint32_t count; /* of its answers */
static uint8_t resting; /* answers that are passed over */
static int16_t held = $NAME_NOTHING; /* said, and not below the threshold since */

static int16_t decide(const int8_t *answer)
{
    int8_t *oldest = last[count % WINDOWS];
    uint8_t best = 0;

    for (uint8_t k = 0; k < $NAME_WORDS; k++) {
        sums[k] += answer[k] - (count < WINDOWS ? ZERO : oldest[k]);
        oldest[k] = answer[k];
        if (sums[k] > sums[best])
            best = k;
    }
    count++;
    if (held != $NAME_NOTHING && sums[held] < $NAME_NEEDED)
        held = $NAME_NOTHING;
    if (resting) {
        resting--;
        return $NAME_NOTHING;
    }
    if (sums[best] < $NAME_NEEDED || !may_be_said[best] || best == held)
        return $NAME_NOTHING;
    held = best;
    resting = REST;
    return best;
}

int16_t $name_push(int16_t sample)
{
    if (!frontend_push(sample))
        return $NAME_NOTHING;
    memcpy(history[next], frontend_output(0), BANDS);
    if (++next == FRAMES)
        next = 0;
    if (--missing)
        return $NAME_NOTHING;
    missing = EVERY;
    memcpy(model_input(0), history[next], (FRAMES - next) * BANDS);
    memcpy(model_input(0) + (FRAMES - next) * BANDS, history, next * BANDS);
    model_invoke();
    return decide(model_output(0));
}

uint32_t $name_answers(void)
{
    return count;
}

int16_t $name_sum(uint8_t word)
{
    return sums[word];
}

void $name_restart(void)
{
    frontend_restart();
    memset(sums, 0, sizeof sums);
    next = 0;
    missing = FRAMES;
    count = 0;
    resting = 0;
    held = $NAME_NOTHING;
}
