#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "iceberg/type.h"

namespace lakeport::iceberg {

// A struct as an Avro record schema, as Iceberg's Java library writes it (spec, Appendix A, "Avro"): nested records are
// named "r<field id>", maps without string keys are arrays of records "k<key id>_v<value id>", a type named before is
// then referred to by its name. InvalidArgument for types that have no place in a manifest (variant, geometry).
Result<Json> StructToAvro(const Type& type, const std::string& record_name);

// What an Avro field may be called instead of `name`: all but ASCII letters, digits and '_' become "_x<hex>".
std::string SanitizeAvroName(const std::string& name);

// Bytes of the fixed that holds a decimal of so many digits.
int32_t DecimalFixedSize(int32_t precision);

}  // namespace lakeport::iceberg
