/* The model with a mark behind each of its layers, for a profile.
 *
 * The generated file is compiled as it is. What it calls behind each layer if MODEL_TRACE is
 * defined, and its own function model_invoke, get other names here. A mark is a single instruction,
 * a call of the system, so that the compiler makes the same code around it; its handler reads the
 * counter. The moments go where traces go: twice the one before the first layer, whose difference
 * is what a mark itself takes, then those of the PROFILE_MARKS marks, then the one behind
 * model_invoke. */

#include "core.h"

#define MODEL_TRACE
#include "model.h"

static uint32_t moments[PROFILE_MARKS + 3];
static int marks;

void note_mark(void);
void model_layers(void) __attribute__((noinline));

/* Called by the handler. */
void note_mark(void)
{
    moments[marks++] = counter();
}

#define model_trace(tensor, data, bytes) MARK()
#define model_invoke model_layers
#include "model.c"
#undef model_invoke

void model_invoke(void)
{
    marks = 0;
    marks_start();
    MARK();
    MARK();
    model_layers();
    MARK();
    marks_stop();
    (model_trace)(0, moments, sizeof moments); /* in brackets: the function, not the macro */
}
