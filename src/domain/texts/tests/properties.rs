//! What holds for every text.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;

/// Values of any characters, some very long, some of what takes most room.
fn value() -> impl Strategy<Value = String> {
    let repeated =
        (prop::sample::select(vec!["a", "€", "😀", "一", "a ", ". ", "é", "\u{301}", "\n"]), 0_usize..10_000);
    prop_oneof![
        any::<String>(),
        "[A-Z][a-z]{0,12}( [A-Z][a-z]{0,12}){0,5}",
        repeated.prop_map(|(text, times)| text.repeat(times))
    ]
}

fn start() -> impl Strategy<Value = NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_time(chrono::NaiveTime::MIN);
    (0_i64..2_000_000).prop_map(move |minutes| first + TimeDelta::minutes(minutes))
}

/// Texts made of what templates are made of, many of which are no templates.
fn template() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{name}",
        "{clinic}",
        "{date}",
        "{time}",
        "[ for {service}]",
        "[ with {practitioner}]",
        "[{phone} or {name}]",
        " ",
        "\n",
        ".",
        ", ",
        "word",
        "é",
        "€",
        "😀",
        "一",
        "{service}",
        "[",
        "]",
        "{",
        "}",
        "{{name}}",
        "\u{200B}",
    ]);
    let padding = prop::sample::select(vec!["", "x", "€", "😀"]);
    (prop::collection::vec(piece, 0..14), padding, 0_usize..350)
        .prop_map(|(pieces, padding, times)| pieces.concat() + &padding.repeat(times))
}

proptest! {
    #[test]
    fn no_value_makes_a_text_long_or_strange(
        (template, start) in (template(), start()),
        (clinic, name) in (value(), value()),
        (service, practitioner, phone) in (prop::option::of(value()), prop::option::of(value()), prop::option::of(value())),
    ) {
        let mut settings = TextSettings::default();
        settings.confirmation.template = Some(template.clone());
        let accepted = settings.check(&Figures).is_ok();
        let (service, practitioner, phone) = (service.as_deref(), practitioner.as_deref(), phone.as_deref());
        let fields = TemplateFields { clinic: &clinic, name: &name, start, service, practitioner, phone };
        for kind in [TextKind::Confirmation, TextKind::Cancellation] {
            let text = settings.text(kind, &fields, &Figures).unwrap();
            prop_assert!(text.segments <= 10, "{:?}", text);
            prop_assert!((1..=1600).contains(&text.body.chars().count()), "{:?}", text);
            prop_assert!(!text.body.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
            prop_assert_eq!(text.body.trim(), &text.body);
            prop_assert_eq!(&TextContent::new(text.body.clone()), &text);
            if !accepted {
                prop_assert!(!text.body.contains("word"), "{:?} was refused", template);
            }
        }
    }

    #[test]
    fn a_name_put_into_a_text_comes_out_as_it_went_in(name in value()) {
        let once = said("{time}: {name}", &TemplateFields { name: &name, ..full() });
        let name = once.strip_prefix("09:30:").unwrap().trim_start();
        prop_assert!(name.encode_utf16().count() <= 40, "{}", name);
        prop_assert!(!name.contains('\n'));
        let linked = name.chars().zip(name.chars().skip(1)).any(|(dot, next)| dot == '.' && next != ' ');
        prop_assert!(!linked && !name.contains([':', '/', '@']), "{}", name);
        prop_assert_eq!(&said("{time}: {name}", &TemplateFields { name, ..full() }), &once);
    }
}

/// Every way to fill the longest template that is accepted, with characters that leave segments one short.
#[test]
fn at_its_limit_a_text_has_ten_segments() {
    let mut most = 0;
    for padding in ["x", "€", "一", "😀"] {
        for first in ["", "x", "{name}", "{clinic}"] {
            for filling in ["x", "€", "一", "😀", "x😀"] {
                let count = |times| format!("{first}{}", padding.repeat(times));
                let accepted = |times: &usize| {
                    let setting = TextKindSettings { template: Some(count(*times)), ..TextKindSettings::default() };
                    TextSettings { confirmation: setting, ..TextSettings::default() }.check(&Figures).is_ok()
                };
                let longest = (1..=700).rev().find(accepted).unwrap();
                let value = filling.repeat(80);
                let text =
                    TextContent::new(said(&count(longest), &TemplateFields { clinic: &value, name: &value, ..full() }));
                assert!(text.segments <= 10, "{first} {padding} {filling}");
                most = most.max(text.segments);
            }
        }
    }
    assert_eq!(most, 10);
}
