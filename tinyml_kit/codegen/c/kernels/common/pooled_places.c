#if POOL_CUT
/* The last windows of the pooling may reach over the border. */
const index_t bottom = top + POOL_HEIGHT < OUT_HEIGHT ? top + POOL_HEIGHT : OUT_HEIGHT;
const index_t right = left + POOL_WIDTH < OUT_WIDTH ? left + POOL_WIDTH : OUT_WIDTH;
#else
const index_t bottom = top + POOL_HEIGHT, right = left + POOL_WIDTH;
#endif
