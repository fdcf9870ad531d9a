//! Numbers as people write them in their country: what was entered in a form is found by the same form.

use serde_json::json;

use crate::support::Desk;

const MAPPINGS: &str = "/api/inbound/phone-mappings";

#[tokio::test]
async fn a_number_is_found_by_the_form_in_which_it_was_entered() {
    for (country, form, number) in [
        // Read from the country code on, these digits would be Egypt's.
        ("US", "2025550123", "+12025550123"),
        ("DE", "030 123456", "+4930123456"),
        ("GB", "020 7946 0018", "+442079460018"),
        ("FR", "01 23 45 67 89", "+33123456789"),
    ] {
        let desk = Desk::with_clinic().await;
        desk.admin("PATCH", "/api/org", &json!({"country": country})).await.expect(200);
        let mapping = json!({"inbound_phone_number": form, "clinic_name": "Oak Dental"});
        let saved = desk.admin("POST", MAPPINGS, &mapping).await.expect(201).json();
        assert_eq!(saved["inbound_phone_number"], number);
        let escaped = form.replace(' ', "%20");
        let found = desk.get(&format!("/api/inbound/phone-lookup/{escaped}")).await.expect(200).json();
        assert_eq!(found["inbound_phone_number"], number);
        let listed = desk.get(&format!("{MAPPINGS}?number={escaped}")).await.expect(200).json();
        assert_eq!(listed["items"][0]["inbound_phone_number"], number, "{form}");
    }
}
