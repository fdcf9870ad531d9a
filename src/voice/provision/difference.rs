//! What has to be written to a resource of a platform so that it says what is wanted, and says everything else as before.

use serde_json::{Map, Value};

/// Replaced as a whole: what is no longer in a schema must go, and so must the extension of a number that no longer has one.
const WHOLE: [&str; 2] = ["parameters", "fallbackDestination"];

/// The top-level fields to write, each as a whole since platforms replace them so, and the paths of what differs. Values are not told.
pub(crate) fn difference(before: &Value, wanted: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let (mut patch, mut changes) = (Map::new(), Vec::new());
    for (field, wanted) in wanted {
        let known = changes.len();
        let merged = overlaid(before.get(field), wanted, field, &mut changes);
        if changes.len() > known {
            patch.insert(field.clone(), merged);
        }
    }
    (patch, changes)
}

/// `wanted` laid over what is there: members of objects that it does not name stay.
fn overlaid(before: Option<&Value>, wanted: &Value, path: &str, changes: &mut Vec<String>) -> Value {
    match (before, wanted) {
        (Some(before), wanted) if before == wanted => before.clone(),
        (Some(Value::Object(before)), Value::Object(wanted)) if !WHOLE.iter().any(|whole| path.ends_with(whole)) => {
            let mut merged = before.clone();
            for (field, wanted) in wanted {
                let value = overlaid(before.get(field), wanted, &format!("{path}.{field}"), changes);
                merged.insert(field.clone(), value);
            }
            Value::Object(merged)
        }
        _ => {
            changes.push(path.to_owned());
            wanted.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_wanted_otherwise_stays() {
        let before = json!({"model": {"provider": "openai", "later": {"a": 1}, "toolIds": ["x"]}, "name": "Desk"});
        let wanted = json!({"model": {"toolIds": ["x", "y"]}, "serverMessages": ["hang"]});
        let (patch, changes) = difference(&before, wanted.as_object().unwrap());
        let model = json!({"provider": "openai", "later": {"a": 1}, "toolIds": ["x", "y"]});
        assert_eq!(Value::Object(patch), json!({"model": model, "serverMessages": ["hang"]}));
        assert_eq!(changes, ["model.toolIds", "serverMessages"]);
    }

    #[test]
    fn a_schema_loses_what_is_no_longer_in_it() {
        let before = json!({"function": {"strict": true, "parameters": {"properties": {"old": {}}}}});
        let wanted = json!({"function": {"parameters": {"properties": {"new": {}}}}});
        let (patch, changes) = difference(&before, wanted.as_object().unwrap());
        let function = json!({"strict": true, "parameters": {"properties": {"new": {}}}});
        assert_eq!((patch.get("function"), changes.join(" ")), (Some(&function), "function.parameters".to_owned()));
    }

    #[test]
    fn what_was_written_differs_no_more() {
        let wanted = json!({"server": {"url": "u", "headers": {"X": "y"}}, "list": [1]});
        for before in [json!({}), json!({"server": {"url": "v", "more": 1}, "list": []}), wanted.clone()] {
            let (patch, _) = difference(&before, wanted.as_object().unwrap());
            let mut after = before.as_object().unwrap().clone();
            after.extend(patch);
            let again = difference(&Value::Object(after), wanted.as_object().unwrap());
            assert_eq!(again, (Map::new(), Vec::new()));
        }
    }
}
