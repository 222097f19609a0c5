/* A convolution's weights in instructions. TAKE loads the input n bytes behind Z, makes it
 * unsigned and skips its products if it is 0; PLUS and MINUS add a weight's amount times it to
 * the sum in three registers, in 1 + 2 + 3 cycles; the weights 1 and -1 need no mul. */
#define TAKE(n) "ldd r26, Z+" #n "\n\tsubi r26, 0x80\n\tbreq 1f\n\t"
#define NEXT "1:\t"
#define PLUS(weight, low, middle, high)                                                            \
    "ldi r27, " #weight "\n\tmul r27, r26\n\tadd r" #low ", r0\n\tadc r" #middle ", r1\n\tadc r"   \
    #high ", r28\n\t"
#define MINUS(weight, low, middle, high)                                                           \
    "ldi r27, " #weight "\n\tmul r27, r26\n\tsub r" #low ", r0\n\tsbc r" #middle ", r1\n\tsbc r"   \
    #high ", r28\n\t"
#define PLUS_1(low, middle, high)                                                                  \
    "add r" #low ", r26\n\tadc r" #middle ", r28\n\tadc r" #high ", r28\n\t"
#define MINUS_1(low, middle, high)                                                                 \
    "sub r" #low ", r26\n\tsbc r" #middle ", r28\n\tsbc r" #high ", r28\n\t"
/* Keeps a sum at Y, or keeps it unless the one that is there is larger. */
#define STORE(first, second, third, low, middle, high)                                             \
    "std Y+" #first ", r" #low "\n\tstd Y+" #second ", r" #middle "\n\tstd Y+" #third ", r" #high  \
    "\n\t"
#define STORE_LARGER(first, second, third, low, middle, high)                                      \
    "ldd r26, Y+" #first "\n\tldd r27, Y+" #second "\n\tldd r30, Y+" #third "\n\tcp r" #low        \
    ", r26\n\tcpc r" #middle ", r27\n\tcpc r" #high ", r30\n\tbrlt 2f\n\t"                         \
    STORE(first, second, third, low, middle, high) "2:\t"
