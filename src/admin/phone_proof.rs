//! Proof that numbers, SIP names and ids of platforms are a clinic's: its own accounts have them, or the operator approves them.
//!
//! It is never sought while a caller waits. What an account has is recorded when somebody looks at its numbers, when it is connected, and
//! when somebody asks.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    claims::{self, TO_PROVE},
    line, orgs,
    phone_discovery::{self, Asked, AskedState, AskedVendor},
    phone_mappings::{sip_uri, vapi_id},
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{claim::Claim, country::Country, id::OrgId},
    http::{
        Error,
        auth::{Editor, Operator},
        body::{JsonBody, json as answer},
        error::Problem,
        numbers,
        trail::{Author, recorded},
    },
    integrations::{Connector, VendorNumber},
    log::{self, Level},
    ports::Statement,
    store::{
        self,
        audit::Action,
        claim_proofs::{self, Approval},
        unproven,
    },
};

/// Values of one approval.
const MOST_APPROVED: usize = 1_000;

/// What came of looking for proof.
#[derive(Serialize, ToSchema)]
pub struct ProofReport {
    /// What came of asking each vendor.
    vendors: Vec<AskedVendor>,
    /// Active numbers of the clinic of which something is still without proof.
    unproven: i64,
    /// How many of those the clinic may have.
    most_unproven: i64,
    /// What to do about them; `null` if there are none.
    to_prove: Option<&'static str>,
}

/// Looks for the clinic's numbers in its accounts at Twilio, Vapi and Retell, which proves them.
///
/// The accounts' lists are read, one account a vendor. What was proven by an account that has it no longer stays proven, and says since when
/// it is missing there.
#[utoipa::path(post, path = "/api/inbound/phone-mappings/prove", tag = "phone mappings", security(("token" = ["admin"])),
    responses((status = 200, body = ProofReport, description = "What was found"), (status = "4XX", body = Problem)))]
pub(crate) async fn prove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
) -> Result<Response, Error> {
    let asked = phone_discovery::ask_all(&app, &context, editor.org_id).await?;
    let found: usize = asked.iter().map(|asked| asked.numbers.len()).sum();
    let line = recorded(&app.ports, &context, &(&editor).into(), Action::MAPPINGS_PROVEN, json!({"found": found}))?;
    record(&app, editor.org_id, &asked, Some(line)).await?;
    let standing = store::run_one(app.ports.database.as_ref(), claims::limit(&app, editor.org_id).standing()).await?;
    let standing = unproven::found(standing)?;
    let vendors = phone_discovery::worth_naming(asked).into_iter().map(|asked| asked.vendor).collect();
    let report = ProofReport {
        vendors,
        unproven: standing.unproven,
        most_unproven: standing.allowed,
        to_prove: (standing.unproven > 0).then_some(TO_PROVE),
    };
    Ok(answer(StatusCode::OK, &report))
}

/// Records what accounts have, and what they have no longer if they were read whole, or are there no longer. With it goes `line`.
///
/// # Errors
/// When the database did not answer.
pub(super) async fn record(app: &App, org_id: OrgId, asked: &[Asked], line: Option<Statement>) -> Result<(), Error> {
    let now = app.ports.clock.now();
    let mut statements = Vec::new();
    for Asked { vendor, numbers, .. } in asked {
        let proven: Vec<Claim> = numbers.iter().flat_map(VendorNumber::proven).collect();
        if matches!(vendor.state, AskedState::Listed | AskedState::NotConnected) {
            statements.push(claim_proofs::missing_at(org_id, &vendor.service, &proven, now)?);
        }
        if !proven.is_empty() {
            statements.push(claim_proofs::found_at(org_id, &vendor.service, &proven, now)?);
        }
    }
    statements.extend(line);
    store::run(app.ports.database.as_ref(), statements).await?;
    Ok(())
}

/// Looks behind the answer for what an account proves that was just connected.
pub(super) fn seek_behind(app: &Arc<App>, context: &RequestContext, org_id: OrgId, connector: &Arc<dyn Connector>) {
    let (app, later, connector) = (Arc::clone(app), context.clone(), Arc::clone(connector));
    context.background.spawn(Box::pin(async move {
        if let Err(error) = seek(&app, &later, org_id, connector.as_ref()).await {
            let (org_id, (_, _, detail)) = (org_id.to_string(), error.told());
            let fields = [("org_id", org_id.as_str()), ("detail", detail.as_str())];
            log::write(app.ports.log.as_ref(), Level::Warn, "claims.not_looked_for", &fields);
        }
    }));
}

