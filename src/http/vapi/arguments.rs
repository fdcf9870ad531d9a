//! The arguments of a call as models send them: an object, or text that was to be one.
//!
//! What is whole and differs from JSON in punctuation alone is read. What was cut off is not: nobody knows what is missing.

use serde_json::{Map, Value};

use crate::domain::speech::ArgumentFault;

/// The arguments of a call, under names such as `start_time`, without those that are null.
pub(super) type Arguments = Result<Map<String, Value>, ArgumentFault<'static>>;

/// The most layers of text, lists and wrappers around the arguments.
const MOST_LAYERS: usize = 6;
/// Names under which models send all of their arguments once more.
const WRAPPERS: [&str; 10] =
    ["arguments", "args", "kwargs", "parameters", "params", "input", "tool_input", "data", "body", "payload"];
/// What Python writes, and what it means.
const PYTHON: [(&str, &str); 3] = [("None", "null"), ("True", "true"), ("False", "false")];

/// An object as it is; text is parsed, also if it was encoded twice; wrappers are taken off; nothing is an empty object.
pub(super) fn read(said: Option<Value>) -> Arguments {
    let mut value = said.unwrap_or_default();
    for _ in 0..MOST_LAYERS {
        value = match value {
            Value::Null => return Ok(Map::new()),
            Value::String(text) if text.trim().is_empty() => return Ok(Map::new()),
            Value::String(text) => parsed(&text).ok_or(ArgumentFault::NotJson)?,
            Value::Array(mut items) if items.len() == 1 => items.pop().unwrap_or_default(),
            Value::Object(map) => match unwrapped(named(map)) {
                (map, false) => return Ok(map.into_iter().map(|(name, value)| (name, decoded(value))).collect()),
                (map, true) => Value::Object(map),
            },
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => break,
        };
    }
    Err(ArgumentFault::NotAnObject)
}

/// The wrapped arguments with what stands beside the wrapper, and whether there was one. A name beside it is the tool's.
fn unwrapped(mut map: Map<String, Value>) -> (Map<String, Value>, bool) {
    let object = |value: &Value| match value {
        Value::Object(inner) => Some(inner.clone()),
        Value::String(text) if text.trim_start().starts_with('{') => match parsed(text) {
            Some(Value::Object(inner)) => Some(named(inner)),
            _ => None,
        },
        _ => None,
    };
    let Some((wrapper, mut inner)) = WRAPPERS.iter().find_map(|name| Some((*name, map.get(*name).and_then(object)?)))
    else {
        return (map, false);
    };
    for (name, value) in std::mem::take(&mut map) {
        if name != wrapper && name != "name" {
            inner.entry(name).or_insert(value);
        }
    }
    (inner, true)
}

/// The members that say something, each under one spelling of its name. The name that is spelt so already goes first.
fn named(map: Map<String, Value>) -> Map<String, Value> {
    let mut named = Map::new();
    for (name, value) in map.into_iter().filter(|(_, value)| !value.is_null()) {
        let value = if let Value::Object(inner) = value { Value::Object(self::named(inner)) } else { value };
        let spelling = snake_case(&name);
        if spelling == name {
            named.insert(name, value);
        } else {
            named.entry(spelling).or_insert(value);
        }
    }
    named
}

/// `startTime`, `Start Time` and `start-time` as `start_time`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len());
    let mut was_lower = false;
    for c in name.chars() {
        let apart = !c.is_alphanumeric() || was_lower && c.is_uppercase();
        if apart && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if c.is_alphanumeric() {
            snake.extend(c.to_lowercase());
        }
        was_lower = !c.is_uppercase();
    }
    snake.truncate(snake.trim_end_matches('_').len());
    snake
}

/// A list or an object that was sent as text.
fn decoded(value: Value) -> Value {
    match &value {
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => match parsed(text) {
            Some(Value::Object(map)) => Value::Object(named(map)),
            Some(Value::Array(items)) => Value::Array(items),
            _ => value,
        },
        _ => value,
    }
}

fn parsed(text: &str) -> Option<Value> {
    let text = text.trim();
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&tidied(text))).ok()
}

/// The text without what models put around and into JSON: code fences, an empty object before the right one, commas before a
/// bracket, single quotes, raw line ends, and Python's words.
fn tidied(text: &str) -> String {
    let fenced = text.strip_prefix("```").and_then(|text| text.strip_suffix("```"));
    let text = fenced.map_or(text, |text| text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim());
    let text = text.strip_prefix("{}").unwrap_or(text);
    let mut tidy = String::with_capacity(text.len() + 16);
    let mut quote = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (quote, c) {
            (Some(_), '\\') => match rest.next() {
                Some('\'') => tidy.push('\''),
                escaped => tidy.extend(core::iter::once(c).chain(escaped)),
            },
            (Some(open), c) if c == open => {
                quote = None;
                tidy.push('"');
            }
            (Some(_), '"') => tidy.push_str("\\\""),
            (Some(_), c) => tidy.push(if c.is_control() { ' ' } else { c }),
            (None, '"' | '\'') => {
                quote = Some(c);
                tidy.push('"');
            }
            (None, c) => {
                if matches!(c, '}' | ']') {
                    tidy.truncate(tidy.trim_end().trim_end_matches(',').len());
                }
                tidy.push(c);
                if let Some((python, json)) = PYTHON.iter().find(|(python, _)| tidy.ends_with(python)) {
                    tidy.truncate(tidy.len() - python.len());
                    tidy.push_str(json);
                }
            }
        }
    }
    tidy
}

#[cfg(test)]
mod tests;
