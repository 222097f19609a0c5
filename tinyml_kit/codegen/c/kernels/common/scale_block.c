for (index_t i = 0; i < BLOCK; i++) {
    const index_t channel = first + i;
    const int32_t scaled = $requantise((int32_t)sums[i], $multiplier, $shift);
    output[channel] = clamp(scaled + OUTPUT_OFFSET, LOW, HIGH);
}
