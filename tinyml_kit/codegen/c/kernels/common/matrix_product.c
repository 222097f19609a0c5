/* $title */
static void $function($arguments)
{
    enum { $sizes };

    for (index_t a = 0; a < SIZE_0; a++)
        for (index_t b = 0; b < SIZE_1; b++)
            for (index_t c = 0; c < SIZE_2; c++)
                for (index_t row = 0; row < ROWS; row++)
                    for (index_t column = 0; column < COLUMNS; column++) {
                        $accumulator sum = 0;
                        for (index_t k = 0; k < DEPTH; k++) {
                            $places
                            sum += ${function}_product($values);
                        }
                        *output++ = ${function}_result(sum);
                    }
}
