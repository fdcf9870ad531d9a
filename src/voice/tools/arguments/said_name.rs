//! A patient's name, in one text or in parts, under one name of an argument or several. What names one person is one name; what does not
//! is asked about.

use serde_json::Value;

use super::{Arguments, Fault, Names, first_of, listed};
use crate::{
    domain::patient_name::{folded_name, patient_name},
    language::{Language, SaidName, sentences::ArgumentFault},
};

pub(super) const FIRST_NAMES: Names = &["first_name", "given_name", "first"];
pub(super) const MIDDLE_NAMES: Names = &["middle_name", "middle"];
pub(super) const LAST_NAMES: Names = &["last_name", "family_name", "surname", "last"];
/// Who calls may call for another; their name counts where it is the only one.
const CALLER_NAME: &str = "caller_name";

/// What was said for a name under `names`, cleaned of what is no part of one; `None` where nothing was.
pub(super) fn said_name(arguments: &Arguments, names: Names, language: Language) -> Result<Option<SaidName>, Fault> {
    let mut whole = None;
    for key in names {
        if *key == CALLER_NAME && whole.is_some() {
            continue;
        }
        let said = match arguments.get(*key) {
            Some(Value::Object(parts)) => said_name(parts, &["name", "full_name"], language)?,
            Some(Value::Array(items)) if items.len() > 1 => in_list(arguments, key, items, language)?,
            _ => listed(arguments, key, " ")?.map(|text| read(&text, language)).transpose()?,
        };
        whole = either(whole, said);
    }
    let parts = [part(arguments, FIRST_NAMES)?, part(arguments, MIDDLE_NAMES)?, part(arguments, LAST_NAMES)?];
    let Some(of_parts) = whole_of(whole.as_ref(), &parts) else { return Ok(whole) };
    Ok(either(whole, Some(read(&of_parts, language)?)))
}

fn read(text: &str, language: Language) -> Result<SaidName, Fault> {
    Ok(match language.recogniser().name(text) {
        SaidName::Name(name) => SaidName::Name(patient_name(&name).ok_or(ArgumentFault::UnusableName)?),
        other => other,
    })
}

/// A list of the parts of one name, or of several names.
fn in_list(
    arguments: &Arguments,
    key: &'static str,
    items: &[Value],
    language: Language,
) -> Result<Option<SaidName>, Fault> {
    let Some(apart) = listed(arguments, key, ", ")? else { return Ok(None) };
    let has_wholes = items.iter().filter_map(Value::as_str).any(|item| item.trim().contains(' '));
    let apart = read(&apart, language)?;
    if has_wholes || apart == SaidName::Several {
        return Ok(Some(apart));
    }
    listed(arguments, key, " ")?.map(|text| read(&text, language)).transpose()
}

fn part(arguments: &Arguments, names: Names) -> Result<Option<String>, Fault> {
    Ok(first_of(arguments, names)?.or_else(|| surname_null(arguments, names)))
}

/// Null is a surname too. Models that mean nothing write it small.
fn surname_null(parts: &Arguments, names: Names) -> Option<String> {
    let is_written = |name: &&str| parts.get(*name).and_then(Value::as_str) == Some("Null");
    (names == LAST_NAMES && names.iter().any(is_written)).then(|| "Null".to_owned())
}

/// The whole name that parts make, with what a name beside them says of those that are absent; `None` without any part.
fn whole_of(whole: Option<&SaidName>, parts: &[Option<String>; 3]) -> Option<String> {
    let [first, middle, last] = parts;
    parts.iter().flatten().next()?;
    let beside = match whole {
        Some(SaidName::Name(name)) => straight(name),
        _ => String::new(),
    };
    let (known_first, known_last) = match beside.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] => (None, None),
        [only] if last.as_ref().is_some_and(|last| folded_name(last) == folded_name(only)) => (None, None),
        [only] => (Some((*only).to_owned()), None),
        [first, .., last] => (Some((*first).to_owned()), Some((*last).to_owned())),
    };
    let whole = [first.clone().or(known_first), middle.clone(), last.clone().or(known_last)];
    Some(joined(whole.into_iter().flatten()))
}

/// Parts joined. A part that holds the one before it, or that the one before it ends with, is not said twice: `Ann Lee` and `Lee`. Two
/// single words are two: James James.
fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    for part in parts {
        match kept.last_mut() {
            Some(before) if words(before).len() > 1 && words(before).ends_with(&words(&part)) => {}
            Some(before) if words(&part).len() > 1 && words(&part).starts_with(&words(before)) => *before = part,
            _ => kept.push(part),
        }
    }
    kept.join(" ")
}

/// What two arguments come to.
fn either(one: Option<SaidName>, other: Option<SaidName>) -> Option<SaidName> {
    match (one, other) {
        (Some(SaidName::Name(one)), Some(SaidName::Name(other))) => Some(one_of(one, other)),
        (Some(SaidName::Several), _) | (_, Some(SaidName::Several)) => Some(SaidName::Several),
        (Some(SaidName::Name(name)), _) | (_, Some(SaidName::Name(name))) => Some(SaidName::Name(name)),
        (one, other) => one.or(other),
    }
}

