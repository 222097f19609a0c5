/* Functions in assembly find their arguments in registers, and leave their results there, without
 * the compiler seeing it. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wreturn-type"

/* Every assembly loop has a twin in C that leaves the same bits; with PORTABLE_KERNELS defined
 * the twins are compiled. */
#ifdef PORTABLE_KERNELS
#define CHOOSE(assembly, portable) portable
#else
#define CHOOSE(assembly, portable) assembly
#endif
