//! Which rows may be imported: those that would be taken by themselves, of orgs that there are, and that are in the file once.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use super::{
    Owner,
    report::{Obstacle, Outcome, Told},
    rows::{Row, RowInput},
};
use crate::{
    app::App,
    domain::claim::Identifier,
    domain::{id::OrgId, phone::PhoneNumber},
    http::Error,
    store::{
        mapping_imports::{self, Identifiers, ImportingOrg},
        mappings::NewMapping,
    },
};

/// Rows that are looked at before others have their turn.
const AT_A_TIME: usize = 250;

/// A row that may be imported.
pub(super) struct Candidate {
    pub(super) org_id: OrgId,
    pub(super) mapping: NewMapping,
}

/// A row that was looked at by itself.
pub(super) struct Admitted {
    line: u64,
    pub(super) candidate: Result<Candidate, Refusal>,
}

/// Why a row is not imported, whatever the database has.
pub(super) enum Refusal {
    Form(Error),
    Outcome(Outcome),
    /// The file has the same mapping more than once. It is not guessed which is meant.
    Repeated {
        candidate: Box<Candidate>,
        error: Error,
    },
}

impl Candidate {
    /// By what the mapping is found.
    pub(super) fn identifiers(&self) -> Identifiers<'_> {
        Identifiers {
            org_id: self.org_id,
            number: self.mapping.number.as_ref().map(PhoneNumber::as_str),
            sip_uri: self.mapping.sip_uri.as_ref().and_then(Option::as_deref),
            vapi_id: self.mapping.vapi_phone_number_id.as_ref().and_then(Option::as_deref),
        }
    }
}

impl Admitted {
    /// What came of it that nothing but the file decides.
    pub(super) fn refused(&self) -> Option<Outcome> {
        match &self.candidate {
            Ok(_) => None,
            Err(Refusal::Outcome(outcome)) => Some(*outcome),
            Err(Refusal::Form(_) | Refusal::Repeated { .. }) => Some(Outcome::Invalid),
        }
    }

    pub(super) fn told(&self, outcome: Outcome) -> Told<'_> {
        let (candidate, form) = match &self.candidate {
            Ok(candidate) => (Some(candidate), None),
            Err(Refusal::Form(error)) => (None, Some(error)),
            Err(Refusal::Repeated { candidate, error }) => (Some(candidate.as_ref()), Some(error)),
            Err(Refusal::Outcome(_)) => (None, None),
        };
        let identifiers = candidate.map(Candidate::identifiers);
        Told {
            line: self.line,
            number: identifiers.and_then(|identifiers| identifiers.number),
            sip_uri: identifiers.and_then(|identifiers| identifiers.sip_uri),
            form,
            outcome,
        }
    }
}

/// Looks at each row by itself, and then for those that are in the file more than once.
///
/// # Errors
/// When the database did not answer.
pub(super) async fn admit(app: &App, owner: Owner, rows: Vec<Row>) -> Result<Vec<Admitted>, Error> {
    let owners: Vec<Result<OrgId, Error>> = rows.iter().map(|row| owner.of(row)).collect();
    let orgs = orgs_of(app, &owners).await?;
    let mut admitted = Vec::with_capacity(rows.len());
    for (Row { line, read }, org_id) in rows.into_iter().zip(owners) {
        let candidate = read.map_err(Refusal::Form).and_then(|input| {
            let org_id = org_id.map_err(Refusal::Form)?;
            let org = orgs.get(&org_id).ok_or(Refusal::Outcome(Outcome::NoSuchOrg))?;
            candidate(app, org_id, org, input)
        });
        admitted.push(Admitted { line, candidate });
        if admitted.len() % AT_A_TIME == 0 {
            // Calls that are in the same isolate are not kept waiting for all of a large file.
            app.ports.clock.sleep(Duration::ZERO).await;
        }
    }
    Ok(without_repeated(admitted))
}

impl Owner {
    /// Whose the number of a row is to be.
    fn of(self, row: &Row) -> Result<OrgId, Error> {
        let named = row.read.as_ref().ok().and_then(|input| input.org_id).map(OrgId::new);
        match (self, named) {
            (Self::Admin(own), None) => Ok(own),
            (Self::Admin(own), Some(named)) if own == named => Ok(own),
            (Self::Admin(_), Some(_)) => {
                Err(Error::invalid("org_id", "Numbers are imported for your own clinic alone. Leave out org_id."))
            }
            (Self::Named(_), Some(named)) => Ok(named),
            (Self::Named(all), None) => all.ok_or_else(|| {
                Error::invalid("org_id", "Say whose number it is to be, here or with ?org_id= for all rows.")
            }),
        }
    }
}

async fn orgs_of(app: &App, owners: &[Result<OrgId, Error>]) -> Result<HashMap<OrgId, ImportingOrg>, Error> {
    let ids: BTreeSet<OrgId> = owners.iter().flatten().copied().collect();
    let ids: Vec<OrgId> = ids.into_iter().collect();
    Ok(mapping_imports::orgs(app.ports.database.as_ref(), &ids).await?)
}

fn candidate(app: &App, org_id: OrgId, org: &ImportingOrg, input: RowInput) -> Result<Candidate, Refusal> {
    let id = app.ports.new_id().map_err(|error| Refusal::Form(error.into()))?.to_string();
    let mapping = input.mapping().and_then(|input| input.admitted(id, org.country)).map_err(Refusal::Form)?;
    let is_handed_to = |number: &PhoneNumber| org.handed_to.iter().flatten().any(|to| to.number() == number);
    if mapping.is_active != Some(false) && mapping.number.as_ref().is_some_and(is_handed_to) {
        return Err(Refusal::Outcome(Outcome::Conflict(Obstacle::TransferTarget)));
    }
    Ok(Candidate { org_id, mapping })
}

fn without_repeated(rows: Vec<Admitted>) -> Vec<Admitted> {
    let mut first: HashMap<(Identifier, String), u64> = HashMap::new();
    let mut repeated: HashMap<(Identifier, String), u64> = HashMap::new();
    for row in &rows {
        for key in keys(row) {
            if let Some(earlier) = first.get(&key) {
                repeated.insert(key, *earlier);
            } else {
                first.insert(key, row.line);
            }
        }
    }
    rows.into_iter().map(|row| marked(row, &repeated)).collect()
}

/// What no two rows may have in common.
fn keys(row: &Admitted) -> Vec<(Identifier, String)> {
    let Ok(candidate) = &row.candidate else { return Vec::new() };
    let Identifiers { number, sip_uri, vapi_id, .. } = candidate.identifiers();
    let keys = [(Identifier::Number, number), (Identifier::SipUri, sip_uri), (Identifier::VapiId, vapi_id)];
    keys.into_iter().filter_map(|(kind, text)| Some((kind, text?.to_owned()))).collect()
}

fn marked(row: Admitted, repeated: &HashMap<(Identifier, String), u64>) -> Admitted {
    let found = keys(&row).into_iter().find_map(|key| Some((key.0, *repeated.get(&key)?)));
    let Admitted { line, candidate: Ok(candidate) } = row else { return row };
    let Some((identifier, earlier)) = found else { return Admitted { line, candidate: Ok(candidate) } };
    let others = if earlier == line { "A later line".to_owned() } else { format!("Line {earlier}") };
    let detail =
        format!("{others} has the same. Nobody guesses which is meant, so none of them is imported. Keep one.");
    let error = Error::invalid(identifier.field(), detail);
    Admitted { line, candidate: Err(Refusal::Repeated { candidate: Box::new(candidate), error }) }
}
