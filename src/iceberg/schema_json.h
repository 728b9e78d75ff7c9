#pragma once

#include "base/json.h"
#include "base/result.h"
#include "iceberg/schema.h"

namespace lakeport::iceberg {

// Schemas and types as JSON (spec, Appendix C, "Schemas"). A v3 field's defaults are kept as they were written. Reading
// fails with CorruptData that names the field: a type that there is not, a missing member, an id or a name given twice,
// a default that its type does not have, an identifier field that is not there.
Json SchemaToJson(const Schema& schema);
Result<Schema> SchemaFromJson(const Json& json);

Json TypeToJson(const Type& type);
Result<TypePtr> TypeFromJson(const Json& json);

}  // namespace lakeport::iceberg
