#include "common/take_window.c"
dot_rows(sums, window, FILTER_SIZE, AT($weights), $bias, OUT_CHANNELS);
