/* listener: listens for words. Samples go in one at a time, words come out; listener.c says how. */
#ifndef LISTENER_H
#define LISTENER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { LISTENER_RATE = 8000, LISTENER_WORDS = 11, LISTENER_NOTHING = -1 };

/* Takes the next sample. Returns the number of a word that was said, or LISTENER_NOTHING. Most calls
 * only store the sample. Once in 160 samples one computes features, and once in 12 of those the
 * network answers. */
int16_t listener_push(int16_t sample);

/* How often the network has answered. */
uint32_t listener_answers(void);

/* The sum of a word's last answers; from LISTENER_NEEDED on it counts as said. */
enum { LISTENER_NEEDED = 423, LISTENER_MOST = 765 };
int16_t listener_sum(uint8_t word);

/* Forgets everything: a new sound begins. The first sound of all needs no call. */
void listener_restart(void);

#ifdef __cplusplus
}
#endif

#endif
