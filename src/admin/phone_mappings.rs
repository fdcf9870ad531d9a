//! Phone number mappings: which numbers are an org's.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    claims::{self, ProofView},
    name, orgs, present, utc,
};
use crate::{
    app::App,
    context::RequestContext,
    domain::{claim::Identifier, country::Country, id::OrgId, phone::PhoneNumber, route::RouteKey},
    http::{
        Error,
        auth::{Editor, Reader},
        body::{JsonChanges, json as answer},
        error::Problem,
        numbers,
        page::{Page, Paging, Window},
        query::{Query, Segment},
        trail::{audited, audited_over},
    },
    ports::Database,
    store::{
        self, StoreError,
        audit::Action,
        mappings::{Mapping, NewMapping},
        unproven,
    },
};

/// A mapping to create, or to update when the org has one of the same number. A number or a SIP address is required.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingInput {
    /// The number that patients call, in any usual form; national forms need the org's country.
    #[schema(example = "+1-555-0100")]
    pub(super) inbound_phone_number: Option<String>,
    /// The clinic's name as callers of this number know it.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) clinic_name: String,
    /// Vapi's id of the number; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(super) vapi_phone_number_id: Option<Option<String>>,
    /// `sip:user@host`, for numbers that are reached by SIP; `null` removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub(super) sip_uri: Option<Option<String>>,
    /// Whether calls are routed by it; true for a new one.
    pub(super) is_active: Option<bool>,
}

impl MappingInput {
    /// The mapping that this asks for, whether it comes alone or in a file. A new one gets `id`.
    ///
    /// # Errors
    /// What is wrong with a field.
    pub(super) fn admitted(self, id: String, country: Option<Country>) -> Result<NewMapping, Error> {
        let number = self.inbound_phone_number.map(|text| numbers::entered("inbound_phone_number", &text, country));
        let mapping = NewMapping {
            id,
            number: number.transpose()?,
            sip_uri: self.sip_uri.map(|text| text.as_deref().map(sip_uri).transpose()).transpose()?,
            vapi_phone_number_id: self
                .vapi_phone_number_id
                .map(|text| text.as_deref().map(vapi_id).transpose())
                .transpose()?,
            clinic_name: name("clinic_name", &self.clinic_name)?,
            is_active: self.is_active,
        };
        if mapping.number.is_none() && mapping.sip_uri.as_ref().is_none_or(Option::is_none) {
            return Err(Error::invalid("inbound_phone_number", "Give the number that patients call, or a sip_uri."));
        }
        Ok(mapping)
    }
}

/// A mapping.
#[derive(Serialize, ToSchema)]
pub struct MappingView {
    id: String,
    org_id: String,
    #[schema(example = "+15550100")]
    inbound_phone_number: Option<String>,
    sip_uri: Option<String>,
    vapi_phone_number_id: Option<String>,
    clinic_name: String,
    is_active: bool,
    /// Whether all of it is proven to be the clinic's.
    is_proven: bool,
    /// By what each part of it is proven.
    proofs: Vec<ProofView>,
    /// What to do so that all of it is proven; `null` if it is.
    to_prove: Option<&'static str>,
    /// Another clinic says that a part of it is theirs, and the platform's operator was told.
    is_disputed: bool,
    /// RFC 3339, UTC.
    created_at: String,
    /// RFC 3339, UTC.
    updated_at: String,
}

