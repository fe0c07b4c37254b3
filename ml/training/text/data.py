"""The training corpus: labelled rows of several sets, free of anything the tests or the validation hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.moods import MOODS
from ml.training.text import augment, leaks, splits
from ml.training.text.augment import AugmentCount
from ml.training.text.data_recipe import DataRecipe
from ml.training.text.dedup import DuplicateIndex, key
from ml.training.text.leaks import Cleaned, clean
from ml.training.text.readers import LabelledText, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABELLED: Final = "goemotions"  # the set whose own labels a head of the encoder gives
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Example:
    """One text, its target distribution over the moods (canonical order, sums to 1), and its set's own labels."""

    text: str
    target: tuple[float, ...]
    source: str
    labels: tuple[str, ...] = ()
    weight: float = 1.0  # of the row in the loss

    @property
    def moods(self) -> tuple[str, ...]:
        """The moods that the target gives a share to, the largest share first."""
        named = [(share, mood) for mood, share in zip(MOODS, self.target, strict=True) if share]
        return tuple(mood for _, mood in sorted(named, key=lambda one: -one[0]))


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What became of one source's training rows: every row that was read stands in one of the other numbers."""

    read: int
    exact_duplicates: int  # of a test, validation or held-out row: left out
    near_duplicates: int
    near_repeats: int  # of a training row of an earlier source (before a division: of any earlier row): left out
    several_moods: int  # left out by multi_label = "single"
    merged: int  # equal to an earlier training row, whose target became the average
    capped: int
    kept: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Training examples, validation examples (single-mood rows only) and how they came about.

    `labelled`: the validation rows of GoEmotions with all their labels. `test`: the native tests of the sources,
    whole, or the tenth that a stratified division sets aside. `pairs`: how many rows of whom went for repeating whose.
    """

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    counts: Mapping[str, SourceCount]
    validation_dropped: int
    repeated: int
    labelled: tuple[Example, ...] = ()
    test: tuple[Example, ...] = ()
    pairs: Mapping[tuple[str, str, str], int] | None = None
    augmented: Mapping[str, AugmentCount] | None = None


def target(moods: Sequence[str]) -> tuple[float, ...]:
    """Share one unit of probability equally among `moods`."""
    return tuple((mood in moods) / len(moods) for mood in MOODS)


def build(
    folder: Path, *, sources: Sequence[str], validation: Sequence[str], eval_dir: Path | None, multi_label: str
) -> Corpus:
    """Read, clean and merge the sets' own splits, with everything else as a recipe has it by default."""
    recipe = DataRecipe(tuple(sources), tuple(validation), multi_label)
    return assemble(folder, recipe, eval_dir)


def assemble(folder: Path, recipe: DataRecipe, eval_dir: Path | None, step: Step = lambda _: None) -> Corpus:
    """Read the recipe's sets from `folder` and return what to train on; `step` hears what is being done.

    LeakedRows when a row that would be trained on repeats a protected one, BadRecipe from augmentation without its
    word net, FileNotFoundError or KeyError for a set that is not there or not known.
    """
    step("reading tests")
    tests = leaks.native_tests(folder, recipe)
    texts = leaks.protected(folder, recipe, tests, eval_dir)
    whole = [_example(row) for rows in tests.values() for row in rows]
    if recipe.split == "stratified":
        return _stratified(folder, recipe, texts, step)
    return replace(_native(folder, recipe, texts, step), test=tuple(whole))


def _native(folder: Path, recipe: DataRecipe, texts: dict[str, list[str]], step: Step) -> Corpus:
    """Keep each set's own splits: validation gives way to tests, training to both."""
    index = leaks.index_of(texts)
    step("cleaning validation")
    held_rows = [row for source in recipe.validation for row in read(folder, source, "validation")]
    held = clean(held_rows, "validation", index)
    for source in recipe.validation:
        own = texts[f"{source}/validation"] = [row.text for row in held.rows if row.source == source]
        index.add(own, f"{source}/validation")
    step("cleaning training")
    rows = [row for source in recipe.sources for row in read(folder, source, "train")]
    cleaned = clean(rows, "train", index)
    merged, usable = _merged(cleaned, recipe)
    chosen = _weighed(_chosen(merged, recipe), recipe)
    corpus = Corpus(
        tuple(chosen[: recipe.limit]),
        tuple(_example(row) for row in held.rows if len(row.moods) == 1),
        _counts(recipe, rows, cleaned, usable, merged, chosen),
        len(held_rows) - len(held.rows),
        len(usable) - len(merged),
        labelled=tuple(_example(row) for row in held.rows if row.source == LABELLED),
        pairs=held.pairs + cleaned.pairs,
    )
    return _finished(corpus, recipe, texts, index, step)


