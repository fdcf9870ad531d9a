//! What several vendors say of a number becomes one row.

use std::collections::BTreeMap;

use super::{Asked, AskedState, FoundNumber, FoundState};
use crate::{
    domain::{
        integration::{Purpose, Vendor},
        phone::PhoneNumber,
    },
    integrations::{NumberRemark, RemarkCode, VendorNumber},
    store::mappings::Mapping,
};

/// A number with all that is said of it.
#[derive(Default)]
pub(super) struct Row {
    found: VendorNumber,
    found_at: Vec<Vendor>,
    /// All ids that the platform has for it: it may be there twice.
    platform_ids: Vec<String>,
    own: Option<Own>,
    is_taken: bool,
}

/// The org's own mapping of it.
struct Own {
    is_active: bool,
    platform_id: Option<String>,
}

/// One row for each number, in order of the numbers; SIP addresses come behind them, and what is neither at the end.
pub(super) fn joined(asked: &[Asked]) -> Vec<Row> {
    let mut rows: BTreeMap<(u8, String), Row> = BTreeMap::new();
    for Asked { vendor, numbers, .. } in asked {
        for (at, number) in numbers.iter().enumerate() {
            let unreadable = || (2, format!("{} {at:05}", vendor.service));
            let key = identifier(number).map_or_else(unreadable, |(kind, text)| (kind, text.to_owned()));
            rows.entry(key).or_default().add(&vendor.service, number);
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    if let Some(platforms) = platforms(asked) {
        let first = platforms.first().map_or_else(String::new, |vendor| capitalised(vendor.as_str()));
        for row in rows.iter_mut().filter(|row| !row.found_at.iter().any(|vendor| platforms.contains(&vendor))) {
            row.found.remarks.push(NumberRemark::new(
                RemarkCode::NotAtVapi,
                format!(
                    "{first} does not have this number yet, so the agent gets no calls to it. Import it at {first}, with texts switched off \
                     there: otherwise {first} takes the number's texts."
                ),
            ));
        }
    }
    rows
}

/// The voice platforms, if all that are connected were read whole: what is not in a list that is not whole may still be there.
fn platforms(asked: &[Asked]) -> Option<Vec<&Vendor>> {
    let voice = || asked.iter().filter(|asked| asked.purpose == Purpose::Voice);
    let connected: Vec<&Asked> = voice().filter(|asked| asked.vendor.state != AskedState::NotConnected).collect();
    let are_whole = connected.iter().all(|asked| asked.vendor.state == AskedState::Listed);
    (are_whole && !connected.is_empty()).then(|| connected.into_iter().map(|asked| &asked.vendor.service).collect())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// By what two vendors mean the same number.
fn identifier(number: &VendorNumber) -> Option<(u8, &str)> {
    let called = number.number.as_ref().map(|number| (0, number.as_str()));
    called.or_else(|| number.sip_uri.as_deref().map(|uri| (1, uri)))
}

impl Row {
    fn add(&mut self, vendor: &Vendor, number: &VendorNumber) {
        let VendorNumber { number, sip_uri, name, platform_id, remarks, .. } = number.clone();
        let found = &mut self.found;
        found.number = found.number.take().or(number);
        found.sip_uri = found.sip_uri.take().or(sip_uri);
        found.name = found.name.take().or(name);
        self.platform_ids.extend(platform_id.clone());
        found.platform_id = found.platform_id.take().or(platform_id);
        found.remarks.extend(remarks);
        if !self.found_at.contains(vendor) {
            self.found_at.push(vendor.clone());
        }
    }

    /// All by which it may be known here.
    pub(super) fn identifiers(&self) -> impl Iterator<Item = &str> {
        let VendorNumber { number, sip_uri, .. } = &self.found;
        let number = number.as_ref().map(PhoneNumber::as_str);
        [number, sip_uri.as_deref()].into_iter().flatten().chain(self.platform_ids.iter().map(String::as_str))
    }

    /// Takes over whose it is here.
    pub(super) fn compare(&mut self, own: &[Mapping], taken: &[String]) {
        let found = &self.found;
        let is_same = |mapping: &&Mapping| match (&found.number, &found.sip_uri) {
            (Some(number), _) => mapping.inbound_phone_number.as_ref() == Some(number),
            (None, Some(uri)) => mapping.sip_uri.as_ref() == Some(uri),
            (None, None) => false,
        };
        let own = own.iter().find(is_same);
        self.own = own.map(|own| Own { is_active: own.is_active, platform_id: own.vapi_phone_number_id.clone() });
        let is_taken = self.identifiers().any(|identifier| taken.iter().any(|taken| taken == identifier));
        self.is_taken = is_taken;
    }

    fn state(&self) -> FoundState {
        match (&self.own, self.is_taken) {
            (Some(own), _) if own.is_active => FoundState::Mapped,
            (_, true) => FoundState::OtherOrg,
            (Some(_), false) => FoundState::Mapped,
            (None, false) => FoundState::New,
        }
    }

    /// Whether its mapping is not known by the id that the platform has for it.
    fn lacks_id(&self) -> bool {
        let is_known = |own: &Own| own.platform_id.as_ref().is_some_and(|id| self.platform_ids.contains(id));
        !self.platform_ids.is_empty() && self.own.as_ref().is_some_and(|own| !is_known(own))
    }

    fn can_be_mapped(&self) -> bool {
        let is_mute = self.found.remarks.iter().any(|remark| remark.code == RemarkCode::NoVoice);
        match self.state() {
            FoundState::New => identifier(&self.found).is_some() && !is_mute,
            FoundState::Mapped => self.lacks_id() && !self.is_taken,
            FoundState::OtherOrg => false,
        }
    }

    /// What the vendors have said, and what is odd about what is here. Of another org's number it is nobody's business.
    fn remarks(&self) -> Vec<NumberRemark> {
        if self.state() == FoundState::OtherOrg {
            return Vec::new();
        }
        let here = [
            (self.lacks_id(), RemarkCode::IdMissing, ID_MISSING),
            (self.own.as_ref().is_some_and(|own| !own.is_active), RemarkCode::Inactive, INACTIVE),
            (identifier(&self.found).is_none(), RemarkCode::Unreadable, UNREADABLE),
        ];
        let here = here.into_iter().filter(|(is_so, ..)| *is_so);
        let here = here.map(|(_, code, detail)| NumberRemark::new(code, detail));
        self.found.remarks.iter().cloned().chain(here).collect()
    }

    pub(super) fn shown(self) -> FoundNumber {
        let (state, can_be_mapped, remarks) = (self.state(), self.can_be_mapped(), self.remarks());
        let Self {
            found: VendorNumber { number, sip_uri, name, platform_id, .. }, found_at, platform_ids, own, ..
        } = self;
        // Of several ids the one that it is mapped by.
        let mapped = own.and_then(|own| own.platform_id).filter(|id| platform_ids.contains(id));
        FoundNumber {
            number: number.map(|number| number.as_str().to_owned()),
            sip_uri,
            name,
            found_at,
            vapi_phone_number_id: mapped.or(platform_id),
            state,
            can_be_mapped,
            remarks,
        }
    }
}

const ID_MISSING: &str =
    "It is yours already, but without the id that it has at Vapi now. Add it again, and the id is stored.";
const INACTIVE: &str = "It is yours and not in use: calls to it are not answered for your clinic.";
const UNREADABLE: &str = "It has neither a full phone number nor a SIP address, so no call to it can be known.";
