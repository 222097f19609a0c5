/* The model with a mark behind each of its layers, for a profile.
 *
 * The generated file is compiled as it is; what it calls behind each layer, if MODEL_TRACE is
 * defined, becomes a global label here. A label takes no instruction: the simulator notes the cycle
 * when the program comes to it. Labels are named after their lines, which are in order. */

#define MODEL_TRACE
#include "model.h"

#define LABEL_OF(line)                                                                             \
    __asm__ volatile(".global profile_" #line "\nprofile_" #line ":" : : : "memory")
#define LABEL(line) LABEL_OF(line)
#define model_trace(tensor, data, bytes) LABEL(__LINE__)
#include "model.c"