/// The fuller of two names, if it has every word of the other one, in its order.
fn one_of(one: String, other: String) -> SaidName {
    let forms = |name: &str| [words(name), words(&straight(name))];
    let (first, second) = (forms(&one), forms(&other));
    let is_part = |few: &[Vec<String>; 2], many: &[Vec<String>; 2]| {
        few.iter().any(|few| many.iter().any(|many| is_within(few, many)))
    };
    if is_part(&second, &first) {
        SaidName::Name(one)
    } else if is_part(&first, &second) {
        SaidName::Name(other)
    } else {
        SaidName::Several
    }
}

/// Whether the words are all among the others, in this order. An initial stands for a word.
fn is_within(few: &[String], many: &[String]) -> bool {
    let mut rest = many.iter();
    let is_for = |word: &String, other: &String| word == other || word.chars().count() == 1 && other.starts_with(word);
    few.iter().all(|word| rest.any(|other| is_for(word, other)))
}

/// `Lee, Ann` as `Ann Lee`; what stands behind a whole name (`Ann Lee, Jr.`) stays there.
fn straight(name: &str) -> String {
    let is_last_name = |last: &str| !last.contains(' ') || last.starts_with(char::is_lowercase);
    match name.split_once(", ") {
        Some((last, first)) if is_last_name(last) => format!("{first} {last}"),
        _ => name.to_owned(),
    }
}

fn words(name: &str) -> Vec<String> {
    folded_name(name).split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::voice::tools::arguments::name;

    /// The name that arguments come to, or what is asked.
    fn read(arguments: &Value) -> String {
        match name(arguments.as_object().unwrap(), Language::English) {
            Ok(Some(name)) => name,
            Ok(None) => "(nobody)".into(),
            Err(ArgumentFault::SeveralNames) => "(several)".into(),
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn parts_make_a_whole_and_lose_no_word() {
        for (arguments, expected) in [
            (json!({"first_name": "Ann", "last_name": "Lee"}), "Ann Lee"),
            (json!({"first_name": "James", "last_name": "James"}), "James James"),
            (json!({"first_name": "Lee", "middle_name": "Ann", "last_name": "Lee"}), "Lee Ann Lee"),
            (json!({"first_name": "Ann", "last_name": "Ann Lee"}), "Ann Lee"),
            (json!({"first_name": "Ann Lee", "last_name": "Lee"}), "Ann Lee"),
            (json!({"first_name": "Ann", "last_name": "de la Cruz"}), "Ann de la Cruz"),
            (json!({"name": "James", "first_name": "James", "last_name": "James"}), "James James"),
            (json!({"name": "Ann", "last_name": "Lee"}), "Ann Lee"),
            (json!({"name": "Lee", "first_name": "Ann", "last_name": "Lee"}), "Ann Lee"),
            (json!({"name": "Ann Lee", "middle_name": "Marie"}), "Ann Marie Lee"),
            (json!({"name": "Ann Lee", "last_name": "Smith-Lee"}), "Ann Smith-Lee"),
            (json!({"name": {"first": "Ann", "last": "Lee"}}), "Ann Lee"),
            (json!({"name": ["Ann", "Lee"]}), "Ann Lee"),
            (json!({"name": ["Ann Lee"]}), "Ann Lee"),
        ] {
            assert_eq!(read(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn what_names_one_person_is_one_name() {
        for (arguments, expected) in [
            (json!({"name": "Ann Lee", "patient_name": "ann lee"}), "Ann Lee"),
            (json!({"name": "Ann", "patient_name": "Ann Lee"}), "Ann Lee"),
            (json!({"name": "Ann Lee", "full_name": "Ann M. Lee"}), "Ann M. Lee"),
            (json!({"name": "Lee, Ann", "first_name": "Ann", "last_name": "Lee"}), "Lee, Ann"),
            (json!({"name": "Dr. Ann Lee", "first_name": "Ann", "last_name": "Lee"}), "Dr. Ann Lee"),
            (json!({"name": "Ann Lee, Jr.", "last_name": "Lee Jr"}), "Ann Lee, Jr."),
            (json!({"name": "José García Márquez", "last_name": "García Márquez"}), "José García Márquez"),
            (json!({"name": "my daughter", "patient_name": "Ann Lee"}), "Ann Lee"),
            // Who calls may call for another.
            (json!({"patient_name": "Ann Lee", "caller_name": "Mary Lee"}), "Ann Lee"),
            (json!({"caller_name": "Mary Lee"}), "Mary Lee"),
        ] {
            assert_eq!(read(&arguments), expected, "{arguments}");
        }
    }

    #[test]
    fn names_that_differ_are_asked_about() {
        for arguments in [
            json!({"name": "Ann Lee", "patient_name": "Bob Lee"}),
            json!({"name": "Ann Lee", "patient": {"name": "Bob Lee"}}),
            json!({"name": "Ann Lee", "first_name": "Bob"}),
            json!({"name": "Ann Lee", "last_name": "Leigh"}),
            json!({"name": "Ann", "first_name": "Anne", "last_name": "Lee"}),
            json!({"name": ["Ann Lee", "Bob Lee"]}),
            json!({"name": ["Bob", "Ann"]}),
            json!({"patient": {"first_name": "Ann", "last_name": "Lee"}, "name": "Bob"}),
        ] {
            assert_eq!(read(&arguments), "(several)", "{arguments}");
        }
    }
}
