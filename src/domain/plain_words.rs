//! Text without what speech does not carry: case, accents and punctuation.

/// The accents of Latin, Greek and Cyrillic letters, as decomposition sets them apart.
const ACCENT_FIRST: char = '\u{0300}';
const ACCENT_LAST: char = '\u{036F}';

/// Latin letters with what stands for them when they are written plainly. The tables of all of Unicode would take a fiftieth of the
/// Worker's size.
const PLAIN: [(&str, &str); 29] = [
    ("àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ", "a"),
    ("ḃḅḇ", "b"),
    ("çćĉċčḉ", "c"),
    ("ďḋḍḏḑḓđð", "d"),
    ("èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "e"),
    ("ḟ", "f"),
    ("ĝğġģǧǵḡ", "g"),
    ("ĥȟḣḥḧḩḫẖ", "h"),
    ("ìíîïĩīĭįǐȉȋḭḯỉịı", "i"),
    ("ĵǰ", "j"),
    ("ķǩḱḳḵ", "k"),
    ("ĺļľḷḹḻḽł", "l"),
    ("ḿṁṃ", "m"),
    ("ñńņňǹṅṇṉṋ", "n"),
    ("òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ", "o"),
    ("ṕṗ", "p"),
    ("ŕŗřȑȓṙṛṝṟ", "r"),
    ("śŝşšșṡṣṥṧṩ", "s"),
    ("ţťțṫṭṯṱẗ", "t"),
    ("ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự", "u"),
    ("ṽṿ", "v"),
    ("ŵẁẃẅẇẉẘ", "w"),
    ("ẋẍ", "x"),
    ("ýÿŷȳẏẙỳỵỷỹ", "y"),
    ("źżžẑẓẕ", "z"),
    ("ß", "ss"),
    ("æǣǽ", "ae"),
    ("œ", "oe"),
    ("þ", "th"),
];

/// The words of a text in lower case and without accents. Apostrophes join, all other punctuation separates.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match (c, plain(c)) {
            (_, Some(letters)) => folded.push_str(letters),
            (ACCENT_FIRST..=ACCENT_LAST | '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}', None) => {}
            (c, None) => folded.push(if c.is_alphanumeric() { c } else { ' ' }),
        }
    }
    folded.split_whitespace().map(str::to_owned).collect()
}

/// Whether anything is left of a text in [`words`]. An apostrophe may be a letter to Unicode (`ʼ`), and is no word.
pub(super) fn has_words(text: &str) -> bool {
    !words(text).is_empty()
}

/// What stands for a letter in lower case when it is written plainly, if that is another.
fn plain(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    PLAIN.iter().find(|(letters, _)| letters.contains(c)).map(|(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::decompose_canonical;

    use super::*;

    /// The Latin blocks, held against Unicode's own decomposition.
    #[test]
    fn every_latin_letter_with_an_accent_is_read_without_it() {
        let lower = |c: &char| c.to_lowercase().eq([*c]);
        for c in ('\u{C0}'..'\u{250}').chain('\u{1E00}'..'\u{1F00}').filter(lower) {
            let mut parts = Vec::new();
            decompose_canonical(c, |part| parts.push(part));
            if parts.len() > 1 && parts[0].is_ascii() {
                assert_eq!(plain(c), Some(parts[0].to_string().as_str()), "{c}");
            }
        }
    }

    #[test]
    fn words_are_plain_whatever_the_letters() {
        for (text, expected) in [
            ("Dr. Łukasz GROẞ-Ærø", vec!["dr", "lukasz", "gross", "aero"]),
            ("O'Brien O’Brien", vec!["obrien", "obrien"]),
            ("Nguye\u{302}\u{303}n Nguyễn NGUYỄN", vec!["nguyen"; 3]),
            ("İpek ılık", vec!["ipek", "ilik"]),
            ("check-up, 60 min.", vec!["check", "up", "60", "min"]),
            ("李医生 Ёлкин", vec!["李医生", "ёлкин"]),
            (" .!? ", Vec::new()),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
