/* The assembly of a convolution by blocks; r30 is scratch, r31 is 0. */
#define FIND_INPUTS                                                                                \
    "in r30, 0x3d\n\tin r31, 0x3e\n\tldd r28, Z+4\n\tldd r29, Z+3\n\tldi r30, 0x80\n\tclr r31\n\t"
#define TAKE_INPUT(register, n) "ldd r" #register ", Y+" #n "\n\teor r" #register ", r30\n\t"
#define FURTHER(n) "subi r28, lo8(-(" #n "))\n\tsbci r29, hi8(-(" #n "))\n\t"
/* One instruction for each of the four sums, and the inputs that they see. */
#define FOUR(one, a, b, c, d)                                                                      \
    one("18", "19", "26", #a) one("20", "21", "27", #b) one("22", "23", "28", #c)                  \
    one("24", "25", "29", #d)
#define SET_0(low, middle, high, input) "clr r" low "\n\tclr r" middle "\n\tclr r" high "\n\t"
#define SET(low, middle, high, input)                                                              \
    "mul r30, r" input "\n\tmovw r" low ", r0\n\tmov r" high ", r31\n\t"
#define ADD_PRODUCT(low, middle, high, input)                                                      \
    "mul r30, r" input "\n\tadd r" low ", r0\n\tadc r" middle ", r1\n\tadc r" high ", r31\n\t"
#define SUBTRACT_PRODUCT(low, middle, high, input)                                                 \
    "mul r30, r" input "\n\tsub r" low ", r0\n\tsbc r" middle ", r1\n\tsbc r" high ", r31\n\t"
#define ADD_INPUT(low, middle, high, input)                                                        \
    "add r" low ", r" input "\n\tadc r" middle ", r31\n\tadc r" high ", r31\n\t"
#define SUBTRACT_INPUT(low, middle, high, input)                                                   \
    "sub r" low ", r" input "\n\tsbc r" middle ", r31\n\tsbc r" high ", r31\n\t"
#define ZERO FOUR(SET_0, , , , )
#define START(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(SET, a, b, c, d)
#define PLUS_4(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(ADD_PRODUCT, a, b, c, d)
#define MINUS_4(weight, a, b, c, d) "ldi r30, " #weight "\n\t" FOUR(SUBTRACT_PRODUCT, a, b, c, d)
#define ADD(a, b, c, d) FOUR(ADD_INPUT, a, b, c, d)
#define SUBTRACT(a, b, c, d) FOUR(SUBTRACT_INPUT, a, b, c, d)
/* The larger of two sums. The second branch, to where it is anyway, makes up for the cycles that
 * the first one saves: it takes 4 cycles whichever is larger. */
#define LARGER(low, middle, high)                                                                  \
    "cp r18, r" low "\n\tcpc r19, r" middle "\n\tcpc r26, r" high "\n\t"                           \
    "brge 1f\n\tmovw r18, r" low "\n\tmov r26, r" high "\n1:\tbrge 1f\n1:\t"
#define STORE_SUM(low, middle, high)                                                               \
    "st Z+, r" low "\n\tst Z+, r" middle "\n\tst Z+, r" high "\n\t"
#define NEXT_PLACE(n) "subi r30, lo8(-(" #n "))\n\tsbci r31, hi8(-(" #n "))\n\t"
#define KEEP_LARGEST                                                                               \
    LARGER("20", "21", "27") LARGER("22", "23", "28") LARGER("24", "25", "29")                     \
    "pop r31\n\tpop r30\n\t" STORE_SUM("18", "19", "26") "push r30\n\tpush r31\n\tclr r31\n\t"
/* The sums of a place lie side by side, n bytes behind the same channel's of the place before. */
#define KEEP_FOUR(n)                                                                               \
    "pop r31\n\tpop r30\n\t" STORE_SUM("18", "19", "26") "push r30\n\tpush r31\n\t" NEXT_PLACE(n)  \
    STORE_SUM("20", "21", "27") NEXT_PLACE(n) STORE_SUM("22", "23", "28") NEXT_PLACE(n)            \
    STORE_SUM("24", "25", "29") "clr r31\n\t"
