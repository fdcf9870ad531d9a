use serde_json::json;

use super::*;

#[test]
fn arguments_are_read_as_models_send_them() {
    let ok = |said: Value| read(Some(said)).unwrap().get("date").cloned();
    assert_eq!(ok(json!({"date": "x"})), Some(json!("x")));
    assert_eq!(ok(json!("{\"date\":\"x\"}")), Some(json!("x")));
    assert_eq!(ok(json!("\"{\\\"date\\\":\\\"x\\\"}\"")), Some(json!("x")));
    for empty in [json!(""), json!("  "), json!({}), json!(null), json!("null"), json!("{}")] {
        assert_eq!(ok(empty), None);
    }
    assert_eq!(read(None).unwrap(), Map::new());
    for (bad, fault) in [
        (json!("{bad"), ArgumentFault::NotJson),
        (json!("tomorrow"), ArgumentFault::NotJson),
        (json!("[1]"), ArgumentFault::NotAnObject),
        (json!([1]), ArgumentFault::NotAnObject),
        (json!(5), ArgumentFault::NotAnObject),
    ] {
        assert_eq!(read(Some(bad)), Err(fault));
    }
}
