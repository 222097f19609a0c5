"""Recordings to train on, to choose by and to test on: by people where these are known."""

import numpy as np

from tinyml_kit.datasets import people
from tinyml_kit.datasets.people import Parts
from tinyml_kit.own.reading import Loaded

#: With fewer people, recordings are divided; with fewer than many, none is spared to choose by.
FEWEST_PEOPLE, MANY_PEOPLE = 3, 8
#: As many divisions by people are tried until every part has every class.
TRIES = 50
#: So many recordings of a class are divided as wholes; of fewer, pieces are.
FEWEST_FILES = 5


def divided(data: Loaded, seed: int = 0) -> tuple[Parts, str]:
    """Divide recordings, three fifths to train on, one to choose by and one to test on.

    Returns
    -------
    Parts : indices, each part sorted
    how : a sentence that says by what they were divided, and why
    """
    known = sorted(set(data.people))
    if "" in known:
        why = "names do not tell who made the recordings"
    elif len(known) < FEWEST_PEOPLE:
        why = f"they are by {len(known)} people, and {FEWEST_PEOPLE} are needed"
    elif found := _by_person(data, seed, len(known) < MANY_PEOPLE):
        return found
    else:
        why = "no division by people has every class in every part"
    parts, unit = _by_recording(data, np.arange(len(data.labels)), seed)
    return parts, (
        f"split: by {unit}, because {why}; the result holds for the same people, and is too good "
        "for others"
    )


def _by_person(data, seed, few):
    """Return parts in which nobody that is tested on is in another one, and how, or None.

    Of a few people, nobody can be spared to choose by: recordings of those to train on do.
    """
    for attempt in range(TRIES):
        parts = people.split(data.people, seed=seed + attempt)
        if few:
            others = np.sort(np.concatenate(parts[:2]))
            if _has_all(data, parts.test) and _has_all(data, others):
                inner, _ = _by_recording(data, others, seed)
                train = np.sort(np.concatenate([inner.train, inner.test]))
                parts = Parts(train, inner.validation, parts.test)
                if not all(_has_all(data, one) for one in parts):
                    continue
                return parts, (
                    f"split: by person, nobody is both trained and tested on ({_who(data, parts)}"
                    "; to choose by, recordings of those to train on)"
                )
        elif all(_has_all(data, one) for one in parts):
            return parts, f"split: by person, nobody is in two parts ({_who(data, parts)})"
    return None


def _has_all(data, indices):
    return len(set(data.labels[indices])) == len(data.names)


def _who(data, parts):
    named = zip(("train", "choose by", "test"), parts, strict=True)
    people_of = {name: {data.people[k] for k in part} for name, part in named}
    if people_of["choose by"] <= people_of["train"]:
        del people_of["choose by"]
    return "; ".join(f"{name} {_listed(sorted(who))}" for name, who in people_of.items())


def _by_recording(data, among, seed):
    random = np.random.default_rng(seed)
    files = np.array(data.files)
    groups: tuple[list[np.ndarray], ...] = ([], [], [])
    units = set()
    for label in range(len(data.names)):
        members = among[data.labels[among] == label]
        names = list(dict.fromkeys(files[members]))
        if len(names) >= FEWEST_FILES:
            units.add("recording")
            order = [members[files[members] == names[k]] for k in random.permutation(len(names))]
        else:
            units.add("time within each recording")
            order = [np.array([one]) for one in members]
        test = max(1, round(len(order) / 5))
        cuts = order[: -2 * test], order[-2 * test : -test], order[-test:]
        for group, cut in zip(groups, cuts, strict=True):
            group += cut
    parts = Parts(*(np.sort(np.concatenate(group)) for group in groups))
    return parts, " and ".join(sorted(units))


def _listed(names, most=4):
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