def _stratified(folder: Path, recipe: DataRecipe, texts: dict[str, list[str]], step: Step) -> Corpus:
    """Pool training and validation rows of every source, clean, cap, and divide them 80/10/10 by mood."""
    index = leaks.index_of(texts)
    step("cleaning validation")
    rows = [
        row for source in recipe.sources for split in ("train", "validation") for row in read(folder, source, split)
    ]
    step("cleaning training")
    cleaned = clean(rows, "train", index, pooled=True)
    merged, usable = _merged(cleaned, recipe)
    chosen = _chosen(merged, recipe)[: recipe.limit]
    train, validation, test = splits.stratified(chosen, recipe.seed)
    for example in (*validation, *test):
        texts.setdefault(f"{example.source}/set aside", []).append(example.text)
    corpus = Corpus(
        tuple(_weighed(train, recipe)),
        tuple(example for example in validation if len(example.moods) == 1),
        _counts(recipe, rows, cleaned, usable, merged, chosen),
        0,
        len(usable) - len(merged),
        labelled=tuple(example for example in validation if example.source == LABELLED),
        test=tuple(test),
        pairs=cleaned.pairs,
    )
    return _finished(corpus, recipe, texts, index, step)


def _finished(
    corpus: Corpus, recipe: DataRecipe, texts: Mapping[str, Sequence[str]], index: DuplicateIndex, step: Step
) -> Corpus:
    """Vary the training rows if the recipe says so, then look once more for what must not be there."""
    if recipe.duplicates == "refuse":
        leaks.refuse(Counter(corpus.pairs))
    step("augmenting" if recipe.augment else "no augmentation")
    if recipe.augment:
        copies, counts = augment.vary(corpus.train, recipe.augment, index)
        corpus = replace(corpus, train=(*corpus.train, *copies), augmented=counts)
    step("guarding the tests")
    leaks.guard(corpus.train, texts, index.sketches)
    return corpus


def _example(row: LabelledText) -> Example:
    return Example(row.text, target(row.moods), row.source, row.labels)


def _merged(cleaned: Cleaned, recipe: DataRecipe) -> tuple[list[Example], list[LabelledText]]:
    """Return the merged examples, and the rows that went into them."""
    usable = [row for row in cleaned.rows if recipe.multi_label == "soft" or len(row.moods) == 1]
    return list(merge(usable)), usable


def _chosen(examples: list[Example], recipe: DataRecipe) -> list[Example]:
    chosen = splits.cap(examples, recipe.cap, recipe.seed) if recipe.cap else examples
    return splits.balanced(chosen, recipe.seed) if recipe.balance == "undersample" else chosen


def _weighed(examples: Iterable[Example], recipe: DataRecipe) -> list[Example]:
    weights = recipe.weights
    return [replace(one, weight=weights[one.source]) if one.source in weights else one for one in examples]


def _counts(
    recipe: DataRecipe,
    rows: Sequence[LabelledText],
    cleaned: Cleaned,
    usable: Sequence[LabelledText],
    merged: Sequence[Example],
    chosen: Sequence[Example],
) -> dict[str, SourceCount]:
    """Tell of each source where its rows went."""
    stages = [Counter(row.source for row in stage) for stage in (rows, cleaned.rows, usable, merged, chosen)]
    return {source: _count(source, cleaned, [stage[source] for stage in stages]) for source in recipe.sources}


def _count(source: str, cleaned: Cleaned, stages: Sequence[int]) -> SourceCount:
    found, clean_rows, usable, merged, chosen = stages
    return SourceCount(
        read=found,
        exact_duplicates=cleaned.count(source, "exact", training=False),
        near_duplicates=cleaned.count(source, "near", training=False),
        near_repeats=cleaned.count(source, "near", training=True),
        several_moods=clean_rows - usable,
        merged=usable - merged,
        capped=merged - chosen,
        kept=chosen,
    )


def merge(rows: Sequence[LabelledText]) -> tuple[Example, ...]:
    """Make one example of each distinct text; where its repeats disagree, their targets are averaged."""
    targets: dict[str, list[tuple[float, ...]]] = {}
    first: dict[str, LabelledText] = {}
    for row in rows:
        name = key(row.text)
        first.setdefault(name, row)
        targets.setdefault(name, []).append(target(row.moods))
    return tuple(Example(row.text, _mean(targets[name]), row.source, row.labels) for name, row in first.items())


def _mean(targets: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(column) / len(targets) for column in zip(*targets, strict=True))


def mood_shares(examples: Sequence[Example]) -> dict[str, float]:
    """Return each mood's share of the targets' mass."""
    mass: Counter[str] = Counter()
    for example in examples:
        mass.update(dict(zip(MOODS, example.target, strict=True)))
    return {mood: mass[mood] / max(1, len(examples)) for mood in MOODS}


def single_truth(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return the index of each example's strongest mood."""
    import numpy as np

    truth: NDArray[np.int64] = np.array([example.target for example in examples]).argmax(axis=1)
    return truth
