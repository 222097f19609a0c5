/* CONCATENATION: puts tensors side by side along one axis. All have the same scale. */

/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t i = 0; i < REPEATS; i++) {
$copies
    }
}
