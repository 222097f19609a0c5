/* Lets a generated listener hear a sound from a file, and counts the instructions of each sample.
 *
 * sound.bin holds samples of 16 bits. counts.bin gets the counter's ticks of each call of
 * listener_push, answers.bin what the network answered, said.bin the number of each word that was
 * said with the number of samples before (32 bits each), and stack.bin the deepest stack. */

#include <stdint.h>

#include "listener.h"
#include "model.h"
#include "semihosting.h"

uint32_t stack_bytes(void);

static int16_t nothing(int16_t sample)
{
    return sample;
}

static int16_t word;

static uint32_t ticks_of(int16_t (*volatile push)(int16_t), int16_t sample)
{
    const uint32_t before = counter();
    word = push(sample);
    return counter() - before;
}

int main(void)
{
    int sound = semihosting_open("sound.bin", SEMIHOSTING_READ);
    int counts = semihosting_open("counts.bin", SEMIHOSTING_WRITE);
    int answers = semihosting_open("answers.bin", SEMIHOSTING_WRITE);
    int said = semihosting_open("said.bin", SEMIHOSTING_WRITE);
    int stack = semihosting_open("stack.bin", SEMIHOSTING_WRITE);
    uint32_t sample_number = 0, answered = 0, call, deepest;
    int16_t sample;

    counter_start();
    call = ticks_of(nothing, 0);
    while (!semihosting_read(sound, &sample, sizeof sample)) {
        const uint32_t ticks = ticks_of(listener_push, sample) - call;
        sample_number++;
        semihosting_write(counts, &ticks, sizeof ticks);
        if (listener_answers() != answered)
            semihosting_write(answers, model_output(0), model_output_bytes(0));
        answered = listener_answers();
        if (word != LISTENER_NOTHING) {
            const uint32_t line[2] = {sample_number, (uint32_t)word};
            semihosting_write(said, line, sizeof line);
        }
    }
    deepest = stack_bytes();
    semihosting_write(stack, &deepest, sizeof deepest);
    return 0;
}