impl MappingView {
    /// With what is known of its parts.
    pub(super) fn new(mapping: Mapping, proofs: Vec<ProofView>, is_disputed: bool) -> Self {
        let is_proven = proofs.iter().all(ProofView::is_proven);
        Self {
            is_proven,
            proofs,
            to_prove: (!is_proven).then_some(claims::TO_PROVE),
            is_disputed,
            id: mapping.id,
            org_id: mapping.org_id.to_string(),
            inbound_phone_number: mapping.inbound_phone_number.map(|number| number.as_str().to_owned()),
            sip_uri: mapping.sip_uri,
            vapi_phone_number_id: mapping.vapi_phone_number_id,
            clinic_name: mapping.clinic_name,
            is_active: mapping.is_active,
            created_at: utc(mapping.created_at),
            updated_at: utc(mapping.updated_at),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    limit: Option<String>,
    cursor: Option<String>,
    number: Option<String>,
}

/// Maps a phone number to the clinic, or changes the mapping of a number that it has.
#[utoipa::path(post, path = "/api/inbound/phone-mappings", tag = "phone mappings", request_body(content = MappingInput, example = json!({"inbound_phone_number": "+1-555-0100", "clinic_name": "Downtown Dental Clinic"})),
    security(("token" = ["admin"])),
    responses((status = 201, body = MappingView, description = "A new mapping"), (status = 200, body = MappingView, description = "The mapping that there was, changed"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    JsonChanges { value: input, fields }: JsonChanges<MappingInput>,
) -> Result<Response, Error> {
    let org = orgs::existing(&app, editor.org_id).await?;
    let id = app.ports.new_id()?.to_string();
    let mapping = input.admitted(id, org.country)?;
    refuse_transfer_target(&app, org.id, &mapping).await?;
    let (status, saved) = write(&app, &context, &editor, (&mapping, &fields)).await?;
    app.changed(&context, org.id, keys(&saved));
    let shown = claims::shown(&app, org.id, vec![saved]).await?;
    shown
        .into_iter()
        .next()
        .map(|view| answer(status, &view))
        .ok_or_else(|| Error::Internal("a mapping is not shown".into()))
}

/// Writes a mapping, which leaves the org within its limit of what is not proven, or which the operator approves by it.
async fn write(
    app: &App,
    context: &RequestContext,
    editor: &Editor,
    (mapping, fields): (&NewMapping, &[String]),
) -> Result<(StatusCode, Mapping), Error> {
    let claiming = claims::Claiming::of(app, editor);
    // The number is how the org knows a mapping; its id is made anew for every request.
    let detail = json!({"number": mapping.number.as_ref().map(PhoneNumber::as_str), "fields": fields});
    let limited = claiming.around(&mapping.claims())?;
    let database = audited_over(&limited, &app.ports, context, &editor.into(), (Action::MAPPING_SAVED, detail))?;
    match update_or_insert(&database, editor.org_id, mapping, app.ports.clock.now()).await {
        Err(WriteError::Taken(error)) => {
            claiming.dispute(&[mapping]).await?;
            Err(error)
        }
        Err(WriteError::Other(error)) => Err(error),
        Ok(written) => Ok(written),
    }
}

/// Calls that are handed to people would come to the assistant instead.
pub(super) const TRANSFER_TARGET: Error = Error::Conflict {
    code: "transfer_target",
    field: "inbound_phone_number",
    detail: "Calls are handed to this number, so it cannot be one that the assistant answers. Set another number in /api/assistant \
             first.",
};

async fn refuse_transfer_target(app: &App, org_id: OrgId, mapping: &NewMapping) -> Result<(), Error> {
    let Some(number) = mapping.number.as_ref().filter(|_| mapping.is_active != Some(false)) else { return Ok(()) };
    let assistant = store::assistants::get(app.ports.database.as_ref(), org_id).await?;
    if assistant.numbers().any(|(_, handed_to)| handed_to.number() == number) {
        return Err(TRANSFER_TARGET);
    }
    Ok(())
}

/// Why a mapping was not written.
enum WriteError {
    /// Another org has a part of it.
    Taken(Error),
    Other(Error),
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        let own = error.violates_unique("phone_number_mapping.org_id");
        match Identifier::ALL.into_iter().find(|identifier| identifier.is_refused_by(&error)) {
            Some(identifier) if own => Self::Other(identifier.taken(own)),
            Some(identifier) => Self::Taken(identifier.taken(own)),
            None if unproven::is_over(&error) => Self::Other(claims::TOO_MANY_UNPROVEN),
            None => Self::Other(error.into()),
        }
    }
}

/// Two requests of one org for one number can race: whoever loses the insert finds the other's row and updates it.
async fn update_or_insert(
    database: &dyn Database,
    org_id: OrgId,
    mapping: &NewMapping,
    now: DateTime<Utc>,
) -> Result<(StatusCode, Mapping), WriteError> {
    if let Some(own) = store::mappings::update(database, org_id, mapping, now).await? {
        return Ok((StatusCode::OK, own));
    }
    match store::mappings::insert(database, org_id, mapping, now).await {
        Ok(Some(new)) => Ok((StatusCode::CREATED, new)),
        Ok(None) => Err(WriteError::Other(Error::Internal("an insert returned nothing".into()))),
        Err(error) => match store::mappings::update(database, org_id, mapping, now).await? {
            Some(own) => Ok((StatusCode::OK, own)),
            None => Err(error.into()),
        },
    }
}

impl Identifier {
    /// Whether another mapping's made the database refuse a change.
    pub(super) fn is_refused_by(self, error: &StoreError) -> bool {
        error.violates_unique(self.column())
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Number => "phone_number_mapping.inbound_phone_number",
            Self::SipUri => "phone_number_mapping.sip_uri",
            Self::VapiId => "phone_number_mapping.vapi_phone_number_id",
        }
    }

    /// The answer to whoever wants one that is taken. It says nothing of who else has it.
    pub(super) const fn taken(self, by_themselves: bool) -> Error {
        let code = match self {
            Self::Number => "number_taken",
            Self::SipUri => "sip_uri_taken",
            Self::VapiId => "vapi_phone_number_id_taken",
        };
        let detail = if by_themselves {
            "Another mapping of yours has this. Change or delete that one first."
        } else {
            "Another clinic has this, and the platform's operator was told. If it is yours, connect the Twilio, Vapi or Retell account that \
             has it: that proves it, and the operator moves it to your clinic."
        };
        Error::Conflict { code, field: self.field(), detail }
    }
}

/// Lists the clinic's numbers.
#[utoipa::path(get, path = "/api/inbound/phone-mappings", tag = "phone mappings", security(("token" = [])),
    params(Paging, ("number" = Option<String>, Query)),
    responses((status = 200, body = Page<MappingView>, description = "In order of their ids"),
        (status = "4XX", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    reader: Reader,
    Query(query): Query<ListQuery>,
) -> Result<Response, Error> {
    let window = Window::new(query.limit.as_deref(), query.cursor.as_deref())?;
    let number = match query.number {
        Some(text) => Some(orgs::searched_number(&app, "number", &text, Some(reader.org_id)).await?),
        None => None,
    };
    let (database, after) = (app.ports.database.as_ref(), window.after.as_deref());
    let rows = store::mappings::list(database, reader.org_id, number.as_ref(), after, window.rows()).await?;
    let shown = claims::shown(&app, reader.org_id, rows).await?;
    Ok(answer(StatusCode::OK, &window.page(shown, |mapping| mapping.id.clone(), |mapping| mapping)))
}

/// Takes a number from the clinic.
#[utoipa::path(delete, path = "/api/inbound/phone-mappings/{id}", tag = "phone mappings", params(("id" = String, Path)),
    security(("token" = ["admin"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    context: RequestContext,
    editor: Editor,
    Segment(id): Segment,
) -> Result<Response, Error> {
    let now = app.ports.clock.now();
    let database = audited(&app.ports, &context, &(&editor).into(), Action::MAPPING_DELETED, json!({"id": id}))?;
    let deleted = store::mappings::delete(&database, editor.org_id, &id, now)
        .await?
        .ok_or(Error::NotFound("There is no such mapping."))?;
    app.changed(&context, editor.org_id, keys(&deleted));
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Everything that leads to a mapping.
pub(super) fn keys(mapping: &Mapping) -> Vec<RouteKey> {
    let number = mapping.inbound_phone_number.clone().map(RouteKey::Number);
    let sip = mapping.sip_uri.clone().map(RouteKey::Sip);
    let vapi = mapping.vapi_phone_number_id.clone().map(RouteKey::VapiNumber);
    [number, sip, vapi].into_iter().flatten().collect()
}

pub(super) fn sip_uri(text: &str) -> Result<String, Error> {
    match RouteKey::sip(text).filter(|_| text.len() <= 255) {
        Some(RouteKey::Sip(uri)) => Ok(uri),
        _ => Err(Error::invalid("sip_uri", "A SIP address looks like sip:clinic@sip.vapi.ai.")),
    }
}

pub(super) fn vapi_id(text: &str) -> Result<String, Error> {
    match RouteKey::vapi_number(text) {
        Some(RouteKey::VapiNumber(id)) => Ok(id),
        _ => Err(Error::invalid("vapi_phone_number_id", "Copy the id of the number from Vapi's dashboard.")),
    }
}
