use super::*;

const CREDENTIAL: &str = "credential";

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

fn channel(id: &str, ends_in: i64, heard: bool) -> CalendarChannel {
    CalendarChannel {
        id: id.into(),
        calendar_id: "front".into(),
        credential_id: CREDENTIAL.into(),
        resource_id: Some("resource".into()),
        expires_at: at(ends_in),
        key_id: "k1".into(),
        heard_at: heard.then(|| at(-1)),
        retry_at: None,
        refusal: None,
    }
}

fn planned(known: &[CalendarChannel]) -> ChannelPlan {
    plan(&BTreeSet::from(["front".to_owned()]), (CREDENTIAL, "k1"), known, at(0))
}

fn closing(id: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), "resource".to_owned())]
}

#[test]
fn a_calendar_without_a_channel_gets_one() {
    for known in [vec![], vec![channel("ended", 0, true)], vec![channel("ends soon", 24, true)]] {
        assert_eq!(planned(&known).open, ["front"], "{known:?}");
    }
    assert_eq!(planned(&[channel("ended", 0, true)]).forget, ["ended"]);
}

#[test]
fn one_that_lasts_is_looked_at_a_day_before_its_end() {
    for heard in [false, true] {
        let expected = ChannelPlan { next: Some(at(76)), ..ChannelPlan::default() };
        assert_eq!(planned(&[channel("a", 100, heard)]), expected);
    }
}

#[test]
fn the_old_one_is_closed_when_the_new_one_has_shown_that_it_works() {
    let silent = planned(&[channel("new", 160, false), channel("old", 20, true)]);
    assert_eq!((silent.close, silent.next), (vec![], Some(at(1))));
    let heard = planned(&[channel("new", 160, true), channel("old", 20, true)]);
    assert_eq!((heard.open, heard.close, heard.next), (vec![], closing("old"), Some(at(136))));
}

#[test]
fn what_is_of_no_use_is_closed() {
    let known = [channel("a", 100, true)];
    assert_eq!(plan(&BTreeSet::new(), (CREDENTIAL, "k1"), &known, at(0)).close, closing("a"));
    // Of another account, or with a token under a key that may be gone.
    for terms in [("another", "k1"), (CREDENTIAL, "k2")] {
        let of_another = plan(&BTreeSet::from(["front".to_owned()]), terms, &known, at(0));
        assert_eq!((of_another.close, of_another.open), (closing("a"), vec!["front".to_owned()]));
    }
}

/// The provider may have opened it without saying so: it cannot be closed, and does not count.
#[test]
fn one_without_an_answer_is_waited_for_and_another_one_opened() {
    let lost = CalendarChannel { resource_id: None, ..channel("lost", 100, false) };
    let expected = ChannelPlan { open: vec!["front".into()], next: Some(at(100)), ..ChannelPlan::default() };
    assert_eq!(planned(std::slice::from_ref(&lost)), expected);
    assert_eq!(planned(&[channel("a", 120, true), lost.clone()]).next, Some(at(96)));
    let tried_lately = CalendarChannel { retry_at: Some(at(2)), ..lost };
    let expected = ChannelPlan { next: Some(at(2)), ..ChannelPlan::default() };
    assert_eq!(planned(std::slice::from_ref(&tried_lately)), expected);
}

#[test]
fn a_refusal_is_left_alone_until_its_time() {
    let refused = CalendarChannel { resource_id: None, refusal: Some("no".into()), ..channel("no", 5, false) };
    assert_eq!(planned(std::slice::from_ref(&refused)), ChannelPlan { next: Some(at(5)), ..ChannelPlan::default() });
    let over = CalendarChannel { expires_at: at(0), ..refused };
    let again = planned(&[over]);
    assert_eq!((again.open, again.forget), (vec!["front".to_owned()], vec!["no".to_owned()]));
}
