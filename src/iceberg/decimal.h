#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iceberg/value.h"

namespace lakeport::iceberg {

// "14.20" for 1420 at scale 2; "-0.05" for -5. Never an exponent.
std::string FormatDecimal(Decimal value, int32_t scale);

// Reads "14.20", "-5" and "1.42E+1". CorruptData when it is no number, has another number of digits after the point
// than `scale`, or more than `precision` digits in all (at most 38).
Result<Decimal> ParseDecimal(std::string_view text, int32_t precision, int32_t scale);

// Two's complement, highest byte first, as few bytes as will do.
std::string EncodeDecimal(Decimal value);
// CorruptData for no bytes at all, and for more than 16.
Result<Decimal> DecodeDecimal(std::string_view bytes);

}  // namespace lakeport::iceberg
