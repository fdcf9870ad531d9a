//! Choosing a few slots that stand for many.

/// Most openings named in one answer: a caller cannot keep more in mind.
pub const MAX_SLOTS_SPOKEN: usize = 5;

/// At most `count` items of `slots`, in order and evenly far apart by position, so that a dense
/// morning is offered more often than a sparse afternoon. Two or more always include the first and
/// the last; one is the first. The same input gives the same choice.
pub fn spread<T: Copy>(slots: &[T], count: usize) -> Vec<T> {
    if slots.len() <= count {
        return slots.to_vec();
    }
    let last = slots.len().saturating_sub(1);
    let Some(gaps) = count.checked_sub(1) else {
        return Vec::new();
    };
    (0..count)
        // Rounded to the nearest position; with no gaps there is only the first.
        .map(|step| (step * last + gaps / 2).checked_div(gaps).unwrap_or(0))
        .filter_map(|position| slots.get(position).copied())
        .collect()
}
