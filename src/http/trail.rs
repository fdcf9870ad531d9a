//! The line in the audit trail that every change by an admin leaves, with the names of the fields that changed and none of their values.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Error, auth::Editor};
use crate::{
    context::RequestContext,
    domain::{id::OrgId, principal::Principal},
    ports::{Database, Ports, Statement},
    store::audit::{self, Action, Actor, AuditEntry, Audited},
};

/// Somebody who changes things of an org through the API.
pub(crate) struct Author<'a> {
    pub(crate) org_id: OrgId,
    pub(crate) principal: Option<&'a Principal>,
}

impl<'a> From<&'a Editor> for Author<'a> {
    fn from(editor: &'a Editor) -> Self {
        Self { org_id: editor.org_id, principal: editor.principal.as_ref() }
    }
}

/// The database for one change, which leaves a line if it changes anything. `detail` is an object.
pub(crate) fn audited<'a>(
    ports: &'a Ports,
    context: &RequestContext,
    author: &Author<'_>,
    action: Action,
    detail: Value,
) -> Result<Audited<'a>, Error> {
    audited_over(ports.database.as_ref(), ports, context, author, (action, detail))
}

/// The same over another database, such as one that does more in the same batch.
pub(crate) fn audited_over<'a>(
    database: &'a dyn Database,
    ports: &Ports,
    context: &RequestContext,
    author: &Author<'_>,
    (action, detail): (Action, Value),
) -> Result<Audited<'a>, Error> {
    let id = ports.new_id()?.to_string();
    let entry = entry(&id, context, author, action, detail);
    Ok(Audited::new(database, audit::record_if_changed(author.org_id, &entry)))
}

/// The line of something that was done whether or not it changed a row.
pub(crate) fn recorded(
    ports: &Ports,
    context: &RequestContext,
    author: &Author<'_>,
    action: Action,
    detail: Value,
) -> Result<Statement, Error> {
    let id = ports.new_id()?.to_string();
    Ok(audit::record(author.org_id, &entry(&id, context, author, action, detail)))
}

/// What several orgs' lines about one request have in common.
pub(crate) fn shared<'a>(context: &RequestContext, principal: Option<&'a Principal>, action: Action) -> AuditEntry<'a> {
    AuditEntry { id: "", at: context.now, actor: Actor::Admin, principal, action, detail: Value::Null }
}

/// The line.
pub(crate) fn entry<'a>(
    id: &'a str,
    context: &RequestContext,
    author: &Author<'a>,
    action: Action,
    detail: Value,
) -> AuditEntry<'a> {
    AuditEntry { id, at: context.now, actor: Actor::Admin, principal: author.principal, action, detail }
}

/// The names of the members in which two documents differ; all of `after` where there was none before.
pub(crate) fn changed_fields<T: Serialize>(before: Option<&T>, after: &T) -> Vec<String> {
    let (before, after) = (before.map(members).unwrap_or_default(), members(after));
    let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| before.get(name) != after.get(name));
    names
}

fn members<T: Serialize>(document: &T) -> Map<String, Value> {
    match serde_json::to_value(document) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_that_differ_are_named_and_no_others() {
        let (before, after) = (json!({"a": 1, "b": {"c": 2}, "d": 3}), json!({"a": 1, "b": {"c": 4}, "e": 5}));
        assert_eq!(changed_fields(Some(&before), &after), ["b", "d", "e"]);
        assert_eq!(changed_fields(None, &after), ["a", "b", "e"]);
        assert_eq!(changed_fields(Some(&after), &after), [""; 0]);
    }
}
