/* As much of the TFLM libraries' API as the kit's sketches use, to compile them without: these
   libraries are in no package registry. Written from the API's documentation, not copied. */
#pragma once
#define TFLM_UMBRELLA_INCLUDED
