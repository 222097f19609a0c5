"""A reader's own problem: recordings in, a network for a named board out.

| step | module |
|---|---|
| read the recordings, whatever form they have | `reading` |
| refuse what no network could be made of | `checks` |
| divide them, by people where these are known | `parts` |
| make inputs of them, and more to train on | `sounds`, `signals` |
| train the largest network that fits | `fitting` |
| judge it, and write it all down | `judging`, `card`, `making` |

`making.make` takes all steps. Each step says what it chose; these sentences are printed and stand
in the model card.
"""
