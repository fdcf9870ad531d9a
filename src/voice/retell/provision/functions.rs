//! Which of an agent's tools are an org's, and what they become.

use serde_json::{Map, Value};

use crate::voice::{
    provision::{CREATED, Done, UNCHANGED, UPDATED, difference},
    retell::toolset::TRANSFER_NUMBER,
};

const TRANSFER: &str = "transfer_call";
/// What an org may set otherwise, in its own language: once it is there it stays.
const THEIRS: [&str; 6] = [
    "speak_during_execution",
    "speak_after_execution",
    "execution_message_type",
    "execution_message_description",
    "timeout_ms",
    "max_retry",
];

/// The tools of an agent.
pub(super) struct Functions<'a> {
    general: &'a [Value],
    /// Those of single states, which stand beside the general ones.
    of_states: Vec<&'a Value>,
    /// Where Retell's addresses are here, without an org.
    base: &'a str,
}

/// The general tools as they are to be.
pub(super) struct Merged {
    pub(super) tools: Vec<Value>,
    /// What is done with each, with the paths of what differs.
    pub(super) steps: Vec<(String, Done, Vec<String>)>,
    pub(super) notes: Vec<String>,
    /// Whether one of ours stood there twice.
    has_surplus: bool,
}

/// The text at a JSON pointer.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn is_transfer(tool: &Value) -> bool {
    text(tool, "/type") == TRANSFER
}

impl Merged {
    pub(super) fn is_changed(&self) -> bool {
        self.has_surplus || self.steps.iter().any(|(_, done, _)| *done != UNCHANGED)
    }
}

impl<'a> Functions<'a> {
    pub(super) fn of(llm: &'a Value, base: &'a str) -> Self {
        let of_states = list(llm, "/states").iter().flat_map(|state| list(state, "/tools")).collect();
        Self { general: list(llm, "/general_tools"), of_states, base }
    }

    /// The tools with what is wanted. An agent takes no two tools of one name, and which of them it is to use is not ours to say.
    ///
    /// # Errors
    /// A tool of somebody else's stands under the name of one of ours.
    pub(super) fn with(&self, wanted: &[Value]) -> Result<Merged, String> {
        let mut merged =
            Merged { tools: self.general.to_vec(), steps: Vec::new(), notes: Vec::new(), has_surplus: false };
        for wanted in wanted {
            if is_transfer(wanted) && self.transfers_otherwise() {
                merged.notes.push("The agent transfers calls by a tool of its own, which was left.".into());
                continue;
            }
            self.refuse_collision(wanted)?;
            self.merge(&mut merged, wanted);
        }
        Ok(merged)
    }

    fn transfers_otherwise(&self) -> bool {
        let all = self.general.iter().chain(self.of_states.iter().copied());
        all.into_iter().any(|tool| is_transfer(tool) && text(tool, "/transfer_destination/number") != TRANSFER_NUMBER)
    }

    fn refuse_collision(&self, wanted: &Value) -> Result<(), String> {
        let name = text(wanted, "/name");
        let general = self.general.iter().filter(|tool| !self.is_ours(tool, wanted));
        if general.chain(self.of_states.iter().copied()).any(|tool| text(tool, "/name") == name) {
            return Err(format!(
                "The agent already has another tool named {name}, which does not send to this org's address or belongs to one state alone. \
                 Take it off the agent at Retell, and run this again. Nothing was changed."
            ));
        }
        Ok(())
    }

    /// Whether a tool is one that was made for this org, or one at the address of the whole deployment: its name alone says nothing.
    fn is_ours(&self, tool: &Value, wanted: &Value) -> bool {
        let is_same = text(tool, "/name") == text(wanted, "/name") && text(tool, "/type") == text(wanted, "/type");
        let url = text(tool, "/url");
        let at_deployment =
            url.strip_prefix(self.base).is_some_and(|rest| rest == "/tools" || rest.starts_with("/tools/"));
        is_same && (is_transfer(tool) || url == text(wanted, "/url") || at_deployment)
    }

