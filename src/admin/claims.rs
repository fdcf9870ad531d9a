//! What an org says is its own: by what it is proven, how much may be without proof, and who else wants it.

use serde::Serialize;
use utoipa::ToSchema;

use super::{phone_mappings::MappingView, utc};
use crate::{
    app::App,
    domain::{
        claim::{Claim, Identifier},
        id::OrgId,
    },
    http::{Error, auth::Editor},
    store::{
        self, Batch, StoreError, Surrounded,
        claim_disputes::{self, DisputeSource, WantedClaim, WantedMapping},
        claim_proofs::{self, Approval, ClaimOfOrg, Proof},
        mappings::{Mapping, NewMapping},
        unproven::UnprovenLimit,
    },
};

/// The answer to whoever has too many already.
pub(super) const TOO_MANY_UNPROVEN: Error = Error::Conflict {
    code: "too_many_unproven",
    field: "inbound_phone_number",
    detail: "The clinic has as many numbers without proof as it may have. Connect the Twilio, Vapi or Retell account that has this one, and \
             send POST /api/inbound/phone-mappings/prove; or ask the platform's operator to approve it. Then add it again.",
};

pub(super) const TO_PROVE: &str = "Connect the Twilio, Vapi or Retell account that has this, and have it looked for. If it is at none of them, ask the \
                                   platform's operator to approve it.";

/// How a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProofState {
    Proven,
    Unproven,
}

/// By what a part of a mapping is proven.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProofView {
    /// `inbound_phone_number`, `sip_uri` or `vapi_phone_number_id`.
    field: &'static str,
    state: ProofState,
    /// The vendor whose account has it, or `operator`.
    #[schema(example = "twilio")]
    how: Option<String>,
    /// RFC 3339, UTC.
    proven_at: Option<String>,
    /// RFC 3339, UTC: since when the vendor's account is known to have it no longer.
    missing_since: Option<String>,
}

impl ProofView {
    fn of(claim: &Claim, proofs: &[Proof]) -> Self {
        let proof = proofs.iter().find(|proof| proof.kind == claim.kind && proof.value == claim.value);
        Self {
            field: claim.kind.field(),
            state: if proof.is_some() { ProofState::Proven } else { ProofState::Unproven },
            how: proof.map(|proof| proof.how.clone()),
            proven_at: proof.map(|proof| utc(proof.proven_at)),
            missing_since: proof.and_then(|proof| proof.missing_since).map(utc),
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        self.state == ProofState::Proven
    }
}

/// The org's own mappings with what is known of them.
pub(super) async fn shown(app: &App, org_id: OrgId, mappings: Vec<Mapping>) -> Result<Vec<MappingView>, Error> {
    let claims: Vec<Claim> = mappings.iter().flat_map(Mapping::claims).collect();
    let mut batch = Batch::default();
    let proofs = batch.add(claim_proofs::among(org_id, &claims)?);
    let disputed = batch.add(claim_disputes::of_holder(org_id, &claims)?);
    let mut results = batch.run(app.ports.database.as_ref()).await?;
    let proofs = claim_proofs::all(results.take(proofs))?;
    let disputed = claim_disputes::claims(results.take(disputed))?;
    let view = |mapping: Mapping| {
        let claims = mapping.claims();
        let is_disputed = mapping.is_active && claims.iter().any(|claim| disputed.contains(claim));
        let proofs = claims.iter().map(|claim| ProofView::of(claim, &proofs)).collect();
        MappingView::new(mapping, proofs, is_disputed)
    };
    Ok(mappings.into_iter().map(view).collect())
}

/// Whoever says that something is an org's own: an admin, within the limit of what need not be proven, or the operator, who approves it.
pub(super) struct Claiming<'a> {
    app: &'a App,
    org_id: OrgId,
    by: Option<&'a str>,
    is_operator: bool,
}

impl<'a> Claiming<'a> {
    pub(super) fn of(app: &'a App, editor: &'a Editor) -> Self {
        let by = editor.principal.as_ref().map(|principal| principal.id.as_ref());
        Self { app, org_id: editor.org_id, by, is_operator: editor.operator }
    }

    /// The database for changes of mappings with these values.
    pub(super) fn around(&self, claims: &[Claim]) -> Result<Surrounded<'a>, StoreError> {
        let database = self.app.ports.database.as_ref();
        if self.is_operator {
            let approval = Approval { by: self.by, reason: None, now: self.app.ports.clock.now() };
            let of_org = |claim: &Claim| ClaimOfOrg { org_id: self.org_id, claim: claim.clone() };
            let claims: Vec<ClaimOfOrg> = claims.iter().map(of_org).collect();
            let after = vec![claim_proofs::approve_mapped(&claims, &approval)?];
            return Ok(Surrounded { database, before: Vec::new(), after });
        }
        let limit = limit(self.app, self.org_id);
        Ok(Surrounded { database, before: vec![limit.begin()], after: vec![limit.end()] })
    }

    /// Tells the operator that an admin wants what other orgs have. The operator knows of what they want themselves.
    pub(super) async fn dispute(&self, mappings: &[&NewMapping]) -> Result<(), Error> {
        if self.is_operator {
            return Ok(());
        }
        note(self.app, self.org_id, mappings).await
    }
}

/// Notes which of these other orgs have.
pub(super) async fn note(app: &App, org_id: OrgId, mappings: &[&NewMapping]) -> Result<(), Error> {
    let wanted: Vec<(Vec<Claim>, WantedMapping)> =
        mappings.iter().map(|mapping| (mapping.claims(), wanted(mapping))).collect();
    let pairs = wanted.iter().flat_map(|(claims, wanted)| claims.iter().map(move |claim| (claim, wanted)));
    let mut noted = Vec::new();
    for (claim, wanted) in pairs {
        noted.push(WantedClaim { id: app.ports.new_id()?.to_string(), claim, wanted });
    }
    let statements = claim_disputes::note(org_id, &noted, DisputeSource::Request, app.ports.clock.now())?;
    store::run(app.ports.database.as_ref(), statements.into()).await?;
    Ok(())
}

fn wanted(mapping: &NewMapping) -> WantedMapping {
    let value =
        |kind: Identifier| mapping.claims().into_iter().find_map(|claim| (claim.kind == kind).then_some(claim.value));
    WantedMapping {
        number: value(Identifier::Number),
        sip_uri: value(Identifier::SipUri),
        clinic_name: Some(mapping.clinic_name.clone()),
    }
}

/// How many mappings without proof an org may have.
pub(super) fn limit(app: &App, org_id: OrgId) -> UnprovenLimit {
    UnprovenLimit { org_id, most: app.config.unproven_numbers }
}
