/* TINYML_MODEL: what TinymlKit needs to know about the network in model.h; include that first. */

#ifndef TINYML_KIT_MODEL_H
#define TINYML_KIT_MODEL_H

#include "tinyml_protocol.h"

#if MODEL_INPUTS > TINYML_TENSORS || MODEL_OUTPUTS > TINYML_TENSORS
#error "tinyml-kit: this network has more inputs or outputs than the serial protocol can name"
#endif

static void *tinyml_model_input(uint8_t index) { return model_input(index); }
static const void *tinyml_model_output(uint8_t index) { return model_output(index); }

#define TINYML_BYTES(elements) ((uint32_t)(elements) * sizeof(*model_input(0)))

static const tinyml_model TINYML_MODEL = {
    MODEL_HASH,
    sizeof(*model_input(0)),
    MODEL_INPUTS,
    MODEL_OUTPUTS,
    {TINYML_BYTES(MODEL_INPUT0_SIZE),
#if MODEL_INPUTS > 1
     TINYML_BYTES(MODEL_INPUT1_SIZE),
#endif
#if MODEL_INPUTS > 2
     TINYML_BYTES(MODEL_INPUT2_SIZE),
#endif
#if MODEL_INPUTS > 3
     TINYML_BYTES(MODEL_INPUT3_SIZE),
#endif
    },
    {TINYML_BYTES(MODEL_OUTPUT0_SIZE),
#if MODEL_OUTPUTS > 1
     TINYML_BYTES(MODEL_OUTPUT1_SIZE),
#endif
#if MODEL_OUTPUTS > 2
     TINYML_BYTES(MODEL_OUTPUT2_SIZE),
#endif
#if MODEL_OUTPUTS > 3
     TINYML_BYTES(MODEL_OUTPUT3_SIZE),
#endif
    },
    tinyml_model_input,
    tinyml_model_output,
    model_invoke,
#ifdef MODEL_STATE_BYTES
    model_reset
#else
    0
#endif
};

#endif
