//! Words that mean the same, or sound the same.

/// Words of a front desk that callers use one for the other, by their stems. The first of each group stands for all.
const SAME: [&[&str]; 9] = [
    &["pric", "cost", "charg", "fee", "rate", "much", "expensiv"],
    &["child", "children", "kid", "son", "daughter", "toddler"],
    &["appoint", "visit"],
    &["teeth", "tooth"],
    &["elevator", "lift"],
    &["bathroom", "restroom", "toilet", "washroom"],
    &["doctor", "dr", "physician"],
    &["subway", "metro", "underground"],
    &["late", "delay"],
];
/// Endings that leave the meaning of a word as it is, longest first.
const ENDINGS: [&str; 14] =
    ["ations", "ation", "ments", "ment", "ibility", "ability", "ings", "ible", "able", "ing", "ies", "ed", "es", "s"];
/// A stem has at least so many letters.
const SHORTEST_STEM: usize = 3;
/// Shorter words differ by as much as a sound.
const SHORTEST_ALIKE: usize = 5;

/// What stands for a word and others that mean the same.
pub(super) fn term(word: &str) -> String {
    let stem = stem(word);
    let group = SAME.iter().find(|group| group.contains(&stem.as_str()));
    group.and_then(|group| group.first()).map_or(stem, |first| (*first).to_owned())
}

fn stem(word: &str) -> String {
    if !word.is_ascii() || word.ends_with("ss") {
        return undoubled(word.to_owned());
    }
    let cut = ENDINGS.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        (stem.len() >= SHORTEST_STEM).then(|| if *ending == "ies" { format!("{stem}y") } else { stem.to_owned() })
    });
    let stem = undoubled(cut.unwrap_or_else(|| word.to_owned()));
    match stem.strip_suffix('e') {
        Some(shorter) if shorter.len() > SHORTEST_STEM => shorter.to_owned(),
        _ => stem,
    }
}

/// Without the second of two equal letters at the end: `cancelled`, `cancel`.
fn undoubled(mut stem: String) -> String {
    let mut letters = stem.chars().rev();
    if letters.next() == letters.next() && stem.chars().count() > SHORTEST_STEM {
        stem.pop();
    }
    stem
}

/// The consonants of a word as they sound, double ones once: the same for `dental` and `dentle`.
pub(super) fn sound(word: &str) -> Option<String> {
    let is_word = word.len() >= SHORTEST_ALIKE && word.bytes().all(|byte| byte.is_ascii_lowercase());
    is_word.then(|| consonants(word))
}

fn consonants(word: &str) -> String {
    let spoken = word.replace("ph", "f").replace("ck", "k");
    let mut sounds = String::new();
    let mut letters = spoken.chars().peekable();
    while let Some(letter) = letters.next() {
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w' => continue,
            'c' if matches!(letters.peek(), Some('e' | 'i' | 'y')) => 's',
            'c' | 'q' => 'k',
            'z' => 's',
            other => other,
        };
        if !sounds.ends_with(sound) {
            sounds.push(sound);
        }
    }
    sounds
}
