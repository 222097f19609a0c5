/* $title */
static void $function($arguments)
{
$moves
}
