//! Schemas of the API's description that are put together at run time.

use utoipa::{PartialSchema, ToSchema, openapi::Components};

/// Adds a type with all that it is made of to the schemas, and gives its name.
pub(crate) fn add<T: ToSchema + PartialSchema>(components: &mut Components) -> String {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    components.schemas.extend(schemas);
    T::name().into_owned()
}
