//! The steps in which what was said is held against a name.

use strsim::osa_distance;

use super::form::Form;

/// Words that describe a service and tell no two apart.
const DESCRIPTIONS: [&str; 20] = [
    "regular",
    "routine",
    "normal",
    "standard",
    "basic",
    "simple",
    "ordinary",
    "usual",
    "quick",
    "gentle",
    "thorough",
    "full",
    "complete",
    "good",
    "annual",
    "yearly",
    "next",
    "first",
    "service",
    "treatment",
];
/// Words of people and not of what they come for.
const OF_ANYBODY: [&str; 6] = ["new", "patient", "existing", "returning", "first", "time"];
/// Words between one thing and another.
const CONNECTIONS: [&str; 6] = ["plus", "or", "also", "as", "well", "too"];

/// Words that turn what follows round: "anything but a cleaning" is not a cleaning.
const NEGATIONS: [&str; 8] = ["not", "no", "but", "except", "without", "besides", "other", "another"];

/// Something that an entry is called.
pub(super) struct Label<'a> {
    /// The position of the entry.
    pub(super) entry: usize,
    text: &'a str,
    /// Its name, not an alias.
    is_name: bool,
    form: Form,
}

impl<'a> Label<'a> {
    /// A name or alias of the entry at a position.
    pub(super) fn new(entry: usize, text: &'a str, is_name: bool, is_person: bool) -> Self {
        let form = if is_person { Form::of_person(text) } else { Form::of_thing(text) };
        Self { entry, text: text.trim(), is_name, form }
    }

    /// The words that tell it from others, without titles.
    pub(super) fn plain_name(&self) -> String {
        self.form.telling.join(" ")
    }

    /// Whether it has a title.
    pub(super) fn has_title(&self) -> bool {
        self.form.has_title()
    }

    /// Whether both have a title in common.
    pub(super) fn shares_title(&self, other: &Label<'_>) -> bool {
        self.form.shares_title(&other.form)
    }
}

/// One way of being meant.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// The name, letter for letter.
    SameName,
    /// The words of the name, or of an alias.
    SameWords,
    /// The same but for words that stand around names, and for a title that only one of the two has.
    SameCore,
    /// Words of the name.
    PartOfName,
    /// All words of the name, among others that describe it. Words that are of another name ask for that as well.
    NameWithin,
    /// Words of the name, misspelt.
    Misspelt,
}