async fn seek(app: &App, context: &RequestContext, org_id: OrgId, connector: &dyn Connector) -> Result<(), Error> {
    let asked = phone_discovery::ask(app, context, org_id, connector).await?;
    record(app, org_id, &[asked], None).await
}

/// What the operator approves as a clinic's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalInput {
    /// The clinic.
    #[schema(value_type = String)]
    org_id: Uuid,
    /// Numbers, in any usual form.
    #[serde(default)]
    inbound_phone_numbers: Vec<String>,
    #[serde(default)]
    sip_uris: Vec<String>,
    #[serde(default)]
    vapi_phone_number_ids: Vec<String>,
    /// By what it is known, for the clinic's audit trail. At most 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    reason: String,
}

/// What was approved.
#[derive(Serialize, ToSchema)]
pub struct ApprovalReport {
    approved: usize,
}

impl ApprovalInput {
    fn claims(&self, country: Option<Country>) -> Result<Vec<Claim>, Error> {
        let entered = |text: &String| numbers::entered("inbound_phone_numbers", text, country);
        let numbers: Vec<_> = self.inbound_phone_numbers.iter().map(entered).collect::<Result<_, _>>()?;
        let sips: Vec<String> = self.sip_uris.iter().map(|text| sip_uri(text)).collect::<Result<_, _>>()?;
        let ids: Vec<String> = self.vapi_phone_number_ids.iter().map(|text| vapi_id(text)).collect::<Result<_, _>>()?;
        let numbers = numbers.iter().flat_map(|number| Claim::all(Some(number.as_str()), None, None));
        let sips = sips.iter().flat_map(|uri| Claim::all(None, Some(uri), None));
        let ids = ids.iter().flat_map(|id| Claim::all(None, None, Some(id)));
        let claims: Vec<Claim> = numbers.chain(sips).chain(ids).collect();
        if claims.is_empty() || claims.len() > MOST_APPROVED {
            let detail = format!("Name 1 to {MOST_APPROVED} numbers, SIP addresses or ids that are the clinic's.");
            return Err(Error::invalid("inbound_phone_numbers", detail));
        }
        Ok(claims)
    }
}

/// Approves numbers, SIP addresses and ids of platforms as a clinic's own, mapped or not. Only the platform's operator can.
///
/// What another clinic has mapped stays there; with this proof the clinic that wants it is heard first.
#[utoipa::path(post, path = "/api/admin/phone-mappings/approve", tag = "operations", security(("token" = ["platform"])),
    request_body(content = ApprovalInput, example = json!({"org_id": "d5bc3d69-996a-445b-a234-494040dff620",
        "inbound_phone_numbers": ["+1-555-0100"], "reason": "Their carrier's bill names it."})),
    responses((status = 200, body = ApprovalReport, description = "They are proven"), (status = "4XX", body = Problem)))]
pub(crate) async fn approve(
    State(app): State<Arc<App>>,
    context: RequestContext,
    operator: Operator,
    JsonBody(input): JsonBody<ApprovalInput>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, OrgId::new(input.org_id)).await?;
    let claims = input.claims(org.country)?;
    let reason = line("reason", &input.reason, LONGEST_REASON)?;
    let by = operator.subject();
    let approval = Approval { by: by.as_deref(), reason: Some(&reason), now: app.ports.clock.now() };
    let author = Author { org_id: org.id, principal: operator.principal.as_ref() };
    let detail = json!({"approved": claims.len(), "reason": reason});
    let line = recorded(&app.ports, &context, &author, Action::MAPPINGS_APPROVED, detail)?;
    let approved = claim_proofs::approve(org.id, &claims, &approval)?;
    store::run(app.ports.database.as_ref(), vec![approved, line]).await?;
    Ok(answer(StatusCode::OK, &ApprovalReport { approved: claims.len() }))
}

/// Characters of a reason.
pub(super) const LONGEST_REASON: usize = 300;
