//! The assistant's knowledge base, which asks with every turn of a caller: only where it is wanted, and nobody else's gives way.

use super::*;

const WANTED: &str = "knowledge_base";

fn base() -> Value {
    let server = json!({"url": url(ORG), "headers": {"X-Vapi-Secret": SECRET}, "timeoutSeconds": 2});
    json!({"provider": "custom-knowledge-base", "server": server})
}

fn stored(desk: &Desk) -> Value {
    desk.vendors.vapi.all("/assistant")[0]["model"]["knowledgeBase"].clone()
}

#[tokio::test]
async fn it_is_attached_where_it_is_wanted_and_then_left_alone() {
    let desk = clinic().await;
    done(&desk, &json!({})).await;
    assert_eq!(stored(&desk), Value::Null);
    let outcome = done(&desk, &json!({WANTED: true})).await;
    assert_eq!(outcome["steps"][NAMES.len()]["changes"], json!(["model.knowledgeBase"]));
    assert_eq!(stored(&desk), base());
    // The rest of the model is written with it, whole.
    let model = desk.vendors.vapi.all("/assistant")[0]["model"].clone();
    assert_eq!((&model["of_later"], &model["temperature"]), (&json!({"x": [1]}), &json!(0.3)));
    assert_eq!(actions(&done(&desk, &json!({WANTED: true})).await), all_with("unchanged"));
    // Not asking for it takes nothing away.
    done(&desk, &json!({})).await;
    assert_eq!(stored(&desk), base());
}

#[tokio::test]
async fn somebody_elses_is_left_unless_it_is_to_go() {
    let desk = clinic().await;
    let theirs = json!({"provider": "custom-knowledge-base", "server": {"url": "https://else.example/hook"}});
    let mut model = assistant(ASSISTANT)["model"].clone();
    model["knowledgeBase"] = theirs.clone();
    edit(&desk, "/assistant", ASSISTANT, &json!({ "model": model }));
    let outcome = done(&desk, &json!({WANTED: true})).await;
    assert!(outcome["notes"].to_string().contains("another knowledge base"), "{outcome}");
    assert_eq!(stored(&desk), theirs);
    done(&desk, &json!({WANTED: true, "replace_server": true})).await;
    assert_eq!(stored(&desk), base());
}
