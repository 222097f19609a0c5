"""Answers to the exercises of chapter 21: right ones of another kind, and usual mistakes."""

import numpy as np

from tinyml_kit.course.keys import chapter_21

MOVEMENT = """
int last[16];
int at = 0, known = 0;
void setup() {
  pinMode(9, OUTPUT);
}
void loop() {
  last[at] = analogRead(A0);
  at = (at + 1) % 16;
  if (known < 16) known++;
  int least = 1023, most = 0;
  for (int i = 0; i < known; i++) {
    if (last[i] < least) least = last[i];
    if (last[i] > most) most = last[i];
  }
  digitalWrite(9, most - least > 100 ? HIGH : LOW);
}
"""
MOVEMENT_SHIFTED = """
int last[16], known = 0;
void setup() { pinMode(9, OUTPUT); }
void loop() {
  int reading = analogRead(A0), wide = 0;
  for (int i = 15; i; i--) last[i] = last[i - 1];
  last[0] = reading;
  if (known < 16) known++;
  for (int i = 0; i < known; i++)
    for (int k = 0; k < known; k++)
      if (last[i] - last[k] > wide) wide = last[i] - last[k];
  if (wide > 100) digitalWrite(9, HIGH);
  else digitalWrite(9, LOW);
}
"""
AT_THE_LIMIT = MOVEMENT.replace("> 100 ?", ">= 100 ?")
BACK_15 = MOVEMENT.replace("16", "15")
FROM_ZERO = MOVEMENT.replace("i < known", "i < 16")


def lost_by_marks(first, count, wanted):
    marks = np.zeros(wanted, bool)
    for start, samples in zip(first, count, strict=True):
        marks[start : start + samples] = True
    return np.sum(~marks)


def lost_by_sum(first, count, wanted):
    return wanted - sum(count)


def lost_between(first, count, wanted):
    ends = [start + samples for start, samples in zip(first, count, strict=True)]
    return sum(max(after - end, 0) for end, after in zip(ends, first[1:], strict=False))


def by_person_only(files, person):
    return [file.split("/")[1].split("_")[0] != person for file in files]


def by_letters(files, person):
    return [person not in file for file in files]


def alarm_by_sums(strange, usual, spread):
    sums = np.convolve(strange, np.ones(5), "valid") if len(strange) >= 5 else np.zeros(0)
    found = np.flatnonzero(sums / 5 > usual + 2 * spread)
    return found[0] + 4 if len(found) else -1


def alarm_of_one(strange, usual, spread):
    found = np.flatnonzero(np.asarray(strange) > usual + 2 * spread)
    return found[0] if len(found) else -1


def alarm_too_soon(strange, usual, spread):
    for at in range(len(strange)):
        if np.mean(strange[max(0, at - 4) : at + 1]) > usual + 2 * spread:
            return at
    return -1


def alarm_at_the_limit(strange, usual, spread):
    for at in range(4, len(strange)):
        if np.mean(strange[at - 4 : at + 1]) >= usual + 2 * spread:
            return at
    return -1


def centred(samples):
    return samples - samples.mean(axis=0)


def described_by(lines):
    parts = [lines.std(0), lines.min(0), lines.max(0), np.abs(np.diff(lines, axis=0)).mean(0)]
    return np.concatenate(parts)


def with_the_whole_length(samples):
    x, y, z = centred(samples).T
    return described_by(np.c_[np.sqrt(x**2 + y**2), z, np.sqrt(x**2 + y**2 + z**2)])


def axis_by_axis(samples):
    return described_by(centred(samples))


def with_the_middle(samples):
    x, y, z = samples.T
    return described_by(np.c_[np.hypot(x, y), z])


def by_quarters_only(samples):
    x, y, z = np.abs(centred(samples)).T
    return described_by(np.c_[np.maximum(x, y), np.minimum(x, y), z])


def of_z_alone(samples):
    return [centred(samples)[:, 2].std()]


def of_a_length_that_changes(samples):
    return centred(samples)[samples[:, 0] > 340, 2]


ON_SENSORS = {
    "21-lost": (
        [chapter_21.lost, lost_by_marks],
        [lost_by_sum, lost_between, lambda first, count, wanted: 0],
    ),
    "21-movement": (
        [MOVEMENT, MOVEMENT_SHIFTED],
        [AT_THE_LIMIT, BACK_15, FROM_ZERO, MOVEMENT.replace("digitalWrite(9,", "analogWrite(9,"),
         MOVEMENT.replace("pinMode(9, OUTPUT);", ""), ""],
    ),
    "21-split": (
        [chapter_21.may_train],
        [by_person_only, by_letters, lambda files, person: [True] * len(files)],
    ),
    "21-alarm": (
        [chapter_21.alarm, alarm_by_sums],
        [alarm_of_one, alarm_too_soon, alarm_at_the_limit, lambda strange, usual, spread: -1],
    ),
    "21-turn": (
        [chapter_21.unturned, with_the_whole_length],
        [axis_by_axis, with_the_middle, by_quarters_only, of_z_alone, of_a_length_that_changes,
         lambda samples: [1.0]],
    ),
}  # fmt: skip
