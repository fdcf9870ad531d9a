use serde_json::json;

use super::*;

fn fault(read: Result<Map<String, Value>, Unreadable>) -> ArgumentFault<'static> {
    read.unwrap_err().fault
}

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

#[test]
fn punctuation_is_forgiven_and_what_is_cut_off_is_not() {
    let ok = |text: &str| read(Some(json!(text))).unwrap().get("date").cloned();
    for text in [
        "{\"date\":\"x\",}",
        "{\"date\":\"x\" , }",
        "```json\n{\"date\":\"x\"}\n```",
        "```{\"date\":\"x\"}```",
        "{}{\"date\":\"x\"}",
        "{'date':'x'}",
        "{'date':'x','name':\"O'Brien\",'none':None,'yes':True,'no':False}",
        "[{\"date\":\"x\"}]",
        " {\"date\":\"x\"}\u{a0}",
    ] {
        assert_eq!(ok(text), Some(json!("x")), "{text}");
    }
    for (text, date) in [
        ("{\"date\":\"a\nb\tc\"}", "a b c"),
        ("{\"date\":\"None, True, ,}\",}", "None, True, ,}"),
        ("{'date':'say \"hi\" it\\'s \\u00e9'}", "say \"hi\" it's é"),
    ] {
        assert_eq!(ok(text), Some(json!(date)), "{text}");
    }
    for text in
        ["{\"date\":\"x", "{\"date\":\"x\"", "{\"date\":\"x\",", "{\"date\":", "{", "{\"date\":\"x\"}}", "{'a':'b'c'}"]
    {
        assert_eq!(read(Some(json!(text))), Err(ArgumentFault::NotJson), "{text}");
    }
}

#[test]
fn what_cannot_be_read_is_not_the_same_as_nothing() {
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    let nested = |layers: usize| format!("{{\"date\":{}1{}}}", "[".repeat(layers), "]".repeat(layers));
    for text in ["{\"date\":1e999}", &nested(200), &nested(DEEPEST + 1)] {
        assert_eq!(fault(read_text(Some(&raw(text)))), ArgumentFault::NotJson, "{text}");
        assert_eq!(read(Some(json!(text))), Err(ArgumentFault::NotJson), "{text} in a string");
        let members = BTreeMap::from([("value".to_owned(), raw(text))]);
        assert_eq!(fault(read_members(&members)), ArgumentFault::NotJson, "{text} in a flat body");
    }
    assert!(read_text(Some(&raw(&nested(DEEPEST)))).is_ok());
    assert_eq!(read_text(Some(&raw("null"))), Ok(Map::new()));
    assert_eq!(read_text(None), Ok(Map::new()));
}

#[test]
fn half_a_character_in_text_is_mended() {
    let mended = read(Some(json!("{\"notes\":\"cut \\ud83d\"}"))).unwrap();
    assert_eq!(mended.get("notes"), Some(&json!("cut \u{FFFD}")));
    assert!(read(Some(json!("\u{FEFF}{\"date\":\"x\"}"))).is_ok());
}

#[test]
fn names_have_one_spelling_and_the_right_one_goes_first() {
    for (name, spelling) in [
        ("startTime", "start_time"),
        ("StartTime", "start_time"),
        ("start-time", "start_time"),
        (" Start  Time ", "start_time"),
        ("START_TIME", "start_time"),
        ("DATE", "date"),
        ("part_of_day", "part_of_day"),
        ("slot2", "slot2"),
        ("É", "É"),
        ("--", ""),
        ("", ""),
    ] {
        assert_eq!(snake_case(name), spelling, "{name:?}");
    }
    let read = |said: Value| Value::Object(read(Some(said)).unwrap());
    assert_eq!(read(json!({"Date": "a", "date": "b", "DATE": "c"})), json!({"date": "b"}));
    assert_eq!(read(json!({"Date": "a", "date": null})), json!({"date": "a"}));
    assert_eq!(read(json!({"start": {"dateTime": "a", "timeZone": null}})), json!({"start": {"date_time": "a"}}));
    assert_eq!(read(json!({"name": "{\"firstName\":\"Ann\"}"})), json!({"name": {"first_name": "Ann"}}));
    assert_eq!(
        read(json!({"date": "[\"a\"]", "notes": "[urgent] {x}"})),
        json!({"date": ["a"], "notes": "[urgent] {x}"})
    );
}

#[test]
fn wrappers_are_taken_off_and_what_stands_beside_them_is_kept() {
    let read = |said: Value| Value::Object(read(Some(said)).unwrap());
    for said in [
        json!({"arguments": {"date": "a"}}),
        json!({"Input": {"date": "a"}}),
        json!({"params": "{\"date\":\"a\"}"}),
        json!({"parameters": {"args": {"data": {"date": "a"}}}}),
        json!({"name": "check_availability", "arguments": {"Date": "a"}}),
    ] {
        assert_eq!(read(said.clone()), json!({"date": "a"}), "{said}");
    }
    let beside = json!({"arguments": {"date": "a"}, "date": "b", "tenantId": "t"});
    assert_eq!(read(beside), json!({"date": "a", "tenant_id": "t"}));
    assert_eq!(read(json!({"input": "Thursday", "data": [1]})), json!({"input": "Thursday", "data": [1]}));
    let deep = (0..20).fold(json!({"date": "a"}), |inner, _| json!({ "arguments": inner }));
    assert_eq!(super::read(Some(deep)), Err(ArgumentFault::NotAnObject));
}

proptest::proptest! {
    /// Nothing panics, and what is JSON already keeps its meaning.
    #[test]
    fn any_text_is_read_or_refused(text in proptest::prelude::any::<String>(), json in "[\\[\\]{}:,'\"a\\\\ NTrue]{0,40}") {
        let _ = (read(Some(json!(text))), read(Some(json!(json))));
        let sent = json!({"date": text}).to_string();
        proptest::prop_assert_eq!(serde_json::from_str::<Value>(&tidied(&sent)).unwrap(), serde_json::from_str::<Value>(&sent).unwrap());
    }
}

#[test]
fn a_megabyte_is_read_in_one_pass() {
    let million = 1 << 20;
    for text in [
        "{".repeat(million),
        "'}".repeat(million / 2),
        "{},".repeat(million / 3),
        "{\"a\":[]},".repeat(million / 9),
        "\\".repeat(million),
    ] {
        let begun = std::time::Instant::now();
        assert!(read(Some(json!(text))).is_err());
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