    fn merge(&self, merged: &mut Merged, wanted: &Value) {
        let name = text(wanted, "/name").to_owned();
        let mut ours = merged.tools.iter().enumerate().filter(|(_, tool)| self.is_ours(tool, wanted));
        let Some((first, before)) = ours.next() else {
            merged.tools.push(wanted.clone());
            merged.steps.push((name, CREATED, Vec::new()));
            return;
        };
        let surplus: Vec<usize> = ours.map(|(at, _)| at).collect();
        let (tool, changes) = changed(before, wanted);
        if let Some(place) = merged.tools.get_mut(first) {
            *place = tool;
        }
        merged.has_surplus |= !surplus.is_empty();
        for at in surplus.into_iter().rev() {
            merged.tools.remove(at);
        }
        merged.steps.push((name, if changes.is_empty() { UNCHANGED } else { UPDATED }, changes));
    }
}

/// A tool as it is to be, and the paths of what differs.
fn changed(before: &Value, wanted: &Value) -> (Value, Vec<String>) {
    let mut fields = wanted.as_object().cloned().unwrap_or_default();
    fields.retain(|field, _| !THEIRS.contains(&field.as_str()) || before.get(field).is_none());
    let mut base = before.as_object().cloned().unwrap_or_default();
    // What goes with one kind of transfer is not taken of another.
    if text(before, "/transfer_option/type") != text(wanted, "/transfer_option/type") {
        base.remove("transfer_option");
    }
    let (patch, changes): (Map<String, Value>, Vec<String>) = difference(&Value::Object(base.clone()), &fields);
    base.extend(patch);
    (Value::Object(base), changes)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "https://desk.example/api/retell";

    fn custom(name: &str, url: &str) -> Value {
        json!({"type": "custom", "name": name, "url": url, "max_retry": 2})
    }

    #[test]
    fn what_is_there_keeps_its_place_and_its_own() {
        let theirs = json!({"type": "end_call", "name": "end_call"});
        let old = json!({"type": "custom", "name": "a", "url": format!("{BASE}/tools/a"), "max_retry": 0, "headers": {"x": "y"}});
        let llm = json!({"general_tools": [old, theirs]});
        let merged = Functions::of(&llm, BASE).with(&[custom("a", "u/a"), custom("b", "u/b")]).unwrap();
        let a = json!({"type": "custom", "name": "a", "url": "u/a", "max_retry": 0, "headers": {"x": "y"}});
        assert_eq!(merged.tools, [a, theirs, custom("b", "u/b")]);
        assert_eq!(merged.steps[0], ("a".into(), UPDATED, vec!["url".to_owned()]));
        let again = json!({"general_tools": merged.tools});
        assert!(!Functions::of(&again, BASE).with(&[custom("a", "u/a"), custom("b", "u/b")]).unwrap().is_changed());
    }

    #[test]
    fn a_name_that_is_taken_stops_everything() {
        for llm in [
            json!({"general_tools": [custom("a", "https://else.example")]}),
            json!({"general_tools": [{"type": "code", "name": "a"}]}),
            json!({"states": [{"name": "s", "tools": [custom("a", "u/a")]}]}),
        ] {
            assert!(Functions::of(&llm, BASE).with(&[custom("a", "u/a")]).is_err(), "{llm}");
        }
    }

    #[test]
    fn of_twins_one_stays() {
        let llm = json!({"general_tools": [custom("a", "u/a"), custom("x", "u/x"), custom("a", "u/a")]});
        let merged = Functions::of(&llm, BASE).with(&[custom("a", "u/a")]).unwrap();
        assert!(merged.is_changed());
        assert_eq!(merged.tools, [custom("a", "u/a"), custom("x", "u/x")]);
    }

    #[test]
    fn another_kind_of_transfer_takes_nothing_over() {
        let tool = |option: Value| {
            json!({"type": TRANSFER, "name": "hand_over", "transfer_destination": {"type": "predefined", "number": TRANSFER_NUMBER},
                "transfer_option": option})
        };
        let llm = json!({"general_tools": [tool(json!({"type": "cold_transfer", "cold_transfer_mode": "sip_refer"}))]});
        let same = Functions::of(&llm, BASE).with(&[tool(json!({"type": "cold_transfer"}))]).unwrap();
        assert!(!same.is_changed());
        let warm = Functions::of(&llm, BASE).with(&[tool(json!({"type": "warm_transfer"}))]).unwrap();
        assert_eq!(warm.tools[0]["transfer_option"], json!({"type": "warm_transfer"}));
        let own = json!({"general_tools": [{"type": TRANSFER, "name": "t", "transfer_destination": {"number": "+15550199"}}]});
        let left = Functions::of(&own, BASE).with(&[tool(json!({"type": "cold_transfer"}))]).unwrap();
        assert!(!left.is_changed() && left.notes.len() == 1);
    }
}
