//! Signs inside names that Unicode does not call alphabetic: accents that stand by themselves, and in the scripts of India and of Southeast
//! Asia those that silence a letter, join two, or give one its tone.

/// Unicode's combining marks that are not alphabetic, of the scripts of living languages: first and last of each range, in order.
#[rustfmt::skip]
const MARKS: [(char, char); 79] = [
    ('\u{0300}', '\u{0344}'), ('\u{0346}', '\u{0362}'), ('\u{0483}', '\u{0489}'), ('\u{0591}', '\u{05AF}'),
    ('\u{0658}', '\u{0658}'), ('\u{06DF}', '\u{06E0}'), ('\u{06EA}', '\u{06EC}'), ('\u{0740}', '\u{074A}'),
    ('\u{07EB}', '\u{07F3}'), ('\u{07FD}', '\u{07FD}'), ('\u{0818}', '\u{0819}'), ('\u{082D}', '\u{082D}'),
    ('\u{0859}', '\u{085B}'), ('\u{0898}', '\u{089F}'), ('\u{08CA}', '\u{08D3}'), ('\u{08E0}', '\u{08E1}'),
    ('\u{08EA}', '\u{08EF}'), ('\u{093C}', '\u{093C}'), ('\u{094D}', '\u{094D}'), ('\u{0951}', '\u{0954}'),
    ('\u{09BC}', '\u{09BC}'), ('\u{09CD}', '\u{09CD}'), ('\u{09FE}', '\u{09FE}'), ('\u{0A3C}', '\u{0A3C}'),
    ('\u{0A4D}', '\u{0A4D}'), ('\u{0ABC}', '\u{0ABC}'), ('\u{0ACD}', '\u{0ACD}'), ('\u{0AFD}', '\u{0AFF}'),
    ('\u{0B3C}', '\u{0B3C}'), ('\u{0B4D}', '\u{0B4D}'), ('\u{0B55}', '\u{0B55}'), ('\u{0BCD}', '\u{0BCD}'),
    ('\u{0C3C}', '\u{0C3C}'), ('\u{0C4D}', '\u{0C4D}'), ('\u{0CBC}', '\u{0CBC}'), ('\u{0CCD}', '\u{0CCD}'),
    ('\u{0D3B}', '\u{0D3C}'), ('\u{0D4D}', '\u{0D4D}'), ('\u{0DCA}', '\u{0DCA}'), ('\u{0E47}', '\u{0E4C}'),
    ('\u{0E4E}', '\u{0E4E}'), ('\u{0EBA}', '\u{0EBA}'), ('\u{0EC8}', '\u{0ECE}'), ('\u{0F18}', '\u{0F19}'),
    ('\u{0F35}', '\u{0F35}'), ('\u{0F37}', '\u{0F37}'), ('\u{0F39}', '\u{0F39}'), ('\u{0F3E}', '\u{0F3F}'),
    ('\u{0F84}', '\u{0F84}'), ('\u{0F86}', '\u{0F87}'), ('\u{0FC6}', '\u{0FC6}'), ('\u{1037}', '\u{1037}'),
    ('\u{1039}', '\u{103A}'), ('\u{135D}', '\u{135F}'), ('\u{1714}', '\u{1715}'), ('\u{1734}', '\u{1734}'),
    ('\u{17B4}', '\u{17B5}'), ('\u{17C9}', '\u{17D3}'), ('\u{17DD}', '\u{17DD}'), ('\u{180B}', '\u{180D}'),
    ('\u{180F}', '\u{180F}'), ('\u{1939}', '\u{193B}'), ('\u{1A60}', '\u{1A60}'), ('\u{1A75}', '\u{1A7C}'),
    ('\u{1A7F}', '\u{1A7F}'), ('\u{1AB0}', '\u{1ABE}'), ('\u{1AC1}', '\u{1ACB}'), ('\u{1B34}', '\u{1B34}'),
    ('\u{1B44}', '\u{1B44}'), ('\u{1B6B}', '\u{1B73}'), ('\u{1BAA}', '\u{1BAB}'), ('\u{1BE6}', '\u{1BE6}'),
    ('\u{1BF2}', '\u{1BF3}'), ('\u{1C37}', '\u{1C37}'), ('\u{1CD0}', '\u{1CD2}'), ('\u{1CD4}', '\u{1CE8}'),
    ('\u{1CED}', '\u{1CED}'), ('\u{1CF4}', '\u{1CF4}'), ('\u{1CF7}', '\u{1CF9}'),
];

/// Whether a sign belongs to the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    c >= '\u{0300}' && MARKS.binary_search_by(|(first, last)| range_order(c, *first, *last)).is_ok()
}

/// How a range lies to a character.
fn range_order(c: char, first: char, last: char) -> core::cmp::Ordering {
    if last < c {
        core::cmp::Ordering::Less
    } else if first > c {
        core::cmp::Ordering::Greater
    } else {
        core::cmp::Ordering::Equal
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::is_combining_mark;

    use super::*;

    /// The tables of `unicode-normalization` call these marks, which Unicode has not assigned.
    const UNASSIGNED: [char; 4] = ['\u{05C8}', '\u{05C9}', '\u{0B53}', '\u{0B54}'];

    /// Newer Unicode may have marks that this does not know; what it knows are marks.
    #[test]
    fn marks_are_those_of_unicode() {
        let known = |c: &char| is_mark(*c);
        assert!(('\0'..'\u{1D00}').filter(known).all(|c| is_combining_mark(c) || c == '\u{0ECE}'));
        let unknown = |c: &char| is_combining_mark(*c) && !c.is_alphanumeric() && !is_mark(*c);
        let missed: Vec<char> = ('\0'..'\u{1AB0}').filter(unknown).filter(|c| !UNASSIGNED.contains(c)).collect();
        assert!(missed.is_empty(), "{missed:?}");
    }
}
