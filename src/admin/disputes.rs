//! What two clinics want, for the operator to decide. Nobody else learns who the other one is.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{line, phone_proof::LONGEST_REASON, utc, uuid};
use crate::{
    app::App,
    context::RequestContext,
    domain::{claim::Identifier, id::OrgId, route::RouteKey},
    http::{
        Error,
        auth::Operator,
        body::{JsonBody, json as answer},
        error::Problem,
        page::{Page, Paging, Window},
        query::{Query, Segment},
        trail,
    },
    ports::{DatabaseError, Statement},
    store::{
        StoreError,
        audit::{self, Action},
        claim_disputes::{self, Decision, Dispute, DisputeProof},
        claim_proofs::Approval,
    },
};

/// How much a dispute asks for attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeUrgency {
    /// Who wants it has proof, and who has it has none.
    Pressing,
    Normal,
    /// Who has it has proof, and who wants it has none.
    Quiet,
}

/// One of the two clinics.
#[derive(Serialize, ToSchema)]
pub struct DisputeSide {
    org_id: String,
    clinic_name: String,
    /// The vendor whose account has it, or `operator`; `null` without proof.
    how: Option<String>,
    /// RFC 3339, UTC.
    proven_at: Option<String>,
    /// RFC 3339, UTC: since when the vendor's account is known to have it no longer.
    missing_since: Option<String>,
    /// RFC 3339, UTC: since when it has it, or wants it. `null` if it has it no longer.
    since: Option<String>,
}

impl DisputeSide {
    fn new(org_id: OrgId, clinic_name: String, proof: Option<DisputeProof>, since: Option<String>) -> Self {
        Self {
            org_id: org_id.to_string(),
            clinic_name,
            proven_at: proof.as_ref().map(|proof| utc(proof.proven_at)),
            missing_since: proof.as_ref().and_then(|proof| proof.missing_since).map(utc),
            how: proof.map(|proof| proof.how),
            since,
        }
    }
}

/// Something that two clinics want.
#[derive(Serialize, ToSchema)]
pub struct DisputeView {
    id: String,
    kind: Identifier,
    #[schema(example = "+15550100")]
    value: String,
    urgency: DisputeUrgency,
    /// `request` if an admin asked for it, `call` if a call showed it.
    source: String,
    /// `open`, `kept`, `moved`, `dismissed`, or `ended` if its holder gave it up.
    status: String,
    holder: DisputeSide,
    claimant: DisputeSide,
    /// How often it was seen, counted at most once a minute.
    seen: i64,
    /// RFC 3339, UTC.
    last_seen_at: String,
    /// RFC 3339, UTC.
    resolved_at: Option<String>,
    /// The `sub` of the operator who decided.
    resolved_by: Option<String>,
    reason: Option<String>,
}

impl From<Dispute> for DisputeView {
    fn from(dispute: Dispute) -> Self {
        let urgency = urgency(&dispute);
        let (held, wanted) = (dispute.held_since.map(utc), Some(utc(dispute.first_seen_at)));
        Self {
            id: dispute.id,
            kind: dispute.kind,
            value: dispute.value,
            urgency,
            source: dispute.source,
            status: dispute.status,
            holder: DisputeSide::new(dispute.holder_id, dispute.holder_name, dispute.holder_proof, held),
            claimant: DisputeSide::new(dispute.org_id, dispute.org_name, dispute.proof, wanted),
            seen: dispute.seen,
            last_seen_at: utc(dispute.last_seen_at),
            resolved_at: dispute.resolved_at.map(utc),
            resolved_by: dispute.resolved_by,
            reason: dispute.reason,
        }
    }
}

