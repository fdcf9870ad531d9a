//! The whole of `tools.json`, byte for byte: what a model is told of the tools changes when somebody means it to.

use super::*;

const GOLDEN: &str = include_str!("../../golden/tools.json");

#[tokio::test]
async fn the_tools_say_what_they_have_always_said() {
    let desk = clinic().await;
    desk.admin("POST", "/api/services", &json!({"name": "Root \"canal\"", "minutes": 60})).await.expect(201);
    let doctor = json!({"name": "Dr. Okafor", "calendar_id": "okafor@clinic.example"});
    desk.admin("POST", "/api/practitioners", &doctor).await.expect(201);
    takes_over(&desk);
    let document = serde_json::to_string_pretty(&desk.get(TOOLS).await.expect(200).json()).unwrap();
    if std::env::var_os("PRINT_GOLDEN").is_some() {
        println!("{document}");
    }
    assert_eq!(format!("{document}\n"), GOLDEN);
}
