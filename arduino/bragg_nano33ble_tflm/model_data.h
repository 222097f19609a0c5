/* A model for the TFLM interpreter: the array is in model_data.c. */
#ifndef MODEL_DATA_H
#define MODEL_DATA_H

#define MODEL_DATA_LENGTH 5992

/* Bytes of the tensor arena: 40544 (measured) and 10% more. */
#define MODEL_DATA_ARENA_BYTES 44608

/* How many operators the model uses; model_data_add_operators adds exactly these. */
#define MODEL_DATA_OPERATORS 5

#ifdef __cplusplus
extern "C" {
#endif

extern const unsigned char model_data[MODEL_DATA_LENGTH];

#ifdef __cplusplus
}

/* For a tflite::MicroMutableOpResolver<MODEL_DATA_OPERATORS>. */
template <class Resolver>
void model_data_add_operators(Resolver &resolver)
{
    resolver.AddConv2D();
    resolver.AddMaxPool2D();
    resolver.AddReshape();
    resolver.AddFullyConnected();
    resolver.AddSoftmax();
}
#endif

#endif