fn urgency(dispute: &Dispute) -> DisputeUrgency {
    match dispute.rank {
        0 => DisputeUrgency::Pressing,
        1 => DisputeUrgency::Normal,
        _ => DisputeUrgency::Quiet,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisputesQuery {
    limit: Option<String>,
    cursor: Option<String>,
    open: Option<String>,
}

/// Lists what two clinics want, with what each has for proof. Only the platform's operator can.
#[utoipa::path(get, path = "/api/admin/disputes", tag = "operations", security(("token" = ["platform"])),
    params(Paging, ("open" = Option<bool>, Query, description = "Those to decide, as without it; `false` lists those that are over")),
    responses((status = 200, body = Page<DisputeView>, description = "The most pressing first"), (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Operator,
    Query(query): Query<DisputesQuery>,
) -> Result<Response, Error> {
    let window = Window::<(i64, String)>::by(query.limit.as_deref(), query.cursor.as_deref())?;
    let is_open = match query.open.as_deref() {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(Error::invalid("open", "This is true or false.")),
    };
    let after = window.after.clone();
    let rows = claim_disputes::list(app.ports.database.as_ref(), is_open, after, window.rows()).await?;
    let position = |dispute: &Dispute| (dispute.rank, dispute.id.clone());
    Ok(answer(StatusCode::OK, &window.page(rows, position, DisputeView::from)))
}

/// What the operator decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    /// `keep` if it stays with who has it, `move` if who wants it gets it, `dismiss` if there is nothing to decide.
    decision: DecisionWord,
    /// Why, for whoever looks at the list later; neither clinic reads it. At most 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    reason: String,
}

/// A decision.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionWord {
    Keep,
    Move,
    Dismiss,
}

impl From<DecisionWord> for Decision {
    fn from(word: DecisionWord) -> Self {
        match word {
            DecisionWord::Keep => Self::Keep,
            DecisionWord::Move => Self::Move,
            DecisionWord::Dismiss => Self::Dismiss,
        }
    }
}

const DECIDED: Error = Error::Conflict {
    code: "already_decided",
    field: "",
    detail: "This was decided, or its holder gave it up. GET /api/admin/disputes?open=false shows what became of it.",
};
const IN_THE_WAY: Error = Error::Conflict {
    code: "cannot_be_moved",
    field: "decision",
    detail: "The clinic that wants it has a mapping that does not go with it, such as one with an id that somebody else has by now. Change that \
             mapping first; nothing was moved.",
};

/// Decides a dispute: it stays, it moves, or it was none. Only the platform's operator can.
///
/// A move takes it from one clinic, gives it to the other and approves it as theirs, all at once or not at all. Both clinics' audit trails
/// have a line that names neither.
#[utoipa::path(post, path = "/api/admin/disputes/{id}/resolve", tag = "operations", security(("token" = ["platform"])),
    params(("id" = String, Path)),
    request_body(content = DecisionInput, example = json!({"decision": "keep", "reason": "Their carrier confirms it."})),
    responses((status = 200, body = DisputeView, description = "As it was decided"), (status = "4XX", body = Problem)))]
pub(crate) async fn resolve(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    Segment(id): Segment,
    JsonBody(input): JsonBody<DecisionInput>,
) -> Result<Response, Error> {
    let id = uuid("id", &id)?;
    let reason = line("reason", &input.reason, LONGEST_REASON)?;
    let dispute = found(&app, &id).await?;
    let decision = Decision::from(input.decision);
    let by = operator.subject();
    let approval = Approval { by: by.as_deref(), reason: Some(&reason), now: app.ports.clock.now() };
    let lines = lines(&app, &context, &operator, (&dispute, decision))?;
    let new_id = app.ports.new_id()?.to_string();
    let database = app.ports.database.as_ref();
    claim_disputes::decide(database, &dispute, (decision, &new_id), &approval, lines).await.map_err(refused)?;
    if decision == Decision::Move {
        let keys: Vec<RouteKey> = RouteKey::of_claim(dispute.kind, &dispute.value).into_iter().collect();
        app.changed(&context, dispute.holder_id, keys.clone());
        app.changed(&context, dispute.org_id, keys);
    }
    Ok(answer(StatusCode::OK, &DisputeView::from(found(&app, &id).await?)))
}

async fn found(app: &App, id: &str) -> Result<Dispute, Error> {
    let found = claim_disputes::find(app.ports.database.as_ref(), id).await?;
    found.ok_or(Error::NotFound("There is no such dispute."))
}

fn refused(error: StoreError) -> Error {
    if claim_disputes::is_decided(&error) {
        return DECIDED;
    }
    match error {
        StoreError::Database(DatabaseError::Unique(_) | DatabaseError::Constraint(_)) => IN_THE_WAY,
        error => error.into(),
    }
}

/// A line for each of the two.
fn lines(
    app: &App,
    context: &RequestContext,
    operator: &Operator,
    (dispute, decision): (&Dispute, Decision),
) -> Result<Statement, Error> {
    let detail = claim_disputes::detail(dispute, decision);
    let mut lines = Vec::new();
    for org_id in [dispute.holder_id, dispute.org_id] {
        lines.push(json!({"id": app.ports.new_id()?.to_string(), "org_id": org_id, "detail": detail}));
    }
    let alike = trail::shared(context, operator.principal.as_ref(), Action::DISPUTE_DECIDED);
    Ok(audit::record_each(&json!(lines).to_string(), &alike))
}
