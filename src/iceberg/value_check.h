#pragma once

#include "iceberg/value.h"

namespace lakeport::iceberg {

// True for null, and for an alternative (of the right length, for fixed and uuid) that holds values of the type. To be
// asked of values that come from where another type may have been meant. Never true for a nested type.
bool IsValueOf(const Type& type, const Value& value);

}  // namespace lakeport::iceberg
