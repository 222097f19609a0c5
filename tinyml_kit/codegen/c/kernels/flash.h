/* Constants lie in flash. Here they are read like any other array: on a computer and on an Arm
 * Cortex-M `const` is enough. Chips with an address space of its own for flash (AVR) bring
 * their version of these names, and the kernels stay as they are. */
#define FLASH
typedef const int8_t *flash_int8; /* the address of an int8_t in flash */
#define AT(array) (array) /* the address of an array's first element */
#define READ8(address) (*(address)) /* the int8_t at an address */
#define READ16(array, i) ((array)[i]) /* element i of an array of int16_t */
#define READ32(array, i) ((array)[i]) /* element i of an array of int32_t */
#define READ64(array, i) ((array)[i])
#define READ_FLOAT(array, i) ((array)[i])