impl Step {
    /// The labels that may be meant.
    pub(super) fn passed<'a, 'b>(self, said: &Label<'_>, labels: &'b [Label<'a>]) -> Vec<&'b Label<'a>> {
        let those = |passes: &dyn Fn(&Label) -> bool| labels.iter().filter(|label| passes(label)).collect::<Vec<_>>();
        let form = &said.form;
        match self {
            Self::SameName => those(&|label| label.is_name && label.text == said.text),
            Self::SameWords if form.is_empty() => Vec::new(),
            Self::SameWords => prefer(those(&|label| label.form.is_same(form)), |label| label.is_name),
            _ if form.telling.is_empty() => Vec::new(),
            Self::SameCore => {
                let core = form.telling.concat();
                let same = those(&|label| !label.form.contradicts(form) && label.form.telling.concat() == core);
                prefer(same, |label| label.is_name)
            }
            _ if says_nothing_of_what(&form.telling) && !matches!(self, Self::SameCore) => Vec::new(),
            Self::PartOfName => {
                let parts = those(&|label| is_part(&form.telling, &label.form.words));
                prefer(parts, |label| !label.form.contradicts(form))
            }
            Self::NameWithin => with_the_rest(
                &form.telling,
                labels,
                widest(&those(&|label| is_within(&label.form.telling, &form.words))),
            ),
            Self::Misspelt => {
                let near = those(&|label| is_misspelt(&form.telling, &label.form));
                prefer(near, |label| !label.form.contradicts(form))
            }
        }
    }
}

/// Everybody is a patient, and many are new: what they come for is not said by one such word.
fn says_nothing_of_what(said: &[String]) -> bool {
    matches!(said, [word] if OF_ANYBODY.contains(&word.as_str()))
}

/// Those that are preferred, or all if none is.
fn prefer<'a, 'b>(labels: Vec<&'b Label<'a>>, is_preferred: impl Fn(&Label) -> bool) -> Vec<&'b Label<'a>> {
    let preferred: Vec<&'b Label<'a>> = labels.iter().copied().filter(|label| is_preferred(label)).collect();
    if preferred.is_empty() { labels } else { preferred }
}

/// Without those whose words another has too, and more: a deep cleaning is not just a cleaning.
fn widest<'a, 'b>(labels: &[&'b Label<'a>]) -> Vec<&'b Label<'a>> {
    let is_wider = |other: &Label, label: &Label| {
        let (wide, narrow) = (&other.form.telling, &label.form.telling);
        wide.len() > narrow.len() && narrow.iter().all(|word| wide.contains(word))
    };
    labels.iter().copied().filter(|label| !labels.iter().any(|other| is_wider(other, label))).collect()
}

/// Those that were found within what was said, and those that its other words are of; none if another word is of no name.
fn with_the_rest<'a, 'b>(
    said: &[String],
    labels: &'b [Label<'a>],
    mut found: Vec<&'b Label<'a>>,
) -> Vec<&'b Label<'a>> {
    let says_nothing = |word: &str| DESCRIPTIONS.contains(&word) || CONNECTIONS.contains(&word);
    let is_of = |label: &Label, word: &String| label.form.words.contains(word);
    for word in said {
        if says_nothing(word) || found.iter().any(|label| is_of(label, word)) {
            continue;
        }
        let others = labels.iter().filter(|label| is_of(label, word));
        let known = found.len();
        found.extend(others);
        if found.len() == known {
            return Vec::new();
        }
    }
    found
}

/// Whether words are among those of a name, or are written in one where the name has two, or the other way round.
fn is_part(words: &[String], name: &[String]) -> bool {
    words.iter().all(|word| name.contains(word)) || has_run(name, &words.concat())
}

/// Whether words that follow each other in a name are a text when written in one.
fn has_run(name: &[String], text: &str) -> bool {
    (0..name.len()).any(|skipped| {
        let mut rest = text;
        let mut parts = name.iter().skip(skipped);
        while let Some(tail) = parts.next().and_then(|part| rest.strip_prefix(part.as_str())) {
            rest = tail;
            if rest.is_empty() {
                return true;
            }
        }
        false
    })
}

/// Whether all words of a name were said, and nothing that turns them round.
fn is_within(name: &[String], said: &[String]) -> bool {
    !name.is_empty() && name.iter().all(|word| said.contains(word)) && !is_turned(name, said)
}

/// Whether something was said that turns a name round.
fn is_turned(name: &[String], said: &[String]) -> bool {
    said.iter().any(|word| NEGATIONS.contains(&word.as_str()) && !name.contains(word))
}

/// Whether every word is near one of the name, or all of them written in one are near the whole name written in one.
fn is_misspelt(words: &[String], name: &Form) -> bool {
    let one_by_one = || words.iter().all(|word| name.words.iter().any(|part| is_near(word, part)));
    // With as many words on both sides, a short word that is wrong is another word.
    let in_one = || words.len() != name.telling.len() && is_near(&words.concat(), &name.telling.concat());
    !is_turned(&name.words, words) && (one_by_one() || in_one())
}

/// Whether two words differ by as much as a slip: nothing in short ones, a letter in longer ones, two in long ones. Numbers are
/// never near each other.
fn is_near(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    // Mario is not María, nor is Alana Alan: another ending is another name.
    let stem = |word: &str| word.trim_end_matches(['a', 'e', 'o']).to_owned();
    if stem(one) == stem(other) {
        return false;
    }
    let is_number = |word: &str| word.contains(char::is_numeric);
    let (long, short) =
        (one.chars().count().max(other.chars().count()), one.chars().count().min(other.chars().count()));
    let slips = match short {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    long - short <= slips && !is_number(one) && !is_number(other) && osa_distance(one, other) <= slips
}
