//! The address of a clinic's object.

use serde::Deserialize;

use super::{
    id::OrgId,
    org::Org,
    placement::{Jurisdiction, Placement, jurisdiction_or_null},
    route::Route,
    schedule::Zone,
};

/// The address of a clinic's object: its org, and where it is.
///
/// The same org in another place would be another object, and an empty one. So an address is never made of an id alone: it is read with
/// the org from D1, or taken from what was.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(from = "AddressRow")]
pub struct ClinicAddress {
    org_id: OrgId,
    placement: Placement,
}

/// The columns of an org that its object's address is made of.
#[derive(Deserialize)]
struct AddressRow {
    org_id: OrgId,
    #[serde(deserialize_with = "jurisdiction_or_null")]
    jurisdiction: Option<Jurisdiction>,
    zone: Zone,
}

impl ClinicAddress {
    fn new(org_id: OrgId, jurisdiction: Option<Jurisdiction>, zone: Zone) -> Self {
        Self { org_id, placement: Placement::of(jurisdiction, zone) }
    }

    /// Whose object it is. It is the object's name.
    pub fn org_id(self) -> OrgId {
        self.org_id
    }

    /// Where the object is.
    pub fn placement(self) -> Placement {
        self.placement
    }
}

/// Addresses are equal if they lead to the same object. A hint does not tell objects apart: it counts only when one is made.
impl PartialEq for ClinicAddress {
    fn eq(&self, other: &Self) -> bool {
        let object = |address: &Self| (address.org_id, address.placement.jurisdiction());
        object(self) == object(other)
    }
}

impl Eq for ClinicAddress {}

impl From<AddressRow> for ClinicAddress {
    fn from(AddressRow { org_id, jurisdiction, zone }: AddressRow) -> Self {
        Self::new(org_id, jurisdiction, zone)
    }
}

impl Org {
    /// Where its object is asked.
    pub fn clinic_address(&self) -> ClinicAddress {
        ClinicAddress::new(self.id, self.jurisdiction, self.zone)
    }
}

impl Route {
    /// Where the clinic's object is asked.
    pub fn clinic_address(&self) -> ClinicAddress {
        ClinicAddress::new(self.org_id, self.jurisdiction, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::placement::LocationHint;

    fn row(jurisdiction: &Value, zone: &str) -> Value {
        json!({"org_id": "d5bc3d69-996a-445b-a234-494040dff620", "jurisdiction": jurisdiction, "zone": zone})
    }

    #[test]
    fn equal_addresses_lead_to_the_same_object() {
        let address = |jurisdiction, zone| serde_json::from_value::<ClinicAddress>(row(&jurisdiction, zone)).unwrap();
        let vienna = address(json!(null), "Europe/Vienna");
        assert_eq!(vienna, address(json!(null), "America/New_York"));
        assert_ne!(vienna, address(json!("eu"), "Europe/Vienna"));
        assert_ne!(address(json!("us"), "Europe/Vienna"), address(json!("eu"), "Europe/Vienna"));
    }

    #[test]
    fn an_address_is_read_with_the_org_and_never_guessed() {
        let placement = |row: Value| serde_json::from_value::<ClinicAddress>(row).map(ClinicAddress::placement).ok();
        let vienna = "Europe/Vienna";
        assert_eq!(placement(row(&json!(null), vienna)), Some(Placement::Near(LocationHint::EasternEurope)));
        assert_eq!(placement(row(&json!("eu"), vienna)), Some(Placement::Within(Jurisdiction::Eu)));
        assert_eq!(placement(row(&json!("mars"), vienna)), None);
        let mut without = row(&json!(null), vienna);
        without.as_object_mut().unwrap().remove("jurisdiction");
        assert_eq!(placement(without), None, "a missing column is not `anywhere`");
    }
}
