//! Lists, read to their end.

use serde_json::Value;

use super::Desk;

impl Desk {
    /// All items of a list, a page at a time; `between` is told how many items were seen before the next page is asked for.
    pub async fn walk(&self, path: &str, limit: usize, mut between: impl FnMut(usize)) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{separator}limit={limit}{cursor}")).await.expect(200).json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= limit, "{} items", items.len());
            seen.extend(items.iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return seen };
            assert_eq!(items.len(), limit, "a page that is not the last is full");
            cursor = format!("&cursor={next}");
            assert!(seen.len() < 2000, "the list does not end");
            between(seen.len());
        }
    }
}
