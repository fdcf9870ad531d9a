//! The rows of a file, each as it would have been sent by itself.

use bytes::Bytes;
use csv::{ByteRecord, ReaderBuilder};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    admin::{phone_mappings::MappingInput, present},
    http::{Error, body},
};

/// Rows of one file. With 500 of them in a chunk that is what the free plan's requests are enough for.
pub(super) const MOST_ROWS: usize = 10_000;

/// UTF-8 with a mark of its byte order, as spreadsheets save it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Ndjson,
    Csv,
}

/// One row, or what is wrong with its form.
pub(super) struct Row {
    /// Where it begins; the first line of the file is 1.
    pub(super) line: u64,
    pub(super) read: Result<RowInput, Error>,
}

/// A mapping, and whose it is to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowInput {
    pub(super) org_id: Option<Uuid>,
    inbound_phone_number: Option<String>,
    clinic_name: String,
    #[serde(default, deserialize_with = "present")]
    vapi_phone_number_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    sip_uri: Option<Option<String>>,
    is_active: Option<bool>,
}

impl RowInput {
    /// The mapping as it is sent by itself.
    ///
    /// # Errors
    /// When a spreadsheet has rounded the number.
    pub(super) fn mapping(self) -> Result<MappingInput, Error> {
        if self.inbound_phone_number.as_deref().is_some_and(is_scientific) {
            return Err(Error::invalid(
                "inbound_phone_number",
                "The column inbound_phone_number is in scientific notation, so its last digits are lost. Format the column as text in the \
                 spreadsheet, enter the numbers again and save it anew.",
            ));
        }
        let Self { inbound_phone_number, clinic_name, vapi_phone_number_id, sip_uri, is_active, .. } = self;
        Ok(MappingInput { inbound_phone_number, clinic_name, vapi_phone_number_id, sip_uri, is_active })
    }
}

/// As `1.55501E+10`.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['e', 'E']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mantissa = mantissa.trim_start_matches(['+', '-']);
    is_digits(&mantissa.replacen(['.', ','], "", 1)) && is_digits(exponent.trim_start_matches(['+', '-']))
}

/// The rows of a file.
///
/// # Errors
/// When there are none or too many, or the columns are not ours.
pub(super) fn read(format: Format, file: &Bytes) -> Result<Vec<Row>, Error> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let rows = match format {
        Format::Ndjson => ndjson(file),
        Format::Csv => csv(file)?,
    };
    match rows.len() {
        0 => Err(Error::invalid("", "The file has no rows.")),
        1..=MOST_ROWS => Ok(rows),
        _ => Err(Error::invalid(
            "",
            format!("The file has more than {MOST_ROWS} rows. Send at most so many at a time; `npm run import` does."),
        )),
    }
}

fn ndjson(file: &[u8]) -> Vec<Row> {
    let lines = (1..).zip(file.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    // A row too many is as bad as a hundred thousand, which would fill the isolate's memory.
    lines.take(MOST_ROWS + 1).map(|(line, text)| Row { line, read: body::parse(text).map_err(of_line) }).collect()
}

/// What is said of a body, of a line.
fn of_line(error: Error) -> Error {
    match error {
        Error::Malformed(detail) => Error::invalid("", detail.replacen("The body", "The line", 1)),
        Error::Invalid { field, detail } => Error::invalid(field, detail.replacen("The body", "The line", 1)),
        other => other,
    }
}

fn csv(file: &[u8]) -> Result<Vec<Row>, Error> {
    let mut records = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file).into_byte_records();
    // Reading from memory does not fail.
    let header = records.next().and_then(Result::ok).ok_or_else(|| Error::invalid("", "The file is empty."))?;
    let columns = columns(&header)?;
    let row = |record: ByteRecord| Row { line: line(&record, file), read: of_cells(&columns, &record) };
    Ok(records.filter_map(Result::ok).take(MOST_ROWS + 1).map(row).collect())
}

/// The position of a record is before the empty lines in front of it.
fn line(record: &ByteRecord, file: &[u8]) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let rest = usize::try_from(position.byte()).ok().and_then(|start| file.get(start..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

const COLUMNS: [&str; 6] =
    ["org_id", "inbound_phone_number", "clinic_name", "vapi_phone_number_id", "sip_uri", "is_active"];

/// The names in the header row, each of ours once.
fn columns(header: &ByteRecord) -> Result<Vec<&'static str>, Error> {
    let mut columns = Vec::new();
    for cell in header {
        let name = String::from_utf8_lossy(cell.trim_ascii()).into_owned();
        let known = COLUMNS.into_iter().find(|column| *column == name).ok_or_else(|| {
            let detail = format!(
                "This is no column of an import. The first row names the columns, separated by commas: {}.",
                COLUMNS.join(", ")
            );
            Error::invalid(name.clone(), detail)
        })?;
        if columns.contains(&known) {
            return Err(Error::invalid(known, "Two columns have this name."));
        }
        columns.push(known);
    }
    let has = |name| columns.contains(&name);
    if !has("clinic_name") {
        return Err(Error::invalid(
            "clinic_name",
            "There is no such column. The first row of the file names the columns.",
        ));
    }
    if !has("inbound_phone_number") && !has("sip_uri") {
        return Err(Error::invalid("inbound_phone_number", "There is no such column, nor one named sip_uri."));
    }
    Ok(columns)
}

/// A cell that is empty is absent.
fn of_cells(columns: &[&'static str], record: &ByteRecord) -> Result<RowInput, Error> {
    if record.len() != columns.len() {
        let detail = format!("The row has {} cells, and the header {}.", record.len(), columns.len());
        return Err(Error::invalid("", detail));
    }
    let cell = |name: &'static str| cell(columns, record, name);
    let org_id = cell("org_id")?.map(|text| Uuid::try_parse(text.trim()));
    Ok(RowInput {
        org_id: org_id.transpose().map_err(|_| Error::invalid("org_id", "This must be an id, a UUID."))?,
        inbound_phone_number: cell("inbound_phone_number")?,
        clinic_name: cell("clinic_name")?.ok_or_else(|| Error::invalid("clinic_name", "This is empty."))?,
        vapi_phone_number_id: cell("vapi_phone_number_id")?.map(Some),
        sip_uri: cell("sip_uri")?.map(Some),
        is_active: cell("is_active")?.map(|text| truth(&text)).transpose()?,
    })
}

fn cell(columns: &[&str], record: &ByteRecord, name: &'static str) -> Result<Option<String>, Error> {
    let bytes = columns.iter().zip(record).find(|(column, _)| **column == name).map(|(_, bytes)| bytes);
    let Some(bytes) = bytes.filter(|bytes| !bytes.trim_ascii().is_empty()) else { return Ok(None) };
    let not_text = || Error::invalid(name, "This is not UTF-8. Save the file as CSV UTF-8.");
    std::str::from_utf8(bytes).map(|text| Some(text.to_owned())).map_err(|_| not_text())
}

/// Spreadsheets write it in capitals.
fn truth(text: &str) -> Result<bool, Error> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Error::invalid("is_active", "This must be true or false.")),
    }
}
