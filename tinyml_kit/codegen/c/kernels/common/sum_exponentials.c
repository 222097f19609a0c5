int8_t largest = -128;
for (index_t i = 0; i < DEPTH; i++)
    if (input[i] > largest)
        largest = input[i];

int32_t sum = 0;
for (index_t i = 0; i < DEPTH; i++) {
    const uint32_t exponential = READ32($exponentials, largest - input[i]);
    sum += (exponential + 2048) >> 12; /* rounded */
}
