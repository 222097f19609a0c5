// Feeds frames to a simulated circuit, one word a cycle where it takes them, and notes what leaves.
//
// bench FRAMES LIMIT IN_WORDS IN_BYTES OUT_WORDS OUT_BYTES TRACE
//   inputs.bin   FRAMES * IN_WORDS words of IN_BYTES bytes, the first channel first
//   outputs.bin  as many frames of OUT_WORDS words
//   cycles.bin   for each frame the cycles in which its first word was taken and its last one left
//   trace.bin    if TRACE is 1: for each layer's word, the layer and a byte for each channel
// It ends with status 3 if nothing leaves for LIMIT cycles.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "circuit.h" // made for each circuit: the simulator's model behind a few functions

static std::vector<unsigned char> content(const char *name, size_t size)
{
    std::vector<unsigned char> bytes(size);
    FILE *file = fopen(name, "rb");
    if (!file || fread(bytes.data(), 1, size, file) != size) exit(2);
    fclose(file);
    return bytes;
}

static void put(std::vector<unsigned char> &bytes, uint64_t word, int size)
{
    for (int i = 0; i < size; i++) bytes.push_back(word >> (8 * i) & 255);
}

static void save(const char *name, const std::vector<unsigned char> &bytes)
{
    FILE *file = fopen(name, "wb");
    if (!file || fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) exit(2);
    fclose(file);
}

int main(int count, char **arguments)
{
    if (count != 8) return 2;
    long long numbers[7];
    for (int i = 0; i < 7; i++) numbers[i] = atoll(arguments[i + 1]);
    const uint64_t frames = numbers[0], limit = numbers[1], in_words = numbers[2];
    const uint64_t out_words = numbers[4];
    const int in_bytes = (int)numbers[3], out_bytes = (int)numbers[5];
    const bool traced = numbers[6];

    std::vector<unsigned char> inputs = content("inputs.bin", frames * in_words * in_bytes);
    std::vector<unsigned char> outputs, trace;
    std::vector<uint64_t> begun;
    std::vector<unsigned char> cycles;
    Circuit circuit;

    circuit.reset(true);
    circuit.offer(false, 0);
    for (int i = 0; i < 4; i++) {
        circuit.settle();
        circuit.tick();
    }
    circuit.reset(false);

    uint64_t cycle = 0, quiet = 0, taken = 0, given = 0;
    // What layers give and nobody needs, as pixels that a pooling leaves out, may come last.
    uint64_t shown = 0, to_show = 0;
    for (int i = 0; traced && i < Circuit::taps; i++) to_show += frames * Circuit::tap_words(i);
    while (given < frames * out_words || shown < to_show) {
        bool offers = taken < frames * in_words;
        uint64_t word = 0;
        for (int i = 0; offers && i < in_bytes; i++)
            word |= (uint64_t)inputs[taken * in_bytes + i] << (8 * i);
        circuit.offer(offers, word);
        circuit.settle();
        if (offers && circuit.takes()) {
            if (taken % in_words == 0) begun.push_back(cycle);
            taken++;
        }
        for (int i = 0; traced && i < Circuit::taps; i++)
            if (circuit.tap(i, word)) {
                trace.push_back(i);
                put(trace, word, Circuit::tap_bytes(i));
                shown++;
                quiet = 0;
            }
        if (circuit.gives(word)) {
            put(outputs, word, out_bytes);
            given++;
            quiet = 0;
            if (given % out_words == 0) {
                put(cycles, begun[given / out_words - 1], 8);
                put(cycles, cycle, 8);
            }
        }
        circuit.tick();
        cycle++;
        quiet++;
        if (quiet > limit) return 3;
    }
    save("outputs.bin", outputs);
    save("cycles.bin", cycles);
    if (traced) save("trace.bin", trace);
    return 0;
}
