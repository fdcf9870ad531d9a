//! The arguments of a call as models send them: an object, or text that was to be one.
//!
//! What is whole and differs from JSON in punctuation alone is read. What was cut off is not: nobody knows what is missing.

mod unreadable;

use std::collections::BTreeMap;

use serde_json::{Map, Value, value::RawValue};

pub(crate) use unreadable::Unreadable;

use super::mended::with_whole_escapes;
use crate::language::sentences::ArgumentFault;

/// The arguments of a call, under names such as `start_time`, without those that are null.
pub(crate) type RawArguments = Result<Map<String, Value>, ArgumentFault<'static>>;

/// The most bytes of arguments that are read.
const LARGEST: usize = 16 * 1024;
/// No argument has so many lists and objects in one another. More would not survive the way to the clinic's object.
pub(super) const DEEPEST: usize = 32;
/// The most layers of text, lists and wrappers around the arguments.
const MOST_LAYERS: usize = 6;
/// Names under which models send all of their arguments once more.
const WRAPPERS: [&str; 10] =
    ["arguments", "args", "kwargs", "parameters", "params", "input", "tool_input", "data", "body", "payload"];
/// What Python writes, and what it means.
const PYTHON: [(&str, &str); 3] = [("None", "null"), ("True", "true"), ("False", "false")];

/// The arguments as they stand in a body. Models make no more than a few kilobytes of them. What cannot be read, such as `1e999`, is not
/// the same as nothing.
pub(crate) fn read_text(said: Option<&RawValue>) -> Result<Map<String, Value>, Unreadable> {
    let Some(text) = said.map(RawValue::get) else { return Ok(Map::new()) };
    let value = if text.len() > LARGEST { None } else { serde_json::from_str(text).ok() };
    let arguments = value.ok_or(ArgumentFault::NotJson).and_then(|value| read(Some(value)));
    arguments.map_err(|fault| Unreadable::new(fault, text))
}

/// The arguments where they are a body of their own.
pub(crate) fn read_members(members: &BTreeMap<String, Box<RawValue>>) -> Result<Map<String, Value>, Unreadable> {
    let values = members.iter().map(|(name, raw)| Some((name.clone(), serde_json::from_str(raw.get()).ok()?)));
    let values: Option<Map<String, Value>> = values.collect();
    let arguments = values.ok_or(ArgumentFault::NotJson).and_then(|values| read(Some(Value::Object(values))));
    arguments.map_err(|fault| {
        let said: Vec<String> = members.iter().map(|(name, raw)| format!("\"{name}\":{raw}")).collect();
        Unreadable::new(fault, &said.join(","))
    })
}

/// An object as it is; text is parsed, also if it was encoded twice; wrappers are taken off; nothing is an empty object.
pub(crate) fn read(said: Option<Value>) -> RawArguments {
    let mut value = said.unwrap_or_default();
    for _ in 0..MOST_LAYERS {
        value = match value {
            Value::Null => return Ok(Map::new()),
            Value::String(text) if text.trim().is_empty() => return Ok(Map::new()),
            Value::String(text) => parsed(&text).ok_or(ArgumentFault::NotJson)?,
            Value::Array(mut items) if items.len() == 1 => items.pop().unwrap_or_default(),
            Value::Object(map) => match unwrapped(named(map)) {
                (map, true) => Value::Object(map),
                (mut map, false) => {
                    map.values_mut().for_each(decode);
                    let is_flat = map.values().all(|value| is_within(value, DEEPEST));
                    return is_flat.then_some(map).ok_or(ArgumentFault::NotJson);
                }
            },
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => break,
        };
    }
    Err(ArgumentFault::NotAnObject)
}

/// Whether a value has no more than `layers` of lists and objects.
fn is_within(value: &Value, layers: usize) -> bool {
    match value {
        Value::Array(items) => layers > 0 && items.iter().all(|item| is_within(item, layers - 1)),
        Value::Object(members) => layers > 0 && members.values().all(|member| is_within(member, layers - 1)),
        _ => true,
    }
}

/// The wrapped arguments with what stands beside the wrapper, and whether there was one. A name beside it is the tool's.
fn unwrapped(mut map: Map<String, Value>) -> (Map<String, Value>, bool) {
    for wrapper in WRAPPERS {
        let Some(value) = map.get_mut(wrapper) else { continue };
        decode(value);
        if let Value::Object(inner) = value {
            let mut inner = std::mem::take(inner);
            for (name, value) in map {
                if name != wrapper && name != "name" {
                    add(&mut inner, name, value);
                }
            }
            return (inner, true);
        }
    }
    (map, false)
}

fn add(map: &mut Map<String, Value>, name: String, value: Value) {
    if !map.contains_key(&name) {
        map.insert(name, value);
    }
}

/// The members that say something, each under one spelling of its name. The name that is spelt so already goes first.
fn named(map: Map<String, Value>) -> Map<String, Value> {
    let mut named = Map::new();
    for (name, mut value) in map {
        if let Value::Object(inner) = &mut value {
            *inner = self::named(std::mem::take(inner));
        }
        let spelling = snake_case(&name);
        if spelling == name && !value.is_null() {
            named.insert(spelling, value);
        } else if !value.is_null() {
            add(&mut named, spelling, value);
        }
    }
    named
}

/// `startTime`, `Start Time` and `start-time` as `start_time`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        let is_apart = c.is_ascii() && !c.is_ascii_alphanumeric();
        if (is_apart || was_lower && c.is_ascii_uppercase()) && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        if !is_apart {
            snake.push(c.to_ascii_lowercase());
        }
        was_lower = !c.is_ascii_uppercase();
    }
    if snake.ends_with('_') {
        snake.pop();
    }
    snake
}

/// Reads a list or an object that was sent as text.
fn decode(value: &mut Value) {
    let Value::String(text) = &*value else { return };
    if !text.trim_start().starts_with(['{', '[']) {
        return;
    }
    match parsed(text) {
        Some(Value::Object(map)) => *value = Value::Object(named(map)),
        Some(list @ Value::Array(_)) => *value = list,
        _ => {}
    }
}

fn parsed(text: &str) -> Option<Value> {
    let text = with_whole_escapes(text.trim_start_matches('\u{FEFF}').trim());
    serde_json::from_str(&text).or_else(|_| serde_json::from_str(&tidied(&text))).ok()
}

/// The text without what models put around and into JSON: code fences, an empty object before the right one, commas before a
/// bracket, single quotes, raw line ends, and Python's words.
fn tidied(text: &str) -> String {
    let text = text.trim_matches('`');
    let text = text.strip_prefix("json").unwrap_or(text);
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
