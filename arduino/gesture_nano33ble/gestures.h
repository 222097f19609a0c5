/* What the network in model.c knows, in the order of its scores. */
static const char *const gestures[] = {"circle", "knock", "lift", "rest", "twist", "wave"};
#define QUIET 3 /* not announced */
