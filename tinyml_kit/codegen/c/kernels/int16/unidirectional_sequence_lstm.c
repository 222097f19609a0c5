#include "unidirectional_sequence_lstm.c"
