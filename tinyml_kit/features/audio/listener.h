/* $name: listens for words. Samples go in one at a time, words come out; $name.c says how. */
#ifndef $NAME_H
#define $NAME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { $NAME_RATE = $RATE, $NAME_WORDS = $WORDS, $NAME_NOTHING = -1 };

/* Takes the next sample. Returns the number of a word that was said, or $NAME_NOTHING. Most calls
 * only store the sample. Once in $STEP samples one computes features, and once in $EVERY of those the
 * network answers. */
int16_t $name_push(int16_t sample);

/* How often the network has answered. */
uint32_t $name_answers(void);

/* The sum of a word's last answers; from $NAME_NEEDED on it counts as said. */
enum { $NAME_NEEDED = $NEEDED, $NAME_MOST = $MOST };
int16_t $name_sum(uint8_t word);

/* Forgets everything: a new sound begins. The first sound of all needs no call. */
void $name_restart(void);

#ifdef __cplusplus
}
#endif

#endif
