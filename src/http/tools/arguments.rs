//! Reading a tool's arguments as models send them.

use serde_json::{Map, Value};

use crate::domain::speech::ArgumentFault;

/// Longer texts are no date, name or choice.
const MOST_CHARACTERS: usize = 200;
/// Words that models send for nothing.
const NOTHING: [&str; 5] = ["", "null", "none", "undefined", "n/a"];

/// A text argument; `None` when it is absent, null, or a word for nothing.
pub(super) fn text<'a>(
    arguments: &'a Map<String, Value>,
    name: &'static str,
) -> Result<Option<&'a str>, ArgumentFault<'static>> {
    match arguments.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.contains("{{") => Err(ArgumentFault::Unfilled { name }),
        Some(Value::String(text)) if text.chars().count() > MOST_CHARACTERS => {
            Err(ArgumentFault::TooLong { name, limit: MOST_CHARACTERS })
        }
        Some(Value::String(text)) => {
            let text = text.trim();
            Ok(Some(text).filter(|text| !NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))))
        }
        Some(_) => Err(ArgumentFault::WrongType { name, wanted: "a string" }),
    }
}

/// A yes or no; absent is no. Models send booleans, and words for them.
pub(super) fn flag(arguments: &Map<String, Value>, name: &'static str) -> Result<bool, ArgumentFault<'static>> {
    let word = |text: &str| match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "" | "false" | "no" | "0" | "null" => Ok(false),
        _ => Err(ArgumentFault::WrongType { name, wanted: "true or false" }),
    };
    match arguments.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(Value::String(text)) => word(text),
        Some(Value::Number(number)) => word(&number.to_string()),
        Some(_) => Err(ArgumentFault::WrongType { name, wanted: "true or false" }),
    }
}
