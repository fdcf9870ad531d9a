//! Which of an account's tools are an org's, and which an assistant has already.

use serde_json::{Map, Value};

use crate::voice::vapi::toolset::TRANSFER;

/// What an account has that matters here.
pub(super) struct Belongings {
    /// All tools, newest first.
    pub(super) tools: Vec<Value>,
    /// The assistant.
    pub(super) assistant: Value,
}

/// The text at a JSON pointer.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// What the model calls a tool.
pub(super) fn name(tool: &Value) -> &str {
    let named = [text(tool, "/function/name"), text(tool, "/name")];
    if text(tool, "/type") == TRANSFER {
        TRANSFER
    } else {
        named.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

pub(super) fn id(resource: &Value) -> &str {
    text(resource, "/id")
}

fn is_same_kind(tool: &Value, wanted: &Value) -> bool {
    text(tool, "/type") == text(wanted, "/type") && name(tool) == name(wanted)
}

/// Whether a tool is one that was made for this org: its name alone says nothing, for orgs may share an account. A transfer without
/// destinations has no server of its own; it asks that of the assistant, so it is anybody's.
fn is_ours(tool: &Value, wanted: &Value) -> bool {
    let is_free = tool.get("destinations").and_then(Value::as_array).is_none_or(Vec::is_empty);
    is_same_kind(tool, wanted)
        && if name(wanted) == TRANSFER { is_free } else { text(tool, "/server/url") == text(wanted, "/server/url") }
}

impl Belongings {
    /// The ids of the tools that the assistant has. A reference may be to a version.
    fn attached(&self) -> Vec<&str> {
        let list = |pointer| self.assistant.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
        let pinned = list("/model/toolRefs").map(|reference| text(reference, "/toolId"));
        list("/model/toolIds").filter_map(Value::as_str).chain(pinned).collect()
    }

    /// The org's tool for what is wanted: the one that the assistant has, else the oldest.
    pub(super) fn own(&self, wanted: &Value) -> Option<&Value> {
        let attached = self.attached();
        let mut ours = self.tools.iter().rev().filter(|tool| is_ours(tool, wanted));
        let own = ours.clone().find(|tool| attached.contains(&id(tool)));
        // Nothing tells whose a transfer is that no assistant has: one that is shared could one day lead to another clinic's staff.
        own.or_else(|| ours.next().filter(|_| name(wanted) != TRANSFER))
    }

    /// The tools that the assistant has already under the name of what is wanted and that are not the org's: their ids, or `model.tools`.
    pub(super) fn others(&self, wanted: &Value) -> Vec<&str> {
        let attached = self.attached();
        let listed = self.tools.iter().filter(|tool| attached.contains(&id(tool)));
        let others = listed.filter(|tool| name(tool) == name(wanted) && !is_ours(tool, wanted)).map(id);
        let inline = self.assistant.pointer("/model/tools").and_then(Value::as_array).into_iter().flatten();
        others.chain(inline.filter(|tool| name(tool) == name(wanted)).map(|_| "model.tools")).collect()
    }

    /// The assistant's `toolIds` with `ids`, and without further tools of ours by the same names, such as two runs at once leave: no model
    /// takes two tools of one name.
    pub(super) fn with(&self, ids: &[Value], wanted: &[Value]) -> Map<String, Value> {
        let is_surplus = |known: &str| {
            let tool = self.tools.iter().find(|tool| id(tool) == known);
            !ids.iter().any(|id| id.as_str() == Some(known))
                && tool.is_some_and(|tool| wanted.iter().any(|wanted| is_ours(tool, wanted)))
        };
        let known = self.assistant.pointer("/model/toolIds").and_then(Value::as_array).into_iter().flatten();
        let kept = known.filter(|known| known.as_str().is_none_or(|known| !is_surplus(known)));
        let attached = self.attached();
        let added = ids.iter().filter(|id| id.as_str().is_none_or(|id| !attached.contains(&id)));
        let all: Vec<Value> = kept.chain(added).cloned().collect();
        Map::from_iter([("toolIds".to_owned(), Value::Array(all))])
    }
}
